"""What is looked for, as plain data: things that all have to be there, each said in one way or another. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from articles.search.entries import MARK

#: A way to say a thing: words that all have to be there.
Way = tuple[str, ...]


class Counted(NamedTuple):
    """How many live answers have a word in the marked part of the head, and how many elsewhere."""

    marked: int = 0
    plain: int = 0


#: Of words that were counted. Of others nothing is known: they may be anywhere.
Counts = Mapping[str, Counted]


class Span(NamedTuple):
    """Where in the typed text a thing stands."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing looked for. `answers`: at most so many live answers have it. `typed`: the ways as a reader reads them.

    `is_corrected`: none of the ways is what was typed. `is_phrase`: the words have to stand side by side.
    """

    ways: tuple[Way, ...]
    span: Span
    answers: int = 0
    is_phrase: bool = False
    is_corrected: bool = False
    typed: tuple[str, ...] = field(default=())

    @property
    def has_figures(self) -> bool:
        return any(word.isdigit() for way in self.ways for word in way)

    def in_heads(self, counts: Counts) -> int:
        """At most so many answers have it in the marked part of the head."""
        fewest = (min(counts[word].marked if word in counts else self.answers for word in way) for way in self.ways)
        return min(sum(fewest), self.answers)

    def only(self, way: Way) -> Thing:
        """This thing said in one way only."""
        place = self.ways.index(way)
        return replace(self, ways=(way,), typed=self.typed[place : place + 1])


def at_most(combinations: Iterable[Sequence[Thing]], total: int, *, heads_by: Counts | None = None) -> int:
    """No more of `total` answers than these have all things of a combination, in the marked part of their heads where
    it is counted (`heads_by`). Figures are not counted: any may.
    """
    fewest = (min(_at_most(thing, total, heads_by) for thing in things) for things in combinations)
    return min(sum(fewest), total)


def any_of(combinations: Iterable[Sequence[Thing]], *, in_head: bool, counts: Counts | None = None) -> str:
    """The query for all things of one of these combinations, as PostgreSQL reads it; `engine` says it for SQLite.

    What combinations that stand side by side begin with is said once: an engine reads a word as often as it is said.
    For the same reason a word is not looked for where by `counts` no answer has it.
    """
    said = []
    for first, group in groupby(combinations, key=itemgetter(0)):
        others = [combination[1:] for combination in group]
        thing = _thing(first, in_head, counts or {})
        said.append(f"({thing} & {any_of(others, in_head=in_head, counts=counts)})" if all(others) else thing)
    return "({})".format(" | ".join(said))


def _at_most(thing: Thing, total: int, heads_by: Counts | None) -> int:
    if thing.has_figures:
        return total
    return thing.answers if heads_by is None else thing.in_heads(heads_by)


def _thing(thing: Thing, in_head: bool, counts: Counts) -> str:
    there = [way for way in thing.ways if all(_is_there(word, in_head, counts) for word in way)]
    return "({})".format(" | ".join(_way(way, in_head, counts) for way in there or thing.ways))


def _is_there(word: str, in_head: bool, counts: Counts) -> bool:
    return word not in counts or counts[word].marked > 0 or (counts[word].plain > 0 and not in_head)


def _way(way: Way, in_head: bool, counts: Counts) -> str:
    return "({})".format(" & ".join(_word(word, in_head, counts) for word in way))


def _word(word: str, in_head: bool, counts: Counts) -> str:
    """Quoted for tsquery; words hold letters and figures only, so that nothing in them can be a sign of a query."""
    marked, plain = f"'{MARK}{word}'", f"'{word}'"
    if in_head or (word in counts and not counts[word].plain):
        return marked
    return plain if word in counts and not counts[word].marked else f"({plain} | {marked})"
