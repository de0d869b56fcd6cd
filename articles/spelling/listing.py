"""Makes `english.txt.gz` from the lists of SCOWL: `python -m articles.spelling.listing FOLDER`.

Which SCOWL, and why: docs/decisions/0008-spelling.md.
"""

from __future__ import annotations

import gzip
import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from articles.spelling.dictionary import EVERYDAY, KNOWN, LIST, RARE

#: SCOWL's sizes: 60 is "large for a person", 80 is what Scrabble and crossword dictionaries add, 95 is everything.
SIZES = {EVERYDAY: 60, KNOWN: 80, RARE: 95}
#: Shorter words are never corrected, so the rarest of them are of no use.
SHORTEST = 5
#: The lists of ordinary words in the spellings an editor may choose from; the others are variants, names, short forms.
_ORDINARY = re.compile(r"(?:english|american|british|british_z|canadian|australian)-words")


def listing(folder: Path) -> str:
    """The lists of `folder` as one text: a line `# tier`, then its words, each word in the first tier it belongs to."""
    tiers: dict[str, set[str]] = {EVERYDAY: set(), KNOWN: set(), RARE: set()}
    for path in sorted(folder.iterdir()):
        category, _, size = path.name.rpartition(".")
        words = _words(path.read_text("latin-1"))
        for tier, most in SIZES.items():
            if int(size) <= most and (tier != EVERYDAY or _ORDINARY.fullmatch(category)):
                tiers[tier] |= words
    tiers[RARE] = {word for word in tiers[RARE] - tiers[KNOWN] if len(word) >= SHORTEST}
    tiers[KNOWN] -= tiers[EVERYDAY]
    return "".join(f"# {tier}\n{_lines(words)}" for tier, words in tiers.items())


def _words(text: str) -> set[str]:
    """The words of a list without capitals and accents; a possessive or a word with a hyphen is no word of its own."""
    return {word for word in map(_folded, text.split()) if re.fullmatch("[a-z]{2,30}", word)}


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _lines(words: Iterable[str]) -> str:
    return "".join(f"{word}\n" for word in sorted(words))


if __name__ == "__main__":
    LIST.write_bytes(gzip.compress(listing(Path(sys.argv[1])).encode(), 9, mtime=0))
