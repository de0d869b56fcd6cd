"""New documents share a transaction: the rows are those of one by one, and what is refused takes nothing along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from articles import import_files, import_new, importing
from articles.auditing import problems
from articles.canonical import blocks_of
from articles.generated_texts import generate
from articles.import_files import FileReport, Run
from articles.models import Article, Condition, Event, Question, Tag
from articles.rendering import render


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(1, 13):
        text = render(generate(number).document) + "\n"
        (tmp_path / f"doc-{number:02}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def take(folder: Path, editor: User) -> list[FileReport]:
    return list(Run(editor).take(sorted(folder.iterdir())))


def outcomes(reports: list[FileReport]) -> list[str]:
    return [report.result.outcome for report in reports]


def picture() -> list[Any]:
    """Everything of the editions that has no id and no moment in it."""
    return [
        (
            article.question.slug,
            article.question.language,
            article.question.kind,
            sorted(tag.name for tag in article.question.tags.all()),
            [(block.name, block.text) for block in blocks_of(article)],
            [condition.name for condition in article.associated_conditions.order_by("name")],
            [(cause.heading, cause.condition and cause.condition.name) for cause in article.causes.order_by("pk")],
            list(article.contributions.values_list("user__username", flat=True)),
            list(article.events.values_list("verb", "actor__username", "detail__key")),
            [getattr(article, name) for name in ("digest", "import_digest", "import_key", "original_document")],
            [getattr(article, name) for name in ("status", "edition", "saved_by", "doctor", "byline_confirmed")],
        )
        for article in Article.objects.with_text().select_related("question").order_by("import_key")
    ]


def test_together_or_one_by_one_the_rows_are_the_same(
    folder: Path, editor: User, monkeypatch: pytest.MonkeyPatch, transactional_db: None
) -> None:
    def told() -> list[dict[str, Any]]:
        return [report.as_json() for report in take(folder, editor)]

    with transaction.atomic():
        monkeypatch.setattr(import_files, "import_new", lambda *_args, **_options: None)
        alone, rows_alone = told(), picture()
        transaction.set_rollback(True)
    monkeypatch.undo()
    assert not Article.objects.exists()
    together, rows_together = told(), picture()
    assert len(rows_together) == 12
    assert [row[:-1] for row in rows_together] == [row[:-1] for row in rows_alone]
    assert json.dumps(together) == json.dumps(alone)
    assert list(problems()) == []


def test_what_is_refused_takes_nothing_along(folder: Path, editor: User, db: None) -> None:
    bad = folder / "doc-05.txt"
    title, rest = bad.read_text().replace("\nTags: ", "\nTags: only here, ").split("\n", 1)
    bad.write_text(f"{title} {'very ' * 70}\n{rest}")  # longer than a question may be
    reports = take(folder, editor)
    assert outcomes(reports) == ["created"] * 4 + ["refused"] + ["created"] * 7
    assert [report.key for report in reports] == [f"doc-{number:02}" for number in range(1, 13)]
    assert Article.objects.count() == Question.objects.count() == Event.objects.filter(verb="imported").count() == 11
    assert "only here" in bad.read_text()
    assert not Tag.objects.filter(name="only here").exists()


def test_a_known_document_among_new_ones_is_unchanged(folder: Path, editor: User, db: None) -> None:
    known = folder / "doc-03.txt"
    assert outcomes(list(Run(editor).take([known]))) == ["created"]
    assert outcomes(take(folder, editor)) == ["created"] * 2 + ["unchanged"] + ["created"] * 9
    assert outcomes(take(folder, editor)) == ["unchanged"] * 12


def test_namesakes_of_one_run_get_addresses_of_their_own(folder: Path, editor: User, db: None) -> None:
    text = (folder / "doc-01.txt").read_text()
    for number in range(2, 13):
        (folder / f"doc-{number:02}.txt").write_text(text)
    assert outcomes(take(folder, editor)) == ["created"] * 12
    slugs = list(Question.objects.order_by("pk").values_list("slug", flat=True))
    assert slugs == [slugs[0], *(f"{slugs[0]}-{number}" for number in range(2, 13))]


def test_when_the_database_refuses_the_rows_nothing_of_them_stays(
    folder: Path, editor: User, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last statement fails, as when another run has just made a tag of that name: one by one, all come in."""
    calls: Iterator[int] = iter(range(100))

    def failing(prepared: Any, by: User) -> None:
        import_new.write(prepared, by)
        if next(calls) == 0:
            raise IntegrityError

    monkeypatch.setattr(importing, "write", failing)
    assert outcomes(take(folder, editor)) == ["created"] * 12
    assert next(calls) == 13  # all together once, then each by itself
    assert Article.objects.count() == Question.objects.count() == 12
    assert Condition.objects.count() == len(set(Condition.objects.values_list("name", flat=True)))
    assert list(problems()) == []


def test_a_transaction_takes_in_a_bounded_number(folder: Path, editor: User, db: None, monkeypatch: Any) -> None:
    sizes: list[int] = []

    def counting(incoming: Any, **options: Any) -> Any:
        sizes.append(len(incoming))
        return importing.import_new(incoming, **options)

    monkeypatch.setattr(import_files, "import_new", counting)
    monkeypatch.setattr(import_files, "TOGETHER", 5)
    assert outcomes(take(folder, editor)) == ["created"] * 12
    assert sizes == [5, 5, 2]
