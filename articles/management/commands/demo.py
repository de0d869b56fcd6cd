"""The portal with samples, for somebody who wants to see it: no server, no account, no setting."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from articles import sampling
from articles.errors import Refused
from healthqa import demo_mode

EXAMPLES = """\
examples:
  manage.py demo
  manage.py demo --port 8080
  manage.py demo --count 5000 --no-serve

Everything it shows is invented and marked as a sample. It keeps its database in var/ and may be run again.
"""


class Command(BaseCommand):
    help = "Fill the embedded database with sample answers, signed and published, and serve the portal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--no-serve", action="store_true", help="fill the database and stop")
        parser.add_argument("--port", type=int, default=8000, help="where to serve on 127.0.0.1 (default 8000)")
        parser.add_argument("--count", type=int, default=0, metavar="N", help="add N generated questions")

        parser.add_argument("--new-passwords", action="store_true", help="give the sample accounts new passwords")

    def handle(self, *args: Any, no_serve: bool, port: int, count: int, new_passwords: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demo runs as “manage.py demo” only: it decides on its settings before they are read."
            )
        call_command("migrate", verbosity=0, interactive=False)
        demo_mode.MARKER.touch()
        accounts = self._load(new_passwords=new_passwords)
        if count > 0:
            self._generate(count)
        self._greet(accounts, port)
        if not no_serve:
            os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
            call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)

    def _load(self, *, new_passwords: bool) -> list[sampling.Account]:
        with tqdm(desc="Samples", unit="answer", disable=not sys.stderr.isatty()) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            try:
                return sampling.load(progress, new_passwords=new_passwords)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal

    def _generate(self, count: int) -> None:
        from articles import generating

        with tqdm(total=count, desc="Generated", unit="question", disable=not sys.stderr.isatty()) as bar:
            generating.add_questions(count, editor=sampling.editor(), progress=bar.update)

    def _greet(self, accounts: list[sampling.Account], port: int) -> None:
        self.stdout.write(f"\nThe portal: http://127.0.0.1:{port}/  (admin: /admin/, a doctor's desk: /desk/)")
        if accounts:
            self.stdout.write("Sample accounts; the passwords are shown this once:")
            for account in accounts:
                self.stdout.write(f"  {account.username:<22}{account.password}   {account.what}")
        else:
            self.stdout.write("The sample accounts keep the passwords that were shown the first time.")
            self.stdout.write("For new ones: manage.py demo --new-passwords")
