"""An answer on one or two sheets of A4: what is told in full and what is cut short for want of room. Pure.

Care cards are never cut. What does not fit is first shortened, then left out, in this order: questions to ask,
explanations, associated names, disclosure; advice and warnings last of all, and never in half (`telling`). What was
given up for nothing, because something after it was to blame, comes back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from articles import summaries
from articles.leaflet_parts import Item, Leaflet
from articles.models.vocabulary import ItemKind
from articles.page_content import CauseContent, PageContent
from articles.paper import sheets_of
from articles.telling import LONGEST, told

_Levels = tuple[int | None, ...]

SHEETS = 2
#: How much of each explanation of a cause is tried, in words, the most first; with 0 there is none.
CAUSES_EXPLAINED: _Levels = (36, 20, 0)
#: Where a list names steps, foods or symptoms the explanation is the advice: whole or left out. None is any length.
OTHERS_EXPLAINED: _Levels = (None, 2 * LONGEST, LONGEST, 0)
#: How many questions and names a shortened list keeps.
FEW_QUESTIONS = 5
FEW_NAMES = 12


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of each part a leaflet tells; None is all of it."""

    explained: int | None
    questions: int | None = None
    names: int | None = None
    discloses: bool = True
    is_bare: bool = False


def leaflet_of(page: PageContent, address: str, proof: str) -> Leaflet:
    """`page` for two sheets, or where even its cards and headings take more: for as few as those take, and `is_longer`.

    `address` is that of the answer and `proof` that of its signature's record, as they are printed.
    """
    levels = CAUSES_EXPLAINED if page["item_kind"] == ItemKind.CAUSES else OTHERS_EXPLAINED
    rooms = list(_rooms(levels))

    def sheets(room: _Room) -> int:
        return sheets_of(page, _leaflet(page, address, room), proof)

    least = next((room for room in rooms if sheets(room) <= SHEETS), rooms[-1])
    allowed = max(SHEETS, sheets(least))
    if least is not rooms[0]:
        for name, values in _given_back(levels):
            tried = (replace(least, **{name: value}) for value in values)
            least = next(room for room in tried if sheets(room) <= allowed)  # what it has now is among them
    return replace(_leaflet(page, address, least), is_longer=allowed > SHEETS)


def _rooms(levels: _Levels) -> Iterator[_Room]:
    """From everything to headings alone: a first round shortens, a second one leaves out."""
    most, *shorter, none = levels
    room = _Room(most)
    yield room
    yield (room := replace(room, questions=FEW_QUESTIONS))
    for limit in shorter:
        yield (room := replace(room, explained=limit))
    yield (room := replace(room, names=FEW_NAMES))
    yield (room := replace(room, questions=0))
    yield (room := replace(room, explained=none))
    yield (room := replace(room, names=0))
    yield (room := replace(room, discloses=False))
    yield replace(room, is_bare=True)


def _given_back(levels: _Levels) -> list[tuple[str, tuple[Any, ...]]]:
    """What may come back, what was given up last first, and how much of each, the most first."""
    return [
        ("is_bare", (False, True)),
        ("discloses", (True, False)),
        ("names", (None, FEW_NAMES, 0)),
        ("explained", levels),
        ("questions", (None, FEW_QUESTIONS, 0)),
    ]


def _leaflet(page: PageContent, address: str, room: _Room) -> Leaflet:
    are_causes = page["item_kind"] == ItemKind.CAUSES
    groups = [
        (section, [_item(cause, room, are_causes) for cause in section["causes"]]) for section in page["sections"]
    ]
    questions, names = page["questions_to_ask"][: room.questions], page["associated"][: room.names]
    beside = (page["introduction_rest"], page["lead"], page["closing"], *(s["text"] for s in page["sections"]))
    return Leaflet(
        groups=[(section, items) for section, items in groups if items],
        questions=questions,
        names=names,
        disclosure=page["disclosure"] if room.discloses else "",
        address=address,
        has_more_questions=len(questions) < len(page["questions_to_ask"]),
        has_more_names=len(names) < len(page["associated"]),
        has_more_disclosure=bool(page["disclosure"]) and not room.discloses,
        has_more_beside=any(beside),
    )


def _item(cause: CauseContent, room: _Room, is_cause: bool) -> Item:
    advice, seek_care, explanation = told(cause["advice"]), told(cause["seek_care"]), cause["explanation"]
    if room.is_bare:
        return Item(cause, advice, seek_care, is_bare=True)
    limit = room.explained
    if limit is None or summaries.word_count(explanation) <= limit:
        return Item(cause, advice, seek_care, is_whole=True)
    return Item(cause, advice, seek_care, summaries.summary(explanation, limit) if limit and is_cause else "")
