"""A reader searches: the text is understood, the engine asked for answers that have it, and those are ranked.

What is read does not grow with the number of answers: at most `COUNTED` matches are looked at and `RANKED` ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from typing import Any, Final

from articles.models.vocabulary import Language
from articles.search import cards, engine, filters, ranking, snippets, understanding
from articles.search.asked_words import Counts, Thing, any_of, at_most
from articles.search.engine import Look, Match
from articles.search.known_names import known_names
from articles.search.results import COUNTED, PER_PAGE, Asked, Found
from articles.search.understanding import Question
from articles.search.words import has_han, normal_words, runs_in

#: Of what was found so many are ranked, those with all words in their heads first; the others follow by their place.
RANKED: Final = 200
#: Where no answer has all things: the rarest of them, of which at least half have to be there, else two, else one of a
#: few that stands in the head.
_RAREST, _ONE_OF = 6, 3
#: So many of those are counted: more than are ranked, and nobody asked for exactly them.
_PARTLY_COUNTED = 300
#: A guessed word is told as so many of the best answers write it.
_TOLD_FROM: Final = 5
#: From so many answers on no fewer things are asked for.
_ENOUGH = 5


@dataclass(frozen=True, slots=True)
class _Matched:
    """`rows` in the order of the engine, those with all things in their heads first."""

    rows: list[Match]
    is_more: bool = False
    is_partial: bool = False
    has_one: bool = False  # of several things only one is in each of them


def search(asked: Asked) -> Found:
    """A page of the live answers to what a reader looks for, in the interface's language where they have all of it.

    Never raises, whatever was typed. Where they have only some of the words, or a guess, the language of the text's
    script comes first: English words on a Chinese page are in hardly any Chinese answer.
    """
    text = understanding.cleaned(asked.text)
    best = Found(says_nothing=not normal_words(text) and any(True for _run in runs_in(text)))
    for language in _languages(text, asked.language):
        found = _search_in(language, text, asked)
        if found.hits or found.total or found.filters:
            best = found
            if not found.is_partial and not found.corrected:
                break
    return best


def corrected(text: str) -> str:
    """The text as a search may take it, of which words were typed wrongly; "" where none was.

    In English: no slip is known in the words of another language. No answer has to be found for it.
    """
    return understanding.corrected(understanding.understand(understanding.cleaned(text), Language.ENGLISH))


def _languages(text: str, interface: str) -> list[str]:
    other = Language.CHINESE if has_han(text) else Language.ENGLISH
    return [str(language) for language in dict.fromkeys((interface, other)) if language in Language.values]


def _search_in(language: str, text: str, asked: Asked) -> Found:
    question = understanding.understand(text, language, exactly=asked.exactly)
    if not question.things:
        return Found()
    question, every = _settled(question, language, _matched(question, language, {}, asked.exactly))
    wanted = filters.chosen(asked)
    matched = every
    if wanted and every.is_more:
        matched = _matched(question, language, wanted, asked.exactly)
    elif wanted:
        matched = replace(every, rows=[match for match in every.rows if filters.fits(match, wanted)])
    ordered = _ordered(question, matched)
    start = (max(asked.page, 1) - 1) * PER_PAGE
    as_meant = understanding.corrected(_as_written(question, ordered))
    return Found(
        hits=cards.hits([match.page_id for match in ordered[start : start + PER_PAGE]], question.things),
        total=len(ordered),
        is_more=matched.is_more,
        has_next=len(ordered) > start + PER_PAGE,
        corrected=as_meant if every.rows else "",
        filters=filters.filters_of(every.rows, wanted, is_more=every.is_more),
        is_partial=matched.is_partial,
        is_guessed=bool(every.rows) and understanding.is_guessed(question),
        is_loose=matched.has_one and understanding.is_commonplace(question),
    )


def _matched(question: Question, language: str, wanted: dict[str, Any], exactly: bool) -> _Matched:
    things = question.things
    if all(thing.answers for thing in things):
        found = _with([things], question, language, wanted)
        if found.rows or exactly or len(things) == 1:
            return found
    return _Matched([]) if exactly or len(things) == 1 else _matched_partly(question, language, wanted)


def _matched_partly(question: Question, language: str, wanted: dict[str, Any]) -> _Matched:
    """Matches that have some of the things; fewer are asked for until there are a few answers to choose from.

    A long answer may have any three words of a sentence somewhere in its text; the right one has two in its question.
    """
    things, telling = question.things, understanding.telling(question)
    there: dict[int, Match] = {}
    is_more = False
    for few in _fewer(things, telling):
        found = _with(few, question, language, wanted, most=_PARTLY_COUNTED)
        there |= {match.place: match for match in found.rows if match.place not in there}
        is_more = is_more or found.is_more or len(there) > _PARTLY_COUNTED
        if len(there) >= _ENOUGH:
            break
    if there:
        rows = list(there.values())[:_PARTLY_COUNTED]
        return _Matched(rows, is_more=is_more, is_partial=True, has_one=len(things) == 2)
    one = [[thing] for thing in _rarest(telling)[:_ONE_OF]]
    found = _with(one, question, language, wanted, most=_PARTLY_COUNTED, only_heads=True) if one else _Matched([])
    return replace(found, is_partial=True, has_one=True)


def _fewer(things: Sequence[Thing], telling: Sequence[Thing]) -> Iterator[list[Sequence[Thing]]]:
    """Things that have to be there: all but any one; of the rarest that tell, any half, then any two that lie apart.

    Unknown ones are always left out. Two pairs of Chinese letters that share one are hardly more than one word.
    """
    there = [thing for thing in things if thing.answers]
    rarest = _rarest(telling)
    one_less = len(things) - 1
    half = min((len(telling) + 1) // 2, _RAREST)
    if len(there) >= one_less > 0:
        yield list(combinations(there, one_less))
    if 2 < half < one_less and len(rarest) >= half:
        yield list(combinations(rarest, half))
    if one_less > 2:
        pairs = combinations(rarest, 2)
        apart: list[Sequence[Thing]] = [
            [one, other] for one, other in pairs if one.span.end <= other.span.start or other.span.end <= one.span.start
        ]
        if apart:
            yield apart


def _rarest(things: Sequence[Thing]) -> list[Thing]:
    """The few that tell most. Figures come last: they are counted as rare and say little by themselves."""
    there = [thing for thing in things if thing.answers]
    return sorted(there, key=lambda thing: (thing.ways[0][0].isdigit(), thing.answers))[:_RAREST]


def _with(
    few: Sequence[Sequence[Thing]],
    question: Question,
    language: str,
    wanted: dict[str, Any],
    *,
    most: int = COUNTED,
    only_heads: bool = False,
) -> _Matched:
    """Matches of one of these combinations: all in the head first, then wherever they are."""
    counts = question.counts
    look = partial(_look, question=question, language=language, wanted=wanted)
    headed = [things for things in few if all(thing.in_heads(counts) for thing in things)]
    in_heads = engine.matches(look(headed, in_head=True), most=most + 1) if headed else []
    if len(in_heads) > most or only_heads or not _may_be_elsewhere(few, counts):
        return _Matched(in_heads[:most], is_more=len(in_heads) > most)
    # What was found is found again: to leave it out, an engine would have to look for it once more.
    anywhere = engine.matches(look(few, in_head=False), most=most + 1 + len(in_heads))
    rows = list({match.place: match for match in [*in_heads, *anywhere]}.values()) if in_heads else anywhere
    return _Matched(rows[:most], is_more=len(rows) > most)


def _look(
    few: Sequence[Sequence[Thing]], *, question: Question, language: str, wanted: dict[str, Any], in_head: bool
) -> Look:
    return Look(
        any_of(few, in_head=in_head, counts=question.counts),
        language,
        at_most(few, question.total, heads_by=question.counts if in_head else None),
        question.total,
        is_counted=not wanted and all(len(things) == 1 and not things[0].is_phrase for things in few),
        has_figures=any(thing.has_figures for things in few for thing in things),
        phrases=[thing for thing in question.things if thing.is_phrase],
        filters=wanted,
    )


def _may_be_elsewhere(few: Sequence[Sequence[Thing]], counts: Counts) -> bool:
    """Whether any of the words is in an answer beside the marked part of its head."""
    words = {word for things in few for thing in things for way in thing.ways for word in way}
    return any(word not in counts or counts[word].plain for word in words)


def _settled(question: Question, language: str, matched: _Matched) -> tuple[Question, _Matched]:
    """What a wrong word was meant to be is settled by the best answer: the others of its ways are dropped."""
    unsure = [thing for thing in question.things if thing.is_corrected and len(thing.ways) > 1]
    if not unsure or not matched.rows:
        return question, matched
    best = next(iter(_ordered(question, matched)), None)
    if best is None:  # all of them were withdrawn since they matched
        return question, matched
    head = engine.heads_of([best.place]).get(best.place, "")
    settled = {thing: thing.only(next(iter(ranking.ways_in(head, thing)), thing.ways[0])) for thing in unsure}
    question = replace(question, things=tuple(settled.get(thing, thing) for thing in question.things))
    return question, _matched(question, language, {}, exactly=False)


def _as_written(question: Question, ordered: Sequence[Match]) -> Question:
    """What was taken for something else, in the form that the best answers write: "charley", not "charleie".

    What neither they nor a name of a condition says stays as typed: other wordings, which nobody signed, are not told.
    """
    if not any(thing.is_corrected for thing in question.things):
        return question
    names = [name for one in known_names().conditions for name in one.names]
    texts = cards.texts_of([match.page_id for match in ordered[:_TOLD_FROM]])
    said = {word for text in (*texts, *names) for word in normal_words(text)}
    return replace(question, things=tuple(_told(thing, texts, said) for thing in question.things))


def _told(thing: Thing, texts: Sequence[str], said: set[str]) -> Thing:
    if not thing.is_corrected or not said.issuperset(thing.ways[0]):
        return replace(thing, is_corrected=False)
    if len(thing.ways[0]) > 1:
        return thing
    return replace(thing, typed=(snippets.as_written(texts, thing.ways[0][0], thing.typed[0]),))


def _ordered(question: Question, matched: _Matched) -> list[Match]:
    first, others = matched.rows[:RANKED], matched.rows[RANKED:]
    heads = engine.heads_of(match.place for match in first)
    words = normal_words(understanding.corrected(question)) or question.words
    found = [(match, heads[match.place]) for match in first if match.place in heads]
    is_whole = not matched.is_partial
    best = ranking.ranked(found, question.things, words, total=question.total, is_whole=is_whole)
    return [*best, *others]
