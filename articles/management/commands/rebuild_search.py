"""Write the index of the search anew from the live answers, or say where it differs from them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from articles.asking_database import asking_database
from articles.models import Article
from articles.search import rebuilding

EXAMPLES = """\
examples:
  manage.py rebuild_search
  manage.py rebuild_search --check

Readers go on searching meanwhile, and editors publishing. To be run once after the update that brings the search: until
then it finds what was published since. --check changes nothing; exit code 1 where the index is not what live answers
give.
"""


class Command(BaseCommand):
    help = "Rebuild the search index of all live answers and the counts of their words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--check", action="store_true", help="only say what differs")

    @asking_database()
    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        if check:
            self._check()
            return
        total = Article.objects.public().count()
        with tqdm(total=total, unit=" answers", disable=not sys.stderr.isatty()) as bar:
            wrong = rebuilding.rebuild(bar.update)
        self.stdout.write(f"{total} answers in the search index, {wrong} entries mended")

    def _check(self) -> None:
        found = list(rebuilding.differences())
        for sentence in found:
            self.stdout.write(sentence)
        self.stdout.write(f"{Article.objects.public().count()} answers, {len(found)} differences")
        if found:
            raise SystemExit(1)
