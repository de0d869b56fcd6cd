"""A search asks the database in SQL: each asks the same again, and to compile a queryset takes longer than to look.

Read-only. Whatever a reader typed goes in as a value.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models import SearchEntry
from healthqa.lib.prepared import Given, Raw, fetch


def reading() -> BaseDatabaseWrapper:
    """The database from which a search reads: for readers it may be a replica."""
    return connections[router.db_for_read(SearchEntry)]


def rows(sql: str, *values: Any) -> list[Raw]:
    """What `sql` finds. A value that is a list stands for all that is in it, after IN; it must not be empty."""
    with reading().cursor() as cursor:
        cursor.execute(*_spread(sql, values))
        return list(cursor.fetchall())


def rows_of(sql: str, *values: Any) -> list[Raw]:
    """As `rows`, where values are keys and one way to look is right for them all: PostgreSQL plans it once."""
    if reading().vendor == "postgresql":
        sql = sql.replace("IN %s", "= ANY (%s)")
    else:
        sql, values = _spread(sql, values)
    return fetch(reading().alias, sql, list(map(Given, values)))


def _spread(sql: str, values: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """`sql` with a mark for each value of each list, and all those values."""
    parts, given = sql.split("%s"), []
    written = parts[0]
    for value, part in zip(values, parts[1:], strict=True):
        several = value if isinstance(value, list) else [value]
        written += (f"({', '.join(['%s'] * len(several))})" if isinstance(value, list) else "%s") + part
        given += several
    return written, tuple(given)
