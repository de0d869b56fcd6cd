"""In which order a page shows what an edition holds, everyday causes before diseases, and how its parts are reached."""

from __future__ import annotations

from articles.models import Article, CareAdvice, Section
from articles.models.vocabulary import CareLevel, Kind

_KINDS = {Kind.PHYSIOLOGICAL: 0, Kind.PATHOLOGICAL: 1, Kind.UNSPECIFIED: 2, Kind.OTHER: 3}
_LEVELS = {CareLevel.EMERGENCY: 0, CareLevel.URGENT: 1, CareLevel.ROUTINE: 2}


def sections_of(article: Article) -> list[Section]:
    return sorted(article.sections.all(), key=lambda section: _KINDS[Kind(section.kind)])


def cards_of(article: Article) -> list[CareAdvice]:
    return sorted(article.care_advice.all(), key=lambda card: _LEVELS[CareLevel(card.level)])


def anchor(wanted: str, taken: set[str]) -> str:
    """An id for a heading, made unique by a number; never one that the page's own furniture uses."""
    anchor, number = wanted, 1
    while anchor in taken:
        number += 1
        anchor = f"{wanted}-{number}"
    taken.add(anchor)
    return anchor
