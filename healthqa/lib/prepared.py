"""Queries that PostgreSQL plans once for each connection: to plan most of ours takes it longer than to answer them.

For the web server alone, and on connections that last and are its own: behind pgbouncer in transaction mode the next
query may go to another server process, which knows no such statement. SQLite compiles a query in no time.
Why so: docs/decisions/0041-prepared-statements.md
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

#: A row as the driver of the database gives it.
Raw = tuple[Any, ...]
#: Statements of one connection at most, those that were asked last: each holds its plan in the memory of a server
#: process.
MOST = 200
_PLACES = re.compile("%[%s]")


class Given(NamedTuple):
    """A value that is another one each time. All else that a query is given is the same each time, and planned for."""

    value: int | str | list[int] | list[str]


class _Statements:
    """What is prepared on one connection, by SQL and what is the same each time."""

    def __init__(self, *, is_own: bool) -> None:
        self.is_own = is_own
        self.names: dict[tuple[Any, ...], str] = {}


_is_on = False
_numbers = count(1)
_BY_CONNECTION: WeakKeyDictionary[Any, _Statements] = WeakKeyDictionary()  # the driver's


def prepare_statements() -> None:
    """From now on this process prepares what it asks by `fetch`."""
    global _is_on
    _is_on = True


def fetch(alias: str, sql: str, params: Sequence[Any]) -> list[Raw]:
    """The rows of a query that was written for this database, with its params, of which some are `Given`."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        name = _name_of(connection, sql, params) if _is_on and connection.vendor == "postgresql" else ""
        if name:
            values = [param.value for param in params if isinstance(param, Given)]
            try:
                places = f"({', '.join(['%s'] * len(values))})" if values else ""
                cursor.execute(f"EXECUTE {name}{places}", values)
                return list(cursor.fetchall())
            except NotSupportedError:  # a migration went by, and a column is of another type
                _BY_CONNECTION.pop(connection.connection, None)
                if connection.in_atomic_block:
                    raise
        cursor.execute(sql, [param.value if isinstance(param, Given) else param for param in params])
        return list(cursor.fetchall())


def fetch_of(alias: str, sql: str, *values: Any) -> list[Raw]:
    """The rows of a query in SQL of our own, for values that are others each time.

    One that is a list stands for all that is in it, after IN; it must not be empty. PostgreSQL is given an array, so
    that its length makes no other statement.
    """
    if connections[alias].vendor == "postgresql":
        sql = sql.replace("IN %s", "= ANY (%s)")
    else:
        sql, values = spread(sql, values)
    return fetch(alias, sql, list(map(Given, values)))


def spread(sql: str, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """`sql` with a mark for each value of each list, and all those values."""
    parts, given = sql.split("%s"), []
    written = parts[0]
    for value, part in zip(values, parts[1:], strict=True):
        several = value if isinstance(value, list) else [value]
        written += (f"({', '.join(['%s'] * len(several))})" if isinstance(value, list) else "%s") + part
        given += several
    return written, tuple(given)


def _name_of(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> str:
    """The statement to execute, which is prepared first where it is new; "" where the query is asked as it is."""
    statements = _BY_CONNECTION.get(connection.connection)
    if statements is None:
        statements = _BY_CONNECTION[connection.connection] = _Statements(is_own=_is_own(connection))
    if not statements.is_own:
        return ""
    key = (sql, *(None if isinstance(param, Given) else param for param in params))
    names = statements.names
    name = names.pop(key, "") or _prepare(connection, sql, params)
    names[key] = name  # behind all others: what was asked longest ago goes first
    if len(names) > MOST:
        _forget(connection, names.pop(next(iter(names))))
    return name


def _is_own(connection: BaseDatabaseWrapper) -> bool:
    """Whether it lasts, and the process that answers is the one that it was told of: a pooler tells of none."""
    if connection.settings_dict["CONN_MAX_AGE"] == 0:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return bool(cursor.fetchone() == (connection.connection.info.backend_pid,))


def _prepare(connection: BaseDatabaseWrapper, sql: str, params: Sequence[Any]) -> str:
    """Past Django's cursor, which would count it as a query of the page that happens to be the first to ask."""
    name, given = f"kept_{next(_numbers)}", iter(params)
    places, same = count(1), []

    def place(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%%"
        param = next(given)
        if isinstance(param, Given):
            return f"${next(places)}"
        same.append(param)
        return "%s"

    text = _PLACES.sub(place, sql)
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"PREPARE {name} AS {text}", same)
    return name


def _forget(connection: BaseDatabaseWrapper, name: str) -> None:
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute(f"DEALLOCATE {name}")
