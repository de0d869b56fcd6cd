"""Whether a string is an English word: SCOWL's lists in three tiers (docs/decisions/0008-spelling.md)."""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

LIST = Path(__file__).with_name("english.txt.gz")
#: Languages whose words can be looked up; of every other language only the typography can be corrected.
LANGUAGES = frozenset({"en"})

EVERYDAY, KNOWN, RARE = "everyday", "known", "rare"


def is_everyday(word: str) -> bool:
    """What a correction may lead to: an ordinary word in one of the usual spellings. Small letters, as everywhere."""
    return _holds(EVERYDAY, word)


def is_known(word: str) -> bool:
    """An everyday word, or any other that a large dictionary lists, names and short forms among them."""
    return is_everyday(word) or _holds(KNOWN, word)


def is_real(word: str) -> bool:
    """A known word, or one of the rarest that anybody listed: whatever is real is no slip of the pen."""
    return is_known(word) or _holds(RARE, word)


@lru_cache(maxsize=1)
def _tiers() -> dict[str, bytes]:
    """Each tier's words in order, a line each: 5 MB, where sets of the same words take ten times as much."""
    tiers = gzip.decompress(LIST.read_bytes()).removeprefix(b"# ").split(b"# ")
    return {name.decode(): words for name, _, words in (tier.partition(b"\n") for tier in tiers)}


def _holds(tier: str, word: str) -> bool:
    """Looks for a word in the middle of what is left, as one does in a book."""
    words, wanted = _tiers()[tier], word.encode()
    low, high = 0, len(words)
    while low < high:
        middle = (low + high) // 2
        start, end = words.rfind(b"\n", low, middle) + 1 or low, words.find(b"\n", middle)
        found = words[start:end]
        if found == wanted:
            return True
        low, high = (end + 1, high) if found < wanted else (low, start)
    return False
