"""Which entry of an old list is which of the new one: by key, by equal text, by heading, by likeness."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from uuid import UUID

from articles.diffing.aligning import Budget, align, longest_increasing
from articles.diffing.tokens import bag, cost, likeness

#: From this likeness on two texts are one, reworded; `articles.matching` draws the same line.
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Entry:
    """A block or a value of a list, as far as recognising it needs.

    Two entries with different keys are two things and only equal texts make them one; a list whose keys cannot be
    trusted leaves them out. `place` tells entries of one list apart by where they stand, so that of two equal ones
    each keeps its place. Entries of one `slot` continue each other, in order, when nothing else says so.
    """

    text: str
    whole: Hashable
    heading: str = ""
    key: UUID | None = None
    place: int = 0
    slot: Hashable | None = None


def pair(old: Sequence[Entry], new: Sequence[Entry], budget: Budget) -> dict[int, int]:
    """For each index of `new` that continues one of `old`, that one. Each is given once."""
    pairing = _Pairing(old, new)
    pairing.by(lambda entry: entry.key)
    pairing.in_order(budget)
    pairing.by(lambda entry: (entry.whole, entry.place))
    pairing.by(lambda entry: entry.whole)
    pairing.by(lambda entry: entry.heading and (entry.heading, entry.place), keyed=False)
    pairing.by(lambda entry: entry.heading, keyed=False)
    pairing.by_likeness(budget)
    pairing.by(lambda entry: entry.slot, keyed=False)
    return pairing.pairs


class _Pairing:
    """The pairs found so far, and what is left."""

    def __init__(self, old: Sequence[Entry], new: Sequence[Entry]) -> None:
        self.old, self.new = dict(enumerate(old)), dict(enumerate(new))
        self.pairs: dict[int, int] = {}

    def by(self, sign: Callable[[Entry], Hashable | None], *, keyed: bool = True) -> None:
        """Pair what has the same sign, in order. Not `keyed`: never two entries that both have a key."""
        waiting: dict[Hashable, tuple[deque[int], deque[int]]] = defaultdict(lambda: (deque(), deque()))
        for index, entry in self.old.items():
            found = sign(entry)
            if found:
                waiting[found][entry.key is not None].append(index)
        for index, entry in list(self.new.items()):
            found = sign(entry)
            if found and found in waiting:
                self._first(index, waiting[found], free=keyed or entry.key is None)

    def _first(self, index: int, waiting: tuple[deque[int], deque[int]], *, free: bool) -> None:
        """Give the new entry the first that waits: one without a key unless it is `free` to take any."""
        rows = [row for row in waiting[: 2 if free else 1] if row]
        if rows:
            self._take(min(rows, key=lambda row: row[0]).popleft(), index)

    def in_order(self, budget: Budget) -> None:
        """Pair equal entries that kept their place and order, so that of two equal ones the right one stays."""
        old, new = list(self.old), list(self.new)
        pairs = align(
            [(self.old[index].whole, self.old[index].place) for index in old],
            [(self.new[index].whole, self.new[index].place) for index in new],
            budget,
            lambda _: 1,
        )
        for left, right in pairs:
            self._take(old[left], new[right])

    def by_likeness(self, budget: Budget) -> None:
        """Pair the most alike first."""
        texts = [[entry.text for entry in entries.values()] for entries in (self.old, self.new)]
        if not budget.spend(cost(*texts)):
            return
        old = {index: bag(entry.text) for index, entry in self.old.items()}
        new = {index: bag(entry.text) for index, entry in self.new.items()}
        ratios = [
            (-likeness(words, others), right, left)
            for right, others in new.items()
            for left, words in old.items()
            if self.old[left].key is None or self.new[right].key is None
        ]
        for ratio, right, left in sorted(entry for entry in ratios if -entry[0] >= _ALIKE):
            if ratio and left in self.old and right in self.new:
                self._take(left, right)

    def _take(self, old: int, new: int) -> None:
        self.pairs[new] = old
        del self.old[old], self.new[new]


def moved(pairs: dict[int, int]) -> set[int]:
    """The smallest set of new indices without which the others stand in their old order."""
    order = sorted(pairs)
    kept = {order[index] for index in longest_increasing([pairs[new] for new in order])}
    return {new for new in order if new not in kept}


def in_reading_order(
    old: Sequence[int], new: Sequence[int], pairs: dict[int, int], fixed: set[int], removed: set[int]
) -> list[tuple[int | None, int | None]]:
    """(old, new) in the order of the new list; a removed entry behind the `fixed` one it stood behind."""
    places = {pairs[index]: index for index in new if index in fixed}
    behind: dict[int | None, list[int]] = defaultdict(list)
    last: int | None = None
    for index in old:
        if index in removed:
            behind[last].append(index)
        else:
            last = places.get(index, last)
    rows: list[tuple[int | None, int | None]] = [(index, None) for index in behind[None]]
    for index in new:
        rows.append((pairs.get(index), index))
        rows += [(gone, None) for gone in behind.get(index, ())]
    return rows
