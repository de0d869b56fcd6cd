"""Raw SQL against signatures, the trail and what SQLite's REPLACE or PostgreSQL's TRUNCATE would take away silently."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core import serializers
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from articles import chain, editing, publishing, signing
from articles.models import Article, Contribution, Event, LivePage, Publication, Question, QuestionTag, Signature, Tag
from articles.models.vocabulary import Role, Status, Verdict
from articles.triggers import columns as c
from doctors.models import Department, Doctor
from tests.people import make_doctor
from tests.signed_rows import edition_in, fill_guarded_tables, refused, rows_of, signature_row, sql
from tests.texts import make_article, make_in_review, make_published, make_signed

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="TRUNCATE is PostgreSQL's")
NEVER_REPLACED = "a recorded row is never replaced"


@pytest.fixture
def waiting(editor: User, dr_lin: Doctor, dr_other: Doctor) -> Article:
    """In review, with a second reviewer."""
    return make_in_review(editor, dr_lin, life_stage="child", second_reviewer=dr_other)


def test_a_signature_is_never_changed_or_removed(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    for field in Signature._meta.concrete_fields:
        with refused("signatures are never changed or removed"):
            sql(f"UPDATE articles_signature SET {field.column} = {field.column}")
    with refused("signatures are never changed or removed"):
        sql("DELETE FROM articles_signature")


def test_only_the_byline_signs_as_byline(waiting: Article, dr_other: Doctor) -> None:
    with refused("only the doctor of the byline or the second reviewer signs"):
        signature_row(waiting, dr_other, role=Role.BYLINE)


def test_only_the_second_reviewer_signs_second(waiting: Article, dr_lin: Doctor, editor: User) -> None:
    with refused("only the doctor of the byline or the second reviewer signs"):
        signature_row(waiting, dr_lin, role=Role.SECOND_REVIEWER)
    with refused("only the doctor of the byline or the second reviewer signs"):
        signature_row(make_in_review(editor, dr_lin, "back-pain"), make_doctor("Third Doctor"))


@pytest.mark.parametrize("verdict", [Verdict.SIGNED, Verdict.CHANGES_REQUESTED])
def test_a_doctor_signs_with_their_own_account(verdict: str, waiting: Article, dr_lin: Doctor, chief: User) -> None:
    with refused("a doctor signs with their own account"):
        signature_row(waiting, dr_lin, signed_by_id=chief.pk, verdict=verdict)


def test_a_signature_may_be_revoked_for_a_doctor(waiting: Article, dr_lin: Doctor, chief: User) -> None:
    """A licence that is lost takes the names off without asking the doctor."""
    signature_row(waiting, dr_lin, signed_by_id=chief.pk, verdict=Verdict.REVOKED)


def test_nobody_signs_their_own_words(waiting: Article, dr_lin: Doctor, dr_other: Doctor) -> None:
    Contribution.objects.create(article=waiting, user_id=dr_lin.user_id)
    sql("UPDATE articles_article SET saved_by_id = %s", dr_other.user_id)
    for doctor in (dr_lin, dr_other):
        with refused("nobody signs words that they changed themselves"):
            signature_row(waiting, doctor)
    signature_row(waiting, dr_lin, verdict=Verdict.CHANGES_REQUESTED)


def test_nobody_is_signed_for_while_no_permission_exists(waiting: Article, dr_lin: Doctor, chief: User) -> None:
    for account in (chief.pk, dr_lin.user_id):
        with refused("a delegated signature needs a permission that holds"):
            signature_row(waiting, dr_lin, role=Role.DELEGATED, signed_by_id=account)


@pytest.mark.parametrize("changes", [{"digest": "f" * 64}, {"digest_version": 2}, {"digest": ""}])
def test_a_signature_covers_the_text_of_its_edition(changes: dict[str, Any], waiting: Article, dr_lin: Doctor) -> None:
    for verdict in (Verdict.SIGNED, Verdict.CHANGES_REQUESTED):
        with refused("a signature covers exactly the text of its edition"):
            signature_row(waiting, dr_lin, verdict=verdict, **changes)


@pytest.mark.parametrize("verdict", [Verdict.SIGNED, Verdict.CHANGES_REQUESTED])
@pytest.mark.parametrize("state", [Status.DRAFT, Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN])
def test_only_what_was_put_before_them_is_signed(state: str, verdict: str, editor: User, dr_lin: Doctor) -> None:
    article = edition_in(state, editor, dr_lin)
    with refused("a doctor signs an edition that was put before them"):
        signature_row(article, dr_lin, verdict=verdict)


def test_a_signature_is_not_revoked_under_a_live_page(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    with refused("the page comes down before its signature is revoked"):
        signature_row(article, dr_lin, verdict=Verdict.REVOKED)
    publishing.withdraw(article, editor=editor, reason="Out of date.")
    signature_row(article, dr_lin, verdict=Verdict.REVOKED, digest="0" * 64)  # a forged text hinders nobody


@pytest.mark.parametrize("changes", [{"verdict": "approved"}, {"role": "owner"}])
def test_roles_and_verdicts_are_the_known_ones(changes: dict[str, Any], waiting: Article, dr_lin: Doctor) -> None:
    with refused("a signature has a known role and verdict"):
        signature_row(waiting, dr_lin, **changes)


def test_a_signature_continues_its_doctors_chain(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    make_signed(editor, dr_lin)
    make_signed(editor, dr_other, "night-cough")
    article = make_in_review(editor, dr_lin, "back-pain")
    for previous in ("a" * 64, chain.head_of(dr_other)):
        with refused("a signature continues the chain of its doctor"):
            signature_row(article, dr_lin, previous_hash=previous)
    with pytest.raises(IntegrityError), transaction.atomic():
        signature_row(article, dr_lin, previous_hash="")  # a second beginning
    assert chain.broken_links(dr_lin) == []


@pytest.mark.parametrize("table", [c.CONTRIBUTION, c.EVENT])
def test_the_trail_is_only_added_to(table: str, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    with refused("this record is only ever added to"):
        sql(f"DELETE FROM {table}")
    with refused("this record is only ever added to"):
        sql(f"UPDATE {table} SET article_id = article_id")


def test_no_period_of_publication_is_removed(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    with refused("this record is only ever added to"):
        sql("DELETE FROM articles_publication")


@only_postgresql
@pytest.mark.parametrize("table", [*c.GUARDED, *c.BESIDE])
def test_no_guarded_table_is_emptied(table: str, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    connection.check_constraints()  # what is deferred would refuse for another reason
    with refused("this table is never emptied"):
        sql(f"TRUNCATE {table} CASCADE")


def replace(table: str, pk: int, **changes: object) -> None:
    """INSERT OR REPLACE of a copy of the row, with some columns changed."""
    row = next(row for row in rows_of(table) if row.get("id", row.get("article_id")) == pk) | changes
    marks = ", ".join(["%s"] * len(row))
    sql(f"INSERT OR REPLACE INTO {table} ({', '.join(row)}) VALUES ({marks})", *row.values())


@only_sqlite
@pytest.mark.parametrize("table", [table for table in c.GUARDED if table != c.LIVE_PAGE])
def test_no_row_is_replaced_by_itself(table: str, editor: User, dr_lin: Doctor) -> None:
    fill_guarded_tables(editor, dr_lin)
    with refused(""):
        replace(table, rows_of(table)[0]["id"])


@only_sqlite
@pytest.mark.parametrize("table", c.CHILDREN)
def test_a_drafts_row_does_not_replace_a_signed_one(table: str, editor: User, dr_lin: Doctor) -> None:
    make_signed(editor, dr_lin)
    signed = rows_of(table)[0]["id"]
    draft = make_article(editor, dr_lin, "back-pain")
    own = rows_of(table)[-1]["id"]
    with refused(NEVER_REPLACED):
        replace(table, own, id=signed, article_id=draft.pk)
    with refused("a block stays in its edition"):
        sql(f"UPDATE OR REPLACE {table} SET id = %s WHERE id = %s", signed, own)


@only_sqlite
def test_no_edition_is_replaced_through_any_constraint(editor: User, dr_lin: Doctor) -> None:
    live, draft = make_published(editor, dr_lin), make_article(editor, dr_lin, "back-pain")
    as_draft = {"status": "draft", "question_id": live.question_id}
    with refused(NEVER_REPLACED):
        replace(c.ARTICLE, draft.pk, id=live.pk)
    with refused("there is an edition of that number"):
        replace(c.ARTICLE, live.pk, id=None, **as_draft)
    with refused("there is an open edition"):
        replace(c.ARTICLE, draft.pk, id=None, edition=2)
    with refused("an edition keeps its question and its number"):
        sql("UPDATE OR REPLACE articles_article SET question_id = %s WHERE id = %s", live.question_id, draft.pk)


@only_sqlite
def test_no_live_edition_is_replaced_by_the_next(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    fresh = signing.request_signature(editing.start_edition(live.question, editor=editor), editor=editor)
    signing.sign(fresh, doctor=dr_lin, digest=fresh.digest)
    with refused("there is a published edition"):
        sql("UPDATE OR REPLACE articles_article SET status = 'published' WHERE id = %s", fresh.pk)


@only_sqlite
def test_no_signature_is_replaced_through_any_constraint(editor: User, dr_lin: Doctor) -> None:
    make_signed(editor, dr_lin)
    article = make_in_review(editor, dr_lin, "back-pain")
    pk, own = Signature.objects.values_list("pk", "own_hash").get()
    honest = {"article_id": article.pk, "digest": article.digest}
    with refused(NEVER_REPLACED):
        replace(c.SIGNATURE, pk, **honest, previous_hash=own, own_hash="b" * 64)
    with refused(NEVER_REPLACED):
        replace(c.SIGNATURE, pk, **honest, id=None, previous_hash=own)
    with refused(NEVER_REPLACED):
        replace(c.SIGNATURE, pk, **honest, id=None, own_hash="b" * 64)


@only_sqlite
def test_no_record_is_replaced_through_any_constraint(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    for model in (Contribution, Publication):
        first = model._default_manager.earliest("pk")
        with refused(NEVER_REPLACED):
            replace(model._meta.db_table, first.pk, id=None)
    assert Event.objects.exists()


@only_sqlite
def test_replace_does_not_get_past_by_another_spelling(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    for statement in (
        "REPLACE INTO articles_signature SELECT * FROM articles_signature",
        "INSERT INTO articles_signature SELECT * FROM articles_signature WHERE true"
        " ON CONFLICT (id) DO UPDATE SET digest = ''",
        "UPDATE OR IGNORE articles_signature SET digest = ''",
    ):
        with refused(""):
            sql(statement)


@only_sqlite
@pytest.mark.parametrize("table", c.BESIDE)
def test_nothing_beside_a_name_is_replaced_past_the_journal(table: str, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin, tags=("legs",))
    make_published(editor, make_doctor("Second"), "back-pain", tags=("back",))
    Department.objects.create(name="Surgery", slug="surgery")
    Question.objects.filter(pk=first.question_id).update(translation_group=uuid4())
    one, *_rest, other = rows_of(table)
    unique = {column for key in c.BESIDE[table] for column in key}
    for key in c.BESIDE[table]:
        row = one | dict.fromkeys(unique - set(key))
        with refused("there is such a row"):
            sql(f"REPLACE INTO {table} ({', '.join(row)}) VALUES ({', '.join(['%s'] * len(row))})", *row.values())
        columns = ", ".join(f"{column} = %s" for column in key)
        with refused("there is such a row"):
            sql(f"UPDATE OR REPLACE {table} SET {columns} WHERE id = %s", *(one[name] for name in key), other["id"])


@only_sqlite
def test_no_live_page_is_replaced_past_the_journal(editor: User, dr_lin: Doctor) -> None:
    first, second = make_published(editor, dr_lin), make_published(editor, dr_lin, "back-pain")
    with refused("there is such a row"):
        sql("REPLACE INTO articles_livepage SELECT * FROM articles_livepage WHERE article_id = %s", first.pk)
    for change in ("slug = 'leg-cramps'", "rowid = (SELECT min(rowid) FROM articles_livepage)"):
        with refused("there is such a row"):
            sql(f"UPDATE OR REPLACE articles_livepage SET {change} WHERE article_id = %s", second.pk)
    row = rows_of(c.LIVE_PAGE)[1]
    LivePage.objects.filter(pk=second.pk).delete()
    for taken in ({"slug": "leg-cramps"}, {"rowid": sql_value("SELECT rowid FROM articles_livepage")}):
        forged = row | taken
        with refused("there is such a row"):
            marks = ", ".join(["%s"] * len(forged))
            sql(f"REPLACE INTO articles_livepage ({', '.join(forged)}) VALUES ({marks})", *forged.values())


def sql_value(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_a_page_stays_with_its_edition(editor: User, dr_lin: Doctor) -> None:
    first, second = make_published(editor, dr_lin), make_published(editor, dr_lin, "back-pain")
    LivePage.objects.filter(pk=second.pk).delete()
    with refused("a public page stays with its edition"):
        sql(
            "UPDATE articles_livepage SET article_id = %s, question_id = %s WHERE article_id = %s",
            *(second.pk, second.question_id, first.pk),
        )


def test_upserts_and_fixtures_of_what_stands_beside_a_name_go_through(
    editor: User, dr_lin: Doctor, tmp_path: Path
) -> None:
    make_published(editor, dr_lin, tags=("legs",))
    rows = [row for model in (Department, Doctor, Tag, Question, QuestionTag) for row in model._default_manager.all()]
    file = tmp_path / "rows.json"
    file.write_text(serializers.serialize("json", [*rows, *LivePage.objects.all()]))
    call_command("loaddata", str(file), verbosity=0)
    call_command("rebuild_pages", verbosity=0, stdout=StringIO())
    assert LivePage.objects.count() == 1
