"""How much paper a leaflet takes: the height of each piece that a printer keeps together, laid on sheets of A4. Pure.

Lengths are CSS pixels (96 an inch) and were measured in Chromium under `@media print` of `static/site.css`; what is
guessed is guessed too high, because a page that promises two sheets must not take three.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from articles.leaflet_parts import Item, Leaflet
from articles.models.vocabulary import CareLevel
from articles.page_content import CareContent, PageContent
from articles.telling import Told

#: A4 within margins of 14 mm is 688 × 1016: the rest is for fonts that are wider than those measured with.
SHEET = 970.0
WIDE, HALF, BESIDE_CODE = 680.0, 320.0, 540.0
FONT, LINE, GAP = 13.1, 21.0, 11.5
ITEM_LINE = 18.5
#: Words of the interface before and after those of the answer, in the longer of the two languages.
LABEL = "See a doctor if "
REST = "The rest is on the page: "

T = TypeVar("T")

_TOKEN = re.compile(r"\n|\s+|[^\s\u2e80-\uffef]+|.", re.DOTALL)


def sheets_of(page: PageContent, leaflet: Leaflet, proof: str) -> int:
    """How many sheets of A4 (one side each) the leaflet takes. A browser never prints a third where this says two."""
    pieces: list[float] = []
    for section, items in leaflet.groups:
        label = section["label"]
        rows = [9 + max(_item(item, leaflet.address) for item in row) for row in _pairs(items)]
        pieces += _headed(GAP + 36 + 20 * lines(label, WIDE, 17), rows)
    if leaflet.explains_less:
        pieces.append(_rest(leaflet))
    if leaflet.names or leaflet.has_more_names:
        names = ", ".join(name["name"] for name in leaflet.names)
        # Line by line, as the browser breaks a paragraph, but for the first and last lines, which it keeps together.
        pieces += _headed(GAP + 20, [LINE] * lines(names, WIDE))
        pieces += [_rest(leaflet)] * leaflet.has_more_names
    if leaflet.questions or leaflet.has_more_questions:
        pieces += _headed(GAP + 52, [LINE * lines(asked, WIDE - 55) + 6 for asked in leaflet.questions])
        pieces += [_rest(leaflet)] * leaflet.has_more_questions
    head, foot = _head(page, leaflet), _foot(page, leaflet, proof)
    return min(_sheets([head, *cards, *pieces, foot]) for cards in _cards(page["care"]))


@lru_cache(maxsize=8192)
def lines(text: str, width: float, size: float = FONT) -> int:
    """How many lines of `width` a text takes: a word goes on the next line whole, unless it is longer than one."""
    count, used = int(bool(text.strip())), 0.0
    for part in _TOKEN.findall(text.strip()):
        if part == "\n":
            count, used = count + 1, 0.0
            continue
        long = sum(map(_width, part)) * size
        if part.isspace():
            used = min(used + long, width)
            continue
        if used and used + long > width:
            count, used = count + 1, 0.0
        # A word longer than a line goes on through the next ones.
        count, used = count + int((used + long) // width), (used + long) % width
    return count


def _width(character: str) -> float:
    """In ems; bold and serif letters are hardly wider."""
    if unicodedata.east_asian_width(character) in "WFA":
        return 1.02
    if character in "WM@%":
        return 0.95
    return 0.75 if character.isupper() else 0.3 if character in " il.,;:'|!" else 0.55


def _prose(text: str, width: float, line: float = ITEM_LINE) -> float:
    """Paragraphs and lists, each item of a list on a line of its own."""
    rows = [row for row in text.split("\n") if row.strip()]
    return sum(line * lines(row, width - 20 * row.startswith("- ")) for row in rows) + GAP * text.count("\n\n")


def _sheets(pieces: Iterable[float]) -> int:
    """Lay pieces one below the other; one that does not fit begins the next sheet, a longer one fills several."""
    full, used = 0, 0.0
    for piece in pieces:
        if used and used + piece > SHEET:
            full, used = full + 1, 0.0
        used += piece
        full, used = full + int(used // SHEET), used % SHEET
    return full + math.ceil(used / SHEET)


def _pairs(row: Sequence[T]) -> list[Sequence[T]]:
    return [row[start : start + 2] for start in range(0, len(row), 2)]


def _headed(heading: float, pieces: list[float]) -> list[float]:
    """A heading is never the last on a sheet: it stays with what follows it."""
    return [heading + (pieces[0] if pieces else 0), *pieces[1:]]


def _head(page: PageContent, leaflet: Leaflet) -> float:
    byline = page["byline"]
    who = ", ".join((byline["name"], byline["title"], byline["credentials"]))
    height = 44.0 + 36 * page["is_sample"] + 21 * lines(page["audience"]["group"] or "Adults", WIDE)
    height += 31.5 * lines(page["question"]["text"], WIDE, 27) + LINE * (lines(who, WIDE) + 1) + 16
    if page["short_answer"]:
        height += 48 + _prose(page["short_answer"], WIDE - 30, 21)
    if page["names_medicine_outside_causes"] or leaflet.is_bare:
        height += LINE + GAP
    return height


def _cards(cards: list[CareContent]) -> list[list[float]]:
    """How the cards may lie; of several ways each is too high rather than too low.

    One card takes the whole width and two stand side by side; of three an emergency stands beside the two others, of
    which the lower one may be on the next sheet.
    """
    heights = [_card(card, WIDE if len(cards) == 1 else HALF) for card in cards]
    if len(cards) < 3:
        return [[max(heights)] if heights else []]
    if [card["level"] == CareLevel.EMERGENCY for card in cards][:2] != [True, False]:
        return [heights]
    first, second, third, *others = heights
    left = [max(row) for row in _pairs(others)]
    return [[max(first, second + third), *left], [max(first, second), third, *left]]


def _card(card: CareContent, width: float) -> float:
    signs = sum(LINE * lines(sign, width - 38) for sign in card["bullets"])
    return GAP + 28 + 21 * lines(card["heading"], width - 50, 15) + signs + 58 * (card["level"] == CareLevel.EMERGENCY)


def _item(item: Item, address: str) -> float:
    cause = item.cause
    height = 18.0 * lines(cause["heading"], HALF, 15)
    if item.is_bare:
        return height
    explained = cause["explanation"] if item.is_whole else item.start
    height += _prose(explained, HALF) + 4 * bool(explained)
    height += sum(_told(part, address) for part in (item.advice, item.seek_care))
    return height + (ITEM_LINE * 2 + 4) * cause["names_medicine"]


def _told(part: Told, address: str) -> float:
    if part.is_nothing:
        return 0
    if part.is_left_out:
        return 4 + ITEM_LINE * lines(f"{LABEL}See the answer: {address}", HALF)
    own = ITEM_LINE if part.words.startswith("- ") else 0  # a list begins below its label
    return 4 + own + _prose(part.words if own else LABEL + part.words, HALF)


def _rest(leaflet: Leaflet) -> float:
    return GAP + LINE * lines(REST + leaflet.address, WIDE - 40)


def _foot(page: PageContent, leaflet: Leaflet, proof: str) -> float:
    """The code, and beside it what stands there; kept together."""
    signed = "Second signature: 31 December 2026"
    spelling = (
        ". Spelling corrected under a standing permission of 31 December 2025; read and signed on 31 December 2025."
    )
    texts = [
        "Scan the code or open this address. It says who signed these words, and whether they still hold:",
        proof,
        *(f"{one['name']}, {one['title']}, {signed}{spelling * ('read_on' in one)}" for one in page["signatures"]),
        f"This leaflet shortens the answer. The whole text with its references: {leaflet.address}",
        "These answers inform. They do not replace the advice of a doctor who sees you.",
    ]
    if leaflet.has_more_disclosure:
        texts.append(f"Disclosure. {REST}{leaflet.address}")
    height = 32 + sum(6 + 19.5 * lines(text, BESIDE_CODE) for text in texts)
    if leaflet.disclosure:
        height += 6 + _prose(f"Disclosure {leaflet.disclosure}", BESIDE_CODE)
    return GAP + max(150.0, height)
