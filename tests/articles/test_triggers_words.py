"""Raw SQL against the words of an edition that a doctor has signed: refused on SQLite and PostgreSQL alike."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, models

from articles import canonical
from articles.models import Article, CareAdvice, Cause, Reference, Section
from articles.models.vocabulary import FROZEN, Status
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.people import the_doctor, the_editor
from tests.signed_rows import edition_in, refused, signature_row, sql
from tests.standing import stands
from tests.texts import make_article, make_published, make_signed

MODELS = {model._meta.db_table: model for model in apps.get_app_config("articles").get_models()}
FIXED = [(table, column) for table in c.WORDS for column in (*c.WORDS[table], *c.FIXED_WITH_WORDS[table])]
NEVER = "signed words never change"


def row_of(table: str, article: Article) -> int:
    if table == c.ARTICLE:
        return article.pk
    row = MODELS[table].objects.filter(article=article).order_by("-pk").first()  # type: ignore[attr-defined]
    assert row is not None
    return int(row.pk)


def another_value(table: str, column: str, article: Article) -> object:
    """A value of the right type that the row does not hold."""
    field = next(field for field in MODELS[table]._meta.concrete_fields if field.column == column)
    if column == "section_id":
        return Section.objects.filter(article=article).order_by("pk").first().pk  # type: ignore[union-attr]
    if isinstance(field, models.ForeignKey):
        known = field.remote_field.model.objects.exclude(pk__in=[article.doctor_id, article.saved_by_id])
        return known.order_by("pk").last().pk
    if isinstance(field, models.UUIDField):
        value: object = uuid.uuid4()
    elif isinstance(field, models.DateTimeField):
        value = dt.datetime(2001, 2, 3, tzinfo=dt.UTC)
    elif isinstance(field, models.DateField):
        value = dt.date(2001, 2, 3)
    elif isinstance(field, models.PositiveIntegerField | models.PositiveSmallIntegerField):
        value = 77
    else:
        value = "other"
    return field.get_db_prep_value(value, connection)


def test_every_column_is_deliberately_a_word_or_not() -> None:
    for table in c.WORDS:
        listed = [
            *(c.WORDS[table] + c.FIXED_WITH_WORDS[table] + c.IDENTITY[table] + c.FREE[table]),
            *(c.WHILE_DRAFT if table == c.ARTICLE else ()),
        ]
        assert len(listed) == len(set(listed)), f"a column of {table} is listed twice"
        assert set(listed) == {field.column for field in MODELS[table]._meta.concrete_fields}, table
    publication = MODELS[c.PUBLICATION]._meta.concrete_fields
    assert {*c.IDENTITY[c.PUBLICATION], *c.FREE[c.PUBLICATION]} == {field.column for field in publication}


def test_the_columns_of_the_canonical_text_are_all_words(editor: User, dr_lin: Doctor) -> None:
    """Changing a column that the digest does not know would be a hole in one list or the other."""
    article = make_article(editor, dr_lin)
    for table, columns in c.WORDS.items():
        for column in columns:
            if column == "position" or column == "section_id":
                continue
            row = MODELS[table].objects.get(pk=row_of(table, article))  # type: ignore[attr-defined]
            digest = canonical.digest_of(Article.objects.with_text().get(pk=article.pk))
            sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", another_value(table, column, article), row.pk)
            assert canonical.digest_of(Article.objects.with_text().get(pk=article.pk)) != digest, (table, column)
            if (table, column) == (c.REFERENCE, "url"):  # one address only
                sql("UPDATE articles_reference SET url = '' WHERE id = %s", row.pk)
            if (table, column) == (c.REFERENCE, "doi"):
                sql("UPDATE articles_reference SET doi = '' WHERE id = %s", row.pk)


@stands
def signed() -> Article:
    return make_signed(the_editor(), the_doctor())


@pytest.mark.parametrize(("table", "column"), FIXED)
def test_no_word_of_a_signed_edition_changes(table: str, column: str, signed: Article, dr_other: Doctor) -> None:
    pk, value = row_of(table, signed), another_value(table, column, signed)
    with refused(NEVER):
        sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", value, pk)


@pytest.mark.parametrize("state", FROZEN)
@pytest.mark.parametrize("table", c.WORDS)
def test_words_are_frozen_in_every_state_after_signing(state: str, table: str, editor: User, dr_lin: Doctor) -> None:
    article = edition_in(state, editor, dr_lin)
    column = "closing" if table == c.ARTICLE else "position"
    with refused(NEVER):
        sql(f"UPDATE {table} SET {column} = %s WHERE id = %s", "88", row_of(table, article))


@pytest.mark.parametrize("table", c.CHILDREN)
def test_no_row_of_a_signed_edition_is_removed(table: str, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    with refused(NEVER):
        sql(f"DELETE FROM {table} WHERE article_id = %s", article.pk)


@pytest.mark.parametrize("table", c.CHILDREN)
def test_no_row_is_added_to_a_signed_edition(table: str, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    section = Section.objects.filter(article=article).first()
    new: dict[str, models.Model] = {
        c.SECTION: Section(article=article, label="New"),
        c.CAUSE: Cause(article=article, section=section, heading="New"),
        c.CARE: CareAdvice(article=article, level="urgent", heading="New"),
        c.REFERENCE: Reference(article=article, title="New"),
    }
    with refused(NEVER):
        new[table].save()


@pytest.mark.parametrize("table", c.CHILDREN)
def test_no_row_moves_to_another_edition(table: str, editor: User, dr_lin: Doctor) -> None:
    signed, draft = make_signed(editor, dr_lin), make_article(editor, dr_lin, "back-pain")
    for source, target in ((signed, draft), (draft, signed)):
        with refused("a block stays in its edition"):
            sql(f"UPDATE {table} SET article_id = %s WHERE id = %s", target.pk, row_of(table, source))


def test_a_cause_belongs_to_the_edition_of_its_section(editor: User, dr_lin: Doctor) -> None:
    one, two = make_article(editor, dr_lin), make_article(editor, dr_lin, "back-pain")
    foreign = row_of(c.SECTION, two)
    with refused("a cause belongs to the edition of its section"):
        sql("UPDATE articles_cause SET section_id = %s WHERE article_id = %s", foreign, one.pk)
    with refused("a cause belongs to the edition of its section"):
        Cause.objects.create(article=one, section_id=foreign, heading="Smuggled")


def test_a_cause_moves_between_sections_of_a_draft_only(editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    cause, first = row_of(c.CAUSE, article), Section.objects.filter(article=article).first()
    assert first is not None
    assert sql("UPDATE articles_cause SET section_id = %s WHERE id = %s", first.pk, cause) == 1


def test_what_is_no_word_may_change_on_a_published_edition(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    free = "assignee_id = NULL, import_key = 'k', import_digest = 'd', byline_confirmed = %s, requested_at = NULL"
    assert sql(f"UPDATE articles_article SET {free} WHERE id = %s", False, article.pk) == 1
    assert sql("UPDATE articles_cause SET condition_id = NULL, printed_number = 7") == 2
    article.save()  # the same words once more are no change
    Cause.objects.filter(article=article).first().save()  # type: ignore[union-attr]


@pytest.mark.parametrize("column", c.WHILE_DRAFT)
@pytest.mark.parametrize("state", [Status.IN_REVIEW, Status.SIGNED, Status.PUBLISHED])
def test_the_doctor_and_what_is_shown_beside_the_words_stay(
    column: str, state: str, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    article = edition_in(state, editor, dr_lin)
    values = {"doctor_id": dr_other.pk, "signatures_required": 2}
    with refused("the doctor, the number of signatures and what is shown beside the words change in a draft only"):
        value = values.get(column, "2001-02-03")
        sql(f"UPDATE articles_article SET {column} = %s WHERE id = %s", value, article.pk)


def test_the_risk_class_is_fixed_with_the_first_signature(editor: User, dr_lin: Doctor) -> None:
    article = make_signed(editor, dr_lin)
    with refused("the risk class is fixed with the first signature"):
        sql("UPDATE articles_article SET risk_class = 'raised' WHERE id = %s", article.pk)


@pytest.mark.parametrize("column", c.IDENTITY[c.ARTICLE])
def test_an_edition_keeps_its_question_and_number(column: str, editor: User, dr_lin: Doctor) -> None:
    other = make_article(editor, dr_lin, "back-pain")
    article = make_article(editor, dr_lin)
    value = other.question_id if column == "question_id" else 4711
    with refused("an edition keeps its question and its number"):
        sql(f"UPDATE articles_article SET {column} = %s WHERE id = %s", value, article.pk)


def test_the_very_update_that_signs_changes_no_word(editor: User, dr_lin: Doctor) -> None:
    article = edition_in(Status.IN_REVIEW, editor, dr_lin)
    signature_row(article, dr_lin)
    with refused(NEVER):
        sql("UPDATE articles_article SET status = 'signed', closing = 'Buy this.' WHERE id = %s", article.pk)
