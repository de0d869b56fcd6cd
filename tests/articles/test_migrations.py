"""Every migration can be taken back and applied again, with rows in the tables, and nothing is lost."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from articles import triggers
from articles.auditing import problems
from doctors.models import Doctor
from tests.signed_rows import rows_of
from tests.texts import make_published

TABLES = ("articles_article", "articles_cause", "articles_signature", "articles_livepage", "articles_event")


def indexes() -> set[tuple[str, str]]:
    with connection.cursor() as cursor:
        return {
            (table, name)
            for table in connection.introspection.table_names(cursor)
            if table.startswith(("articles_", "doctors_"))
            for name, found in connection.introspection.get_constraints(cursor, table).items()
            if found["index"]
        }


@pytest.mark.django_db(transaction=True)
def test_back_to_the_first_migration_and_forward_again(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    rows, lean = {table: rows_of(table) for table in TABLES}, indexes()
    try:
        call_command("migrate", "articles", "0001", verbosity=0)
        assert {table: rows_of(table) for table in TABLES} == rows
        assert ("articles_relatedlink", "related_by_score") in indexes() - lean
        assert triggers.missing(connection) == []
    finally:
        call_command("migrate", verbosity=0)
    assert {table: rows_of(table) for table in TABLES} == rows
    assert indexes() == lean
    assert triggers.missing(connection) == []
    assert list(problems()) == []
