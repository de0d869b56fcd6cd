"""Which condition a reader's words name: by a whole name or synonym, or by a word that no other condition has. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from articles.life_stages import life_stage_of, without_life_stage
from articles.models.vocabulary import LifeStage
from articles.search.words import folded, normal_words, runs_in, singular
from articles.spelling.dictionary import is_everyday

#: Articles stand in a name or not: "blood clot in a deep vein".
_ARTICLES = frozenset({"a", "an", "the"})
#: Letters of a word that decides by itself though a name has more.
_LONG = 6
#: One-word names that everybody uses for other things. They name a condition where the words are nothing else, or where
#: they stand alone behind "a", "my", "have": "I have a cold", not "cold lakes", "in the cold" or "always cold".
_ORDINARY = frozenset(
    (
        *("attack", "bite", "blister", "boil", "bug", "bump", "burn", "cold", "corn", "crack", "crab", "cut"),
        *("expecting", "fall", "fear", "fit", "fracture", "gas", "growth", "heat", "low", "lump", "mole", "mono"),
        *("nerve", "pad", "panic", "pile", "plaque", "pressure", "rash", "scale", "shake", "shock", "spot"),
        *("strain", "stress", "stroke", "swell", "tear", "tension", "thrush", "tick", "wart", "wind", "worry"),
    )
)
_BEFORE = (
    r"(?:\b(?:an?|another|this|bad|his|her|my|our|your|their|have|has|had|got|catch|caught|get|getting|of|after)\s+)"
)
_AFTER = (
    r"(?=\s*(?:$|[.,;:?!)]|(?:and|or|but|for|since|that|which|while|after|before|lasts?|lasted|won'?t|will|is|was|has|have"
    r"|keeps?|goes|go|going|in|with|without|from|to|on|than|now|again|symptoms?|remed\w+|virus\w*|warning|signs?|so)\b))"
)

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A condition by all its names."""

    key: int
    name: str
    names: tuple[str, ...]


class Names:
    """The conditions by each of their names; where two share one, it is the first's.

    A name that says nothing but a life stage names no condition: what readers ask in pregnancy is not one topic.
    """

    def __init__(self, conditions: Iterable[Named]) -> None:
        self._by_tokens: dict[Tokens, tuple[Named, str]] = {}
        self._lengths: dict[str, set[int]] = {}  # by the first word, so that a text is gone through once
        self._by_word: dict[str, Named | None] = {}  # None: of several conditions
        self.by_key: dict[int, Named] = {}
        for condition in conditions:
            self.by_key[condition.key] = condition
            for name in condition.names:
                self._add(condition, name)

    def _add(self, condition: Named, name: str) -> None:
        tokens = _tokens(name)
        if not tokens:
            return
        self._by_tokens.setdefault(tokens, (condition, name))
        self._lengths.setdefault(tokens[0], set()).add(len(tokens))
        for token in tokens:
            known = self._by_word.setdefault(token, condition)
            if known is not None and known.key != condition.key:
                self._by_word[token] = None

    def _has(self, tokens: Tokens) -> bool:
        """Whether it is a name. Life stages are looked for in names that a reader said alone: it takes its time."""
        return tokens in self._by_tokens and not _is_life_stage(self._by_tokens[tokens][1])

    def named_in(self, words: str) -> Named | None:
        """The condition that these words name: the longest name, of those the first; else one by a word of its own."""
        tokens = _tokens(words)
        longest: Tokens = ()
        for start, token in enumerate(tokens):
            for length in self._lengths.get(token, ()):
                found = tokens[start : start + length]
                if len(found) > len(longest) and self._has(found) and _is_meant(found, tokens, words):
                    longest = found
        if longest:
            return self._by_tokens[longest][0]
        own = (self._by_word.get(token) for token in tokens if _is_distinctive(token))
        return next((condition for condition in own if condition is not None), None)


@lru_cache(maxsize=10_000)
def _is_life_stage(name: str) -> bool:
    return life_stage_of(name) != LifeStage.ANYONE and not normal_words(without_life_stage(name))


def _tokens(text: str) -> Tokens:
    """All words of a text, those too that a search leaves out; of Chinese each letter."""
    found: list[str] = []
    for run in runs_in(text):
        if run.is_han:
            found += run.text
        elif (word := folded(run.text)) and word not in _ARTICLES:
            found.append(singular(word))
    return tuple(found)


def _is_distinctive(token: str) -> bool:
    """A word of medicine and of nothing else: long, and no dictionary of everyday English has it."""
    return len(token) >= _LONG and token.isascii() and token.isalpha() and not is_everyday(token)


def _is_meant(name: Tokens, tokens: Tokens, words: str) -> bool:
    if len(name) > 1 or name[0] not in _ORDINARY:
        return True
    if tokens == name or tuple(normal_words(words)) == name:
        return True
    word = re.escape(name[0])
    return re.search(rf"(?:^\W*|{_BEFORE}){word}s?\b{_AFTER}", words, re.IGNORECASE) is not None
