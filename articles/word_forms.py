"""Two written words that are one: other endings, and one typo. Pure; English alone has endings."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

#: Letters of a word that may be another with a typo.
LONGEST = 40


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """An English word without its ending, roughly: bleeding, bleeds and bleed are one, breathe and breathing too."""
    if not word.isascii():
        return word
    for ending, instead, shortest in (
        *(("eed", "eed", 4), ("ies", "y", 5), ("sses", "ss", 6), ("ing", "", 6)),
        *(("ied", "y", 5), ("ed", "", 5), ("es", "", 5)),
        *(("ss", "ss", 3), ("us", "us", 3), ("is", "is", 3), ("s", "", 4)),
    ):
        if word.endswith(ending) and len(word) >= shortest:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]  # fitted, stopped
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


@lru_cache(maxsize=4096)
def shortened(word: str) -> frozenset[str]:
    """The word, and what is left of it without any one of its letters: two words with one in common are alike."""
    return frozenset([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))])


def by_form(words: Iterable[str], shortest: int) -> dict[str, set[str]]:
    """The words of at least `shortest` letters, by each form that another may share with them.

    None longer than `LONGEST`: a text without a space has as many forms as letters, each nearly as long as the text.
    """
    forms: dict[str, set[str]] = {}
    for word in words:
        for form in shortened(word) if shortest <= len(word) <= LONGEST else ():
            forms.setdefault(form, set()).add(word)
    return forms


def is_one_typo(first: str, second: str) -> bool:
    """Whether one letter more, less or other, or two neighbours that changed places, tell the two apart."""
    if first == second:
        return True
    short, long = sorted((first, second), key=len)
    begin = next((i for i, sign in enumerate(short) if sign != long[i]), len(short))
    if len(long) - len(short) == 1:
        return short[begin:] == long[begin + 1 :]
    if len(long) != len(short):
        return False
    swapped = short[begin : begin + 2] == long[begin : begin + 2][::-1] and short[begin + 2 :] == long[begin + 2 :]
    return short[begin + 1 :] == long[begin + 1 :] or swapped
