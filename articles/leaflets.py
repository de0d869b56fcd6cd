"""An answer on one or two sheets of A4: what is told in full and what is cut short for want of room. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from articles import summaries
from articles.models.vocabulary import ItemKind
from articles.page_content import CauseContent, SectionContent, WordsContent

#: What two sheets take beside the care cards and the record of the signature. A word is what `summaries` counts.
ROOM = 620
#: How much of each explanation is tried, in words, the most first; with 0 only headings, advice and warnings are left.
CAUSES_EXPLAINED = (36, 20, 0)
#: The same where a list names steps, foods or symptoms: there the explanation is the advice. None is all of it.
OTHERS_EXPLAINED = (None, 60, 36, 20, 0)


class Item(NamedTuple):
    """A cause, step or food with as much of its explanation as there is room for."""

    cause: CauseContent
    start: str = ""  # the first sentences of the explanation as plain words, where it is cut
    is_whole: bool = False
    is_bare: bool = False  # there is room for nothing but the heading


@dataclass(frozen=True, slots=True)
class Leaflet:
    groups: list[tuple[SectionContent, list[Item]]]
    is_bare: bool
    is_cut: bool  # the answer says more than the leaflet


def leaflet_of(page: WordsContent) -> Leaflet:
    """`page` for two sheets: advice and “see a doctor if” are whole or, where even they have no room, left out as one.

    Never cut in half: a warning that lacks its second sentence is worse than a reference to the whole answer.
    """
    items = _fitting(page)
    left = iter(items)
    groups = [(section, [next(left) for _cause in section["causes"]]) for section in page["sections"]]
    beside = (page["introduction_rest"], page["lead"], page["closing"], *(s["text"] for s in page["sections"]))
    return Leaflet(
        groups=[(section, of_section) for section, of_section in groups if of_section],
        is_bare=any(item.is_bare for item in items),
        is_cut=any(beside) or not all(item.is_whole for item in items),
    )


def _fitting(page: WordsContent) -> list[Item]:
    causes = [cause for section in page["sections"] for cause in section["causes"]]
    limits = CAUSES_EXPLAINED if page["item_kind"] == ItemKind.CAUSES else OTHERS_EXPLAINED
    for limit in limits:
        items = [_item(cause, limit) for cause in causes]
        if sum(map(_words, items)) <= ROOM:
            return items
    return [Item(cause, is_bare=True) for cause in causes]


def _item(cause: CauseContent, limit: int | None) -> Item:
    explanation = cause["explanation"]
    if limit is None or summaries.word_count(explanation) <= limit:
        return Item(cause, is_whole=True)
    return Item(cause, summaries.summary(explanation, limit) if limit else "")


def _words(item: Item) -> int:
    explanation = item.cause["explanation"] if item.is_whole else item.start
    texts = (item.cause["heading"], explanation, item.cause["advice"], item.cause["seek_care"])
    return sum(map(summaries.word_count, texts))
