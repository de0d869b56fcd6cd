"""A search asks the database in SQL: each asks the same again, and to compile a queryset takes longer than to look.

Read-only. Whatever a reader typed goes in as a value.
"""

from __future__ import annotations

from typing import Any

from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.models import SearchEntry


def reading() -> BaseDatabaseWrapper:
    """The database from which a search reads: for readers it may be a replica."""
    return connections[router.db_for_read(SearchEntry)]


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What `sql` finds. A value that is a list stands for all that is in it, after IN; it must not be empty."""
    parts, given = sql.split("%s"), []
    written = parts[0]
    for value, part in zip(values, parts[1:], strict=True):
        several = value if isinstance(value, list) else [value]
        written += (f"({', '.join(['%s'] * len(several))})" if isinstance(value, list) else "%s") + part
        given += several
    with reading().cursor() as cursor:
        cursor.execute(written, given)
        return list(cursor.fetchall())
