"""What a reader may mean while still typing; and what is near where nothing is found. Only what live answers show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from articles.models import Condition
from articles.models.searching import EVERY
from articles.models.vocabulary import Language
from articles.search import cards, engine, reasons, snippets, understanding, vocabulary
from articles.search.asked_words import Span, Thing, Way, any_of, at_most
from articles.search.known_names import Named, known_names
from articles.search.results import Suggestion, Suggestions
from articles.search.words import folded, folded_text, has_han, normal, normal_words, runs_in, singular
from articles.stop_words import ENGLISH

QUESTIONS, CONDITIONS, DOCTORS = 5, 3, 3
#: Answers that are looked at, those with short questions first; words that a typed part may belong to.
_LOOKED_AT, _WORDS = 50, 12
_MOST_PARTS = 6
#: Letters of a word that tell which synonym is being typed.
_SHORTEST_BEGINNING = 3
#: Words that are compared with all words of names, letters of either at least, and how much they are to be alike.
_MOST_ALIKE, _SHORTEST_ALIKE, _ALIKE = 4, 4, 0.75


def suggest(text: str, language: str) -> Suggestions:
    """At most five questions, three conditions and three doctors whose words hold what was typed. Never raises.

    Parts of words count: "ramp" finds "leg cramps".
    """
    text = understanding.cleaned(text)
    parts = _parts(text)
    if not parts or language not in Language.values:
        return Suggestions()
    names = known_names()
    with override(language):
        return Suggestions(
            questions=_questions(text, parts, str(Language.CHINESE) if has_han(text) else language),
            conditions=_suggested(names.conditions, parts, CONDITIONS),
            doctors=_suggested(names.doctors, parts, DOCTORS),
        )


def nearest_conditions(text: str, language: str) -> tuple[Suggestion, ...]:
    """At most three conditions of live answers whose names have most of the words, those with a slip mended.

    Where none has any of them, those with a word that is much like one of them: "asma", "headake".
    """
    if language not in Language.values:
        return ()
    question = understanding.understand(understanding.cleaned(text), language)
    words = {word for thing in question.things for way in thing.ways for word in way}
    if not words:
        return ()
    best = _of_words(words) or _of_words(_alike(words))
    with override(language):
        return tuple(
            Suggestion(snippets.marked(one.names[0], words), one.row.get_absolute_url()) for one in best[:CONDITIONS]
        )


def _of_words(words: set[str]) -> list[Named[Condition]]:
    """Conditions whose names have any of the words, those that have most of them first."""
    parts = [word.removesuffix("y") for word in words]  # "arteries" is folded, and compared as "artery"
    near = [one for one in known_names().conditions if any(part in one.said for part in parts)]
    rated = [(len(words.intersection(normal_words("\n".join(one.names)))), one) for one in near]
    best = sorted((entry for entry in rated if entry[0]), key=lambda entry: (-entry[0], entry[1].names))
    return [one for _number, one in best]


def _alike(words: set[str]) -> set[str]:
    """Of the words of all names those that are much like one of these: they may be more than one slip away."""
    known = {part for one in known_names().conditions for part in one.said.split()}
    found: set[str] = set()
    for word in sorted(words)[:_MOST_ALIKE]:
        if len(word) >= _SHORTEST_ALIKE:
            same_begin = [part for part in known if part[0] == word[0] and len(part) >= _SHORTEST_ALIKE]
            found.update(map(normal, get_close_matches(word, same_begin, 1, _ALIKE)))
    return found


def _parts(text: str) -> list[str]:
    """What was typed, folded, without words that say nothing; the last one may be the beginning of a word."""
    runs = [run.text if run.is_han else folded(run.text) for run in runs_in(text)]
    return list(dict.fromkeys(run for run in runs if run and run not in ENGLISH))[:_MOST_PARTS]


def _questions(text: str, parts: Sequence[str], language: str) -> tuple[Suggestion, ...]:
    groups = list(_groups(parts, understanding.synonyms_of(language)))
    numbers = vocabulary.known(
        [word for group, ways in groups for way in (_words(*group), *ways) for word in way], language
    )
    things = [_thing(group, ways, language, numbers) for group, ways in groups]
    if not all(thing.answers for thing in things):
        return ()
    total = numbers[EVERY]
    look = engine.Look(
        any_of([things], in_head=True),
        language,
        at_most([things], total),
        total,
        is_counted=len(things) == 1,
        has_figures=any(thing.has_figures for thing in things),
    )
    found = engine.matches(look, most=_LOOKED_AT)
    texts = cards.questions_of([match.page_id for match in found])
    keys = [match.page_id for match in found if match.page_id in texts]
    best = sorted(keys, key=lambda key: -_share(folded_text(texts[key][0]), parts))[:QUESTIONS]
    lacking = {key: _lacking(texts[key][0], things, groups) for key in best}
    whys = reasons.of_questions({key: missing for key, missing in lacking.items() if missing})
    suggestions = []
    for key in best:
        question, slug, in_language = texts[key]
        with override(in_language):
            url = reverse("answer", args=[slug])
        suggestions.append(Suggestion(snippets.holding(question, parts), url, whys.get(key, ())))
    return tuple(suggestions)


def _groups(parts: Sequence[str], synonyms: Mapping[Way, list[Way]]) -> Iterator[tuple[Sequence[str], list[Way]]]:
    """The parts one by one, without other ways to say them; but together those that editors have a synonym for.

    The last one may be the beginning of a word of theirs.
    """
    place, longest = 0, max(map(len, synonyms), default=1)
    while place < len(parts):
        for length in range(min(len(parts) - place, longest), 0, -1):
            group = parts[place : place + length]
            ways = synonyms.get(_words(*group), [])
            if not ways and place + length == len(parts):
                ways = list(chain.from_iterable(synonyms[said] for said in synonyms if _begins(said, group)))
            if ways or length == 1:
                yield group, ways
                place += length
                break


def _begins(said: Way, group: Sequence[str]) -> bool:
    """Whether what was typed is `said` but for the end of its last word."""
    *before, last = group
    return len(last) >= _SHORTEST_BEGINNING and said[-1].startswith(last) and said[:-1] == _words(*before)


def _lacking(question: str, things: Sequence[Thing], groups: Sequence[tuple[Sequence[str], list[Way]]]) -> list[str]:
    """The parts that a question neither holds nor says in words that count as the same."""
    plain, words = folded_text(question), set(normal_words(question))
    lacking: list[str] = []
    for (group, _ways), thing in zip(groups, things, strict=True):
        if not any(words.issuperset(way) for way in thing.ways):
            lacking += [part for part in group if part not in plain]
    return lacking


def _words(*parts: str) -> Way:
    """The words that typed parts are by themselves."""
    return tuple(word for part in parts for word in (normal_words(part) if has_han(part) else [singular(part)]))


def _thing(group: Sequence[str], synonyms: Sequence[Way], language: str, numbers: dict[str, int]) -> Thing:
    """The words of heads that a typed part may belong to (begin with it, else hold it), and what else says the same."""
    typed = _words(*group)
    ways = {way: _fewest(way, numbers) for way in (typed, *synonyms)}
    if len(group) == 1 and not has_han(group[0]):
        ways |= {(word,): answers for word, answers in vocabulary.holding(group[0], language, most=_WORDS).items()}
    return Thing(tuple(ways), Span(0, 0), sum(ways.values()))


def _fewest(way: Way, numbers: dict[str, int]) -> int:
    return min((numbers.get(EVERY, 0) if word.isdigit() else numbers.get(word, 0) for word in way), default=0)


def _share(text: str, parts: Sequence[str]) -> int:
    """How many parts a folded text shows, those at the beginning of a word counting doubly."""
    words = f" {text}"
    return sum((f" {part}" in words) + (part in words) for part in parts)


def _suggested(known: Iterable[Named[Any]], parts: Sequence[str], most: int) -> tuple[Suggestion, ...]:
    found = [one for one in known if all(part in one.said for part in parts)]
    suggestions = []
    for one in sorted(found, key=lambda one: (-_share(one.said, parts), one.names))[:most]:
        name, *others = one.names
        lacking = [part for part in parts if part not in folded_text(name)]
        why = reasons.other_words(others, lacking)
        suggestions.append(Suggestion(snippets.holding(name, parts), one.row.get_absolute_url(), why))
    return tuple(suggestions)
