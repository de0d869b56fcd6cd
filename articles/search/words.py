"""A text as the words a search compares. Pure, and the only place that says so: the index and the query go through it.

What the database's own engine does with a text differs between the two; so neither is shown a text, only these words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from articles.stop_words import CHINESE, ENGLISH, IRREGULAR

#: Characters of a word that are compared; nobody types a longer one.
LONGEST_WORD = 40

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
#: Possessive: a run is never given back, so that a long one takes no longer for its length.
_LETTERS = rf"(?:[^\W_{_HAN}]++|[\u0300-\u036f]++)++"
_PLAIN_RUN = re.compile(rf"{_LETTERS}(?:['’]{_LETTERS})*+")
_RUN = re.compile(rf"(?P<han>[{_HAN}]+)|{_PLAIN_RUN.pattern}")
_HAN_STOPS = re.compile("|".join(sorted(CHINESE, key=lambda word: (-len(word), word))))
#: The target of a link, and an address: no words of a text.
_TARGET = re.compile(r"(?<=\])\([^()\s]*\)|https?://\S+")
_IS_HAN = re.compile(rf"[{_HAN}]")
#: Letters that Unicode does not take apart.
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'", "ı": "i"})
#: British spellings in the words of medicine, and the American ones that they are compared as.
_SPELLINGS = tuple(
    (re.compile(british), american)
    for british, american in (
        (r"^oe(?=[dst])|(?<=f)oe(?=t)", "e"),
        (r"(?<=rrh)oea", "ea"),
        (r"(?<=[a-z])ae(?=m)|(?<=p)ae(?=d)|(?<=n)ae(?=s|c)|(?<=c)ae(?=s|c)|(?<=t)ae(?=n)", "e"),
        (r"(?<=c)oe(?=l)", "e"),
        (r"^disk(?=s?$)", "disc"),
        (r"(?<=[a-z]{3})our$", "or"),
        (r"(?<=[a-z]{3})our(?=s$|ed$|less$)", "or"),
    )
)


_MAY_BE_BRITISH = re.compile(r"[ao]e|our|^disk")


class Word(NamedTuple):
    """A word as it is compared, and where in the text it stands. Chinese ones are two letters and overlap."""

    text: str
    start: int
    end: int
    is_han: bool = False


class Run(NamedTuple):
    """Letters and figures of a text that stand together, as they were typed; Chinese ones by themselves."""

    text: str
    start: int
    end: int
    is_han: bool


def runs_in(text: str) -> Iterator[Run]:
    """What stands between the spaces and signs of `text`, stop words too."""
    for run in _RUN.finditer(text):
        yield Run(run.group(), run.start(), run.end(), is_han=run.lastgroup is not None)


def words_in(text: str) -> Iterator[Word]:
    """The words of `text` in their order, without those that say nothing ("the", "的")."""
    for run in _RUN.finditer(text):
        if run.group("han"):
            yield from _han(run.group(), run.start())
        else:
            word = normal(run.group())
            if word:
                yield Word(word, run.start(), run.end())


def normal_words(text: str) -> list[str]:
    """The words of `text` as they are compared, those of `words_in`."""
    if has_han(text):
        return [word.text for word in words_in(text)]
    return list(filter(None, map(normal, _PLAIN_RUN.findall(text))))


@lru_cache(maxsize=50_000)
def normal(word: str) -> str:
    """One word as it is compared: without capitals, accents and the ending of a plural; empty for a stop word."""
    plain = folded(word)
    return "" if plain in ENGLISH else singular(plain)[:LONGEST_WORD]


@lru_cache(maxsize=50_000)
def folded(text: str) -> str:
    """Without capitals, accents, apostrophes and the ’s of a genitive."""
    parts = unicodedata.normalize("NFKD", text)
    plain = "".join(part for part in parts if not unicodedata.combining(part)).casefold().translate(_PLAIN)
    # One letter may stand for several, with signs and spaces between them: the engines would read those.
    return "".join(letter for letter in plain.removesuffix("'s") if letter.isalnum())


@lru_cache(maxsize=5_000)
def folded_text(text: str) -> str:
    """All that stands between spaces and signs, folded, with a space between."""
    return " ".join(folded(run.text) for run in runs_in(text))


def singular(word: str) -> str:
    """The singular of a folded English word, as good as rules tell; the same of a singular: "ache", "aches" → "ach"."""
    if len(word) < 3 or not word.isascii():
        return word
    for pattern, american in _SPELLINGS if _MAY_BE_BRITISH.search(word) else ():
        word = pattern.sub(american, word)
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    if len(word) > 4 and word.endswith("ie"):
        return f"{word[:-2]}y"
    # "boxes" is one of "box" and "noses" of "nose": both lose their e, and so does "nose".
    return word[:-1] if len(word) > 3 and word.endswith(("che", "she", "se", "xe", "ze", "oe")) else word


def has_han(text: str) -> bool:
    return not text.isascii() and _IS_HAN.search(text) is not None


def _han(run: str, start: int) -> Iterator[Word]:
    """Every two neighbouring letters of a run, between the words that say nothing; a letter that is left alone."""
    begin = 0
    for stop in (*_HAN_STOPS.finditer(run), None):
        end = stop.start() if stop else len(run)
        if end - begin == 1:
            yield Word(run[begin:end], start + begin, start + end, is_han=True)
        for place in range(begin, end - 1):
            yield Word(run[place : place + 2], start + place, start + place + 2, is_han=True)
        begin = stop.end() if stop else end


def without_targets(text: str) -> str:
    """`text` without the targets of its links; the other marks of Markdown are no letters and so never words."""
    return _TARGET.sub(" ", text)
