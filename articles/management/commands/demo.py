"""The portal with samples, for somebody who wants to see it: no server, no account, no setting."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
import threading
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connections
from tqdm import tqdm

from articles import delivering, digesting, sample_accounts, sampling
from articles.errors import Refused
from healthqa import demo_mode
from healthqa.lib.text import number_in

EXAMPLES = """\
examples:
  manage.py demo
  manage.py demo --port 8080
  manage.py demo --count 5000 --no-serve

Everything it shows is invented and marked as a sample. It keeps its database in var/ and may be run again.
"""


log = logging.getLogger(__name__)

SECONDS_BETWEEN_MAILS = 2
#: What a shell takes for “ended by Ctrl-C”.
INTERRUPTED = 130


class Command(BaseCommand):
    help = "Fill the embedded database with sample answers, signed and published, and serve the portal."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--no-serve", action="store_true", help="fill the database and stop")
        parser.add_argument("--port", type=_port, default=8000, help="where to serve on 127.0.0.1 (default 8000)")
        parser.add_argument("--count", type=_count, default=0, metavar="N", help="add N generated questions")
        parser.add_argument("--new-passwords", action="store_true", help="give the sample accounts new passwords")

    def handle(self, *args: Any, no_serve: bool, port: int, count: int, new_passwords: bool, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "The demo runs as “manage.py demo” only: it decides on its settings before they are read."
            )
        if not no_serve:
            _refuse_taken(port)
        try:
            self._fill(count, new_passwords=new_passwords)
            self.stdout.write(f"\nThe portal: http://127.0.0.1:{port}/  (admin: /admin/, a doctor's desk: /desk/)")
            self.stdout.write(f"Mail it sent:  http://127.0.0.1:{port}/demo/mail/  (nothing leaves this machine)")
            if not no_serve:
                os.environ["DJANGO_RUNSERVER_HIDE_WARNING"] = "true"
                with _sending_mail():
                    call_command("runserver", f"127.0.0.1:{port}", use_reloader=False)
        except KeyboardInterrupt:
            self.stderr.write("\nStopped. Run “manage.py demo” again: it goes on where it was.")
            raise SystemExit(INTERRUPTED) from None

    def _fill(self, count: int, *, new_passwords: bool) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        demo_mode.MARKER.touch()
        if not self._load(new_passwords=new_passwords):
            self.stdout.write("The sample accounts keep the passwords that were shown the first time.")
            self.stdout.write("For new ones: manage.py demo --new-passwords")
        digesting.send_all()
        delivering.deliver()
        if count:
            self._generate(count)

    def _load(self, *, new_passwords: bool) -> list[sample_accounts.Account]:
        with tqdm(desc="Samples", unit="answer", disable=not sys.stderr.isatty()) as bar:

            def progress(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)
                if done == total:
                    bar.close()  # before the passwords are written below it

            try:
                return sampling.load(progress, new_passwords=new_passwords, tell=self._tell)
            except Refused as refusal:
                raise CommandError(str(refusal)) from refusal

    def _generate(self, count: int) -> None:
        from articles import generating

        with tqdm(total=count, desc="Generated", unit="question", disable=not sys.stderr.isatty()) as bar:
            generating.add_questions(count, editor=sampling.editor(), progress=bar.update)

    def _tell(self, accounts: list[sample_accounts.Account]) -> None:
        self.stdout.write("Sample accounts; the passwords are shown this once:")
        for account in accounts:
            self.stdout.write(f"  {account.username:<22}{account.password}   {account.what}")
        self.stdout.flush()


@contextmanager
def _sending_mail() -> Iterator[None]:
    """Beside the server, what a service does elsewhere: send what the outbox holds."""
    stopped = threading.Event()

    def work() -> None:
        while not stopped.wait(SECONDS_BETWEEN_MAILS):
            try:
                delivering.deliver(stop=stopped.is_set)
            except DatabaseError:
                log.warning("The demo's mail waits for the database.")
            finally:
                connections.close_all()

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()


def _port(text: str) -> int:
    port = number_in(text)
    if port is None or not 1 <= port <= 65_535:
        raise ArgumentTypeError(f"“{text}” is no port: a port is a number from 1 to 65535")
    return port


def _count(text: str) -> int:
    count = number_in(text)
    if count is None:
        raise ArgumentTypeError(f"“{text}” is no number of questions: write a whole number from 0 on")
    return count


def _refuse_taken(port: int) -> None:
    """Refuse a port that cannot be served on, before anything is written or said."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server itself will ask for it
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            other = port + 1 if 1024 <= port < 65_535 else 8080
            taken = "another program uses it" if error.errno == errno.EADDRINUSE else str(error.strerror)
            raise CommandError(
                f"The demo cannot serve on port {port}: {taken}. Choose another: manage.py demo --port {other}"
            ) from error
