"""Causes side by side: those of one answer, and those of many. Built from `LivePage.content` alone, so only live signed
words are in them; cut at a sentence, and whoever shows a cut text says that there is more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from articles import summaries
from articles.models import Article, LivePage
from articles.models.vocabulary import ItemKind, Kind
from articles.page_content import AudienceContent, CauseContent, PageContent, WordsContent

#: With fewer causes a table says nothing that two paragraphs do not.
FEWEST = 3
#: How many words of an advice a table shows, if they end a sentence.
SHORT = 28


class Short(NamedTuple):
    """The first sentences of a signed text, and whether the text goes on."""

    words: str
    goes_on: bool

    @classmethod
    def of(cls, text: str) -> Short:
        """Whole sentences of `text` that fit, at least one; of a list the first item."""
        words = summaries.summary(text, SHORT)
        if words.endswith("…") or "\n- " in text:
            words = summaries.first_sentence(text)
        return cls(words, goes_on=words != " ".join(summaries.plain(text).split()))


@dataclass(frozen=True, slots=True)
class Row:
    """One cause in a table."""

    cause: CauseContent
    kind: str
    advice: Short
    seek_care: Short


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
        has_advice=any(row.advice.words for row in rows),
        has_seek_care=any(row.seek_care.words for row in rows),
    )
    return table if len(rows) >= FEWEST and (table.has_advice or table.has_seek_care) else None


def rows_of(page: WordsContent) -> list[Row]:
    """The causes of an answer in the order of its page; none where its lists name steps, foods or symptoms."""
    if page["item_kind"] != ItemKind.CAUSES:
        return []
    return [
        Row(cause, section["kind"], Short.of(cause["advice"]), Short.of(cause["seek_care"]))
        for section in page["sections"]
        for cause in section["causes"]
    ]


def grouped(answers: Iterable[Article]) -> list[Group]:
    """The causes of these live answers, which come with their whole pages, by kind: everyday ones first."""
    found: dict[str, list[Found]] = {kind: [] for kind in Kind.values}
    for article in answers:
        page: PageContent = article.live_page.content
        for row in rows_of(page):
            found[row.kind].append(Found(row, article.live_page, page["audience"]))
    return [Group(kind, sorted(of_kind, key=_by_heading)) for kind, of_kind in found.items() if of_kind]


def _by_heading(found: Found) -> tuple[str, str, int]:
    return found.row.cause["heading"].casefold(), found.live.index_phrase, found.live.pk
