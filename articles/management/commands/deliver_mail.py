"""Send the mails that the verbs wrote down."""

from __future__ import annotations

import logging
import signal
import sys
from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from threading import Event
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections
from tqdm import tqdm

from articles import delivering, mailing
from articles.asking_database import asking_database
from healthqa.lib.text import number_in

EXAMPLES = """\
examples:
  manage.py deliver_mail
  manage.py deliver_mail --forever
  manage.py deliver_mail --forever --interval 60

Safe to run several at once. A mail that no server takes is tried again with growing waits, for nearly three days; then
it is given up, and listed in the admin under “Outgoing mails”. One pass ends with exit code 1 where a mail failed, and
without EMAIL_URL, when nothing is sent and all waits.
--forever goes on until it is told to stop (Ctrl-C, SIGTERM) and ends with 0.
"""

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send what waits in the outbox."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--forever", action="store_true", help="go on, with a look every few seconds")
        parser.add_argument("--interval", type=_seconds, default=15, metavar="SECONDS", help="between looks (15)")

    def handle(self, *args: Any, forever: bool, interval: int, **options: Any) -> None:
        if not mailing.has_server():
            raise CommandError("No mail is sent: EMAIL_URL is missing, so there is no server. What waits stays.")
        if forever:
            self._go_on(interval)
            return
        if settings.READ_ONLY:
            self.stdout.write("Nothing is sent while READ_ONLY is set; what waits stays.")
            return
        with asking_database():
            total = delivering.waiting()
            with tqdm(total=total, unit=" mails", disable=not sys.stderr.isatty()) as bar:
                done = delivering.deliver(bar.update)
        self._tell(done)
        if done.failed or done.given_up:
            raise SystemExit(1)

    def _go_on(self, interval: int) -> None:
        """Look again and again. A signal lets the mail that is being sent come to its end."""
        stopped = Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *given: stopped.set())
        while not stopped.is_set():
            close_old_connections()
            try:
                if not settings.READ_ONLY:
                    done = delivering.deliver(stop=stopped.is_set)
                    if done.sent or done.failed or done.given_up:
                        self._tell(done)
            except Error:
                log.exception("The database could not be asked; the next look is in %s seconds.", interval)
            stopped.wait(interval)

    def _tell(self, done: delivering.Pass) -> None:
        sentence = f"{done.sent} sent, {done.void} had nothing to say any more, {done.failed} to be tried again"
        sentence += f", {done.given_up} given up"
        self.stdout.write(f"{sentence} (last problem: {done.problem})" if done.problem else sentence)
        self.stdout.flush()


def _seconds(text: str) -> int:
    seconds = number_in(text)
    if seconds is None or not 1 <= seconds <= 3600:
        raise ArgumentTypeError(f"“{text}” is no interval: write seconds from 1 to 3600")
    return seconds
