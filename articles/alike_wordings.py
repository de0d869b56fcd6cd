"""Which wordings ask the same in nearly the same words. Pure."""

from __future__ import annotations

import re
from collections import defaultdict

from articles.search.words import has_han, normal_words

#: The share of words that two wordings have in common, and of pieces of words where one of them is mistyped.
SAME_WORDS, SAME_PIECES = 0.65, 0.75
_ENDING = re.compile(r"(?<=[^\Waeiou\d_])(?:ing|ed|er|e|y)$")
_TWICE = re.compile(r"([b-df-hj-np-tv-z])\1$")

Stems = frozenset[str]
Pieces = frozenset[str]


def stems_of(words: str) -> Stems:
    """What the words are about, in any order: English words without endings, Chinese letters by themselves."""
    found: set[str] = set()
    for word in normal_words(words):
        found.update(word if has_han(word) else (_stem(word),))
    return frozenset(found)


def pieces_of(stems: Stems) -> Pieces:
    """The pieces of three letters, of Chinese two, that these words are made of in the order of the alphabet."""
    line = " ".join(sorted(stems))
    size = 2 if has_han(line) else 3
    return frozenset(line[place : place + size] for place in range(max(1, len(line) - size + 1)) if line)


class Groups:
    """Wordings in groups. Each joins the first group whose first wording is nearly its own, else begins one."""

    def __init__(self) -> None:
        self._firsts: list[tuple[Stems, Pieces]] = []
        self._by_stem: dict[str, list[int]] = defaultdict(list)

    def group_of(self, words: str) -> int:
        """The number of the group of these words, which are in it from now on."""
        stems = stems_of(words)
        pieces = pieces_of(stems)
        near = {number for stem in stems for number in self._by_stem.get(stem, ())}
        for number in sorted(near):
            if _are_alike((stems, pieces), self._firsts[number]):
                return number
        number = len(self._firsts)
        self._firsts.append((stems, pieces))
        for stem in stems:
            self._by_stem[stem].append(number)
        return number


def _are_alike(one: tuple[Stems, Pieces], other: tuple[Stems, Pieces]) -> bool:
    return _shared(one[0], other[0]) >= SAME_WORDS or _shared(one[1], other[1]) >= SAME_PIECES


def _shared(one: frozenset[str], other: frozenset[str]) -> float:
    """The share that both have of what either has (Jaccard index), from 0 to 1; two empty ones are alike."""
    either = len(one | other)
    return len(one & other) / either if either else 1.0


def _stem(word: str) -> str:
    """ "swimming", "swim" and "tingle", "tingling" alike; good enough to group by, never shown."""
    cut = _ENDING.sub("", word) if len(word) > 4 else word
    return _TWICE.sub(r"\1", cut)
