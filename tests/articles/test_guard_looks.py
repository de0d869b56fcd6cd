"""What the database's guard asks of other rows, on PostgreSQL: nothing, where a look at the row itself is enough."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles.models import Article
from articles.triggers import _wanted_of
from articles.triggers.columns import ARTICLE
from articles.triggers.delegation_rules import delegation_rules
from articles.triggers.redaction_rules import redaction_rules
from articles.triggers.rules import all_rules
from doctors.models import Doctor
from tests.texts import make_article, make_published


def looks(table: str) -> int:
    """How often this transaction looked into the table, by an index or whole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_scan + coalesce(idx_scan, 0) FROM pg_stat_xact_user_tables WHERE relname = %s", [table]
        )
        return int(cursor.fetchone()[0])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite counts no looks")
@pytest.mark.django_db
def test_a_row_that_changes_nothing_fixed_is_looked_at_alone(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin, "draft", question_text="What causes sample aches?")
    live = make_published(editor, dr_lin)
    tables = ("articles_signature", "articles_redaction", "articles_contribution", "articles_livepage")
    before = {table: looks(table) for table in tables}
    for pk in (draft.pk, live.pk):
        Article.objects.filter(pk=pk).update(unplaced="A free column.")
    Article.objects.filter(pk=draft.pk).update(introduction="Other words of a draft.")
    assert {table: looks(table) for table in tables} == before


def test_what_is_asked_first_compares_the_row_alone() -> None:
    rules = [*all_rules(), *delegation_rules(), *redaction_rules()]
    assert not [rule for rule in rules if "SELECT" in rule.when]
    assert len([rule for rule in rules if rule.look]) > 50, "nor is everything asked first"


def test_postgresql_starts_no_query_for_an_update_before_it_has_compared_the_row() -> None:
    """A condition that holds a query opens every table it names, whichever part of it decides."""
    body = _wanted_of("postgresql", frozenset({ARTICLE}))["healthqa_guard_articles_article_update"]
    depth, at_once = 0, []
    for line in body.splitlines():
        if line.strip().startswith("IF "):
            at_once += [line] if depth == 0 and "SELECT" in line else []
            depth += 1
        depth -= line.strip() == "END IF;"
    assert depth == 0
    assert at_once == []
    assert body.count("SELECT") > 20
