"""What changed in the fields of one block."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from articles.canonical import Block
from articles.diffing.alerts import Medicines
from articles.diffing.aligning import Budget
from articles.diffing.changes import CODES, FieldChange, What
from articles.diffing.pairing import Entry, in_reading_order, moved, pair
from articles.diffing.tokens import word_count
from articles.diffing.wording import pieces_of, whole
from articles.diffing.words import normal

_Fields = Sequence[tuple[str, str]]
#: The parts of a reference it is recognised by, the best first.
_NAMED_BY = ("title: ", "doi: ", "isbn: ", "url: ", "organisation: ")
#: Fields a block has any number of: two are the same entry only if something says so.
_LISTED = frozenset({"reference"})
_NEW_WORDS = frozenset({What.ADDED, What.REMOVED, What.REWORDED})


def field_changes(
    old: Block | None, new: Block | None, medicines: Medicines, budget: Budget
) -> tuple[FieldChange, ...]:
    """Every field of either block in the order of the new one, a removed one where it stood."""
    before, after = old.fields if old else (), new.fields if new else ()
    pairs = _pairs(before, after, budget)
    away = moved(pairs)
    removed = set(range(len(before))) - set(pairs.values())
    rows = in_reading_order(range(len(before)), range(len(after)), pairs, set(pairs) - away, removed)
    name = (new or old or Block("", ())).name
    changes: list[FieldChange] = []
    for left, right in rows:
        field = (after[right] if right is not None else before[left or 0])[0]
        was, now = before[left][1] if left is not None else "", after[right][1] if right is not None else ""
        pieces = whole(was, now) if (name, field) in CODES else pieces_of(was, now, medicines, budget)
        what = What.ADDED if left is None else What.REMOVED if right is None else What.REWORDED if was != now else None
        changes.append(FieldChange(field, pieces, frozenset({what} if what else ()) | _moved(right, away)))
    return tuple(changes)


def _moved(index: int | None, away: set[int]) -> frozenset[What]:
    return frozenset({What.MOVED} if index in away else ())


def _pairs(old: _Fields, new: _Fields, budget: Budget) -> dict[int, int]:
    """Fields continue the field of their name; those of a list are recognised as blocks of a list are."""
    places: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side, fields in enumerate((old, new)):
        for index, (field, _) in enumerate(fields):
            places[field][side].append(index)
    pairs: dict[int, int] = {}
    for field, (left, right) in places.items():
        if field not in _LISTED and len(left) == len(right) == 1:
            pairs[right[0]] = left[0]
        elif left and right:
            found = pair([_entry(old[index][1]) for index in left], [_entry(new[index][1]) for index in right], budget)
            pairs |= {right[after]: left[before] for after, before in found.items()}
    return pairs


def _entry(value: str) -> Entry:
    parts = value.split("\n")
    named = (part.removeprefix(sign) for sign in _NAMED_BY for part in parts if part.startswith(sign))
    return Entry(_unlabelled(value), value, normal(next(named, "")))


def what_happened(name: str, fields: Sequence[FieldChange]) -> frozenset[What]:
    """REWORDED where a field of a block that is in both texts holds other words, MOVED where only a list has another
    order. The kind of a section is none of its words."""
    changed = [field.what for field in fields if (name, field.field) != ("section", "kind")]
    if any(what & _NEW_WORDS for what in changed):
        return frozenset({What.REWORDED})
    return frozenset({What.MOVED} if any(changed) else ())


def words_to_read(block: Block, what: frozenset[What]) -> int:
    """How many words of a block of the new text have to be read for what happened to it."""
    if not what:
        return 0
    fields = [(field, value) for field, value in block.fields if (block.name, field) not in CODES]
    if not what & _NEW_WORDS:
        return max(1, sum(word_count(value) for field, value in fields if field in ("heading", "label")))
    return sum(word_count(_unlabelled(value) if field == "reference" else value) for field, value in fields)


def words_in(blocks: Iterable[Block]) -> int:
    """How many words somebody reads who has never seen this text."""
    return sum(words_to_read(block, frozenset({What.ADDED})) for block in blocks)


def _unlabelled(reference: str) -> str:
    """The words of a reference without the names of its parts."""
    return "\n".join(part.partition(": ")[2] or part for part in reference.split("\n"))
