"""Causes side by side: those of one answer, and those of many. Built from `LivePage.content` alone, so only live signed
words are in them. Advice and warnings are whole or left out (`telling`); of an explanation the first sentence is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from articles import summaries
from articles.models import Article, LivePage
from articles.models.vocabulary import CareLevel, ItemKind, Kind
from articles.page_content import AudienceContent, CauseContent, PageContent, WordsContent
from articles.telling import Told, told

#: With fewer causes a table says nothing that two paragraphs do not.
FEWEST = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One cause in a table."""

    cause: CauseContent
    kind: str
    happens: str  # without it “you notice these signs” would mean nothing beside causes of other answers
    advice: Told
    seek_care: Told


@dataclass(frozen=True, slots=True)
class Table:
    """The causes of one answer in the order of its page; columns that no row fills are left out."""

    rows: list[Row]
    has_kinds: bool
    has_advice: bool
    has_seek_care: bool


class Found(NamedTuple):
    """A cause and the live answer it stands in."""

    row: Row
    live: LivePage
    audience: AudienceContent
    care: str  # the level of the answer's first care card where it cannot wait, else ""


class Group(NamedTuple):
    """The causes of one kind, by their headings."""

    kind: str
    found: list[Found]


def table_of(page: WordsContent) -> Table | None:
    """The causes of an answer side by side; None where it is no list of causes, is short, or advises nothing."""
    rows = rows_of(page)
    table = Table(
        rows,
        has_kinds=any(row.kind in (Kind.PHYSIOLOGICAL, Kind.PATHOLOGICAL) for row in rows),
        has_advice=not all(row.advice.is_nothing for row in rows),
        has_seek_care=not all(row.seek_care.is_nothing for row in rows),
    )
    return table if len(rows) >= FEWEST and (table.has_advice or table.has_seek_care) else None


def rows_of(page: WordsContent) -> list[Row]:
    """The causes of an answer in the order of its page; none where its lists name steps, foods or symptoms."""
    if page["item_kind"] != ItemKind.CAUSES:
        return []
    return [_row(cause, section["kind"]) for section in page["sections"] for cause in section["causes"]]


def _row(cause: CauseContent, kind: str) -> Row:
    happens = summaries.first_sentence(cause["explanation"])
    return Row(cause, kind, happens, told(cause["advice"]), told(cause["seek_care"]))


def grouped(answers: Iterable[Article]) -> list[Group]:
    """The causes of these live answers, which come with their whole pages, by kind: everyday ones first."""
    found: dict[str, list[Found]] = {kind: [] for kind in Kind.values}
    for article in answers:
        page: PageContent = article.live_page.content
        for row in rows_of(page):
            found[row.kind].append(Found(row, article.live_page, page["audience"], pressing(page)))
    return [Group(kind, sorted(of_kind, key=_by_heading)) for kind, of_kind in found.items() if of_kind]


def pressing(page: PageContent) -> str:
    """The level of an answer's first care card where it cannot wait, else "": said wherever a cause is shown alone."""
    level = page["care"][0]["level"] if page["care"] else ""
    return level if level != CareLevel.ROUTINE else ""


def _by_heading(found: Found) -> tuple[str, str, int]:
    return found.row.cause["heading"].casefold(), found.live.index_phrase, found.live.pk
