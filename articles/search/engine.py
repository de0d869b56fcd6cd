"""The two engines: a tsvector with a GIN index on PostgreSQL, FTS5 on SQLite. Each is asked for places and no order of
its own: it gives the first entries that have the words, by their place. What ranks them is in `ranking`, for both.

Entries are those of live answers: they leave in the transaction that takes an answer down. Whether an answer is live
is looked up all the same, of those that are ranked or shown: for each that fits it takes longer than finding it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Final, NamedTuple

from django.utils import timezone

from articles.models import Article, SearchEntry
from articles.models.door import is_live_in_sql
from articles.search.asked_words import Thing
from articles.search.entries import MARK, place_of, question_words
from articles.search.sql import reading, rows, rows_of

_ENTRY: Final = SearchEntry._meta.db_table
_ARTICLE: Final = Article._meta.db_table
_INDEX: Final = "articles_searchindex"
#: Matches that PostgreSQL may read and put in order.
_FEW: Final = 3_000
#: Of more it looks at the first entries where more than this share of all may fit, at some more, then at all.
_COMMON: Final = 1 / 10
_TURNS: Final = 2
_MORE: Final = 4
#: Where fewer fit it gives some in no order, to see where they lie; more where these may be all there are.
_PEEK: Final = 200
_MAYBE_ALL: Final = 1_000
#: It looks where so many times as many as are wanted should be. Of fewer entries than these nothing can be told.
_SPARE: Final = 1.5
_MOST: Final = 0.7
_LEAST: Final = 500
#: To look into an entry takes so many times as long as to find one more match in the index of words.
_SLOWER: Final = 7


class Match(NamedTuple):
    """An entry that has the words."""

    place: int
    page_id: int
    department_id: int | None
    life_stage: str
    kind: str
    doctor_id: int
    is_current: bool  # the review is not overdue past the grace


_COLUMNS: Final = ", ".join(f"e.{name}" for name in Match._fields[:-1])
_PLACE_AFTER: Final = f"SELECT place FROM {_ENTRY} WHERE place > %s ORDER BY place LIMIT 1 OFFSET %s"  # noqa: S608
_NEWEST: Final = f"SELECT max(page_id) FROM {_ENTRY}"  # noqa: S608
_HEADS: Final = f"""
    SELECT e.place, e.head FROM {_ENTRY} e JOIN {_ARTICLE} a ON a.id = e.page_id
    WHERE e.place IN %s AND {is_live_in_sql("a")}
"""  # noqa: S608  our own names


@dataclass(frozen=True, slots=True)
class Look:
    """What to look for: a query (`asked_words`), phrases, and columns of entries that have to be so.

    `at_most` of `total` answers fit (`is_counted`: nearly so many; `has_figures`: it is not known): this decides how
    PostgreSQL looks, never what it finds.
    """

    query: str
    language: str
    at_most: int
    total: int
    is_counted: bool = False
    has_figures: bool = False
    phrases: Sequence[Thing] = ()
    filters: dict[str, Any] = field(default_factory=dict)


def matches(look: Look, *, most: int) -> list[Match]:
    """The first `most` entries that fit, by place.

    FTS5 finds them in this order and stops. PostgreSQL finds all that fit before it puts any in order; where that may
    be many it is shown a part of them after the other, as many as should hold enough.
    """
    if not is_postgresql() or look.at_most <= _FEW:
        return _found(look, most)
    if look.at_most > _COMMON * look.total and not look.has_figures:
        return _found_in_first_entries(look, most)
    peek = _PEEK if look.is_counted else max(_PEEK, min(most, _MAYBE_ALL))
    some = sorted(_found(look, peek, in_order=False))
    return some[:most] if len(some) < peek else _found_like(look, most, some)


def number_of(query: str, language: str) -> int:
    """How many entries fit, each of them counted: no reader waits for it."""
    sql = f"SELECT count(*) FROM {_source()} WHERE {_fits()} AND e.language = %s"  # noqa: S608  our own names
    ((number,),) = rows(sql, _as_read(query), language)
    return int(number)


def heads_of(places: Iterable[int]) -> dict[int, str]:
    """The heads of the entries at these places, of those whose answers are live."""
    wanted = list(places)
    return dict(rows_of(_HEADS, wanted)) if wanted else {}


def is_postgresql() -> bool:
    return reading().vendor == "postgresql"


def _found_in_first_entries(look: Look, most: int) -> list[Match]:
    found: list[Match] = []
    start, looked = 0, 0
    size = max(int(_SPARE * most * look.total / look.at_most), _LEAST)
    for _turn in range(_TURNS):
        end = _place_after(start, size)
        if end is None:
            break
        one_by_one = size * _SLOWER < look.at_most
        found += _found(look, most - len(found), after=start, until=end, one_by_one=one_by_one)
        if len(found) >= most:
            return found
        start, looked = end, looked + size
        size = max(int(min(_SPARE * (most - len(found)) * looked / max(len(found), 1), _MORE * size)), _LEAST)
    return found + _found(look, most - len(found), after=start)


def _found_like(look: Look, most: int, some: Sequence[Match]) -> list[Match]:
    """The first matches, looked for where `some` others tell that they lie."""
    ((newest,),) = rows_of(_NEWEST)
    found: list[Match] = []
    start = 0
    for spare in (_SPARE, _MORE * _SPARE, _MORE * _MORE * _SPARE):
        end = _end_of(spare * most, some, newest)
        if end is None:
            break
        found += _found(look, most - len(found), after=start, until=end)
        if len(found) >= most:
            return found
        start = end
    return found + _found(look, most - len(found), after=start)


def _end_of(number: float, some: Sequence[Match], newest: int) -> int | None:
    """The place before which so many matches should lie; None where that is most of them, or they are few.

    `some` are in order, and are the oldest: entries stand in the table by age. Among questions of one length places
    go by age, too; how many there are of each length is what `some` tell.
    """
    told = max(match.page_id for match in some)
    if number > _MOST * len(some) * newest / told:
        return None
    for words, group in groupby(some, key=lambda match: question_words(match.place)):
        an_edition = len(list(group)) / told
        if number < an_edition * newest:
            return place_of(int(number / an_edition), words)
        number -= an_edition * newest
    return None


def _found(
    look: Look,
    most: int,
    *,
    after: int = 0,
    until: int | None = None,
    in_order: bool = True,
    one_by_one: bool = False,
) -> list[Match]:
    """The first matches after a place, `until` one that is included; any of them where they need no order.

    `one_by_one`: PostgreSQL looks into each entry there is between the two, and not into the index of words.
    """
    conditions: list[str] = [f"({_fits()}) IS TRUE" if one_by_one else _fits(), "e.language = %s"]
    values: list[Any] = [_as_read(look.query), look.language]
    for name, value in look.filters.items():
        conditions.append(f"e.{name} = %s")
        values.append(value)
    for phrase in look.phrases:
        conditions.append(_has_phrase())
        values += [f" {' '.join(MARK + word for word in phrase.ways[0])} ", f" {' '.join(phrase.ways[0])} "]
    order = "i.rowid"
    if is_postgresql():
        order = "e.place + 0"  # or the entries may be read in their order, hoping that enough of the first ones fit
        conditions.append("e.place + 0 > %s" if until is None else "e.place > %s AND e.place <= %s")
        values += [after] if until is None else [after, until]
    sql = f"""
        SELECT {_COLUMNS}, e.leaves_on > %s FROM {_source()} WHERE {" AND ".join(conditions)}
        {f"ORDER BY {order}" if in_order else ""} LIMIT {most}
    """  # noqa: S608  our own names
    return list(map(Match._make, rows(sql, timezone.localdate().isoformat(), *values)))


def _place_after(start: int, entries: int) -> int | None:
    """The place that so many entries behind another end at; None where there are fewer."""
    found = rows(_PLACE_AFTER, start, entries - 1)
    return found[0][0] if found else None


def _source() -> str:
    """SQLite reads the tables of a CROSS JOIN in the order in which they stand: the index first."""
    return f"{_ENTRY} e" if is_postgresql() else f"{_INDEX} i CROSS JOIN {_ENTRY} e ON e.place = i.rowid"


def _fits() -> str:
    return "e.vector @@ %s::tsquery" if is_postgresql() else f"i.{_INDEX} MATCH %s"


def _has_phrase() -> str:
    text = "' ' || e.head || ' | ' || e.body || ' '"
    has = "strpos" if is_postgresql() else "instr"
    return f"({has}({text}, %s) > 0 OR {has}({text}, %s) > 0)"


def _as_read(query: str) -> str:
    """FTS5 says AND and OR where tsquery has signs, and quotes doubly."""
    if is_postgresql():
        return query
    return query.replace("'", '"').replace("&", "AND").replace("|", "OR")
