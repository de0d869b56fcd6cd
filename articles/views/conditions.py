"""Conditions: the list of those that live answers name, and one of them with every question that names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.cause_tables import Row, rows_of
from articles.models import Article, Cause, Condition, LivePage
from articles.models.page_fields import PAGE_FIELDS
from articles.models.vocabulary import ItemKind, Kind
from healthqa.lib.http import public_page
from healthqa.lib.paging import page_of

CONDITIONS_A_PAGE = 100
CAUSES_A_PAGE = 25  # each brings the page it stands on
PAGE = [f"article__live_page__{name}" for name in PAGE_FIELDS]
KIND_ORDER = Case(
    When(section__kind=Kind.PHYSIOLOGICAL, then=Value(1)),
    When(section__kind=Kind.PATHOLOGICAL, then=Value(2)),
    default=Value(3),
)


@dataclass(frozen=True, slots=True)
class Explained:
    """A question that the condition may explain: what its answer says of it, and what else may."""

    rank: int
    live: LivePage
    row: Row
    others: Sequence[Row]


@public_page
def conditions(request: HttpRequest) -> HttpResponse:
    listed = Condition.objects.public().only("name", "plain_name", "slug").order_by("name", "pk")
    return render(request, "conditions.html", {"conditions": page_of(request, listed, CONDITIONS_A_PAGE)})


@public_page
def condition(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Condition.objects.public(), slug=slug)
    associated = Article.objects.public().for_cards().filter(associated_conditions=found)
    causes = page_of(request, causes_naming(found), CAUSES_A_PAGE)
    context = {
        "condition": found,
        "synonyms": [line for line in found.synonyms.splitlines() if line.strip()],
        "causes": causes,
        "explained": [explained for cause in causes.rows if (explained := _explained(cause))],
        "associated": page_of(request, associated.order_by("live_page__index_phrase", "pk")),
    }
    return render(request, "condition.html", context)


def causes_naming(condition: Condition) -> QuerySet[Cause]:
    """The causes of live answers that name `condition`: everyday ones first, then medical, then the others."""
    live = Article.objects.public().filter(item_kind=ItemKind.CAUSES)
    causes = Cause.objects.filter(condition=condition, article__in=live).annotate(rank=KIND_ORDER)
    causes = causes.select_related("article__live_page").only("block", "article__status", *PAGE)
    return causes.order_by("rank", "article__live_page__index_phrase", "pk")


def _explained(cause: Cause) -> Explained | None:
    """`cause` as its page shows it, with the other causes there; None for one that the page does not hold."""
    live = cause.article.live_page
    rows = rows_of(live.content)
    own = next((row for row in rows if row.cause["block"] == str(cause.block)), None)
    if own is None:
        return None
    return Explained(cause.rank, live, own, [row for row in rows if row is not own])  # type: ignore[attr-defined]
