"""Take a live answer down."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import publishing
from articles.asking_database import asking_database
from articles.command_accounts import account_named
from articles.errors import Refused
from articles.models import Article, Question

EXAMPLES = """\
examples:
  manage.py withdraw_article night-leg-cramps --as anna --reason "Being rewritten after new advice."
  manage.py withdraw_article night-leg-cramps --as anna --safety --reason "…" --replacement leg-cramps
"""


class Command(BaseCommand):
    help = "Withdraw the live answer of a question: its address says 410 with the reason at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--as", dest="username", metavar="USERNAME", required=True, help="the editor")
        parser.add_argument("--reason", required=True, help="what readers are told")
        parser.add_argument("--safety", action="store_true", help="the text may do harm")
        parser.add_argument("--replacement", metavar="SLUG", help="the question to read instead")

    @asking_database()
    def handle(self, *args: Any, slug: str, username: str, reason: str, **options: Any) -> None:
        editor = account_named(username)
        article = Article.objects.public().filter(question__slug=slug).first()
        if article is None:
            raise CommandError(f"The question “{slug}” has no live answer.")
        try:
            publishing.withdraw(
                article,
                editor=editor,
                reason=reason,
                safety=options["safety"],
                replacement=_replacement(options["replacement"]),
            )
        except Refused as refusal:
            raise CommandError(f"{refusal} [{refusal.code}]") from refusal
        self.stdout.write(f"Withdrawn: {article.question.get_absolute_url()}")


def _replacement(slug: str | None) -> Question | None:
    if slug is None:
        return None
    question = Question.objects.filter(slug=slug).first()
    if question is None:
        raise CommandError(f"There is no question “{slug}” to read instead.")
    return question
