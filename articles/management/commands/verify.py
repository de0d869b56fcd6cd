"""Find every signed word that is not the signed word any more."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from tqdm import tqdm

from articles import auditing, auditing_redactions
from articles.asking_database import asking_database
from articles.models import Article

EXAMPLES = """\
examples:
  manage.py verify
  manage.py verify --report json > report.json

Recomputes from the rows: every digest, every doctor's chain of signatures, the validity of every published edition, its
period and its public page; looks for the database's own guard. Changes nothing. Exit code 1 when anything is wrong.
Editions whose words were erased are named as redacted: that is no problem, as long as two persons confirmed it.
"""


class Command(BaseCommand):
    help = "Recompute digests, signature chains, publications and pages, and name what is wrong."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.formatter_class = RawDescriptionHelpFormatter
        parser.epilog = EXAMPLES
        parser.add_argument("--report", choices=["json"], help="print one JSON object instead of sentences")

    def handle(self, *args: Any, report: str | None, **options: Any) -> None:
        with asking_database():
            found = self._look(report)
        if found:
            raise SystemExit(1)

    def _look(self, report: str | None) -> bool:
        """Name every problem; whether there was one."""
        editions, found = Article.objects.count(), []
        with tqdm(total=editions, unit=" editions", disable=not sys.stderr.isatty()) as bar:
            for problem in auditing.problems(lambda done, total: _show(bar, done)):
                found.append(problem)
                if not report:
                    bar.write(problem.sentence, file=self.stdout)
        erased = list(auditing_redactions.confirmed_erasures())
        if report:
            summary = {"editions": editions, "problems": len(found)}
            listed = [problem.as_json() for problem in found]
            redacted = [asdict(one) for one in erased]
            whole = {"summary": summary, "problems": listed, "redacted": redacted}
            self.stdout.write(json.dumps(whole, ensure_ascii=False))
        else:
            for one in erased:
                self.stdout.write(one.sentence)
            self.stdout.write(f"{editions} editions, {len(found)} problems")
        return bool(found)


def _show(bar: tqdm, done: int) -> None:
    bar.update(done - bar.n)
