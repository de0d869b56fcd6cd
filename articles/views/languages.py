"""Lists that hold answers in every language: those in the language of the page come first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from articles.models import Article
from articles.models.vocabulary import Language
from healthqa.lib.joined_lists import JoinedLists, Listed
from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.kept_rows import RowsByKey
from healthqa.lib.paging import PAGE_SIZE


class InTurn:
    """The same list in the language of the interface, then in all others: `build(key, languages)`, compiled once."""

    def __init__(self, build: Callable[[int, list[str]], QuerySet[Any, Any]]) -> None:
        others = len(Language.values) - 1
        self._own = KeptQuery(lambda key, own: build(key, [own]), int, str)
        self._others = KeptQuery(lambda key, *languages: build(key, [*languages]), int, *[str] * others)

    def __call__(self, key: int) -> list[Listed]:
        own = get_language() or ""
        others = [code for code in Language.values if code != own]
        return [Listed(self._own, (key, own)), Listed(self._others, (key, *others))]


class OwnFirst:
    """Cards in the order of their subjects, those in the language of the interface before all others.

    `entries(key)`: live pages or listings of them, through the door. `of`: the way from there to language and subject;
    `place`: what holds the edition there, and `by_letter`: letters before subjects, as the index has it.
    """

    def __init__(
        self,
        entries: Callable[[int], QuerySet[Any, Any]],
        *,
        of: str = "",
        place: str = "article_id",
        by_letter: bool = False,
    ) -> None:
        order = [f"{of}{column}" for column in (*(["letter"] if by_letter else []), "index_phrase", place)]
        self._columns = len(order)
        self._lists = InTurn(
            lambda key, languages: (
                entries(key).filter(**{f"{of}language__in": languages}).order_by(*order).values_list(*order)
            )
        )

    def __call__(self, key: int) -> JoinedLists[Article]:
        """Of the tag, condition or department of this key."""
        return JoinedLists(self._lists(key), _CARDS, self._columns)


_CARDS: RowsByKey[Article] = RowsByKey(lambda keys: Article.objects.public().cards_of(keys), PAGE_SIZE + 1)
