"""Rows of kept queries that are made only where somebody looks at them.

A page that was rendered before needs to know that its rows are the same, not what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar, overload

from django.db.models import QuerySet

from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.prepared import Raw

Row = TypeVar("Row")


class KeptRows(Sequence[Row]):
    """Rows of `query` as the driver gave them, in `raw`; made of it all at once, when one of them is asked for."""

    def __init__(self, query: KeptQuery[Row], raw: Sequence[Raw]) -> None:
        self.raw = raw
        self._query = query
        self._made: list[Row] | None = None

    def __len__(self) -> int:
        return len(self.raw)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows())

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> KeptRows[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | KeptRows[Row]:
        return KeptRows(self._query, self.raw[place]) if isinstance(place, slice) else self._rows()[place]

    def _rows(self) -> list[Row]:
        if self._made is None:
            self._made = self._query.made_of(self.raw)
        return self._made


class RowsByKey(Generic[Row]):
    """Rows by their keys. `build(keys)` is the query set of those with these keys, and has the key in its first column.

    One query asks for `together` of them.
    """

    def __init__(self, build: Callable[[Sequence[int]], QuerySet[Row, Row]], together: int) -> None:  # type: ignore[type-var]
        self._query: KeptQuery[Row] = KeptQuery(lambda *keys: build(keys), *[int] * together)
        self._together = together

    def __call__(self, keys: Sequence[int]) -> KeptRows[Row]:
        """The rows in the order of `keys`; what has no row any more is left out."""
        found: dict[int, Raw] = {}
        for start in range(0, len(keys), self._together):
            some = list(keys[start : start + self._together])
            some += some[:1] * (self._together - len(some))  # the first again: the query stays the same
            found |= {row[0]: row for row in self._query.raw(*some)}
        return KeptRows(self._query, [found[key] for key in keys if key in found])
