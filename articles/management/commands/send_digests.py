"""Tell each doctor once a day what waits for them and what changed around their name."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from tqdm import tqdm

from articles import digesting
from articles.asking_database import asking_database

EXAMPLES = """\
example:
  manage.py send_digests

Once a day, by the portal's TIME_ZONE; more often does no harm: nobody gets two on one day, and who has nothing new to
hear gets none. It writes to the outbox; deliver_mail sends. Broken off, it goes on where it was.
"""


class Command(BaseCommand):
    help = "Write today's digest mails to the outbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.READ_ONLY:
            self.stdout.write("Nothing is written while READ_ONLY is set. Run it again afterwards.")
            return
        with asking_database():
            total = digesting.reachable().count()
            with tqdm(total=total, unit=" doctors", disable=not sys.stderr.isatty()) as bar:
                done = digesting.send_all(bar.update)
        self.stdout.write(
            f"{done.told} digests written, {done.silent} doctors with nothing new, {done.told_today} told today already"
        )
