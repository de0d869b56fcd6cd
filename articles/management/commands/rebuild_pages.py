"""Write the read model of every live answer anew from its signed rows."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from tqdm import tqdm

from articles import live_pages, social_cards
from articles.asking_database import asking_database
from articles.locking import lock_article, lock_pages
from articles.models import Article
from articles.models.vocabulary import Status
from articles.triggers import listing_rows


class Command(BaseCommand):
    help = "Rebuild the pages of all published editions, each in its own transaction, and draw missing social cards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = "example:\n  manage.py rebuild_pages"

    @asking_database()
    def handle(self, *args: Any, **options: Any) -> None:
        live = Article.objects.filter(status=Status.PUBLISHED).order_by("pk").only("pk")
        done = 0
        for article in tqdm(live.iterator(), total=live.count(), disable=not sys.stderr.isatty()):
            with transaction.atomic():
                lock_pages()
                locked = lock_article(article)
                if locked.status == Status.PUBLISHED:
                    live_pages.write(locked)
                    done += 1
        with transaction.atomic():
            lock_pages()
            mended = listing_rows.mend(connection)
        unnamed = social_cards.remove_all_unnamed()
        self.stdout.write(f"{done} pages rebuilt")
        if mended:
            self.stdout.write(f"{mended} rows of lists of tags and conditions were put right")
        if unnamed:
            self.stdout.write(f"{unnamed} social cards that no page names were removed")
