"""On PostgreSQL a session may make tables that hide the real ones: the guard looks at the real ones all the same."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles import triggers
from articles.models import Article, Cause
from articles.models.vocabulary import Status
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.signed_rows import edition_in, refused, sql
from tests.texts import make_published

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL"),
]
NAME = "healthqa_guard_articles_cause_update"


def shadow(table: str, where: str = "") -> None:
    sql(f"CREATE TEMP TABLE {table} AS SELECT * FROM public.{table}{where}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE public.articles_cause SET explanation = 'Take fifty.' WHERE article_id = %s",
        "DELETE FROM public.articles_cause WHERE article_id = %s",
        "DELETE FROM public.articles_reference WHERE article_id = %s",
    ],
)
def test_signed_words_stay_behind_an_empty_table_of_editions(statement: str, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    shadow(c.ARTICLE, " WHERE false")
    with refused("signed words never change"):
        sql(statement, live.pk)
    sql("DROP TABLE pg_temp.articles_article")
    assert not Cause.objects.filter(explanation="Take fifty.").exists()


def test_no_word_is_added_behind_an_empty_table_of_editions(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    shadow(c.ARTICLE, " WHERE false")
    with refused("signed words never change"):
        sql(
            "INSERT INTO public.articles_careadvice (article_id, block, position, level, heading, bullets)"
            " VALUES (%s, %s, 9, 'urgent', 'See a doctor if:', 'it lasts')",
            live.pk,
            "0" * 32,
        )


def test_nothing_is_signed_by_signatures_of_a_table_of_ones_own(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "other-question")
    article = edition_in(Status.IN_REVIEW, editor, dr_lin)
    shadow("articles_signature")
    sql(
        "UPDATE pg_temp.articles_signature SET article_id = %s, digest = %s, digest_version = %s",
        *(article.pk, article.digest, article.digest_version),
    )
    with refused("a signed edition needs a valid signature for exactly its text"):
        sql("UPDATE public.articles_article SET status = 'signed', risk_class = 'normal' WHERE id = %s", article.pk)
    assert Article.objects.get(pk=article.pk).status == Status.IN_REVIEW


def test_accounts_of_a_table_of_ones_own_confirm_no_erasure(
    editor: User, chief: User, reader: User, dr_lin: Doctor
) -> None:
    article = edition_in(Status.WITHDRAWN, editor, dr_lin)
    shadow("auth_user")
    sql("UPDATE pg_temp.auth_user SET is_staff = true, is_active = true")
    with refused("two persons who may do it erase words"):
        sql(
            "INSERT INTO public.articles_redaction (article_id, reason, asked_by_id, asked_at, state, answer)"
            " VALUES (%s, 'A court.', %s, now(), 'asked', '')",
            *(article.pk, reader.pk),
        )


@pytest.mark.parametrize(
    "change", ["RESET search_path", "SET search_path = elsewhere, public", "SET work_mem = '64kB'"]
)
def test_a_function_that_looks_elsewhere_counts_as_missing(change: str) -> None:
    assert triggers.missing(connection) == []
    sql(f"ALTER FUNCTION {NAME}() {change}")
    assert triggers.missing(connection) == [NAME]
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_the_functions_look_at_the_schema_of_the_tables() -> None:
    """Also when the session's path, or a table of its own, says something else at the moment of installing."""
    triggers.remove(connection)
    shadow(c.ARTICLE, " WHERE false")
    path = triggers.postgresql._search_path(connection)
    assert path == "pg_catalog, public, pg_temp"
    sql("DROP TABLE pg_temp.articles_article")
    triggers.install(connection)
    assert triggers.missing(connection) == []
