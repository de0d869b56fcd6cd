"""Which items of two sequences are the same ones in the same order, in bounded time."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import pairwise
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)

#: The largest table of one exact alignment.
_CELLS = 120_000
#: How often the items between two anchors are searched for further anchors.
_DEPTH = 6


class Budget:
    """How many steps of more than linear work one comparison may still take; beyond it the answer is coarser."""

    __slots__ = ("left",)

    def __init__(self, steps: int = 3_000_000) -> None:
        self.left = steps

    def spend(self, steps: int) -> bool:
        """Whether `steps` could be afforded; they are paid then."""
        if steps > self.left:
            return False
        self.left -= steps
        return True


def longest_increasing(values: Sequence[int]) -> list[int]:
    """The indices of a longest strictly increasing subsequence, O(n log n)."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, value in enumerate(values):
        place = bisect_left(tails, value)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [value]
        ends[place : place + 1] = [index]
    found: list[int] = []
    index = ends[-1] if ends else -1
    while index >= 0:
        found.append(index)
        index = before[index]
    return found[::-1]


def align(
    old: Sequence[Item], new: Sequence[Item], budget: Budget, weight: Callable[[Item], int]
) -> list[tuple[int, int]]:
    """Pairs of indices of equal items, rising in both sequences.

    Common beginnings and ends are cut off first. What is left between them is aligned exactly, so that the weight of
    the pairs is the greatest possible, while it is small and the budget lasts; otherwise by the items that are unique
    on both sides, and then between those.
    """
    pairs: list[tuple[int, int]] = []
    spans = [(0, len(old), 0, len(new), 0)]
    while spans:
        old_from, old_to, new_from, new_to, depth = spans.pop()
        while old_from < old_to and new_from < new_to and old[old_from] == new[new_from]:
            pairs.append((old_from, new_from))
            old_from, new_from = old_from + 1, new_from + 1
        while old_from < old_to and new_from < new_to and old[old_to - 1] == new[new_to - 1]:
            old_to, new_to = old_to - 1, new_to - 1
            pairs.append((old_to, new_to))
        left, right = _shared(old, old_from, old_to, new, new_from, new_to)
        cells = len(left) * len(right)
        if cells and cells <= _CELLS and budget.spend(cells):
            pairs += _exact(old, left, new, right, weight)
        elif cells and depth < _DEPTH:
            anchors = _unique(old, left, new, right)
            pairs += anchors
            if anchors:
                borders = [(old_from - 1, new_from - 1), *anchors, (old_to, new_to)]
                spans += [(a + 1, c, b + 1, d, depth + 1) for (a, b), (c, d) in pairwise(borders)]
    return sorted(pairs)


def _shared(
    old: Sequence[Item], old_from: int, old_to: int, new: Sequence[Item], new_from: int, new_to: int
) -> tuple[list[int], list[int]]:
    """The indices of both spans whose items the other span has too: no other can be part of a pair."""
    if old_from == old_to or new_from == new_to:
        return [], []
    in_old, in_new = set(old[old_from:old_to]), set(new[new_from:new_to])
    left = [index for index in range(old_from, old_to) if old[index] in in_new]
    return left, [index for index in range(new_from, new_to) if new[index] in in_old]


def _unique(old: Sequence[Item], left: list[int], new: Sequence[Item], right: list[int]) -> list[tuple[int, int]]:
    """Pairs of items that stand once on each side, as many as keep their order."""
    in_old, in_new = Counter(old[index] for index in left), Counter(new[index] for index in right)
    places = {new[index]: index for index in right if in_new[new[index]] == 1}
    pairs = [(index, places[old[index]]) for index in left if in_old[old[index]] == 1 and old[index] in places]
    return [pairs[index] for index in longest_increasing([place for _, place in pairs])]


def _exact(
    old: Sequence[Item], left: list[int], new: Sequence[Item], right: list[int], weight: Callable[[Item], int]
) -> list[tuple[int, int]]:
    """The heaviest common subsequence, by the table of all pairs of ends."""
    above = [0] * (len(right) + 1)
    table = [above]
    columns = [new[index] for index in reversed(right)]
    for index in reversed(left):
        item, worth = old[index], weight(old[index])
        row = [0]
        for column, other in enumerate(columns):
            best = above[column + 1] if above[column + 1] >= row[column] else row[column]
            row.append(max(best, above[column] + worth) if other == item else best)
        table.append(row)
        above = row
    return _walk(old, left, new, right, weight, table)


def _walk(
    old: Sequence[Item],
    left: list[int],
    new: Sequence[Item],
    right: list[int],
    weight: Callable[[Item], int],
    table: list[list[int]],
) -> list[tuple[int, int]]:
    """The pairs the table was filled for. `table[n][m]` is the best of the last `n` old and the last `m` new items."""
    pairs: list[tuple[int, int]] = []
    rows, columns = len(left), len(right)
    while rows and columns:
        item, other = left[-rows], right[-columns]
        best = table[rows][columns]
        if old[item] == new[other] and best == table[rows - 1][columns - 1] + weight(old[item]):
            pairs.append((item, other))
            rows, columns = rows - 1, columns - 1
        elif table[rows - 1][columns] == best:
            rows -= 1
        else:
            columns -= 1
    return pairs
