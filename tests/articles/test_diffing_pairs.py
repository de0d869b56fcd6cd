"""A thousand pairs of editions, made by known operations, are told right: every block, every word to be called out."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from articles.canonical import Block
from articles.diffing import BlockChange, Comparison, FieldChange, What, compare
from tests.articles.edition_pairs import MEDICINES, Notes, Pair

_PAIRS = 1000
_WORDS = re.compile(r"[a-zµ0-9]+|[一-鿿]", re.IGNORECASE)


def _compared(seed: int) -> tuple[Pair, list[Block], list[Block], Comparison]:
    pair = Pair(seed)
    old, new = pair.blocks(pair.old), pair.blocks(pair.new)
    return pair, old, new, compare(old, new, MEDICINES)


def _id(pair: Pair, block: Block) -> int:
    """Which thing a block is: by its heading, which no operation changes but a section's label."""
    values = dict(block.fields)
    named = {"lead": pair.old.lead.id, "closing": (pair.old.closing or pair.new.closing or pair.old.lead).id}
    return pair.ids[values.get("heading") or values["label"]] if block.name not in named else named[block.name]


def _expected(pair: Pair, change: BlockChange) -> set[What]:
    block = change.new or change.old
    assert block
    if block.name == "question":
        return set()
    if block.name != "references":
        return pair.notes.what[_id(pair, block)]
    if not pair.old.references or not pair.new.references:
        return {What.REMOVED if pair.old.references else What.ADDED}
    happened = set().union(*pair.reference_notes.what.values())
    return {What.REWORDED} if happened - {What.MOVED} else happened


def _alerts_are_right(pair: Pair, notes: Notes, number: int, change: BlockChange | FieldChange) -> bool:
    if {What.ADDED, What.REMOVED} & change.what:
        return True  # what a whole new text alerts to is what it holds: the tests of words know
    return change.alerts == notes.alerts[number]


def _reads(words: str) -> int:
    return len(_WORDS.findall(words))


def _words_to_read(pair: Pair, change: BlockChange) -> int:
    block = change.new
    if block is None or not _expected(pair, change):
        return 0
    values = [(field, value) for field, value in block.fields if field not in ("kind", "level")]
    if block.name == "references":
        values = [(field, line.partition(": ")[2]) for field, value in values for line in value.split("\n")]
    if not _expected(pair, change) & {What.ADDED, What.REWORDED}:
        return max(1, sum(_reads(value) for field, value in values if field in ("heading", "label")))
    return sum(_reads(value) for _, value in values)


@pytest.mark.parametrize("first", range(0, _PAIRS, 50))
def test_every_change_of_generated_pairs_is_named_and_counted(first: int) -> None:
    for seed in range(first, first + 50):
        pair, old, new, comparison = _compared(seed)
        for change in comparison.changes:
            _is_named(pair, change, seed)
        assert [change.new for change in comparison.changes if change.new] == new, seed
        assert Counter(change.old for change in comparison.changes if change.old) == Counter(old), seed
        _references_are_named(pair, comparison, seed)
        _counts_are_right(pair, new, comparison, seed)


def _is_named(pair: Pair, change: BlockChange, seed: int) -> None:
    block = change.new or change.old
    assert block
    assert change.what == _expected(pair, change), (seed, block)
    if block.name not in ("question", "references"):
        assert _alerts_are_right(pair, pair.notes, _id(pair, block), change), (seed, block)
    if block.name == "cause" and What.RECLASSIFIED in change.what:
        assert (change.old_kind, change.new_kind) == pair.kinds[_id(pair, block)], (seed, block)


def _references_are_named(pair: Pair, comparison: Comparison, seed: int) -> None:
    if not pair.old.references or not pair.new.references:
        return
    fields = next(change.fields for change in comparison.changes if change.name == "references")
    for field in fields:
        title = re.search(r"title: (.*)", field.new or field.old)
        assert title
        number = pair.ids[title[1]]
        assert field.what == pair.reference_notes.what[number], (seed, field)
        assert _alerts_are_right(pair, pair.reference_notes, number, field), (seed, field)


def _counts_are_right(pair: Pair, new: list[Block], comparison: Comparison, seed: int) -> None:
    changed = [change for change in comparison.changes if change.new and _expected(pair, change)]
    assert comparison.total == len(new), seed
    assert comparison.unchanged == len(new) - len(changed), seed
    assert comparison.words_to_read == sum(_words_to_read(pair, change) for change in comparison.changes), seed


def test_the_generated_pairs_hold_every_change_often_and_combined() -> None:
    happened: Counter[frozenset[What]] = Counter()
    untouched = 0
    for seed in range(_PAIRS):
        pair = Pair(seed)
        found = [frozenset(what) for what in pair.notes.what.values() if what]
        happened.update(found)
        untouched += not found
    for what in What:
        assert sum(count for whats, count in happened.items() if what in whats) > 150, what
    for both in ({What.MOVED, What.REWORDED}, {What.RECLASSIFIED, What.REWORDED}, {What.RECLASSIFIED, What.MOVED}):
        assert sum(count for whats, count in happened.items() if both <= whats) > 20, both
    assert untouched < _PAIRS / 10
