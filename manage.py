#!/usr/bin/env python
"""Django's command line. `manage.py demo` needs no environment: see healthqa/demo_mode.py."""

import os
import sys

from healthqa import demo_mode


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthqa.settings")
    try:
        demo_mode.prepare(sys.argv)
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped.\n")
        sys.exit(130)  # what a shell takes for “ended by Ctrl-C”


if __name__ == "__main__":
    main()
