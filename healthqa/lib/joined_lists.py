"""Several ordered lists that are read as one, each by an index of its own: one query for a page of all of them."""

# ruff: noqa: S608  SQL is put together from what Django writes

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections

from healthqa.lib.kept_queries import KeptQuery

Row = TypeVar("Row")


class Entry(NamedTuple):
    """Of which list it is, counted from 0, and its key."""

    list: int
    key: int


class Listed(NamedTuple):
    """One of the lists: a query of two columns, by which it is ordered, both rising, the second a key; its values."""

    query: KeptQuery[Any]
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class JoinedLists(Generic[Row]):
    """`lists`, one after the other.

    `rows_of` gets the entries of a slice and gives their rows in the same order; an entry may have none any more.
    """

    lists: Sequence[Listed]
    rows_of: Callable[[Sequence[Entry]], Sequence[Row]]

    def __getitem__(self, part: slice) -> Sequence[Row]:
        """The rows of a slice with an end: two queries, of no list more entries than lie before that end."""
        entries = self._entries(part.start or 0, part.stop)
        return self.rows_of(entries) if entries else []

    def _entries(self, start: int, stop: int) -> list[Entry]:
        lists: list[str] = []
        values: list[Any] = []
        for number, listed in enumerate(self.lists):
            sql, given = listed.query.asked(*listed.values)
            lists.append(f"SELECT {number} AS list, of_list_{number}.* FROM ({sql} LIMIT {stop}) AS of_list_{number}")
            values += given
        whole = f"{' UNION ALL '.join(lists)} ORDER BY 1, 2, 3 LIMIT {stop - start} OFFSET {start}"
        with connections[self.lists[0].query.alias].cursor() as cursor:
            cursor.execute(whole, values)
            return [Entry(row[0], row[-1]) for row in cursor.fetchall()]
