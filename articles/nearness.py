"""How near two answers are, and by what: a score from the causes they share, and the reason a reader is told. Pure.

A condition or topic counts by its rarity: what half of all answers name says little of any two. Audience and department
only add to a nearness that a condition or topic began. The numbers of `Weights` were chosen on one half of a labelled
set and tried on the other: bench/README.md, "Related answers".
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

#: By what two answers are near. `there`: associated here and a cause there; `here`: a cause here and associated there.
#: The first of these that holds is the reason told, whatever weighs most today: rarity drifts, a reason should not.
Kind = Literal["causes", "there", "here", "associated", "tags"]
KINDS: tuple[Kind, ...] = get_args(Kind)
_MIRRORED: dict[Kind, Kind] = {"there": "here", "here": "there"}

#: Cards shown on an answer, and how many of them may stand there for the same conditions or topics alone.
SHOWN = 6
ALIKE = 4
#: Names said in one reason; the others are only counted.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing that two answers share adds to the score; the first four are multiplied by its rarity."""

    causes: float = 1.0
    crossed: float = 0.5
    associated: float = 0.5
    tags: float = 0.5
    audience: float = 0.5
    department: float = 1.0

    def of(self, kind: Kind) -> float:
        return self.crossed if kind in _MIRRORED else float(getattr(self, kind))


WEIGHTS = Weights()


class Feature(NamedTuple):
    """A condition or a tag as one answer has it: how rare it is, and the name that its readers are told."""

    rarity: float
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a live answer: keys of conditions and tags, whom it is for, and where it belongs."""

    causes: frozenset[Any] = frozenset()
    associated: frozenset[Any] = frozenset()
    tags: frozenset[Any] = frozenset()
    audience: str = ""
    department: Any = None


@dataclass(frozen=True, slots=True)
class Known:
    """The conditions and tags of the answer that others are compared with, by key."""

    conditions: Mapping[Any, Feature] = field(default_factory=dict)
    tags: Mapping[Any, Feature] = field(default_factory=dict)


class Reason(NamedTuple):
    """Why a card stands there: of which kind, and the names of what is shared, the rarest first."""

    kind: Kind
    names: tuple[str, ...]

    @property
    def first_names(self) -> tuple[str, ...]:
        """Those that are said; `is_cut` where there are more."""
        return self.names[:NAMED]

    @property
    def is_cut(self) -> bool:
        return len(self.names) > NAMED

    @property
    def mark(self) -> str:
        """The same whatever is rare today, for comparing and keeping; a tag's name holds no colon."""
        names = ", ".join(sorted(self.names))
        return names if self.kind == "tags" else f"{self.kind}: {names}"


@dataclass(frozen=True, slots=True)
class Shared:
    """What two answers share, as the first of them has it, and how much that weighs."""

    score: float
    features: Mapping[Kind, Sequence[Feature]]

    @property
    def conditions(self) -> Reason | None:
        """The first kind of shared conditions; None where only tags are shared."""
        kinds = (kind for kind in KINDS if kind in self.features and kind != "tags")
        return next((Reason(kind, self._names(kind)) for kind in kinds), None)

    @property
    def tags(self) -> tuple[str, ...]:
        return self._names("tags")

    @property
    def reason(self) -> Reason:
        return self.conditions or Reason("tags", self.tags)

    def mirrored(self) -> Shared:
        """The same, as the other answer has it."""
        return Shared(self.score, {_MIRRORED.get(kind, kind): found for kind, found in self.features.items()})

    def _names(self, kind: Kind) -> tuple[str, ...]:
        rarest_first = sorted(self.features.get(kind, ()), key=lambda feature: (-feature.rarity, feature.name))
        return tuple(feature.name for feature in rarest_first)


def rarity(total: int, carriers: int) -> float:
    """ln(1 + N / n): N live answers, n of them with the condition or tag (inverse document frequency)."""
    return math.log1p(total / max(carriers, 1))


def audience_of(life_stage: str, sex: str) -> str:
    """Whom an answer is for, where that is a group of its own; "" for adults of any sex and for anyone."""
    general = life_stage in ("anyone", "adult")
    return "" if general and sex == "any" else f"{'adult' if general else life_stage} {sex}"


def compare(page: Facts, other: Facts, known: Known, weights: Weights = WEIGHTS) -> Shared | None:
    """What two answers share; None where that is neither a condition nor a tag."""
    shared: dict[Kind, list[Feature]] = {}
    terms = []
    for kind, keys in _keys(page, other):
        if keys:
            names = known.tags if kind == "tags" else known.conditions
            shared[kind] = [names[key] for key in keys]
            terms += [weights.of(kind) * feature.rarity for feature in shared[kind]]
    if not shared:
        return None
    terms.append(weights.audience if page.audience and page.audience == other.audience else 0.0)
    terms.append(weights.department if page.department and page.department == other.department else 0.0)
    return Shared(round(math.fsum(terms), 6), shared)


def _keys(page: Facts, other: Facts) -> Iterator[tuple[Kind, frozenset[Any]]]:
    """What is a cause and associated in one answer counts as a cause of it."""
    yield "causes", page.causes & other.causes
    yield "there", (page.associated - page.causes) & other.causes
    yield "here", page.causes & (other.associated - other.causes)
    yield "associated", (page.associated & other.associated) - page.causes - other.causes
    yield "tags", page.tags & other.tags


@dataclass(frozen=True, slots=True)
class Scores:
    """What `compare` would score, for many answers at once: the weight of each feature that another one may have."""

    causes: Mapping[Any, float]
    associated: Mapping[Any, float]
    tags: Mapping[Any, float]
    audience: str
    department: Any
    weights: Weights

    def of(self, weighed: Sequence[float], audience: str, department: Any) -> float:
        """The score of an answer of which these weights hold, at least one of them."""
        same_audience = self.weights.audience if self.audience and self.audience == audience else 0.0
        same_department = self.weights.department if self.department and self.department == department else 0.0
        return round(math.fsum((*weighed, same_audience, same_department)), 6)


def scores_for(page: Facts, known: Known, weights: Weights = WEIGHTS) -> Scores:
    """The weights by which others are near to `page`; of another answer, no condition is a cause and associated."""
    only_associated = page.associated - page.causes

    def weighed(features: Mapping[Any, Feature], kinds: Iterable[tuple[Kind, frozenset[Any]]]) -> dict[Any, float]:
        return {key: weights.of(kind) * features[key].rarity for kind, keys in kinds for key in keys}

    return Scores(
        causes=weighed(known.conditions, [("causes", page.causes), ("there", only_associated)]),
        associated=weighed(known.conditions, [("here", page.causes), ("associated", only_associated)]),
        tags=weighed(known.tags, [("tags", page.tags)]),
        audience=page.audience,
        department=page.department,
        weights=weights,
    )


def varied(reasons: Sequence[Reason]) -> list[int]:
    """In which order cards with these reasons are shown, the nearest given first: places in `reasons`.

    No more than `ALIKE` of the first `SHOWN` say the same: a card all of whose names were said so often stands behind
    them, as long as there are others.
    """
    said: Counter[str] = Counter()
    first: list[int] = []
    later: list[int] = []
    for place, reason in enumerate(reasons):
        if len(first) < SHOWN and not (reason.names and all(said[name] >= ALIKE for name in reason.names)):
            first.append(place)
            said.update(reason.names)
        else:
            later.append(place)
    return [*first, *later]
