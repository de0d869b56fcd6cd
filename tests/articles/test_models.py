"""Constraints speak to the editor, and shared records are found by their names."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from articles.models import Article, CareAdvice, Cause, Condition, Contribution, Medicine, Question, Reference, Section
from articles.models import Signature as SignatureModel
from articles.models.publication import LivePage, Publication
from articles.models.relating import RelatedLink
from doctors.models import Department, Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_question
from tests.watching import check_sentence

SPEAKING = (Article, Section, Cause, CareAdvice, Reference, Question, Medicine, Publication, SignatureModel, Doctor)
DERIVED = (LivePage, RelatedLink, Contribution)  # no editor ever meets these


@pytest.mark.parametrize("model", SPEAKING)
def test_every_constraint_has_a_sentence_for_the_editor(model: type[models.Model]) -> None:
    assert model._meta.constraints, "nothing to check"
    for constraint in model._meta.constraints:
        default = models.BaseConstraint.default_violation_error_message
        assert constraint.violation_error_message != default, constraint.name
        check_sentence(
            str(constraint.violation_error_message) if " " in str(constraint.violation_error_message) else ""
        )


def says(row: models.Model, sentence: str) -> None:
    """Both the form and the database refuse the row, the form in these words."""
    with pytest.raises(ValidationError) as caught:
        row.validate_constraints()
    assert any(sentence in message for message in caught.value.messages), caught.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=row._state.adding)


@pytest.fixture
def article(dr_lin: Doctor) -> Article:
    return Article.objects.create(question=make_question(), edition=1, question_text="Why?", doctor=dr_lin)


def test_two_editions_of_one_number(article: Article) -> None:
    twin = Article(question=article.question, edition=1, question_text="Why?")
    says(twin, "has an edition of that number")


def test_two_open_editions(article: Article) -> None:
    says(Article(question=article.question, edition=2, question_text="Why?"), "has an open edition already")


def test_editions_count_from_one(db: None) -> None:
    with pytest.raises(ValidationError, match=r"Editions count from 1\."):
        Article(edition=0, question_text="Why?").validate_constraints(exclude={"question"})


def test_two_published_editions(without_triggers: None, article: Article) -> None:
    Article.objects.filter(pk=article.pk).update(status="published", digest="0" * 64)
    second = Article(
        question=article.question, edition=2, question_text="Why?", status="published", digest="0" * 64,
        doctor=article.doctor,
    )  # fmt: skip
    says(second, "has a published edition already")


@pytest.mark.parametrize("lacking", ["doctor", "digest"])
def test_a_text_in_review_needs_a_doctor_and_a_digest(without_triggers: None, dr_lin: Doctor, lacking: str) -> None:
    values: dict[str, Any] = {"doctor": dr_lin, "digest": "0" * 64}
    values[lacking] = None if lacking == "doctor" else ""
    row = Article(question=make_question(), edition=1, question_text="Why?", status="in_review", **values)
    says(row, "Choose the doctor who signs")


@pytest.mark.parametrize("number", [0, 3])
def test_one_signature_or_two(dr_lin: Doctor, number: int) -> None:
    says(
        Article(question=make_question(), edition=1, question_text="?", signatures_required=number), "One signature or"
    )


def test_the_second_reviewer_is_another_doctor(dr_lin: Doctor) -> None:
    row = Article(question=make_question(), edition=1, question_text="?", doctor=dr_lin, second_reviewer=dr_lin)
    says(row, "must be another doctor")


@pytest.mark.parametrize("model", [Section, CareAdvice, Cause])
def test_a_block_stands_once_in_an_edition(article: Article, model: Any) -> None:
    block = uuid.uuid4()
    values: dict[str, Any] = {"article": article, "block": block}
    if model is Cause:
        values["section"] = Section.objects.create(article=article)
    model.objects.create(**values)
    says(model(**values), "cannot be the same block")


def test_a_reference_has_one_address(article: Article) -> None:
    both = {"url": "https://example.org", "doi": "10.1000/182", "isbn": "978-3-16-148410-0"}
    for left_out in both:
        given = {name: value for name, value in both.items() if name != left_out}
        says(Reference(article=article, title="A book", **given), "Give one of")
    for name, value in both.items():
        Reference(article=article, title="A book", **{name: value}).validate_constraints()


def test_questions(db: None) -> None:
    question = make_question()
    question.duplicate_of = question
    says(question, "duplicate of itself")
    group = uuid.uuid4()
    make_question("a", translation_group=group)
    make_question("b", translation_group=group, language="zh-hans")
    says(Question(slug="c", translation_group=group), "has a question in that language already")
    make_question("d")
    make_question("e")


def test_medicines(db: None) -> None:
    for status in ("restricted", "withdrawn"):
        says(Medicine(name="Quinine", status=status), "Say why")
    Medicine(name="Quinine").validate_constraints()


def test_doctors(dr_lin: Doctor) -> None:
    dr_lin.verified_by = None
    says(dr_lin, "both its date and the person")
    dr_lin.refresh_from_db()
    dr_lin.deputy = dr_lin
    says(dr_lin, "their own deputy")
    dr_lin.refresh_from_db()
    dr_lin.leave_from = dr_lin.verified_at.date()  # type: ignore[union-attr]
    says(dr_lin, "Leave needs a first day")


def test_two_doctors_of_one_name_are_never_told_apart_by_guessing(dr_lin: Doctor) -> None:
    make_doctor("Lin Yunfei", slug="lin-yunfei-2", account=False)
    assert Doctor.objects.named("Lin Yunfei").count() == 2
    assert not Doctor.objects.named("Lin").exists()


def test_initials(db: None) -> None:
    names = {"Lin Yunfei": "LY", "Anna Maria Berg": "AB", "Cher": "C", "林云飞": "林", "": ""}
    assert {name: Doctor(name=name).initials for name in names} == names


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        *(("Osteophyte", True), ("OSTEOPHYTE", True), ("bone spurs", True), ("Bone Spurs", True)),
        *(("Spur (heel)", True), ("a.b", True), ("骨刺", True)),
        *(("spurs", False), ("bone", False), ("aXb", False), ("", False), (".*", False), ("Bone spurs\nx", False)),
    ],
)
def test_a_condition_is_found_by_its_name_and_synonyms(db: None, line_end: str, asked: str, is_found: bool) -> None:
    synonyms = line_end.join(["Bone spurs", "Spur (heel)", "a.b", "骨刺"])
    Condition.objects.create(name="Osteophyte", slug="osteophyte", synonyms=synonyms)
    Condition.objects.create(name="Rickets", slug="rickets")
    assert [found.name for found in Condition.objects.called(asked)] == (["Osteophyte"] if is_found else [])


@pytest.mark.parametrize("hostile", ["(", "[", "\\", "*", "a{1}", "^$", "|", "a\\", "-", "#", "'", '"', "%", "_"])
def test_any_name_may_be_asked_for(db: None, hostile: str) -> None:
    Condition.objects.create(name="Rickets", slug="rickets")
    assert list(Condition.objects.called(hostile)) == []
    odd = Condition.objects.create(name="Odd", slug="odd", synonyms=hostile)
    assert list(Condition.objects.called(hostile)) == [odd]


def test_an_old_address_leads_to_its_question(db: None) -> None:
    question = make_question("new")
    question.old_slugs.create(slug="old")
    for slug in ("old", "new"):
        assert list(Question.objects.at(slug)) == [question]


def test_everything_has_a_name_for_people(editor: Any, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    rows = [draft, draft.question, dr_lin, Department.objects.get(), *draft.sections.all(), *draft.causes.all()]
    rows += [*draft.care_advice.all(), *draft.references.all(), *draft.contributions.all()]
    assert all(str(row).strip() and "object (" not in str(row) for row in rows)
