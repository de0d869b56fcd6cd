"""Which cause of a new text is which cause of the old one: by heading, then by likeness. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from difflib import SequenceMatcher
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)

#: From this likeness (0 to 1, SequenceMatcher on words) two texts are the same block, reworded.
ALIKE = 0.6


def match(old: Sequence[tuple[Key, str, str]], new: Sequence[tuple[str, str]]) -> list[Key | None]:
    """For each `(heading, text)` of `new` the key of the `(key, heading, text)` of `old` it continues, or None.

    Each old key is given once: first to an equal heading (capitals and spaces aside), in order; then, among what is
    left, to the most alike text of at least `ALIKE`.
    """
    keys: list[Key | None] = [None] * len(new)
    left = dict(enumerate(old))
    for position, (heading, _text) in enumerate(new):
        same = next((index for index, entry in left.items() if _folded(entry[1]) == _folded(heading)), None)
        if same is not None:
            keys[position] = left.pop(same)[0]
    pairs = [
        (likeness(f"{entry[1]} {entry[2]}", " ".join(new[position])), position, index)
        for position, key in enumerate(keys)
        if key is None
        for index, entry in left.items()
    ]
    for ratio, position, index in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if ratio >= ALIKE and keys[position] is None and index in left:
            keys[position] = left.pop(index)[0]
    return keys


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same words in the same order, 0 to 1; at most 400 words of each are read."""
    matcher = SequenceMatcher(None, one.casefold().split()[:400], other.casefold().split()[:400], autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split())
