"""What is read of live answers and kept by each process for as long as nothing changes that readers can see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connections, router

from articles.models import PageChange

Value = TypeVar("Value")


class KeptByMark(Generic[Value]):
    """`read`, asked again after a change only: one query tells whether there was any.

    What `read` returns for the same texts (a language) depends on live answers and names beside them and on nothing
    else, and nobody changes it. The mark is asked for first, so that what is read after it is at least as new. In a
    transaction nothing is kept: more may change under the same mark. Marks of two databases differ in age.
    """

    def __init__(self, read: Callable[..., Value]) -> None:
        self._read = read
        self._kept: dict[tuple[str, ...], tuple[str, Value]] = {}

    def __call__(self, *of: str) -> Value:
        alias = router.db_for_read(PageChange)
        if connections[alias].in_atomic_block:
            return self._read(*of)
        mark = PageChange.objects.state()
        kept = self._kept.get((alias, *of))
        if kept is None or kept[0] != mark:
            kept = self._kept[alias, *of] = mark, self._read(*of)
        return kept[1]
