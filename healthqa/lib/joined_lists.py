"""Several ordered lists that are read as one, each by an index of its own: one query for a page of all of them."""

# ruff: noqa: S608  SQL is put together from what Django writes

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections
from django.db.models import QuerySet

Row = TypeVar("Row")


class Entry(NamedTuple):
    """Of which list it is, counted from 0, and its key."""

    list: int
    key: int


@dataclass(frozen=True, slots=True)
class JoinedLists(Generic[Row]):
    """`lists`, one after the other. Each gives what it is ordered by, rising, and at last a key: `values_list(…)`.

    `rows_of` gets the entries of a slice and gives their rows in the same order; an entry may have none any more.
    """

    lists: Sequence[QuerySet[Any, Any]]
    rows_of: Callable[[Sequence[Entry]], Sequence[Row]]

    def __getitem__(self, part: slice) -> Sequence[Row]:
        """The rows of a slice with an end: two queries, of no list more entries than lie before that end."""
        entries = self._entries(part.start or 0, part.stop)
        return self.rows_of(entries) if entries else []

    def _entries(self, start: int, stop: int) -> list[Entry]:
        lists: list[str] = []
        values: list[Any] = []
        for number, entries in enumerate(self.lists):
            sql, parameters = entries[:stop].query.sql_with_params()
            lists.append(f"SELECT {number} AS list, of_list_{number}.* FROM ({sql}) AS of_list_{number}")
            values += parameters
        columns = len(self.lists[0].query.values_select)
        order = ", ".join(str(column) for column in range(1, columns + 2))
        whole = f"{' UNION ALL '.join(lists)} ORDER BY {order} LIMIT {stop - start} OFFSET {start}"
        with connections[self.lists[0].db].cursor() as cursor:
            cursor.execute(whole, values)
            return [Entry(row[0], row[-1]) for row in cursor.fetchall()]
