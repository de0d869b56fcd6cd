"""Write answers out as house text or JSON Lines: the way back of `import_articles`."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Exists, OuterRef, QuerySet
from tqdm import tqdm

from articles.asking_database import asking_database
from articles.exporting import document_of, text_of
from articles.formats.jsonl import line_of
from articles.models import Article

EXAMPLES = """\
examples:
  manage.py export_articles --question night-leg-cramps > night-leg-cramps.txt
  manage.py export_articles --output folder/
  manage.py export_articles --output folder/ --live
  manage.py export_articles --format jsonl > answers.jsonl

Without --live the newest edition of each question is written, draft or not, unless its words were erased. Text goes
into a file an answer, JSON Lines into one file with a line an answer (in a folder: answers.jsonl). An answer that was
imported keeps the key it came with, so that importing what was written finds every answer unchanged.
"""

#: Bytes: file systems take 255, and ".txt" comes behind.
LONGEST_NAME = 200


class Command(BaseCommand):
    help = "Export answers as house text or JSON Lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--format", choices=["text", "jsonl"], default="text", help="what to write")
        parser.add_argument("--question", metavar="SLUG", help="this question only")
        parser.add_argument("--output", type=Path, metavar="DIR", help="write into this folder")
        parser.add_argument("--live", action="store_true", help="the published editions instead of the newest")

    @asking_database()
    def handle(self, *args: Any, question: str | None, output: Path | None, live: bool, **options: Any) -> None:
        articles = _chosen(question, live=live)
        count = articles.count()
        if not count:
            raise CommandError(f"There is no question “{question}” to export." if question else "Nothing to export.")
        as_lines = options["format"] == "jsonl"
        if output is None:
            if count > 1 and not as_lines:
                raise CommandError("Give --question SLUG for one answer, or --output DIR for a file each.")
            for article in _read(articles, count):
                self.stdout.write(_line(article) if as_lines else text_of(article), ending="")
            return
        try:
            self._write(articles, count, output, as_lines=as_lines)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror or error}.") from error
        self.stdout.write(f"{count} written to {output}")

    def _write(self, articles: QuerySet[Article], count: int, output: Path, *, as_lines: bool) -> None:
        output.mkdir(parents=True, exist_ok=True)
        if as_lines:
            with (output / "answers.jsonl").open("w", encoding="utf-8", newline="\n") as file:
                file.writelines(_line(article) for article in _read(articles, count))
            return
        taken: set[str] = set()
        for article in _read(articles, count):
            path = output / f"{_file_name(_key(article), taken)}.txt"
            path.write_text(text_of(article), encoding="utf-8", newline="\n")


def _read(articles: QuerySet[Article], count: int) -> Iterator[Article]:
    """The articles, a few hundred at a time, with a progress bar on a terminal."""
    found: Iterator[Article] = articles.iterator(chunk_size=200)
    yield from tqdm(found, total=count, disable=not sys.stderr.isatty())


def _line(article: Article) -> str:
    return line_of(_key(article), document_of(article)) + "\n"


def _key(article: Article) -> str:
    return article.import_key or article.question.slug


def _chosen(slug: str | None, *, live: bool) -> QuerySet[Article]:
    articles = Article.objects.with_text().order_by("question", "-edition")
    if live:
        articles = articles.public()
    else:
        newer = Article.objects.filter(question=OuterRef("question"), edition__gt=OuterRef("edition"))
        articles = articles.exclude(Exists(newer)).with_words()
    return articles.filter(question__slug=slug) if slug else articles


def _file_name(key: str, taken: set[str]) -> str:
    """The key as a name that stays in its folder, fits every file system and is given once in a run."""
    plain = "".join("-" if character in "/\\" or ord(character) < 32 else character for character in key)
    wanted = _cut(plain.lstrip(".-") or "answer", LONGEST_NAME)
    name, number = wanted, 1
    while name.casefold() in taken:
        number += 1
        name = f"{_cut(wanted, LONGEST_NAME - 8)}-{number}"
    taken.add(name.casefold())
    return name


def _cut(text: str, most: int) -> str:
    """As much of `text` as fits in so many bytes of UTF-8."""
    return text.encode()[:most].decode(errors="ignore")
