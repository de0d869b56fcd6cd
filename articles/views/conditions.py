"""Conditions: the list of those that live answers name, and one of them with every question that names it."""

from __future__ import annotations

from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from articles.models import Article, Cause, Condition
from articles.models.vocabulary import ItemKind, Kind
from healthqa.lib.http import safe_methods_only
from healthqa.lib.paging import page_of

CONDITIONS_A_PAGE = 100
KIND_ORDER = Case(
    When(section__kind=Kind.PHYSIOLOGICAL, then=Value(1)),
    When(section__kind=Kind.PATHOLOGICAL, then=Value(2)),
    default=Value(3),
)


@safe_methods_only
def conditions(request: HttpRequest) -> HttpResponse:
    listed = Condition.objects.public().only("name", "plain_name", "slug").order_by("name", "pk")
    return render(request, "conditions.html", {"conditions": page_of(request, listed, CONDITIONS_A_PAGE)})


@safe_methods_only
def condition(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Condition.objects.public(), slug=slug)
    associated = Article.objects.public().for_cards().filter(associated_conditions=found)
    context = {
        "condition": found,
        "synonyms": [line for line in found.synonyms.splitlines() if line.strip()],
        "causes": page_of(request, causes_naming(found)),
        "associated": page_of(request, associated.order_by("live_page__index_phrase", "pk")),
    }
    return render(request, "condition.html", context)


def causes_naming(condition: Condition) -> QuerySet[Cause]:
    """The causes of live answers that name `condition`: everyday ones first, then medical, then the others."""
    live = Article.objects.public().filter(item_kind=ItemKind.CAUSES)
    causes = Cause.objects.filter(condition=condition, article__in=live).annotate(rank=KIND_ORDER)
    causes = causes.select_related("section", "article__live_page").defer("article__live_page__content")
    return causes.order_by("rank", "article__live_page__index_phrase", "pk")
