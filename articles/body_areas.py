"""Which parts of the body have a table of causes, in one language."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, QuerySet

from articles.kept_by_mark import KeptByMark
from articles.models import Article
from articles.models.vocabulary import BodyArea
from healthqa.lib.kept_queries import KeptQuery


def _with_table(language: str) -> tuple[BodyArea, ...]:
    found = _LOOKS.first(language) or ()
    return tuple(area for area, is_there in zip(BodyArea, found, strict=False) if is_there)


def _looks(language: str) -> QuerySet[Any, Any]:
    """Whether there is a table of each, asked beside any one answer, as the looks ask nothing of it."""
    live = Article.objects.public().listing_causes().filter(live_page__language=language).order_by()
    looks = {f"area_{number}": Exists(live.filter(live_page__body_area=area)) for number, area in enumerate(BodyArea)}
    return Article.objects.public().order_by().annotate(**looks).values_list(*looks)[:1]


_LOOKS = KeptQuery(_looks, str)

#: Of a language, in the order of the vocabulary, each with its table: after a change a look at the index for each.
with_table = KeptByMark(_with_table)
