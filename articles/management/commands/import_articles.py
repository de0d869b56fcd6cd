"""Take documents in as drafts. Importing never signs and never publishes."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from tqdm import tqdm

from articles.asking_database import what_helps
from articles.bulk import collected_seldom
from articles.command_accounts import account_named
from articles.formats import FORMATS, Format
from articles.import_files import FileReport, Run, files_in
from articles.importing import importer_account

EXAMPLES = """\
examples:
  manage.py import_articles answer.txt
  manage.py import_articles folder/ --dry-run
  manage.py import_articles folder/ --report json > report.json
  manage.py import_articles new.txt --key night-leg-cramps --onto-draft --as anna
  manage.py import_articles answers.jsonl
  manage.py import_articles medquad/ --format medquad

A document that was imported before is recognised by its key: of a text file the name without the ending (or --key), of
a line of JSON its "key", of a MedQuAD question folder, file and number. Exit code 1 when any document was refused; the
others are in all the same. The formats are described in docs/import-formats.md.
"""


class Command(BaseCommand):
    help = (
        "Import documents as drafts (house text, MedQuAD, JSON Lines): files, or folders of .txt, .xml, .jsonl files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--format", choices=["auto", *FORMATS], default="auto", help="what the files are")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
        parser.add_argument("--report", choices=["json"], help="print one JSON object instead of lines")
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="the account (default: importer)")
        parser.add_argument("--key", default="", help="recognise the document by this key (one file only)")
        parser.add_argument(
            "--onto-draft", action="store_true", help="write over a draft that was changed by hand since the import"
        )

    def handle(self, *args: Any, paths: list[Path], report: str | None, **options: Any) -> None:
        kind: Format | None = None if options["format"] == "auto" else options["format"]
        files = list(files_in(paths, kind))
        if not files:
            raise CommandError("There is no file to import there.")
        if options["key"] and len(files) > 1:
            raise CommandError("--key names one document; give one file with it.")
        try:
            with collected_seldom():
                self._import(files, kind, report, options)
        except DatabaseError as error:
            raise CommandError(
                f"The database could not be used: {error}. {what_helps(error)} What is reported above is in: "
                "another run leaves that alone, it goes on where it stopped."
            ) from error

    def _import(self, files: list[Path], kind: Format | None, report: str | None, options: dict[str, Any]) -> None:
        run = Run(
            editor=_account(options["username"]),
            format=kind,
            key=options["key"],
            onto_draft=options["onto_draft"],
            dry_run=options["dry_run"],
        )
        reports = self._taken(run, files)
        if report:
            self._write_report(run, reports)
        else:
            for done in reports:
                self._tell(done)
            counts = ", ".join(f"{count} {outcome}" for outcome, count in run.summary().items())
            self.stdout.write(f"{counts}{' (dry run: nothing was written)' if run.dry_run else ''}")
        if run.outcomes["refused"]:
            raise SystemExit(1)

    def _taken(self, run: Run, files: list[Path]) -> Iterator[FileReport]:
        return run.take(tqdm(files, unit="file", disable=not sys.stderr.isatty()))

    def _write_report(self, run: Run, reports: Iterable[FileReport]) -> None:
        """One JSON object, entry by entry: a file may hold more documents than fit into memory."""
        self.stdout.write('{"files": [', ending="")
        for number, done in enumerate(reports):
            entry = json.dumps(done.as_json(), ensure_ascii=False, indent=2)
            self.stdout.write(f"{',' if number else ''}\n{entry}", ending="")
        self.stdout.write(f'\n], "summary": {json.dumps(run.summary())}}}')

    def _tell(self, done: FileReport) -> None:
        article = done.result.article
        where = f" → {article.question.slug}, edition {article.edition}" if article is not None else ""
        key = f" [{done.key}]" if done.key not in ("", Path(done.file).stem) else ""
        self.stdout.write(f"{done.result.outcome}: {done.file}{key}{where}")
        for note in (*done.result.errors, *done.result.warnings):
            line = f"line {note.line}: " if note.line else ""
            self.stdout.write(f"    {line}{note.message} [{note.code}]")
        if done.result.difference:
            self.stdout.write(done.result.difference)


def _account(username: str | None) -> User:
    if username is None:
        return importer_account()
    account = account_named(username)
    if not account.has_perm("articles.change_article"):
        raise CommandError(f"The account “{username}” may not edit articles.")
    return account
