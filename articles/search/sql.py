"""A search asks the database in SQL: each asks the same again, and to compile a queryset takes longer than to look.

Read-only. Whatever a reader typed goes in as a value.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models import SearchEntry
from healthqa.lib.prepared import Raw, fetch_of, spread


def reading() -> BaseDatabaseWrapper:
    """The database from which a search reads: for readers it may be a replica."""
    return connections[router.db_for_read(SearchEntry)]


def rows(sql: str, *values: Any) -> list[Raw]:
    """What `sql` finds. A value that is a list stands for all that is in it, after IN; it must not be empty."""
    with reading().cursor() as cursor:
        cursor.execute(*spread(sql, values))
        return list(cursor.fetchall())


def rows_of(sql: str, *values: Any) -> list[Raw]:
    """As `rows`, where values are keys and one way to look is right for them all: PostgreSQL plans it once."""
    return fetch_of(reading().alias, sql, *values)
