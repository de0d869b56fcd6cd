"""Which parts of the body have a table of causes, in one language: those that the newest answers are about."""

from __future__ import annotations

from articles.models import Article
from articles.models.vocabulary import BodyArea

#: So many answers are looked at, the newest first: no column of the index tells their part of the body.
LOOKED_AT = 1_000


def with_table(language: str) -> list[BodyArea]:
    """In the order of the vocabulary, and each has its table; one query that costs the same from 1,000 answers on.

    A part of the body that only older answers are about is not named then.
    """
    live = Article.objects.public().listing_causes().filter(live_page__language=language)
    newest = live.order_by("-live_page__published_at", "-pk").values_list("live_page__body_area", flat=True)
    found = set(newest[:LOOKED_AT])
    return [area for area in BodyArea if area in found]
