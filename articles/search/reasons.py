"""Why something is suggested whose own words do not show what was typed: the other words that it was found by.

Words of live pages and names of conditions alone: what an editor noted for the search was signed by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from articles.search import cards
from articles.search.entries import said_in_head
from articles.search.known_names import known_names
from articles.search.results import Piece
from articles.search.snippets import holding
from articles.search.words import folded_text


def other_words(texts: Iterable[str], parts: Sequence[str]) -> tuple[Piece, ...]:
    """The first of these texts that holds most of the folded parts, marked; nothing where none holds any."""
    best, most = "", 0
    for text in texts:
        plain = folded_text(text)
        number = sum(part in plain for part in parts)
        if number > most:
            best, most = text.strip(), number
    return holding(best, parts)


def of_questions(lacking: Mapping[int, Sequence[str]]) -> dict[int, tuple[Piece, ...]]:
    """By edition the name, heading, doctor or tag that holds what its question lacks; nothing where none holds any.

    `lacking`: by edition the folded parts. One query, none where nothing is lacking.
    """
    if not lacking:
        return {}
    named = {one.row.slug: list(one.names) for one in known_names().conditions}
    return {
        pk: other_words(chain.from_iterable(said_in_head(content, named)), lacking[pk])
        for pk, content in cards.contents_of(list(lacking)).items()
    }
