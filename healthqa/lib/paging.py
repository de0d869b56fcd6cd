"""Pages of long lists without counting them: one row more than a page holds says whether another page follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from healthqa.lib.text import number_in

PAGE_SIZE = 50
LAST_PAGE = 200  # nobody turns further, and each page costs the database all rows before it
LONGEST_CARRIED = 200  # what a list does not know is carried from page to page only while it is short

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    number: int
    has_next: bool
    is_valid: bool = True  # False: the address named no page, so this is the first
    query: str = ""  # the other parameters of the address, ending in "&" where there are any

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.has_next and self.number < LAST_PAGE else None

    @property
    def is_last_allowed(self) -> bool:
        return self.has_next and self.number >= LAST_PAGE


def page_number(request: HttpRequest) -> tuple[int, bool]:
    """The number in `?page=` and whether it is one; 1 for anything else."""
    given = number_in(request.GET.get("page", "1"), longest=4)
    return (given, True) if given is not None and 1 <= given <= LAST_PAGE else (1, False)


def query_of(choices: Mapping[str, str]) -> str:
    """`choices` as the beginning of an address' query, ending in "&"; empty where there are none."""
    return f"{urlencode(choices)}&" if choices else ""


def page_of(
    request: HttpRequest, rows: QuerySet[Model, Row], size: int = PAGE_SIZE, *, choices: Mapping[str, str] | None = None
) -> Page[Row]:
    """The page of `rows` that the address asks for, in one query.

    The links to other pages carry `choices`, which a list with filters has read from the address and knows; without
    them, whatever else the address holds and is short.
    """
    number, valid = page_number(request)
    start = (number - 1) * size
    found = list(rows[start : start + size + 1])
    query = query_of(choices) if choices is not None else _others(request)
    return Page(found[:size], number, has_next=len(found) > size, is_valid=valid, query=query)


def _others(request: HttpRequest) -> str:
    others = request.GET.copy()
    others.pop("page", None)
    query = f"{others.urlencode()}&" if others else ""
    return query if len(query) <= LONGEST_CARRIED else ""
