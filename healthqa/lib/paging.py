"""Pages of long lists without counting them: one row more than a page holds says whether another page follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest

from healthqa.lib.joined_lists import JoinedLists
from healthqa.lib.text import number_in

PAGE_SIZE = 50
LAST_PAGE = 200  # nobody turns further, and each page costs the database all rows before it

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    number: int
    has_next: bool
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


def given_number(request: HttpRequest) -> int | None:
    """The number in `?page=`, 1 where there is none; None for what is no number of a page."""
    number = number_in(request.GET.get("page", "1"), longest=4)
    return number if number is not None and 1 <= number <= LAST_PAGE else None


def page_number(request: HttpRequest) -> int:
    """The number in `?page=`, as `given_number` reads it.

    Raises Http404 for what is none: no list has such a page, and none shows another one in its place.
    """
    number = given_number(request)
    if number is None:
        raise Http404
    return number


def query_of(choices: Mapping[str, str]) -> str:
    """`choices` as the beginning of an address' query, ending in "&"; empty where there are none."""
    return f"{urlencode(choices)}&" if choices else ""


def page_of(
    request: HttpRequest,
    rows: QuerySet[Model, Row] | JoinedLists[Row],
    size: int = PAGE_SIZE,
    *,
    choices: Mapping[str, str] | None = None,
    is_alone: bool = True,
) -> Page[Row]:
    """The page of `rows` that the address asks for, in one query, or two of several lists that are read as one.

    The links to other pages carry `choices`, which a list with filters has read from the address and knows, and nothing
    else that the address holds. Raises Http404 past the end, but the first page of a list that
    has no rows is there, and any page of one that `is_alone` no longer: another list may go on beside it.
    """
    number = page_number(request)
    start = (number - 1) * size
    some = rows[start : start + size + 1]
    found = list(some) if isinstance(some, QuerySet) else some
    if not found and number > 1 and is_alone:
        raise Http404
    return Page(found[:size], number, has_next=len(found) > size, query=query_of(choices or {}))
