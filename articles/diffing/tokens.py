"""A text cut into lines, sentences and tokens. Every cut is exact: joined, the parts are the text again. Linear."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import pairwise

from articles.diffing.words import NUMBER_VALUES, UNITS, normal

#: Characters of scripts without spaces: each is a word of its own.
HAN = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
#: A letter or figure of the other scripts.
LETTER = rf"[^\W_{HAN}]"
WORD = rf"{LETTER}+(?:['’ʼ‐‑-]{LETTER}+)*"

_IS_HAN = re.compile(f"[{HAN}]")
_FRACTIONS = "\u00bc-\u00be\u2150-\u215e"
_RAISED = "\u2070\u00b9\u00b2\u00b3\u2074-\u2079"
_ONE_NUMBER = rf"(?:\d+(?:[.,:/·]\d+)*[{_RAISED}]*[百千万亿]*[{_FRACTIONS}]?|[{_FRACTIONS}])"


def any_of(words: Iterable[str]) -> str:
    """One pattern for all words, the longest first, in whatever way the figures of a unit are typed."""
    escaped = (re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))
    return "|".join(escaped).replace("μ", "[μµ]").replace("2", "[2²]").replace("3", "[3³]")


HAN_UNIT = any_of(unit for unit in UNITS if _IS_HAN.search(unit))
_OTHER_UNIT = any_of(unit for unit in UNITS if not _IS_HAN.search(unit))
#: How a unit begins: most numbers have none, and so the long list is seldom tried.
_UNIT_START = "".join(sorted({re.escape(unit[0]) for unit in UNITS})) + "µ/"
UNIT = rf"(?=[{_UNIT_START}])(?:{HAN_UNIT}|/?(?:{_OTHER_UNIT})(?:/(?:{_OTHER_UNIT}))*(?!{LETTER}))"
#: "1.5", "3.9–6.0", "120/80", "2026-05-12", "−5", "1½", "10⁹", "10万".
AMOUNT = rf"(?:(?<![^\s(])[+−-])?{_ONE_NUMBER}(?:[ \xa0]?[-‐‑–—−~～至到][ \xa0]?{_ONE_NUMBER}){{0,3}}"
#: What may stand between an amount and its unit.
GAP = r"[ \xa0\u2009\u202f-]?"
#: 三, 十二, 半.
NUMERAL = f"[{''.join(word for word in NUMBER_VALUES if _IS_HAN.match(word))}]+"

_TOKEN = re.compile(
    rf"{AMOUNT}(?:{GAP}{UNIT})?|{NUMERAL}(?:{HAN_UNIT})?|[{HAN}]|{WORD}|\s+|.", re.DOTALL | re.IGNORECASE
)
_LINE = re.compile(r"[^\n]*\n+|[^\n]+")
#: Where a sentence ends: at a new line, at Latin signs before white space, at Chinese ones anywhere.
_SENTENCE_END = re.compile(r"\n\s*|(?<=[.!?;:])[\"'”’)\]]*\s+|(?<=[。！？；])[”’）」』]*\s*")
_COUNTED = re.compile(rf"[{HAN}]|{LETTER}+(?:[.,:/·'’ʼ‐‑–-]{LETTER}+)*")
_COMPARED = re.compile(rf"[{HAN}]|{LETTER}+")


def lines_of(text: str) -> list[str]:
    """The lines of a text, each with the line feeds behind it."""
    return _LINE.findall(text)


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, each with the white space behind it."""
    ends = [0, *(end.end() for end in _SENTENCE_END.finditer(text)), len(text)]
    return [text[start:end] for start, end in pairwise(ends) if end > start]


def tokens_of(text: str) -> list[str]:
    """Words, numbers with their units, single Chinese characters, white space, and every other sign by itself."""
    return _TOKEN.findall(text)


def is_word(token: str) -> bool:
    """Whether a token is more than white space and punctuation."""
    return token[:1].isalnum() or any(character.isalnum() for character in token)


def is_han(token: str) -> bool:
    return len(token) == 1 and _IS_HAN.match(token) is not None


def word_count(text: str) -> int:
    """Words as they are read one by one: a Chinese character is a word, "1.5 mg" are two."""
    return len(_COUNTED.findall(text))


def weight_of(text: str) -> float:
    """As `word_count`, but a Chinese character counts half: most Chinese words have two."""
    return len(_COUNTED.findall(text)) - len(_IS_HAN.findall(text)) / 2


def bag(text: str) -> Counter[str]:
    """The words of a text, each with how often it stands there, capitals aside."""
    return Counter(_COMPARED.findall(normal(text)))


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """How much of two bags is the same words, 0 to 1 (Dice); two empty bags are not alike."""
    total = one.total() + other.total()
    if not total:
        return 0.0
    small, large = sorted((one, other), key=len)
    return 2 * sum(min(count, large[word]) for word, count in small.items()) / total


def cost(old: Collection[str], new: Collection[str]) -> int:
    """The steps of comparing the bag of each old text with that of each new one: its words, and twenty for the call."""
    return len(new) * sum(len(text) // 5 + 20 for text in old)
