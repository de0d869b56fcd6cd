"""The database lets words of a signed edition go in one way only: all of them, because two persons confirmed it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from articles import redacting
from articles.models import Article, Redaction
from articles.models.vocabulary import FROZEN, TOMBSTONE, Status
from articles.permissions import CHIEF_EDITORS
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.people import make_user, the_doctor, the_editor
from tests.signed_rows import edition_in, refused, rows_of, sql
from tests.standing import stands
from tests.texts import make_withdrawn

NEVER = "signed words never change"
TWO = "two persons who may do it erase words"
only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="only SQLite has REPLACE")


@pytest.fixture
def second(db: None) -> User:
    return make_user("second", CHIEF_EDITORS, staff=True)


@stands
def article() -> Article:
    return make_withdrawn(the_editor(), the_doctor())


def ask(article: Article, who: User, **changes: Any) -> Redaction:
    """A row by plain SQL, as `ask_redaction` would write it but for `changes`."""
    values = {"article": article, "reason": "A court.", "asked_by": who, "asked_at": timezone.now()}
    return Redaction.objects.create(**{**values, **changes})


def decide(row: Redaction, who: User | None, state: str = "confirmed") -> int:
    set_to = "state = %s, decided_by_id = %s, decided_at = asked_at"
    return sql(f"UPDATE articles_redaction SET {set_to} WHERE id = %s", state, who and who.pk, row.pk)


def erase(article: Article, **changes: object) -> int:
    """The update that `redact` makes, by SQL, but for `changes`."""
    values = {**c.ERASED, **changes}
    names = ", ".join(f"{name} = %s" for name in values)
    return sql(f"UPDATE articles_article SET {names} WHERE id = %s", *values.values(), article.pk)


def test_two_persons_by_plain_sql_leave_what_the_verb_leaves(article: Article, chief: User, second: User) -> None:
    """The guard asks for two staff accounts; that the trail knows of neither is found by `verify`."""
    decide(ask(article, chief), second)
    for table in reversed(c.CHILDREN):
        if table != c.SECTION:
            sql(f"DELETE FROM {table} WHERE article_id = %s", article.pk)
    sql("DELETE FROM articles_section WHERE article_id = %s", article.pk)
    assert erase(article) == 1
    assert Article.objects.get(pk=article.pk).is_redacted


@pytest.mark.parametrize("state", FROZEN)
def test_no_word_goes_without_a_record(state: str, editor: User, dr_lin: Doctor) -> None:
    article = edition_in(state, editor, dr_lin)
    with refused(NEVER):
        erase(article)
    for table in c.CHILDREN:
        with refused(NEVER):
            sql(f"DELETE FROM {table} WHERE article_id = %s", article.pk)


def test_no_word_goes_while_one_person_alone_wants_it(article: Article, chief: User, second: User) -> None:
    row = ask(article, chief)
    for attempt in (lambda: erase(article), lambda: sql("DELETE FROM articles_reference")):
        with refused(NEVER):
            attempt()
    decide(row, second, "refused")
    with refused(NEVER):
        erase(article)


def test_one_person_does_not_confirm(article: Article, chief: User, editor: User, reader: User) -> None:
    row = ask(article, chief)
    with refused(TWO):
        decide(row, chief)
    with refused(TWO):
        decide(row, None)
    with refused(TWO):
        decide(row, reader)  # no account of the staff
    User.objects.filter(pk=editor.pk).update(is_active=False)
    with refused(TWO):
        decide(row, editor)
    User.objects.filter(pk=chief.pk).update(is_staff=False)
    User.objects.filter(pk=editor.pk).update(is_active=True)
    with refused(TWO):
        decide(row, editor)


def test_a_record_begins_with_a_question_of_the_staff(
    article: Article, chief: User, second: User, reader: User
) -> None:
    with refused("an erasure is asked for before it is confirmed"):
        ask(article, chief, state="confirmed", decided_by=second, decided_at=timezone.now())
    with refused(TWO):
        ask(article, reader)


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED, Status.PUBLISHED])
def test_only_what_is_no_longer_live_is_asked_for(state: str, editor: User, chief: User, dr_lin: Doctor) -> None:
    article = edition_in(state, editor, dr_lin)
    with refused("only words that are no longer live are erased"):
        ask(article, chief)


def test_of_a_record_only_the_decision_is_set_once(article: Article, chief: User, second: User) -> None:
    row = ask(article, chief)
    sentence = "of an erasure only the decision is set, once"
    for column in c.IDENTITY[c.REDACTION]:
        value = {"reason": "Another.", "asked_at": timezone.now()}.get(column, second.pk + 1000)
        with refused(sentence):
            sql(f"UPDATE articles_redaction SET {column} = %s, state = 'confirmed' WHERE id = %s", value, row.pk)
    for state in ("asked", "done"):
        with refused(sentence):
            sql("UPDATE articles_redaction SET state = %s, answer = 'x' WHERE id = %s", state, row.pk)
    decide(row, second)
    for state in ("asked", "refused", "confirmed"):
        with refused(sentence):
            decide(row, second, state)
    with refused("this record is only ever added to"):
        sql("DELETE FROM articles_redaction")


@pytest.mark.parametrize(
    "changes",
    [
        {"introduction": "Buy this."},
        {"question_text": ""},
        {"question_text": "Is it safe?"},
        {"life_stage": "child"},
        {"dated": "2001-02-03"},
        {"original_document": "kept"},
        {"change_note": "kept"},
        {"digest": "0" * 64},
        {"created_at": "2001-02-03"},
        {"status": "superseded"},
        {"signatures_required": 2},
        {"risk_class": "raised"},
    ],
)
def test_confirmed_words_become_the_tombstone_and_nothing_else(
    article: Article, chief: User, second: User, changes: dict[str, object]
) -> None:
    decide(ask(article, chief), second)
    with refused(""):
        erase(article, **changes)


def test_part_of_the_words_does_not_go_alone(article: Article, chief: User, second: User) -> None:
    decide(ask(article, chief), second)
    for column in ("introduction", "question_text", "disclosure"):
        with refused(NEVER):
            sql(f"UPDATE articles_article SET {column} = %s WHERE id = %s", c.ERASED[column], article.pk)
    for table, column in ((c.CAUSE, "heading"), (c.SECTION, "text"), (c.CARE, "bullets"), (c.REFERENCE, "title")):
        with refused(NEVER):
            sql(f"UPDATE {table} SET {column} = 'Buy this.' WHERE article_id = %s", article.pk)


def test_words_of_another_edition_do_not_go_along(
    article: Article, chief: User, second: User, editor: User, dr_lin: Doctor
) -> None:
    other = make_withdrawn(editor, dr_lin, "back-pain")
    decide(ask(article, chief), second)
    with refused(NEVER):
        erase(other)
    with refused(NEVER):
        sql("DELETE FROM articles_reference WHERE article_id = %s", other.pk)
    with refused(NEVER):
        sql("UPDATE articles_article SET original_document = '' WHERE id = %s AND digest <> ''", _with_document(other))


def _with_document(article: Article) -> int:
    """The edition of this question's document, which nobody may empty: the words of another question were erased."""
    from tests.signed_rows import forge

    forge("UPDATE articles_article SET original_document = 'A document.' WHERE id = %s", article.pk)
    return article.pk


def test_erased_words_never_come_back(article: Article, chief: User, second: User) -> None:
    redacting.ask_redaction(article, chief=chief, reason="A court.")
    redacting.redact(article, second=second)
    with refused(NEVER):
        sql("UPDATE articles_article SET introduction = 'Buy this.' WHERE id = %s", article.pk)
    with refused(NEVER):
        sql(
            "INSERT INTO articles_careadvice (article_id, block, position, level, heading, bullets)"
            " VALUES (%s, %s, 1, 'urgent', 'See a doctor if:', 'it lasts')",
            article.pk,
            "0" * 32,
        )


def test_an_edition_whose_erasure_is_confirmed_does_not_go_live(
    editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    article = edition_in(Status.SUPERSEDED, editor, dr_lin)
    decide(ask(article, chief), second)
    with refused("erased words never come back"):
        sql("UPDATE articles_article SET status = 'published' WHERE id = %s", article.pk)


def test_nothing_is_signed_that_looks_erased(editor: User, dr_lin: Doctor) -> None:
    article = edition_in(Status.IN_REVIEW, editor, dr_lin)
    sql("UPDATE articles_article SET question_text = %s WHERE id = %s", TOMBSTONE, article.pk)
    with refused("nobody signs what looks like erased words"):
        sql("UPDATE articles_article SET status = 'signed' WHERE id = %s", article.pk)


@only_sqlite
def test_no_record_of_an_erasure_is_replaced(article: Article, chief: User, second: User) -> None:
    row = ask(article, chief)
    (stored,) = rows_of(c.REDACTION)
    names = ", ".join(stored)
    for changes in ({"asked_by_id": second.pk}, {"id": None, "asked_by_id": second.pk}):
        values = {**stored, **changes}
        marks = ", ".join(["%s"] * len(values))
        with refused("a recorded row is never replaced"):
            sql(f"INSERT OR REPLACE INTO articles_redaction ({names}) VALUES ({marks})", *values.values())
    assert Redaction.objects.get().pk == row.pk
    assert connection.vendor == "sqlite"
