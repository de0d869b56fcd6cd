"""How common words are: an editor is told before a synonym sends everybody somewhere else."""

from __future__ import annotations

from typing import NamedTuple

from articles.models.searching import EVERY
from articles.search import engine, vocabulary
from articles.search.asked_words import Span, Thing, any_of
from articles.search.words import normal_words

#: Words that stand in more than one of so many answers are common.
_ONE_OF = 10


class Share(NamedTuple):
    """So many answers of all live ones of a language."""

    answers: int
    total: int


def common(text: str, language: str) -> Share | None:
    """How many live answers have all words of `text`, where these are more than a tenth; None of rarer words."""
    way = tuple(dict.fromkeys(normal_words(text)))
    numbers = vocabulary.known(way, language)
    total = numbers.get(EVERY, 0)
    # Figures are not counted: they may be anywhere.
    at_most = min((total if word.isdigit() else numbers.get(word, 0) for word in way), default=0)
    if at_most * _ONE_OF <= total:
        return None
    answers = engine.number_of(any_of([[Thing((way,), Span(0, len(text)))]], in_head=False), language)
    return Share(answers, total) if answers * _ONE_OF > total else None
