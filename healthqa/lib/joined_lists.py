"""Ordered lists that are read by their keys first, each by an index of its own, and then the rows of a page of them.

Several are read as one: one query for the keys of a page of all of them.
"""

# ruff: noqa: S608  SQL is put together from what Django writes

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.kept_rows import KeptRows
from healthqa.lib.prepared import Raw, fetch

Row = TypeVar("Row")


class Listed(NamedTuple):
    """One of the lists: a query of the columns by which it is ordered, the last of them a key; its values."""

    query: KeptQuery[Any]
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class JoinedLists(Generic[Row]):
    """`lists`, one after the other; each of `columns`, and all of them rising where there is more than one list.

    `rows_of` gives the rows of some keys in the same order; a key may have none any more.
    """

    lists: Sequence[Listed]
    rows_of: Callable[[Sequence[int]], KeptRows[Row]]
    columns: int = 2

    def __getitem__(self, part: slice) -> KeptRows[Row]:
        """The rows of a slice with an end: two queries, of no list more entries than lie before that end."""
        start, stop = part.start or 0, part.stop
        entries = self._one(start, stop) if len(self.lists) == 1 else self._joined(start, stop)
        return self.rows_of([entry[-1] for entry in entries])

    def _one(self, start: int, stop: int) -> list[Raw]:
        (only,) = self.lists
        sql, values = only.query.asked(*only.values)
        return self._asked(f"{sql} LIMIT {stop - start} OFFSET {start}", values)

    def _joined(self, start: int, stop: int) -> list[Raw]:
        lists: list[str] = []
        values: list[Any] = []
        for number, listed in enumerate(self.lists):
            sql, given = listed.query.asked(*listed.values)
            lists.append(f"SELECT {number} AS list, of_list_{number}.* FROM ({sql} LIMIT {stop}) AS of_list_{number}")
            values += given
        order = ", ".join(str(number) for number in range(1, self.columns + 2))
        whole = f"{' UNION ALL '.join(lists)} ORDER BY {order} LIMIT {stop - start} OFFSET {start}"
        return self._asked(whole, values)

    def _asked(self, sql: str, params: Sequence[Any]) -> list[Raw]:
        return fetch(self.lists[0].query.alias, sql, params)
