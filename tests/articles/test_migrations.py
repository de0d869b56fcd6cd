"""Every migration can be taken back and applied again, with rows in the tables, and nothing is lost."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection

from articles import redacting, triggers
from articles.auditing import problems
from doctors.models import Doctor
from tests.signed_rows import rows_of
from tests.texts import make_published, make_withdrawn
from tests.watching import everything

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
    call_command("migrate", "articles", "0001", verbosity=0)
    for table in TABLES:  # columns that came later are gone; nothing else is
        now = rows_of(table)
        assert now == [{name: row[name] for name in now[0]} for row in rows[table]]
    assert ("articles_relatedlink", "related_by_score") in indexes() - lean
    assert triggers.missing(connection) == []
    call_command("migrate", verbosity=0)
    for page in rows["articles_livepage"]:
        page["words"] = page["card"] = None  # derived: counted and drawn when the page is written the next time
    assert {table: rows_of(table) for table in TABLES} == rows
    assert indexes() == lean
    assert triggers.missing(connection) == []
    assert list(problems()) == []


@pytest.mark.django_db(transaction=True)
def test_no_migration_is_taken_back_that_would_remove_a_record(editor: User, chief: User, dr_lin: Doctor) -> None:
    for target in (["articles", "zero"], ["doctors", "zero"]):
        make_published(editor, dr_lin, target[0])
        before = everything()
        with pytest.raises(CommandError, match=r"would remove the table articles_\w+, which is only ever added to"):
            call_command("migrate", *target, verbosity=0)
        assert everything() == before
        assert triggers.missing(connection) == []
    redacting.ask_redaction(make_withdrawn(editor, dr_lin), chief=chief, reason="A court asked for it.")
    before = everything()
    with pytest.raises(CommandError, match="articles_redaction"):
        call_command("migrate", "articles", "0002", verbosity=0)
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_an_empty_portal_may_be_taken_back_altogether() -> None:
    """Forward again is what every run of the tests begins with."""
    call_command("migrate", "articles", "zero", verbosity=0)
    assert "articles_article" not in connection.introspection.table_names()
