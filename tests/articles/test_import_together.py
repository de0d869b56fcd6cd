"""New documents share a transaction: the rows are those of one by one, and what is refused takes nothing along."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from articles import import_files, import_new, import_rows, importing
from articles.auditing import problems
from articles.canonical import blocks_of
from articles.generated_texts import generate
from articles.import_files import FileReport, Run
from articles.models import Article, CareAdvice, Cause, Condition, Event, Question, Reference, Section, Tag
from articles.naming import Names, condition_named, tags_named
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


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Article, Section, Cause, CareAdvice, Reference])
def test_what_is_not_checked_because_it_fits_does_fit(model: type[Model]) -> None:
    kinds = import_rows.kinds_of_fields(model)
    fields = {field.name: field for field in model._meta.concrete_fields}
    for name in kinds.numbers:
        for number in (0, 32_767):
            assert fields[name].clean(number, None) == number
    for name, values in kinds.choices:
        assert {fields[name].clean(value, None) for value in values} == values
    for name, most in kinds.longest:
        assert fields[name].clean("x" * most, None)
    for name in kinds.blank:
        assert fields[name].blank


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        (Cause(heading="x" * 301, block=UUID(int=1)), "heading"),
        (Cause(heading="Gout", likelihood="often"), "likelihood"),
        (CareAdvice(heading="Call", level="", bullets="x"), "level"),
        (Reference(title="A study", year=-1), "year"),
        (Reference(title="A study", url="no address"), "url"),
        (Reference(title="A study", kind="gossip"), "kind"),
        (Section(kind=None), "kind"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_as_by_django(row: Model, wrong: str) -> None:
    besides = {"article", "section", "condition"}
    with pytest.raises(ValidationError) as expected:
        row.clean_fields(exclude=besides)
    with pytest.raises(ValidationError) as found:
        import_rows.check_fields(row, besides=besides)
    assert found.value.message_dict == expected.value.message_dict
    assert wrong in found.value.message_dict


def test_two_names_of_one_address_are_told_apart(db: None) -> None:
    Tag.objects.create(name="Night-cramps", slug="night-cramps")
    Condition.objects.create(name="Gout!", slug="gout")
    names = Names()
    names.read_all()
    [first, second] = tags_named(("night cramps", "night, cramps"), names)
    assert (first.slug, second.slug) == ("night-cramps-2", "night-cramps-3")
    assert condition_named("Gout", names).slug == "gout-2"
    assert condition_named("gout?", names).slug == "gout-3"
    assert set(Tag.objects.values_list("slug", flat=True)) == names.tag_slugs
    assert set(Condition.objects.values_list("slug", flat=True)) == names.condition_slugs
