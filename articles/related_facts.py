"""What related answers are told by: conditions and tags of live answers, whom they are for. Kept, and looked up.

A feature is a word: `c12` is the condition with key 12 as a cause, `a12` the same as an associated one, `t7` a tag. A
condition that is both is a cause.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import QuerySet

from articles import nearness, related_looks
from articles.models import Condition, LivePage, RelatedFacts
from articles.nearness import Facts, Feature, Known
from articles.related_counts import Counts
from healthqa.lib.kept_queries import KeptQuery

#: How many answers are looked at, those with the rarest condition or tag first, whatever the number of articles.
EXAMINED = 200
#: By how many conditions and tags others are looked for, the rarest first; each costs the database a look or two.
LOOKED_BY = 20


@dataclass(frozen=True, slots=True)
class Own:
    """The facts of one answer, and the names of its conditions and tags in its own language."""

    facts: Facts
    conditions: dict[int, str]
    tags: dict[int, str]

    @property
    def features(self) -> str:
        """As `RelatedFacts` keeps them."""
        return words_of(self.facts)

    def known(self, counts: Counts) -> Known:
        return Known(
            conditions=_weighed(self.conditions, counts.conditions, counts.total),
            tags=_weighed(self.tags, counts.tags, counts.total),
        )

    def equally_known(self) -> Known:
        """Where it is not worth counting how rare each is."""
        return Known(
            conditions={key: Feature(1.0, name) for key, name in self.conditions.items()},
            tags={key: Feature(1.0, name) for key, name in self.tags.items()},
        )


class Found(NamedTuple):
    """A live answer that may be related, as `related_looks` reads it."""

    page_id: int
    leaves_on: dt.date
    life_stage: str
    sex: str
    department_id: int | None
    features: str
    floor: float | None

    @property
    def audience(self) -> str:
        return nearness.audience_of(self.life_stage, self.sex)

    @property
    def facts(self) -> Facts:
        keys: dict[str, set[int]] = defaultdict(set)
        for word in self.features.split():
            keys[word[0]].add(int(word[1:]))
        return Facts(
            causes=frozenset(keys["c"]),
            associated=frozenset(keys["a"]),
            tags=frozenset(keys["t"]),
            audience=self.audience,
            department=self.department_id,
        )


def words_of(facts: Facts) -> str:
    """The features of an answer on one line, in a fixed order."""
    words = chain(
        (f"c{key}" for key in facts.causes),
        (f"a{key}" for key in facts.associated - facts.causes),
        (f"t{key}" for key in facts.tags),
    )
    return " ".join(sorted(words))


def own(page: LivePage) -> Own:
    """What `page` is compared by, from the rows of its edition and question: one query."""
    keys: dict[str, set[int]] = defaultdict(set)
    conditions, tags, sex = {}, {}, ""
    for kind, key, name, synonyms in related_looks.named(page):
        keys[kind].add(key)
        if kind == "sex":
            sex = name
        elif kind == "t":
            tags[key] = name
        else:
            conditions[key] = Condition(name=name, synonyms=synonyms).name_in(page.language)
    facts = Facts(
        causes=frozenset(keys["c"]),
        associated=frozenset(keys["a"]),
        tags=frozenset(keys["t"]),
        audience=nearness.audience_of(page.life_stage, sex),
        department=page.department_id,
    )
    return Own(facts, conditions, tags)


def nearby(page: LivePage, of: Own, counts: Counts) -> list[Found]:
    """At most 200 live answers that share a condition or tag with `page`, those with the rarest first.

    What is kept of how rare each is tells how many looks are needed: mostly they are one query.
    """
    rarest = [(counts.conditions.get(key, 0), False, key) for key in of.conditions]
    rarest += [(counts.tags.get(key, 0), True, key) for key in of.tags]
    wanted = sorted(rarest)[:LOOKED_BY]
    chosen: dict[int, Found] = {}
    while wanted and len(chosen) < EXAMINED:
        enough, together = EXAMINED - len(chosen), 0
        while together < len(wanted) and enough > 0:
            enough -= wanted[together][0]
            together += 1
        looks = list(chain.from_iterable(_looks(is_tag, key) for _carried, is_tag, key in wanted[:together]))
        chosen.update((found.page_id, found) for found in newest(page, looks, EXAMINED))
        wanted = wanted[together:]
    return list(chosen.values())[:EXAMINED]


def newest(page: LivePage, looks: Iterable[str], limit: int) -> list[Found]:
    """Of the live answers beside `page` the newest with each of these features, look by look; not long overdue."""
    rows = related_looks.newest(page, list(looks), limit)
    return [Found(row[0], dt.date.fromisoformat(str(row[1])), *row[2:]) for row in rows]


def looks_of(of: Own, most: int) -> list[str]:
    """The features by which neighbours are looked for: of so many tags and so many conditions."""
    tags = (_looks(True, key) for key in sorted(of.tags)[:most])
    conditions = (_looks(False, key) for key in sorted(of.conditions)[:most])
    return list(chain.from_iterable(chain(tags, conditions)))


def _looks(is_tag: bool, key: int) -> list[str]:
    return [f"t{key}"] if is_tag else [f"c{key}", f"a{key}"]


def keep(page: LivePage, features: str) -> tuple[str, str] | None:
    """Keep the features of a live answer; returns what was kept before, its language and features, if anything."""
    before = _kept(page.pk)
    if before is None:
        RelatedFacts.objects.bulk_create([RelatedFacts(page=page, language=page.language, features=features)])
    elif before != (page.language, features):
        RelatedFacts.objects.filter(page=page).update(language=page.language, features=features)
    return before


def forget(page_id: int) -> tuple[str, str] | None:
    """The answer is live no more; returns what was kept of it, its language and features, if anything."""
    before = _kept(page_id)
    RelatedFacts.objects.filter(page=page_id).delete()
    return before


def of_full_list(page_id: int) -> tuple[str, str] | None:
    """Language and features of an answer whose own list is full: nobody has to be looked for to fill it."""
    return _OF_FULL_LIST.first(page_id)


def _kept(page_id: int) -> tuple[str, str] | None:
    return _KEPT.first(page_id)


def _kept_of(page_id: int) -> QuerySet[Any, tuple[str, str]]:
    return RelatedFacts.objects.filter(page=page_id).order_by().values_list("language", "features")


_KEPT = KeptQuery(_kept_of, int)
_OF_FULL_LIST = KeptQuery(lambda page_id: _kept_of(page_id).filter(floor__isnull=False), int)


def _weighed(names: dict[int, str], carriers: Any, total: int) -> dict[int, Feature]:
    return {key: Feature(nearness.rarity(total, carriers.get(key, 0)), name) for key, name in names.items()}
