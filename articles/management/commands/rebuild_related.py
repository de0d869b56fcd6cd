"""Compute every related list anew with today's weights."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand

from articles import related


class Command(BaseCommand):
    help = "Rebuild the related lists of all live answers. Readers see the old lists until each new one is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "example:\n  manage.py rebuild_related"

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{related.rebuild()} related lists rebuilt")
