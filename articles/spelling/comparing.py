"""Proves that a text differs from another in its spelling only. Whatever cannot be proved is refused.

A false refusal costs a doctor two minutes, a false pass breaks what the portal promises: so every rule here says what
may change, and everything else may not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from articles.canonical import Block
from articles.spelling import dictionary, typography
from articles.spelling.danger import ABBREVIATIONS
from articles.spelling.judging import Change, Surroundings, judge
from articles.spelling.proof import CAPITALS, SPELLING, TYPOGRAPHY, Correction, MoreThanSpelling, Place, Proof

#: The fields that are running text. Every other field stays as it was signed: names, dates, sources, kinds, levels.
PROSE = frozenset(
    {
        *(("question", "text"), ("reader_question", "text"), ("introduction", "text"), ("lead", "text")),
        *(("section", "label"), ("section", "text")),
        *(("cause", "heading"), ("cause", "explanation"), ("cause", "advice"), ("cause", "seek_care")),
        *(("care", "heading"), ("care", "bullets"), ("closing", "text"), ("questions_to_ask", "text")),
    }
)
#: So many corrected words are a new wording that a doctor has to read.
MOST = 50
#: Letters of the shortest word that is taken for the last of a sentence, and how far back one looks for it.
SHORTEST_LAST, LOOKED_BACK = 3, 40

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_TOKEN = re.compile(rf"{_WORD.pattern}|.", re.DOTALL)
#: Where a paragraph or an entry of a list begins, and where a sentence ends, with its last word.
_LINE_BEGINS = re.compile(r"(?:\A|\n)(?:- )?\Z")
_SENTENCE_ENDED = re.compile(r"([^\W\d_]*)([.!?])[\"')]? \Z")
#: What may stand before and behind a word that is corrected.
_BEFORE, _BEHIND = " \n\"'([*", " \n\"')]*,.;:!?"


def spelling_only(
    old: Sequence[Block], new: Sequence[Block], *, protected: Collection[str], language: str = "en"
) -> Proof:
    """Whether `new` says what `old` says, but for the spelling of single words, capitals and typography.

    `protected` are the names of medicines, conditions and whatever else must not be confused: each word of them, and
    each word one letter away, stays as it is. `language` is the code of the text's language (`en`, `en-gb`,
    `zh-hans`): where the portal has no list of its words, only the typography may change.
    """
    try:
        changes, late = _changes_until_refusal(old, new)
        words = [change for change in changes if change.correction.kind != TYPOGRAPHY]
        names = {word for name in protected for word in _WORD.findall(name.casefold())}
        judge(words, protected=names, language=language, counts=_counted(old) if words else {})
    except MoreThanSpelling as more:
        return more.proof
    return late.proof if late else Proof(allowed=True, corrections=tuple(change.correction for change in changes))


def _changes_until_refusal(old: Sequence[Block], new: Sequence[Block]) -> tuple[list[Change], MoreThanSpelling | None]:
    """The changes of words and typography in front of the first difference that is more, and that difference."""
    changes: list[Change] = []
    words = 0
    try:
        for change in _changes(old, new):
            changes.append(change)
            words += change.correction.kind != TYPOGRAPHY
            if words > MOST:
                raise MoreThanSpelling("too-many", change.correction.place)
    except MoreThanSpelling as more:
        return changes, more
    return changes, None


def _changes(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Change]:
    for position, (before, after) in enumerate(zip_longest(old, new)):
        place = Place(position, (before or after).name)
        if before is None or after is None or (before.name, before.key) != (after.name, after.key):
            raise MoreThanSpelling("blocks", place)
        if [name for name, _ in before.fields] != [name for name, _ in after.fields]:
            raise MoreThanSpelling("fields", place)
        for (name, one), (_, other) in zip(before.fields, after.fields, strict=True):
            if one != other:
                yield from _changes_of_field(one, other, Place(position, before.name, name))


def _changes_of_field(old: str, new: str, place: Place) -> Iterator[Change]:
    """Raises `MoreThanSpelling` for a difference that no correction of words or typography makes."""
    code = _kept(old, new, place)
    if code:
        raise MoreThanSpelling(code, place)
    before, after = typography.plain(old), typography.plain(new)
    words, others = _WORD.findall(before), _WORD.findall(after)
    if words != others and (len(words) != len(others) or sorted(words) == sorted(others)):
        raise MoreThanSpelling("words" if len(words) != len(others) else "order", place)
    for one, other in zip_longest(_TOKEN.finditer(before), _TOKEN.finditer(after)):
        if one is None or other is None or one.group() != other.group():
            yield _change_of_word(one, other, place)
    yield from _changes_of_typography(old, new, place)


def _kept(old: str, new: str, place: Place) -> str:
    if (place.name, place.field) not in PROSE:
        return "not-prose"
    if typography.figures(old) != typography.figures(new):
        return "figures"
    return "fixed" if typography.fixed(old) != typography.fixed(new) else ""


def _signs(text: str) -> str:
    """A text with each of its words as one letter: what is left is typography and layout."""
    return _WORD.sub("a", text)


def _change_of_word(old: re.Match[str] | None, new: re.Match[str] | None, place: Place) -> Change:
    """The change of one word into another; any other sign may not change at all."""
    one, other = old.group() if old else "", new.group() if new else ""
    if old is None or not (_WORD.fullmatch(one) and _WORD.fullmatch(other)):
        raise MoreThanSpelling(_code_of_sign(one, other), place)
    kind = CAPITALS if one.casefold() == other.casefold() else SPELLING
    return Change(Correction(kind, one, other, place), _surroundings(old))


def _code_of_sign(*signs: str) -> str:
    if "\n" in signs:
        return "structure"
    odd = any(len(sign) == 1 and unicodedata.category(sign)[0] in "CM" for sign in signs)
    return "characters" if odd else "punctuation"


def _surroundings(word: re.Match[str]) -> Surroundings:
    before, behind = word.string[max(0, word.start() - LOOKED_BACK) : word.start()], word.string[word.end() :][:2]
    return Surroundings(
        free=before[-1:] in _BEFORE and behind[:1] in _BEHIND,
        beside_figure=(before[-1:] == " " and before[-2:-1].isnumeric())
        or (behind[:1] == " " and behind[1:].isnumeric()),
        begins=_begins(before),
    )


def _begins(before: str) -> bool:
    """Whether a sentence, a paragraph or an entry begins behind this: there a capital says nothing.

    A full stop ends a sentence behind an ordinary word only: "e.g.", "Dr." and "vs." end none. A colon may lead to a
    name.
    """
    if _LINE_BEGINS.search(before):
        return True
    ended = _SENTENCE_ENDED.search(before)
    if ended is None or ended[2] != ".":
        return ended is not None
    last = ended[1].casefold()
    return len(last) >= SHORTEST_LAST and last not in ABBREVIATIONS and dictionary.is_everyday(last)


def _changes_of_typography(old: str, new: str, place: Place) -> Iterator[Change]:
    """One for each line in which more than words changed; both have the same lines."""
    for one, other in zip(old.split("\n"), new.split("\n"), strict=True):
        if _signs(one) != _signs(other):
            yield Change(Correction(TYPOGRAPHY, *_around(one, other), place), Surroundings())


def _around(old: str, new: str) -> tuple[str, str]:
    """The part of two lines that differs, with the words it touches."""
    start = max(old.rfind(" ", 0, _alike(old, new)), 0)
    end = _alike(old[start:][::-1], new[start:][::-1])
    gap = old.find(" ", len(old) - end)
    end = len(old) - gap if gap >= 0 else 0
    return old[start : len(old) - end].strip(), new[start : len(new) - end].strip()


def _alike(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _counted(blocks: Sequence[Block]) -> Counter[str]:
    """How often a text holds each of its words, in every field, whatever their capitals."""
    return Counter(word.casefold() for block in blocks for _, value in block.fields for word in _WORD.findall(value))
