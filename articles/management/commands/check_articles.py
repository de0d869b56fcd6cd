"""What stands between each edition and the public."""

from __future__ import annotations

import json
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

from articles import findings, medicines
from articles.asking_database import asking_database
from articles.models import Article
from articles.models.vocabulary import OPEN, Status

EXAMPLES = """\
examples:
  manage.py check_articles
  manage.py check_articles --report json

Exit code 1 when a live answer has a finding: a withdrawn medicine, say, or a doctor who is no longer verified.
"""


class Command(BaseCommand):
    help = "List the findings of all open editions and of all live answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--report", choices=["json"])

    @asking_database()
    def handle(self, *args: Any, report: str | None, **options: Any) -> None:
        finder = medicines.finder()
        rows, live_trouble = [], False
        editions = Article.objects.filter(status__in=[*OPEN, Status.PUBLISHED]).with_text().order_by("pk")
        for article in editions.iterator(chunk_size=200):
            found = findings.check(article, finder=finder)
            live_trouble = live_trouble or bool(found and article.status == Status.PUBLISHED)
            for finding in found:
                rows.append((article, finding))
        if report:
            self.stdout.write(json.dumps([_as_json(article, finding) for article, finding in rows], ensure_ascii=False))
        else:
            for article, finding in rows:
                where = f"{article.question.slug}, edition {article.edition} ({article.status})"
                self.stdout.write(f"{where}: {finding.sentence} [{finding.code}]")
            self.stdout.write(f"{len(rows)} findings")
        if live_trouble:
            raise SystemExit(1)


def _as_json(article: Article, finding: findings.Finding) -> dict[str, Any]:
    return {
        "question": article.question.slug,
        "edition": article.edition,
        "status": article.status,
        "code": finding.code,
        "message": finding.sentence,
        "blocks": finding.blocks,
    }
