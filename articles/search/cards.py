"""What is shown of an answer that was found: its card, with the words that were looked for marked."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from articles.models import Article, LivePage, Question
from articles.models.door import is_live_in_sql
from articles.page_content import PageContent
from articles.search import snippets
from articles.search.asked_words import Thing
from articles.search.results import Hit
from articles.search.sql import rows_of
from doctors.models import Department

_LIVE: Final = f"""
    FROM {Article._meta.db_table} a JOIN {LivePage._meta.db_table} p ON p.article_id = a.id
    JOIN {Question._meta.db_table} q ON q.id = a.question_id
    LEFT JOIN {Department._meta.db_table} d ON d.id = p.department_id
    WHERE a.id IN %s AND {is_live_in_sql("a")}
"""
_CARDS: Final = f"""
    SELECT a.id, p.question_text, p.summary, p.slug, p.language, p.byline, p.signed_on, p.due_on, p.is_sample, d.name
    {_LIVE}
"""
_QUESTIONS: Final = f"SELECT a.id, p.question_text, p.slug, p.language {_LIVE}"
_CONTENTS: Final = f"SELECT a.id, p.content {_LIVE}"
_TEXTS: Final = f"SELECT a.id, p.question_text, p.content {_LIVE}"


class _Card(NamedTuple):
    """What a hit shows, as `_CARDS` gives it."""

    pk: int
    question: str
    summary: str
    slug: str
    language: str
    byline: str
    signed_on: dt.date
    due_on: dt.date
    is_sample: bool
    department: str | None


def hits(page_ids: Sequence[int], things: Sequence[Thing]) -> tuple[Hit, ...]:
    """The cards of these pages, in their order: two queries, the second where title and summary lack some words."""
    wanted = {word for thing in things for way in thing.ways for word in way}
    cards = {card[0]: _Card._make(card) for card in rows_of(_CARDS, list(page_ids))} if page_ids else {}
    lacking = {pk: wanted - snippets.words_of(card.question, wanted) for pk, card in cards.items()}
    unsaid = [pk for pk, card in cards.items() if snippets.words_of(card.summary, lacking[pk]) != lacking[pk]]
    contents = contents_of(unsaid)
    return tuple(_hit(cards[pk], contents.get(pk), wanted, lacking[pk]) for pk in page_ids if pk in cards)


def questions_of(page_ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    """By edition the question of a live answer, its address and its language."""
    found = rows_of(_QUESTIONS, list(page_ids)) if page_ids else []
    return {pk: (question, slug, language) for pk, question, slug, language in found}


def texts_of(page_ids: Sequence[int]) -> list[str]:
    """All that the pages of these live answers say, in their order, questions first."""
    found = {pk: (question, content) for pk, question, content in rows_of(_TEXTS, list(page_ids))} if page_ids else {}
    said = [found[pk] for pk in page_ids if pk in found]
    return [text for question, content in said for text in (question, *snippets.strings_in(json.loads(content)))]


def contents_of(page_ids: Sequence[int]) -> dict[int, PageContent]:
    """By edition what the page of a live answer says."""
    return {pk: json.loads(content) for pk, content in rows_of(_CONTENTS, list(page_ids))} if page_ids else {}


def _hit(card: _Card, content: Any, wanted: set[str], lacking: set[str]) -> Hit:
    return Hit(
        slug=card.slug,
        language=card.language,
        question=snippets.marked(card.question, wanted),
        snippet=snippets.marked(snippets.snippet(card.summary, content, lacking), wanted),
        byline=card.byline,
        department=card.department or "",
        signed_on=card.signed_on,
        due_on=card.due_on,
        is_sample=card.is_sample,
    )
