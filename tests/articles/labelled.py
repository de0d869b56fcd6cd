"""The labelled set of related answers (`tests/data/related/README.md`) and how a ranking is judged by it.

Also read by `bench/related.py`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from statistics import fmean
from typing import NamedTuple

from articles import nearness
from articles.nearness import WEIGHTS, Facts, Feature, Known, Weights

FOLDER = Path(__file__).resolve().parent.parent / "data" / "related"
FIRST = 6


class Line(NamedTuple):
    """One question of the set; lists are in their order."""

    slug: str
    question: str
    department: str
    life_stage: str
    sex: str
    tags: tuple[str, ...]
    causes: tuple[str, ...]
    associated: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Labelled:
    lines: dict[str, Line]
    facts: dict[str, Facts]
    known: Known
    grades: dict[str, dict[str, int]]

    @property
    def halves(self) -> tuple[list[str], list[str]]:
        """The questions that weights were chosen on, and those that were kept for trying them."""
        asked = list(self.grades)
        return asked[0::2], asked[1::2]


@cache
def labelled() -> Labelled:
    lines = {line.slug: line for line in map(_line, _rows("questions.txt"))}
    facts = {
        line.slug: Facts(
            causes=frozenset(line.causes),
            associated=frozenset(line.associated),
            tags=frozenset(line.tags),
            audience=nearness.audience_of(line.life_stage, line.sex),
            department=line.department,
        )
        for line in lines.values()
    }
    known = Known(
        conditions=_features((*fact.causes, *fact.associated) for fact in facts.values()),
        tags=_features(fact.tags for fact in facts.values()),
    )
    return Labelled(lines, facts, known, dict(map(_grades, _rows("judgements.txt"))))


def by_causes(slug: str, weights: Weights = WEIGHTS) -> dict[str, float]:
    """The score of every other question, as the portal computes it."""
    found = labelled()
    own = found.facts[slug]
    shared = {
        other: nearness.compare(own, facts, found.known, weights)
        for other, facts in found.facts.items()
        if other != slug
    }
    return {other: what.score for other, what in shared.items() if what is not None}


def by_number_of_tags(slug: str) -> dict[str, float]:
    """Raw tag overlap: how many tags the two share."""
    own = labelled().facts[slug].tags
    return {
        other: float(len(own & facts.tags))
        for other, facts in labelled().facts.items()
        if other != slug and own & facts.tags
    }


def by_rare_tags(slug: str) -> dict[str, float]:
    """Shared tags weighed by their rarity: what the portal did before."""
    return by_causes(slug, Weights(causes=0, crossed=0, associated=0, tags=1, audience=0, department=0))


def shown(slug: str) -> list[str]:
    """The six that the answer shows, as the portal chooses them from its 24."""
    found = labelled()
    scores = by_causes(slug)
    stored = sorted(scores, key=lambda other: (-scores[other], other))[:24]
    compared = [nearness.compare(found.facts[slug], found.facts[other], found.known) for other in stored]
    order = nearness.varied([what.reason for what in compared if what is not None])
    return [stored[place] for place in order[:FIRST]]


def ndcg_of_order(slug: str, order: list[str]) -> float:
    grades = labelled().grades[slug]
    return _dcg([_gain(grades.get(other, 0)) for other in order[:FIRST]]) / _ideal(grades)


def ndcg(slug: str, scores: Mapping[str, float]) -> float:
    """NDCG@6 of a ranking by score. Equals share their places: each is taken to gain what they gain on average."""
    grades = labelled().grades[slug]
    gains: list[float] = []
    ranked = sorted(((score, other) for other, score in scores.items() if score > 0), key=lambda one: -one[0])
    for _score, equals in groupby(ranked, key=lambda one: one[0]):
        of_each = [_gain(grades.get(other, 0)) for _same, other in equals]
        gains += [fmean(of_each)] * len(of_each)
    return _dcg(gains[:FIRST]) / _ideal(grades)


def mean(ranking: Callable[[str], Mapping[str, float]], slugs: Iterable[str]) -> float:
    return fmean(ndcg(slug, ranking(slug)) for slug in slugs)


def mean_shown(slugs: Iterable[str]) -> float:
    return fmean(ndcg_of_order(slug, shown(slug)) for slug in slugs)


def _gain(grade: int) -> float:
    return 2.0**grade - 1


def _dcg(gains: list[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def _ideal(grades: Mapping[str, int]) -> float:
    return _dcg([_gain(grade) for grade in sorted(grades.values(), reverse=True)[:FIRST]])


def _features(carried: Iterable[Iterable[str]]) -> dict[str, Feature]:
    rows = [set(names) for names in carried]
    counted = Counter(name for names in rows for name in names)
    return {name: Feature(nearness.rarity(len(rows), carriers), name) for name, carriers in counted.items()}


def _rows(name: str) -> list[list[str]]:
    text = (FOLDER / name).read_text(encoding="utf-8")
    return [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line]


def _line(row: list[str]) -> Line:
    slug, question, department, life_stage, sex, *lists = row
    tags, causes, associated = (_names(cell) for cell in (*lists, "", "")[:3])
    return Line(slug, question, department, life_stage, sex, tags, causes, associated)


def _grades(row: list[str]) -> tuple[str, dict[str, int]]:
    slug, *groups = row
    split = (group.split(":") for group in groups)
    return slug, {other: int(grade) for grade, others in split for other in _names(others)}


def _names(cell: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in cell.split(",") if name.strip())
