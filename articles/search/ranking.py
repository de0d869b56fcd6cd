"""The order of what was found: one formula for both databases, over the words of heads. Pure.

A thing counts as much as it is rare (ln(1 + N / n): N live answers, n with it), times the weight of the best part it
stands in. The whole wording of a question, of another wording or of a name counts more; so do words that stand side by
side, and a question that is about little else. Answers whose review is overdue past the grace get none of these three.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from articles.search.asked_words import Thing, Way
from articles.search.engine import Match
from articles.search.entries import (
    DOCTORS,
    HEADINGS,
    INTRODUCTION,
    LETTERS,
    MARK,
    NAMES,
    PART,
    QUESTION,
    TAGS,
    TEXT,
    WORDINGS,
    question_words,
)

#: How much a thing counts by the marked part it stands in, the heaviest first; in the introduction, in the body alone.
WEIGHTS: Final = (
    (QUESTION, 1.0),
    (WORDINGS, 0.9),
    (NAMES, 0.8),
    (HEADINGS, 0.6),
    (DOCTORS, 0.5),
    (TAGS, 0.4),
    (LETTERS, 0.4),
)
IN_INTRODUCTION: Final = 0.35
IN_BODY: Final = 0.2
#: The whole wording, by the part it is the wording of.
EXACT: Final = ((QUESTION, 1.0), (WORDINGS, 0.8), (NAMES, 0.7))
SIDE_BY_SIDE: Final = 0.3
LITTLE_ELSE: Final = 0.3


class _Wanted(NamedTuple):
    rarity: float
    ways: list[list[str]]
    plain: list[list[str]]


def ranked(
    found: Iterable[tuple[Match, str]],
    things: Sequence[Thing],
    words: Sequence[str],
    *,
    total: int,
    is_whole: bool = True,
) -> list[Match]:
    """Matches with their heads, the best first; equal ones by place, so that pages of a list never overlap.

    `words`: what was looked for in its order. `is_whole`: each entry has all things, if not in its head, in its body.
    """
    wanted = [_wanted(thing, total) for thing in things]
    in_body = IN_BODY if is_whole else 0.0
    whole = f" {' '.join(MARK + word for word in words)} "
    pairs = [f" {MARK}{one} {MARK}{other} " for one, other in pairwise(words)]
    rated = []
    every = sum(one.rarity for one in wanted) or 1.0
    for match, head in found:
        padded = f" {head} "
        parts = padded.split(PART)
        score = sum([one.rarity * _weight(padded, parts, one, in_body) for one in wanted]) / every
        if match.is_current:
            score += _boost(parts, wanted, whole, pairs, question_words(match.place))
        rated.append((-score, match.place, match))
    return [match for _score, _place, match in sorted(rated)]


def ways_in(head: str, thing: Thing) -> Iterable[Way]:
    """The ways to say a thing that stand in a head."""
    padded = f" {head} "
    return [way for way in thing.ways if all(f" {MARK}{word} " in padded or f" {word} " in padded for word in way)]


def _wanted(thing: Thing, total: int) -> _Wanted:
    ways = [[f" {MARK}{word} " for word in way] for way in thing.ways]
    plain = [[f" {word} " for word in way] for way in thing.ways]
    return _Wanted(math.log1p(total / max(thing.answers, 1)), ways, plain)


def _weight(head: str, parts: list[str], one: _Wanted, in_body: float) -> float:
    """The weight of the best part that a thing stands in, whole. Most things are nowhere in most heads."""
    if _has_any(head, one.ways):
        for place, weight in WEIGHTS:
            if _has_any(parts[place], one.ways):
                return weight
    return IN_INTRODUCTION if _has_any(parts[INTRODUCTION], one.plain) else in_body


def _has_any(part: str, ways: list[list[str]]) -> bool:
    for words in ways:  # noqa: SIM110  a generator would take longer than looking does
        if words[0] in part and (len(words) == 1 or _has(part, words)):
            return True
    return False


def _has(part: str, words: list[str]) -> bool:
    return all(map(part.__contains__, words))


def _boost(parts: list[str], wanted: list[_Wanted], whole: str, pairs: list[str], length: int) -> float:
    for place, weight in EXACT:
        if whole in parts[place] and whole in parts[place].split(TEXT):
            return weight + LITTLE_ELSE + SIDE_BY_SIDE
    question = parts[QUESTION]
    score = 0.0
    if pairs:
        score += SIDE_BY_SIDE * sum([pair in question for pair in pairs]) / len(pairs)
    if length:
        there = sum([len(one.ways[0]) for one in wanted if _has_any(question, one.ways[:1])])
        score += LITTLE_ELSE * min(there / length, 1.0)
    return score
