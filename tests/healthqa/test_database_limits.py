"""How long PostgreSQL may take over what a page asks, and how long a migration waits for others."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import OperationalError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from pytest_django import Settings

from healthqa.database_limits import LONGEST_WAIT_FOR_LOCK, limit_statements, waiting_briefly_for_locks

IS_POSTGRESQL = connection.vendor == "postgresql"


@contextmanager
def another_connection() -> Iterator[BaseDatabaseWrapper]:
    other = connection.copy()
    try:
        yield other
    finally:
        other.close()


@pytest.fixture
def limited(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """New connections of this process are those of a web server with a limit of one second."""
    settings.STATEMENT_TIMEOUT = 1
    options = {**connections.settings["default"]["OPTIONS"]}
    monkeypatch.setitem(connections.settings["default"], "OPTIONS", options)
    limit_statements()


@pytest.mark.django_db(transaction=True)
def test_a_statement_of_the_web_server_ends_after_its_time(limited: None) -> None:
    with another_connection() as web, web.cursor() as cursor:
        if not IS_POSTGRESQL:  # which waits for a lock and for nothing else
            assert "options" not in connections.settings["default"]["OPTIONS"]
            return
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
        with pytest.raises(OperationalError):
            cursor.execute("SELECT pg_sleep(20)")


@pytest.mark.django_db(transaction=True)
def test_what_the_address_of_the_database_asks_for_stays(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    given = {"options": "-c application_name=portal"}
    monkeypatch.setitem(connections.settings["default"], "OPTIONS", given)
    settings.STATEMENT_TIMEOUT = 0
    limit_statements()
    assert given["options"] == "-c application_name=portal"
    settings.STATEMENT_TIMEOUT = 2
    limit_statements()
    if IS_POSTGRESQL:
        assert given["options"] == "-c jit=off -c application_name=portal -c statement_timeout=2000"


@pytest.mark.django_db
def test_a_command_may_take_its_time() -> None:
    if IS_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("0",)
    assert "statement_timeout" not in str(connection.settings_dict["OPTIONS"])


@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_way_where_readers_would_wait_for_it() -> None:
    if not IS_POSTGRESQL:
        done: list[str] = []
        waiting_briefly_for_locks("default", lambda: done.append("migrated"))
        assert done == ["migrated"]
        return
    change = "ALTER TABLE doctors_department ADD COLUMN wide integer"
    with another_connection() as reader:
        reader.set_autocommit(False)
        with reader.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM doctors_department")
        began = time.monotonic()
        with pytest.raises(CommandError, match="once more"), connection.cursor() as cursor:
            waiting_briefly_for_locks("default", lambda: cursor.execute(change))
        assert LONGEST_WAIT_FOR_LOCK <= time.monotonic() - began < LONGEST_WAIT_FOR_LOCK + 10
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_another_error_of_a_migration_is_told_as_it_is() -> None:
    def fail() -> None:
        raise OperationalError("no space left on device")

    with pytest.raises(OperationalError, match="no space left"):
        waiting_briefly_for_locks("default", fail)


@pytest.mark.django_db
def test_migrate_is_the_one_that_gives_way(capsys: pytest.CaptureFixture[str]) -> None:
    assert get_commands()["migrate"] == "healthqa"
    call_command("migrate", plan=True)
    assert "No planned migration" in capsys.readouterr().out
