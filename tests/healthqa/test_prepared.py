"""Queries that PostgreSQL plans once a connection answer as they did before, whatever happens in between."""

from __future__ import annotations

import gc
from importlib import import_module
from weakref import WeakKeyDictionary

import pytest
from django.db import NotSupportedError, connection, transaction
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from doctors.models import Department
from healthqa.lib import prepared
from healthqa.lib.joined_lists import JoinedLists, Listed
from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.kept_rows import RowsByKey

IS_POSTGRESQL = connection.vendor == "postgresql"


@pytest.fixture(autouse=True)
def _prepares(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the web server, on a connection that lasts and has prepared nothing."""
    monkeypatch.setattr(prepared, "_is_on", True)
    monkeypatch.setattr(prepared, "_BY_CONNECTION", WeakKeyDictionary())
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)


def named(*names: str) -> list[Department]:
    return [Department.objects.create(name=name, slug=name.lower(), description="100 %") for name in names]


def but(name: str) -> QuerySet[Department]:
    """With a value that is the same each time, and signs that mean something to the driver."""
    return (
        Department.objects.exclude(name=name).filter(description="100 %").exclude(slug__contains="%s").order_by("name")
    )


def asked(kept: KeptQuery[Department], *values: str) -> tuple[list[str], list[str]]:
    """The names found, and the beginnings of what was asked for them."""
    with CaptureQueriesContext(connection) as queries:
        found = [department.name for department in kept(*values)]
    return found, [query["sql"].split("(")[0].split()[0] for query in queries]


@pytest.mark.django_db
def test_each_value_gets_its_rows_from_one_statement() -> None:
    named("Eyes", "Heart", "It's", "Skin")
    kept = KeptQuery(but, str)
    asked(kept, "")
    for name in ("Eyes", "It's", "%s", "$1", "", "Skin') --"):
        found, verbs = asked(kept, name)
        assert found == [department.name for department in but(name)]
        assert verbs == (["EXECUTE"] if IS_POSTGRESQL else ["SELECT"])
    if IS_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%doctors_department%'")
            assert cursor.fetchone() == (1,)


@pytest.mark.django_db
def test_it_is_planned_for_what_is_the_same_each_time() -> None:
    """An index of some rows only would not be used for a value that is told later."""
    named("Eyes")
    asked(KeptQuery(but, str), "")
    if IS_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("SELECT statement FROM pg_prepared_statements ORDER BY prepare_time DESC LIMIT 1")
            (statement,) = cursor.fetchone()
        assert "'100 %'" in statement
        assert "$1" in statement
        assert "$2" not in statement


@pytest.mark.django_db
def test_what_was_asked_longest_ago_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crawler turns pages, each of which is a statement: nobody else loses by it."""
    monkeypatch.setattr(prepared, "MOST", 2)
    named("Eyes", "Skin")
    if IS_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("DEALLOCATE ALL")  # what other tests left on this connection
    often, page = KeptQuery(but, str), KeptQuery(but, str)
    for number in range(1, 6):
        sql, values = page.asked("Skin")
        assert [row[1] for row in prepared.fetch(page.alias, f"{sql} LIMIT {number}", values)] == ["Eyes"]
        assert asked(often, "Eyes")[0] == ["Skin"]
    if not IS_POSTGRESQL:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT statement, generic_plans + custom_plans FROM pg_prepared_statements ORDER BY prepare_time"
        )
        held = [(statement.rpartition("LIMIT")[2], asked) for statement, asked in cursor if "100 %" in statement]
    assert [asked for _statement, asked in held] == [5, 1], "the one that is asked often was prepared once"
    assert held[1][0].strip() == "5"


@pytest.mark.django_db
def test_a_connection_that_does_not_last_prepares_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    named("Eyes")
    assert asked(KeptQuery(but, str), "") == (["Eyes"], ["SELECT"])


@pytest.mark.django_db
def test_lists_of_several_are_prepared_whole() -> None:
    keys = [department.pk for department in named("Eyes", "Heart", "Skin")]
    by_key = RowsByKey(lambda some: Department.objects.filter(pk__in=some).order_by(), 3)
    kept = KeptQuery(lambda name: but(name).values_list("name", "pk"), str)
    lists = JoinedLists([Listed(kept, ("Eyes",)), Listed(kept, ("Skin",))], by_key)
    for _time in range(7):  # from the sixth on PostgreSQL may keep one plan for all values
        assert [row.pk for row in lists[0:9]] == [keys[1], keys[2], keys[0], keys[1]]
        assert [row.pk for row in lists[1:3]] == [keys[2], keys[0]]


@pytest.mark.django_db(transaction=True)
def test_a_migration_goes_by() -> None:
    """PostgreSQL refuses a plan whose columns have another type now."""
    named("Eyes")
    kept = KeptQuery(but, str)
    assert asked(kept, "")[0] == ["Eyes"]
    if not IS_POSTGRESQL:
        return
    try:
        widen(101)
        assert asked(kept, "")[0] == ["Eyes"], "asked as it is"
        assert asked(kept, "")[1][-1] == "EXECUTE", "and prepared anew"
        widen(102)
        with pytest.raises(NotSupportedError), transaction.atomic():
            kept("")  # the transaction is lost, and the next one finds its rows
        assert asked(kept, "")[0] == ["Eyes"]
    finally:
        widen(100)


def widen(length: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE doctors_department ALTER COLUMN name TYPE varchar({length})")


@pytest.mark.django_db
def test_postgresql_takes_every_query_of_ours() -> None:
    """It has to tell what type each value is, before there is one."""
    import_module("healthqa.urls")
    gc.unfreeze()  # what `tests/pace.py` keeps away from the garbage collector, Python does not tell either
    # Not `isinstance`, which would ask lazy objects of other tests what they are.
    kept = [thing for thing in gc.get_objects() if type(thing) is KeptQuery and _is_ours(thing)]
    gc.freeze()
    assert len(kept) > 20
    for query in kept:
        values = [kind() for kind in query._kinds]
        found, again = query.raw(*values), query.raw(*values)
        with pytest.MonkeyPatch.context() as plain:
            plain.setattr(prepared, "_is_on", False)
            assert found == again == query.raw(*values)


def _is_ours(query: KeptQuery[object]) -> bool:
    return query._build.__module__.split(".")[0] in ("articles", "doctors", "healthqa")
