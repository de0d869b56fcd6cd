"""Lists that hold answers in every language: those in the language of the page come first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from articles.models import Article
from articles.models.vocabulary import Language
from healthqa.lib.joined_lists import Entry, JoinedLists


def languages_in_turn() -> list[list[str]]:
    """The language of the interface, then all others: so are the answers of a list told apart."""
    own = get_language()
    return [[code for code in Language.values if (code == own) is is_own] for is_own in (True, False)]


def own_first(entries: QuerySet[Any, Any], of: str = "", key: str = "article_id") -> JoinedLists[Article]:
    """Cards in the order of their subjects, those in the language of the interface before all others.

    `entries`: live pages or listings of them, through the door. `of`: the way from there to language and subject;
    `key`: what holds the edition there, as the index has it.
    """
    order = (f"{of}index_phrase", f"{of}{key}")
    lists = [
        entries.filter(**{f"{of}language__in": languages}).order_by(*order).values_list(*order)
        for languages in languages_in_turn()
    ]
    return JoinedLists(lists, _cards)


def _cards(entries: Sequence[Entry]) -> list[Article]:
    """What went from the public since the entries were read is left out."""
    found = Article.objects.public().for_cards().order_by().in_bulk([entry.key for entry in entries])
    return [found[entry.key] for entry in entries if entry.key in found]
