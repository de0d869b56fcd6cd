"""Let somebody in again who lost phone, passkey and recovery codes."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import resetting
from articles.asking_database import asking_database
from articles.command_accounts import account_named
from articles.errors import Refused

EXAMPLES = """\
examples:
  manage.py remove_second_factor lin.yunfei --as admin
  manage.py remove_second_factor admin            where no other superuser is left to do it
"""


class Command(BaseCommand):
    help = "Take a lost second factor off an account; its owner sets up a new one at the next sign-in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("account", metavar="USERNAME")
        parser.add_argument(
            "--as", dest="username", metavar="USERNAME", help="the superuser who does it, for the trail"
        )

    @asking_database()
    def handle(self, *args: Any, account: str, username: str | None, **options: Any) -> None:
        owner = account_named(account)
        try:
            resetting.remove_second_factor(owner, by=account_named(username) if username else None)
        except Refused as refusal:
            raise CommandError(f"{refusal} [{refusal.code}]") from refusal
        self.stdout.write(f"Removed. {owner} sets up a new one at the next sign-in.")
