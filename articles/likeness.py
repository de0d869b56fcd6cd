"""Whether two short texts say the same, or have a core in common. Pure, over the words as the search compares them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import sqrt
from typing import Final

from articles.search.words import normal, normal_words, runs_in

#: From this share of rare words in common on two texts have a core: four words of it among six others each have 0.4.
CORE = 0.25
#: Rare words in common that are the least: one may be by chance.
FEWEST = 2
#: From this share on, and so many of them, words in common are a core however common each is.
NEARLY_ALL, FEWEST_COMMON = 0.6, 3
#: Words of any question to a doctor: two readers of one network both say them by chance.
_EVERYDAY: Final = (
    "pain ach hurt night day morning evening week month year time help doctor normal bad good feel feeling get take"
    " know need want old cause symptom treat treatment cure start stop try go make come long lot thing people body"
    " 晚上 早上 疼痛 医生 治疗 正常 症状 原因"
)
EVERYDAY: Final = frozenset(_EVERYDAY.split())
#: A hash of a word in a mark. In 12 bits a dozen words of a dictionary have the same one.
_WORD_BITS = 12
_PARTICLES = re.compile(r"请问|[呢吗啊呀吧]")
_POLITE = frozenset(("please", "thanks", "thank", "hello", "hi", "dear"))


@dataclass(frozen=True, slots=True)
class Mark:
    """What is remembered of a text: enough to know it again, and what is much like it, and nothing that can be read.

    `whole` tells the same words in the same order; `words` are ends of hashes, in no order and without figures; `rare`
    are those of them that tell more than that somebody asks a doctor.
    """

    whole: bytes
    words: frozenset[int]
    rare: frozenset[int]


def said(text: str) -> tuple[str, ...]:
    """Every word and figure of `text` in its order, without capitals, signs, plurals and politeness.

    Texts that say the same have the same: “…at 48?” and “…at 110?” have not, nor have “before” and “after”.
    """
    words: list[str] = []
    for run in runs_in(text):
        if run.is_han:
            words += _PARTICLES.sub("", run.text)
        else:
            words.append(normal(run.text) or run.text.casefold())
    return tuple(word for word in words if word not in _POLITE)


def but_figures(words: tuple[str, ...]) -> tuple[str, ...]:
    """The same words without the figures among them."""
    return tuple(word for word in words if not word.isdecimal())


def mark_of(text: str, salt: str, common: AbstractSet[str] = frozenset()) -> Mark:
    """Comparable with marks of the same salt alone. `common`: words, as compared, that many texts have."""
    words = said(text)
    whole = _hash("\0".join(words), salt)
    telling = normal_words(text) or words
    telling = but_figures(tuple(telling)) or telling
    rare = [word for word in telling if word not in common and word not in EVERYDAY]
    return Mark(whole[:8], _ends(telling, salt), _ends(rare, salt))


def have_a_core(first: Mark, second: Mark) -> bool:
    """Whether two marked texts have a core in common, whatever stands around it: rare words, or nearly all there are.

    Ochiai's coefficient of the two sets of words: what both have, over the root of the product of their sizes. So a
    long text does not resemble every short one whose words it happens to hold.
    """
    if first.words == second.words:
        return bool(first.words)
    root = sqrt(len(first.words) * len(second.words))
    rare, both = len(first.rare & second.rare), len(first.words & second.words)
    return (rare >= FEWEST and rare / root >= CORE) or (both >= FEWEST_COMMON and both / root >= NEARLY_ALL)


def _ends(words: Iterable[str], salt: str) -> frozenset[int]:
    return frozenset(_end(word, salt) for word in words)


def _end(word: str, salt: str) -> int:
    return int.from_bytes(_hash(word, salt)[:2], "big") >> (16 - _WORD_BITS)


def _hash(text: str, salt: str) -> bytes:
    key = salt.encode()[: hashlib.blake2b.MAX_KEY_SIZE]
    return hashlib.blake2b(text.encode("utf-8", "replace"), key=key, digest_size=16).digest()
