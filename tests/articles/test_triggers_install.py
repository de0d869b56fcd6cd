"""The guard itself: put in place, missed when it is gone, and stepping aside while tables are rebuilt."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core import checks as django_checks
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import CharField
from django.db.models.signals import post_migrate, pre_migrate

from articles import apps as articles_apps
from articles import permissions, triggers
from articles.models import Signature
from articles.triggers import columns as c
from doctors.models import Doctor
from tests.signed_rows import fill_guarded_tables, refused, rows_of, sql
from tests.texts import make_published

only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
DELETE_GUARD = "healthqa_guard_articles_signature_delete"


def errors() -> list[django_checks.CheckMessage]:
    found = django_checks.run_checks(tags=[django_checks.Tags.database], databases=["default"])
    return [message for message in found if message.id == "articles.E001"]


@pytest.mark.django_db
def test_the_guard_is_in_place_after_migrate() -> None:
    assert triggers.missing(connection) == []
    assert errors() == []


@pytest.mark.django_db
def test_installing_and_removing_may_be_repeated() -> None:
    for _ in range(2):
        triggers.install(connection)
        assert triggers.missing(connection) == []
    for _ in range(2):
        triggers.remove(connection)
    gone = triggers.missing(connection)
    events = 3 if connection.vendor == "sqlite" else 4
    assert DELETE_GUARD in gone
    assert len(gone) >= (events - 1) * len(c.GUARDED)
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.django_db
def test_a_missing_trigger_is_an_error_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    sql(f"DROP TRIGGER {DELETE_GUARD}" + (" ON articles_signature" if connection.vendor == "postgresql" else ""))
    assert triggers.missing(connection) == [DELETE_GUARD]
    (error,) = errors()
    assert DELETE_GUARD in error.msg
    assert "manage.py migrate" in (error.hint or "")
    monkeypatch.setattr("sys.argv", ["manage.py", "migrate"])
    assert errors() == []  # or the remedy would refuse to run
    triggers.install(connection)
    assert triggers.missing(connection) == []


@only_sqlite
@pytest.mark.django_db
def test_a_trigger_that_does_nothing_counts_as_missing() -> None:
    sql(f"DROP TRIGGER {DELETE_GUARD}")
    sql(f"CREATE TRIGGER {DELETE_GUARD} BEFORE DELETE ON articles_signature BEGIN SELECT 1; END")
    assert triggers.missing(connection) == [DELETE_GUARD]


@only_postgresql
@pytest.mark.django_db
@pytest.mark.parametrize(
    "attack",
    [
        "ALTER TABLE articles_signature DISABLE TRIGGER {name}",
        "ALTER TABLE articles_signature DISABLE TRIGGER ALL",
        "ALTER TABLE articles_signature ENABLE REPLICA TRIGGER {name}",
        "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "CREATE OR REPLACE TRIGGER {name} BEFORE DELETE ON articles_signature FOR EACH ROW WHEN (false)"
        " EXECUTE FUNCTION {name}()",
        "CREATE OR REPLACE TRIGGER {name} AFTER DELETE ON articles_signature FOR EACH ROW EXECUTE FUNCTION {name}()",
    ],
)
def test_a_trigger_that_does_nothing_counts_as_missing_on_postgresql(attack: str) -> None:
    sql(attack.format(name=DELETE_GUARD))
    assert DELETE_GUARD in triggers.missing(connection)
    triggers.install(connection)
    assert triggers.missing(connection) == []


@pytest.mark.django_db
def test_triggers_of_an_earlier_release_go() -> None:
    old = "healthqa_guard_articles_section_earlier"
    if connection.vendor == "sqlite":
        sql(f"CREATE TRIGGER {old} BEFORE DELETE ON articles_section BEGIN SELECT RAISE(ABORT, 'old'); END")
    else:
        sql(f"CREATE FUNCTION {old}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
        sql(f"CREATE TRIGGER {old} BEFORE DELETE ON articles_section FOR EACH ROW EXECUTE FUNCTION {old}()")
    triggers.install(connection)
    assert old not in triggers._dialect(connection).in_place(connection)


def test_the_signals_are_the_two_of_the_project() -> None:
    config = apps.get_app_config("articles")
    for signal, receiver in (
        (pre_migrate, articles_apps.remove_triggers),
        (post_migrate, articles_apps.install_triggers_and_groups),
    ):
        ours = [found for found in signal._live_receivers(config)[0] if found.__module__.startswith("articles")]
        assert ours == [receiver]


@pytest.mark.django_db
def test_migrate_with_nothing_to_do_leaves_the_guard_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    removed: list[str] = []
    monkeypatch.setattr(triggers, "remove", lambda wrapper: removed.append(wrapper.alias))
    call_command("migrate", verbosity=0)
    assert removed == []
    articles_apps.remove_triggers(using="default", plan=[("a migration", False)])
    assert removed == ["default"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", c.GUARDED)
def test_a_guarded_table_with_rows_is_rebuilt_and_guarded_again(table: str, editor: User, dr_lin: Doctor) -> None:
    """As a migration that alters a column does, between the two signals. SQLite makes a new table for it."""
    fill_guarded_tables(editor, dr_lin)
    before = rows_of(table)
    assert before
    model = next(model for model in apps.get_app_config("articles").get_models() if model._meta.db_table == table)
    field = [field for field in model._meta.concrete_fields if not field.is_relation][-1]
    wider = field.clone()
    wider.set_attributes_from_name(field.name)
    wider.model = model
    if isinstance(wider, CharField):
        wider.max_length = (wider.max_length or 0) + 1
    else:
        wider.null = True
    articles_apps.remove_triggers(using="default", plan=[("a migration", False)])
    try:
        for old, new in ((field, wider), (wider, field)):
            with connection.schema_editor() as editor_of_tables:
                editor_of_tables.alter_field(model, old, new)
    finally:
        articles_apps.install_triggers_and_groups(using="default")
    assert rows_of(table) == before
    assert triggers.missing(connection) == []
    with refused("signatures are never changed or removed"):
        sql("DELETE FROM articles_signature")


@pytest.mark.django_db(transaction=True)
def test_after_a_flush_the_guard_and_the_groups_are_back(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    triggers.remove(connection)
    call_command("flush", interactive=False, verbosity=0)
    assert not Signature.objects.exists()
    assert triggers.missing(connections["default"]) == []
    assert set(Group.objects.values_list("name", flat=True)) == {
        permissions.EDITORS,
        permissions.CHIEF_EDITORS,
        permissions.DOCTORS,
    }
