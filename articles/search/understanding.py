"""What a reader's text asks for: words, phrases in quotes, synonyms, and what was meant where it was typed wrongly."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise

from articles.models.searching import EVERY
from articles.search import vocabulary
from articles.search.asked_words import Counts, Span, Thing, Way
from articles.search.sql import rows_of
from articles.search.words import Word, folded, normal_words, words_in

#: Characters that are read of a text, and things that are looked for: the rest of a longer text says little more.
LONGEST_TEXT, MOST_THINGS = 400, 16
#: Ways that are tried for a word that was typed wrongly.
_MOST_MEANT = 4
#: Things of which each is meant to be found; a sentence has more.
_FEW = 3
#: A word of no more answers than these is no common one, however small the portal.
_FEW_ANSWERS = 5
#: Wrong words that are looked into: each takes two looks.
_MOST_WRONG = 4
#: What people write between two parts of one word.
_BETWEEN = (" ", "-", "‐", "–")
_SYNONYMS = "SELECT words, meaning FROM articles_searchsynonym WHERE language = %s ORDER BY id"
_QUOTED = re.compile(r"[\"“”„«「『]([^\"“”„«»「」『』]+)[\"“”»」』]")


@dataclass(frozen=True, slots=True)
class Question:
    """A text understood in one language.

    `words`: as compared, in their order. `total`: live answers there are; `counts`: those that have a word.
    """

    text: str
    things: tuple[Thing, ...]
    words: tuple[str, ...]
    total: int
    counts: Counts


def cleaned(text: str) -> str:
    """The part of a text that is read, in one form of each letter; whatever bytes it came from."""
    return " ".join(unicodedata.normalize("NFKC", text[: 4 * LONGEST_TEXT]).split())[:LONGEST_TEXT]


def understand(text: str, language: str, *, exactly: bool = False) -> Question:
    """What a cleaned text asks for. `exactly`: nothing is taken for something else that was not typed."""
    phrases = list(_phrases(text))
    outside = [word for word in words_in(text) if not any(span.start <= word.start < span.end for span, _ in phrases)]
    words = list({word.text: word for word in outside}.values())[:MOST_THINGS]
    typed = {word.text for word in words}
    synonyms = {said: ways for said, ways in synonyms_of(language).items() if typed.issuperset(said)}
    pairs = [f"{one.text}{other.text}" for one, other in pairwise(words)]
    others = [word for way in (*(way for _, way in phrases), *chain(*synonyms.values())) for word in way]
    counts = vocabulary.counted([*typed, *pairs, *others], language)
    numbers = vocabulary.totals(counts)
    total = numbers.get(EVERY, 0)
    things = [Thing((way,), span, _fewest(way, numbers, total), is_phrase=len(way) > 1) for span, way in phrases]
    said = list(_things(words, synonyms, numbers, total))
    things += said if exactly else _as_meant(text, said, language)
    meant = [word for thing in things if thing.is_corrected for way in thing.ways for word in way]
    if meant:
        counts |= vocabulary.counted(meant, language)
    return Question(text, tuple(things[:MOST_THINGS]), tuple(word.text for word in words_in(text)), total, counts)


def corrected(question: Question) -> str:
    """The text with what was meant in place of what was typed; empty where nothing was taken for something else."""
    wrong = [thing for thing in question.things if thing.is_corrected]
    text = question.text
    for thing in sorted(wrong, key=lambda thing: -thing.span.start):
        text = text[: thing.span.start] + thing.typed[0] + text[thing.span.end :]
    return text if wrong else ""


def is_guessed(question: Question) -> bool:
    """Whether the thing that tells most was taken for something else, or is one of a few and nowhere.

    What is found may then be about anything. Of a whole sentence some word is always nowhere.
    """
    if len(question.things) <= _FEW and not all(thing.answers for thing in question.things):
        return True
    rarest = min((thing for thing in question.things if thing.answers), key=lambda thing: thing.answers, default=None)
    return rarest is not None and rarest.is_corrected


def is_commonplace(question: Question) -> bool:
    """Whether even the rarest thing that is anywhere is in more than a third of all answers."""
    rarest = min((thing.answers for thing in question.things if thing.answers), default=0)
    return _is_common(rarest, question.total)


def telling(question: Question) -> list[Thing]:
    """The things that tell answers apart, in their order: without those in more than a third of all answers.

    All of them where fewer than two would be left that are anywhere.
    """
    rare = [thing for thing in question.things if not _is_common(thing.answers, question.total)]
    return rare if sum(thing.answers > 0 for thing in rare) > 1 else list(question.things)


def _is_common(answers: int, total: int) -> bool:
    return answers > max(_FEW_ANSWERS, total // 3)


def _phrases(text: str) -> Iterator[tuple[Span, Way]]:
    for quoted in _QUOTED.finditer(text):
        way = tuple(normal_words(quoted.group(1)))
        if way:
            yield Span(quoted.start(), quoted.end()), way


def _things(
    words: Sequence[Word], synonyms: dict[Way, list[Way]], numbers: dict[str, int], total: int
) -> Iterator[Thing]:
    """Synonyms first, then two words that answers write as one, then single words."""
    place = 0
    while place < len(words):
        length, ways = _said(words[place:], synonyms, numbers)
        span = Span(words[place].start, words[place + length - 1].end)
        answers = sum(_fewest(way, numbers, total) for way in ways)
        yield Thing(tuple(ways), span, min(answers, total))
        place += length


def _said(words: Sequence[Word], synonyms: dict[Way, list[Way]], numbers: dict[str, int]) -> tuple[int, list[Way]]:
    """How many of the words say one thing, and the ways to say it."""
    texts = tuple(word.text for word in words)
    for length in range(min(len(texts), _longest(synonyms)), 0, -1):
        if texts[:length] in synonyms:
            return length, [texts[:length], *synonyms[texts[:length]]]
    together = "".join(texts[:2])
    if len(texts) > 1 and together in numbers and not any(word.is_han for word in words[:2]):
        return 2, [texts[:2], (together,)]
    return 1, [texts[:1]]


def _fewest(way: Way, numbers: dict[str, int], total: int) -> int:
    """No more answers than these have all words of a way. Figures are not counted: they are taken for rare."""
    return min((1 if word.isdigit() else numbers.get(word, 0) for word in way), default=total)


def _as_meant(text: str, said: Sequence[Thing], language: str) -> Iterator[Thing]:
    """Each thing, those that no answer has as they were meant: alone, or together with the word beside it.

    A short word is the easiest to guess wrongly alone: "hart burn" is heartburn, not a heart that burns.
    """
    left, wrong = deque(said), 0
    before: Thing | None = None
    while left:
        thing = left.popleft()
        wrong += not thing.answers
        if not thing.answers and wrong <= _MOST_WRONG:
            is_short = thing.span.end - thing.span.start <= vocabulary.SHORT
            alone = None if is_short else _mended(text, thing, language)
            if alone and alone.is_corrected:
                thing = alone
            elif left and (one := _as_one_word(text, thing, left[0], language)):
                left.popleft()
                thing = one
            elif before and (one := _as_one_word(text, before, thing, language)):
                before, thing = None, one
            elif is_short:
                thing = _mended(text, thing, language)
        if before:
            yield before
        before = thing
    if before:
        yield before


def _as_one_word(text: str, one: Thing, other: Thing, language: str) -> Thing | None:
    """Two words side by side that are one word with a slip and a space in it: "hart burn"."""
    span = Span(one.span.start, other.span.end)
    between = text[one.span.end : other.span.start]
    if one.is_phrase or one.is_corrected or other.is_corrected or between not in _BETWEEN:
        return None
    together = "".join(folded(text[thing.span.start : thing.span.end]) for thing in (one, other))
    return _slip(together, span, language) if together.isalpha() else None


def _mended(text: str, thing: Thing, language: str) -> Thing:
    """The thing as it was meant: a word with a slip, or words that were run together.

    Not the beginning of another word: who sends "flu" or "ear" does not look for "fluid" or "early". Words that are not
    typed to their end are what suggestions are for.
    """
    typed = folded(text[thing.span.start : thing.span.end])
    if len(thing.ways) > 1 or not typed.isascii():
        return thing
    if found := _slip(typed, thing.span, language):
        return found
    words, answers = vocabulary.apart(typed, language)
    parts = " ".join(words)
    way = tuple(normal_words(parts))
    return Thing((way,), thing.span, answers=answers, is_corrected=True, typed=(parts,)) if way else thing


def _slip(typed: str, span: Span, language: str) -> Thing | None:
    """What a folded word may be a slip of."""
    found = vocabulary.meant(typed, language, most=_MOST_MEANT)
    if not found:
        return None
    ways, rightly = tuple((word,) for _typed, word, _n in found), tuple(right for right, _word, _n in found)
    return Thing(ways, span, answers=max(n for *_, n in found), is_corrected=True, typed=rightly)


def _longest(synonyms: dict[Way, list[Way]]) -> int:
    return max(map(len, synonyms), default=0)


def synonyms_of(language: str) -> dict[Way, list[Way]]:
    """What editors say of words that readers use: read each time, so that a change holds at once."""
    found: dict[Way, list[Way]] = {}
    for words, meaning in rows_of(_SYNONYMS, language):
        said, way = _way(words), _way(meaning)
        if said and way and said != way:
            found.setdefault(said, []).append(way)
    return found


@lru_cache(maxsize=5_000)
def _way(text: str) -> Way:
    return tuple(normal_words(text))
