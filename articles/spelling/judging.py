"""Whether one word put in the place of another is a correction: first by its letters, then by the dictionary."""

from __future__ import annotations

import string
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from articles.spelling import dictionary
from articles.spelling.danger import LISTED, LITTLE_WORDS, MEDICINES, TERMS, is_medicine_like, same_affixes
from articles.spelling.proof import CAPITALS, Correction, MoreThanSpelling

#: Words of this many letters, so that one letter is a small part of them; the longest keep the work small.
SHORTEST, LONGEST = 5, 30
#: Of a word that only changes its capital, and of each of two words that may have lost the space between them.
SHORTEST_CAPITAL, SHORTEST_PART = 3, 4


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How a changed word stands: by itself, next to a figure, where a capital says nothing (`begins`)."""

    free: bool = True
    beside_figure: bool = False
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    correction: Correction
    surroundings: Surroundings


def judge(changes: Sequence[Change], *, protected: Collection[str], language: str, counts: Mapping[str, int]) -> None:
    """Raises `MoreThanSpelling` for the first change that is none of spelling or of a capital.

    `protected` are words without capitals; `counts` says how often the old text holds each of its words.
    """
    for change in changes:
        found = change.correction
        code = _by_surroundings(change, language)
        if not code and found.kind == CAPITALS:
            rules = _rules_of_capitals(found.old, found.new, protected, change.surroundings.begins)
            code = _first_broken(rules)
        elif not code:
            code = _first_broken(_rules_of_spelling(found.old, found.new, protected, counts))
        if code:
            raise MoreThanSpelling(code, found.place, found.old, found.new)


def nearby(word: str) -> set[str]:
    """Everything one letter away: one left out, put in, or another, or two neighbours changed round."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    near = {head + tail[1:] for head, tail in splits if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    for letter in string.ascii_lowercase:
        near |= {head + letter + tail for head, tail in splits}
        near |= {head + letter + tail[1:] for head, tail in splits if tail}
    return near - {word}


def _first_broken(rules: Iterable[tuple[str, bool]]) -> str:
    return next((code for code, broken in rules if broken), "")


def _by_surroundings(change: Change, language: str) -> str:
    """The code of what speaks against a change of any kind, or nothing."""
    old, new = change.correction.old, change.correction.new
    if language.partition("-")[0] not in dictionary.LANGUAGES:
        return "no-list"
    if {old.casefold(), new.casefold()} & LISTED:
        return "listed"
    if not all(word.isascii() and word.isalpha() for word in (old, new)):
        return "letters"
    if not change.surroundings.free:
        return "compound"
    return "beside-figure" if change.surroundings.beside_figure else ""


def _rules_of_capitals(old: str, new: str, protected: Collection[str], begins: bool) -> Iterator[tuple[str, bool]]:
    """Each rule's code, and whether it is broken."""
    word = old.casefold()
    yield "length", not SHORTEST_CAPITAL <= len(old) <= LONGEST
    yield "capitals", old[1:] != new[1:] or not old[1:].islower()
    yield "protected", word in protected or word in MEDICINES
    yield "unknown-word", not dictionary.is_everyday(word)
    # Anywhere else it may make a name of a word, or a word of a name: no list knows all brands and all eponyms.
    yield "capitals", not (begins and old == word)


def _rules_of_spelling(
    old: str, new: str, protected: Collection[str], counts: Mapping[str, int]
) -> Iterator[tuple[str, bool]]:
    """Each rule's code, and whether it is broken; the cheap ones first, so that long words cost nothing."""
    yield "capitals", not (old.islower() and new.islower())
    yield "length", not SHORTEST <= min(len(old), len(new)) <= max(len(old), len(new)) <= LONGEST
    near = nearby(old)
    yield "distance", new not in near
    # The last two letters may be changed round, which is never another ending.
    yield "ends", old[0] != new[0] or (old[-1] != new[-1] and sorted(old) != sorted(new))
    yield "listed", not LISTED.isdisjoint(near)
    yield "protected", any(word in protected or word in MEDICINES for word in (old, *near, *nearby(new)))
    yield "affix", not same_affixes(old, new)
    yield "medicine", is_medicine_like(old) or is_medicine_like(new)
    yield "real-word", old in TERMS or dictionary.is_real(old)
    yield "unknown-word", not dictionary.is_everyday(new)
    yield "ambiguous", any(word in TERMS or dictionary.is_known(word) for word in near - {new})
    yield "joined", any(_is_joined(old[:at], old[at:]) for at in range(2, len(old) - 1))
    # A slip happens once. What is written so twice is meant so, or is left standing elsewhere.
    yield "repeated", counts.get(old, 0) > 1


def _is_joined(one: str, other: str) -> bool:
    """Whether a word is two everyday words, or one of them and a little word that must not be overlooked."""
    if min(len(one), len(other)) < SHORTEST_PART and not {one, other} & LITTLE_WORDS:
        return False
    return all(part in LITTLE_WORDS or dictionary.is_everyday(part) for part in (one, other))
