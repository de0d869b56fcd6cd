"""A save that changes no word never voids a signature; a change of any word of the edition always does."""

from __future__ import annotations

import datetime as dt
import unicodedata
import uuid
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import canonical, editing, signing
from articles.models import Article, CareAdvice, Cause, Condition, Event, Reference, Section, Signature
from articles.models.vocabulary import Status
from articles.triggers import columns
from doctors.models import Department, Doctor
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_article, make_in, make_in_review, make_published, make_signed
from tests.watching import everything, refused

OTHER = "other words"

#: Every word of an edition and another value for it.
WORDS: dict[type[models.Model], dict[str, Any]] = {
    Article: {
        **dict.fromkeys(
            ("question_text", "audience_group", "byline_name", "byline_title", "byline_credentials"), OTHER
        ),
        **dict.fromkeys(("source_name", "licence", "reader_question", "introduction", "lead", "closing"), OTHER),
        **dict.fromkeys(("associated_names", "questions_to_ask", "disclosure"), OTHER),
        "life_stage": "adolescent",
        "sex": "female",
        "source_url": "https://example.org/elsewhere",
        "source_kind": "translated",
        "dated": dt.date(2023, 5, 13),
    },
    Section: {"kind": "other", "label": OTHER, "text": OTHER},
    Cause: {
        **dict.fromkeys(("heading", "explanation", "advice", "seek_care"), OTHER),
        "likelihood": "rare",
    },
    CareAdvice: {"level": "emergency", "heading": OTHER, "bullets": OTHER},
    Reference: {
        **dict.fromkeys(("title", "organisation"), OTHER),
        "kind": "guideline",
        "year": 2019,
        "url": "https://example.org/other",
        "doi": "10.1000/182",
        "isbn": "978-3-16-148410-0",
        "accessed_on": dt.date(2024, 2, 29),
    },
}
FIELDS = [(model, field) for model, fields in WORDS.items() for field in fields]
every_word = pytest.mark.parametrize(
    ("model", "field"), FIELDS, ids=[f"{model.__name__}.{field}" for model, field in FIELDS]
)


def row_of(article: Article, model: type[models.Model]) -> models.QuerySet[Any]:
    manager = model._default_manager
    if model is Article:
        return manager.filter(pk=article.pk)
    return manager.filter(pk=manager.filter(article=article).order_by("pk").values_list("pk", flat=True)[0])


def change(article: Article, model: type[models.Model], field: str) -> None:
    values = {field: WORDS[model][field]}
    if field in ("doi", "isbn"):
        values["url"] = ""
    row_of(article, model).update(**values)


def test_every_word_of_the_model_is_tried_here() -> None:
    tables = {model._meta.db_table: model for model in WORDS}
    order = {"position", "section_id"}  # a moved block is tried below
    for table, names in columns.WORDS.items():
        assert set(WORDS[tables[table]]) == set(names) - order


@stands
def asked() -> Article:
    return make_in_review(the_editor(), the_doctor())


@every_word
def test_any_changed_word_in_review_takes_the_text_back_to_draft(
    asked: Article, editor: User, dr_lin: Doctor, model: type[models.Model], field: str
) -> None:
    change(asked, model, field)
    saved = editing.text_saved(asked, editor=editor)
    assert saved.status == Status.DRAFT
    assert saved.byline_name == saved.byline_title == saved.byline_credentials == ""
    assert saved.digest == canonical.digest_of(Article.objects.with_text().get(pk=asked.pk))
    if not field.startswith("byline_"):
        assert saved.digest != make_article(editor, dr_lin, "twin").digest
    assert Event.objects.filter(verb="back_to_draft", article=asked).count() == 1


@stands
def signed() -> Article:
    return make_signed(the_editor(), the_doctor())


@every_word
def test_any_changed_word_in_a_signed_text_is_refused_even_when_the_database_would_let_it_pass(
    without_triggers: None, signed: Article, editor: User, model: type[models.Model], field: str
) -> None:
    with refused("start-next-edition"):
        change(signed, model, field)
        editing.text_saved(signed, editor=editor)
    assert Signature.objects.valid().filter(article=signed).count() == 1


@stands
def draft() -> Article:
    return make_article(the_editor(), the_doctor())


@every_word
def test_any_changed_word_in_a_draft_makes_the_account_a_contributor(
    draft: Article, editor: User, chief: User, model: type[models.Model], field: str
) -> None:
    change(draft, model, field)
    saved = editing.text_saved(draft, editor=chief)
    assert saved.digest != draft.digest
    assert set(saved.contributors.all()) == {editor, chief}
    assert saved.saved_by == chief


@pytest.mark.parametrize("model", [Section, Cause, CareAdvice, Reference])
@pytest.mark.parametrize("how", ["added", "removed", "moved"])
def test_a_block_added_removed_or_moved_is_a_changed_word(
    editor: User, dr_lin: Doctor, model: type[models.Model], how: str
) -> None:
    draft = make_article(editor, dr_lin)
    rows: Any = model._default_manager
    first = rows.filter(article=draft).order_by("pk").first()
    fields = {field.attname: getattr(first, field.attname) for field in model._meta.concrete_fields}
    words = {"label": "Second", "heading": "Second", "title": "Second"}
    second = {name: words.get(name, value) for name, value in fields.items() if name not in ("id", "block")} | {
        "position": 2
    }
    if how != "added":
        rows.create(**second)
        draft = editing.text_saved(draft, editor=editor)
    asked = ask(draft, editor)
    if how == "added":
        rows.create(**second)
    elif how == "removed":
        rows.filter(pk=first.pk).delete()
    else:
        rows.filter(pk=first.pk).update(position=3)
    assert editing.text_saved(asked, editor=editor).status == Status.DRAFT


def ask(draft: Article, editor: User) -> Article:
    return signing.request_signature(draft, editor=editor)


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED, Status.PUBLISHED])
def test_a_save_without_a_change_writes_nothing_at_all(
    editor: User, chief: User, dr_lin: Doctor, state: Status
) -> None:
    article = make_in(state, editor, dr_lin)
    before = everything()
    saved = editing.text_saved(article, editor=chief)
    assert everything() == before
    assert saved.status == state
    assert list(saved.contributors.all()) == [editor]


NOISE = {
    "spaces at the ends": lambda text: f"  {text}\n ",
    "runs of spaces": lambda text: text.replace(" ", " \t  "),
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "more empty lines": lambda text: text.replace("\n\n", "\n \n\n\n"),
}


@pytest.mark.parametrize("noise", NOISE)
def test_other_white_space_and_other_forms_of_a_letter_are_no_change(editor: User, dr_lin: Doctor, noise: str) -> None:
    prose = "Ménière’s was meant.\n\nThe second paragraph, naïve."
    fields = {"introduction": prose, "closing": prose, "associated_names": "Ménière’s\nÉclampsie"}
    asked = make_in_review(editor, dr_lin, **fields)
    typed = {name: NOISE[noise](text) for name, text in fields.items()}
    assert typed != fields
    Article.objects.filter(pk=asked.pk).update(**typed, question_text=NOISE[noise](asked.question_text)[:300])
    Cause.objects.filter(article=asked).update(explanation=models.F("explanation"))
    saved = editing.text_saved(asked, editor=editor)
    assert saved.status == Status.IN_REVIEW
    assert saved.digest == asked.digest


def test_furniture_around_a_text_in_review_is_no_change_of_words(editor: User, chief: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin, tags=("legs",))
    condition = Condition.objects.create(name="Bone spurs", slug="bone-spurs")
    Article.objects.filter(pk=asked.pk).update(
        assignee=chief,
        import_key="key",
        original_document="The document",
        unplaced=["a line"],
    )
    asked.associated_conditions.add(condition)
    Cause.objects.filter(article=asked).update(condition=condition, printed_number=7)
    question = asked.question
    question.tags.add("cramps")
    question.tags.remove("legs")
    question.department = Department.objects.create(name="Neurology", slug="neurology")
    question.slug, question.other_wordings, question.translation_group = "elsewhere", "Why cramps?", uuid.uuid4()
    question.save()
    dr_lin.job_title, dr_lin.credentials, dr_lin.bio = "professor", "MD, PhD", "Born."
    dr_lin.save()
    saved = editing.text_saved(asked, editor=chief)
    assert (saved.status, saved.digest) == (Status.IN_REVIEW, asked.digest)
    assert list(saved.contributors.all()) == [editor]


def test_furniture_around_a_live_text_leaves_its_signature_valid(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    live.question.tags.add("cramps")
    Cause.objects.filter(article=live).update(
        condition=Condition.objects.create(name="Bone spurs", slug="bone-spurs"), printed_number=2
    )
    dr_lin.name = "Lin Y."
    dr_lin.save()
    assert editing.text_saved(live, editor=editor).status == Status.PUBLISHED
    assert Signature.objects.valid().filter(article=live).exists()


ALPHABET = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"]) | st.sampled_from(
    "\n\n  é。"
)
PROSE_FIELDS = ("introduction", "lead", "closing", "reader_question", "disclosure", "associated_names")


def words(text: str) -> list[str]:
    return unicodedata.normalize("NFC", text).split()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(field=st.sampled_from(PROSE_FIELDS), text=st.text(ALPHABET, max_size=60), noise=st.sampled_from(sorted(NOISE)))
def test_a_random_edit_voids_exactly_when_a_word_changed(
    editor: User, dr_lin: Doctor, field: str, text: str, noise: str
) -> None:
    asked = Article.objects.filter(question__slug="random").first() or make_in_review(editor, dr_lin, "random")
    before = getattr(asked, field)
    with transaction.atomic():
        Article.objects.filter(pk=asked.pk).update(**{field: text})
        saved = editing.text_saved(asked, editor=editor)
        if words(text) != words(before):
            assert saved.status == Status.DRAFT
        if saved.status == Status.DRAFT:
            saved = ask(saved, editor)
        Article.objects.filter(pk=asked.pk).update(**{field: NOISE[noise](getattr(saved, field))})
        assert editing.text_saved(saved, editor=editor).status == Status.IN_REVIEW
        transaction.set_rollback(True)
