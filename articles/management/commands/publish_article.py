"""Publish the signed edition of a question."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from articles import publishing
from articles.asking_database import asking_database
from articles.command_accounts import account_named
from articles.errors import Refused
from articles.models import Article


class Command(BaseCommand):
    help = "Publish the signed edition of a question. Signing itself has no command: a doctor does it at the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "example:\n  manage.py publish_article night-leg-cramps --as anna"
        parser.add_argument("slug", metavar="SLUG")
        parser.add_argument("--as", dest="username", metavar="USERNAME", required=True, help="the editor who publishes")

    @asking_database()
    def handle(self, *args: Any, slug: str, username: str, **options: Any) -> None:
        editor = account_named(username)
        article = Article.objects.open().filter(question__slug=slug).first()
        if article is None:
            raise CommandError(f"The question “{slug}” has no open edition to publish.")
        try:
            live = publishing.publish(article, editor=editor)
        except Refused as refusal:
            raise CommandError(f"{refusal} [{refusal.code}]") from refusal
        self.stdout.write(f"Published: {live.question.get_absolute_url()} (edition {live.edition}, {live.digest[:8]})")
