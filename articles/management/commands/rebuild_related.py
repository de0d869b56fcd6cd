"""Compute every related list anew with today's weights."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from articles import related
from articles.asking_database import asking_database
from articles.models import Article

EXAMPLES = """\
example:
  manage.py rebuild_related

Readers go on reading meanwhile, and editors publishing. How rare a condition or a tag is drifts with every answer: once
a week is enough.
"""


class Command(BaseCommand):
    help = "Rebuild the related lists of all live answers. Readers see the old lists until each new one is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES

    @asking_database()
    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=Article.objects.public().count(), unit=" answers", disable=not sys.stderr.isatty()) as bar:
            done = related.rebuild(bar.update)
        self.stdout.write(f"{done} related lists rebuilt")
