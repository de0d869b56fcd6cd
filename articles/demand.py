"""What readers look for and do not find, as one ranked list by condition and audience. Pure.

A wish is one thing that readers told: a question they asked, words they searched in vain, an answer they found
unhelpful. Wishes about the same condition for the same life stage are one topic; where no condition is named, wishes
of nearly the same words are. A topic weighs the sum of its wishes: readers × weight of the way in which they told it,
halved for every 90 days that passed since the last of them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from articles.alike_wordings import Groups
from articles.life_stages import life_stage_of, without_life_stage
from articles.models.vocabulary import LifeStage
from articles.named_conditions import Named, Names
from articles.search.words import normal_words


class Told(StrEnum):
    """How readers told it."""

    ASKED = "asked"
    SEARCHED = "searched"
    UNHELPFUL = "unhelpful"


#: A reader who writes a question takes more trouble than one who says that an answer does not help, or who searches.
WEIGHT = {Told.ASKED: 5.0, Told.UNHELPFUL: 2.0, Told.SEARCHED: 1.0}
HALVED_AFTER = 90


@dataclass(frozen=True, slots=True)
class Wish:
    """`readers`: how many told it. `key`: of the reader's question, or of the edition. `life_stage` and `conditions`:
    where they are known, as of an answer, the keys of those it links to; else the words say it."""

    told: Told
    words: str
    language: str
    readers: int
    last_on: dt.date
    key: int = 0
    life_stage: str = ""
    conditions: tuple[int, ...] = ()

    def weight(self, today: dt.date) -> float:
        age = max((today - self.last_on).days, 0)
        return float(self.readers * WEIGHT[self.told] * 0.5 ** (age / HALVED_AFTER))


@dataclass(slots=True)
class Topic:
    """`condition` is None where the words name none. Its wishes come heaviest first."""

    condition: Named | None
    audience: LifeStage
    wishes: list[Wish] = field(default_factory=list)
    score: float = 0.0

    @property
    def readers(self) -> dict[Told, int]:
        found = {told: sum(wish.readers for wish in self.wishes if wish.told is told) for told in Told}
        return {told: number for told, number in found.items() if number}

    @property
    def title(self) -> str:
        """The condition, else the words of the heaviest wish."""
        return self.condition.name if self.condition else self.wishes[0].words


def rank(wishes: Iterable[Wish], conditions: Iterable[Named], today: dt.date) -> list[Topic]:
    """The topics, the heaviest first; of the same weight, the one told last, then by its words."""
    names = Names(conditions)
    groups: dict[LifeStage, Groups] = defaultdict(Groups)
    topics: dict[tuple[object, LifeStage], Topic] = {}
    told = sorted((wish for wish in wishes if normal_words(wish.words)), key=lambda wish: _heaviest_first(wish, today))
    by_words = [(wish, _audience_of(wish), names.named_in(wish.words)) for wish in told]
    weights: dict[tuple[int, LifeStage], float] = defaultdict(float)
    for wish, audience, named in by_words:
        if named is not None and not wish.conditions:
            weights[named.key, audience] += wish.weight(today)
    for wish, audience, named in by_words:
        condition = names.by_key.get(_linked(wish, audience, named, weights) or 0) or named
        about = condition.key if condition else f"group {groups[audience].group_of(_about(wish.words))}"
        topic = topics.setdefault((about, audience), Topic(condition, audience))
        topic.wishes.append(wish)
        topic.score += wish.weight(today)
    return sorted(topics.values(), key=_place)


def _linked(
    wish: Wish, audience: LifeStage, named: Named | None, weights: dict[tuple[int, LifeStage], float]
) -> int | None:
    """The condition of an answer, of those it links to: the one its question names, the only one, or the most wanted.

    None where readers want none of several: an answer with six causes is about what its question says.
    """
    if named is not None and (named.key in wish.conditions or not wish.conditions):
        return named.key
    if len(wish.conditions) == 1:
        return wish.conditions[0]
    wanted = [key for key in wish.conditions if (key, audience) in weights]
    return max(wanted, key=lambda key: weights[key, audience], default=None)


def _audience_of(wish: Wish) -> LifeStage:
    return LifeStage(wish.life_stage) if wish.life_stage else life_stage_of(wish.words)


def _about(words: str) -> str:
    """The words without those that say for whom it is, where others are left."""
    rest = without_life_stage(words)
    return rest if normal_words(rest) else words


def _heaviest_first(wish: Wish, today: dt.date) -> tuple[float, int, str, int]:
    return -wish.weight(today), -wish.last_on.toordinal(), wish.words, wish.key


def _place(topic: Topic) -> tuple[float, int, str, str]:
    last = max(wish.last_on for wish in topic.wishes)
    return -round(topic.score, 6), -last.toordinal(), topic.title, topic.audience
