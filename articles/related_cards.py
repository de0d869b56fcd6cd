"""The related cards of an answer in the query that reads its page, as JSON: a join would repeat the page with each."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.db.models.sql.compiler import SQLCompiler

from articles import nearness, past_neighbours
from articles.models import Article, ArticleQuerySet, RelatedLink
from articles.related import Card, Other

FIELDS = ("pk", "slug", "language", "question_text")
SHARED = ("shared_conditions", "shared_tags")


class _Json(Func):
    """A JSON column inside of JSON: SQLite stores it as text, which would be put in quotes."""

    function = "JSON"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        return compiler.compile(self.source_expressions[0])


class _JsonRows(Subquery):
    """The JSON of each row's `card`, in the order of the rows, as one list; NULL or an empty one for no rows."""

    template = "(SELECT json_group_array(json(found.card)) FROM (%(subquery)s) found)"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **more: Any) -> Any:
        template = "(SELECT jsonb_agg(found.card) FROM (%(subquery)s) found)"
        return self.as_sql(compiler, connection, template=template, **more)


def with_cards(articles: ArticleQuerySet, today: dt.date) -> ArticleQuerySet:
    """`articles` with what `cards_of` reads of them: the cards that are shown on this day."""
    links = RelatedLink.objects.filter(page=OuterRef("pk"), leaves_on__gt=today).order_by("-score", "other_id")
    shown = {name: F(f"other__{name}") for name in FIELDS} | {name: _Json(F(name)) for name in SHARED}
    cards = _JsonRows(links.values(card=JSONObject(**shown)), output_field=JSONField())
    return articles.annotate(related_rows=cards)


def cards_of(article: Article) -> list[Card]:
    """As `related.cards_for` its page, of an answer that was read `with_cards`: no query."""
    rows: list[dict[str, Any]] = article.related_rows or []  # type: ignore[attr-defined]
    reasons = [past_neighbours.reason_of(*(row[name] for name in SHARED)) for row in rows]
    places = nearness.varied(reasons)[: nearness.SHOWN]
    return [Card(Other(*(rows[place][name] for name in FIELDS)), reasons[place]) for place in places]
