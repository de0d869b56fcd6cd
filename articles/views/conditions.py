"""Conditions: the list of those that live answers name, and one of them with every question that names it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast
from django.http import Http404, HttpRequest, HttpResponse

from articles.cause_tables import Row, pressing, rows_of
from articles.models import Cause, Condition, ConditionListing, LivePage
from articles.models.door import is_live
from articles.models.page_fields import PAGE_FIELDS
from articles.models.vocabulary import CAUSE_RANKS, RANKS, Kind, Rank
from articles.views.languages import InTurn, OwnFirst
from healthqa.lib.joined_lists import JoinedLists
from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.kept_rows import RowsByKey
from healthqa.lib.paging import page_of
from healthqa.lib.rendered import render_kept
from healthqa.lib.shared_caches import cached_page

CONDITIONS_A_PAGE = 100
CAUSES_A_PAGE = 25  # each brings the page it stands on
PAGE = [f"article__live_page__{name}" for name in PAGE_FIELDS if name != "content"]
#: As text: a page that was rendered before needs to know that it is the same, not what it says.
CONTENT = Cast("article__live_page__content", TextField())


@dataclass(frozen=True, slots=True)
class Explained:
    """A question that the condition may explain: what its answer says of it, and what else may."""

    rank: int
    live: LivePage
    row: Row
    others: Sequence[Row]
    care: str  # the level of the answer's first care card where it cannot wait, else ""


@cached_page("page")
def conditions(request: HttpRequest) -> HttpResponse:
    listed = Condition.objects.public().only("name", "plain_name", "slug").order_by("name", "pk")
    return render_kept(request, "conditions.html", {"conditions": page_of(request, listed, CONDITIONS_A_PAGE)})


@cached_page("page", kind="condition")
def condition(request: HttpRequest, slug: str) -> HttpResponse:
    found = _CONDITION.first(slug)
    if found is None:
        raise Http404
    causes = page_of(request, causes_naming(found), CAUSES_A_PAGE, is_alone=False)
    articles = page_of(request, _ASSOCIATED(found.pk), is_alone=False)
    if causes.number > 1 and not (causes.rows or articles.rows):
        raise Http404
    context = {
        "condition": found,
        "synonyms": [line for line in found.synonyms.splitlines() if line.strip()],
        "causes": causes,
        "associated": articles,
    }
    return render_kept(request, "condition.html", context, then=lambda: {"explained": _explaining(causes.rows)})


_ASSOCIATED = OwnFirst(
    lambda condition: ConditionListing.objects.public().filter(condition=condition, rank=Rank.ASSOCIATED), place="place"
)


def causes_naming(condition: Condition) -> JoinedLists[Cause]:
    """The causes of live answers that name `condition`: everyday ones first, then medical, then the others.

    Of each kind those in the language of the interface come first.
    """
    return JoinedLists([listed for rank in CAUSE_RANKS for listed in _NAMING[rank](condition.pk)], _CAUSES)


def _causes(keys: Sequence[int]) -> QuerySet[Cause]:
    causes = Cause.objects.filter(**is_live("article__"), pk__in=keys).select_related("article__live_page")
    return causes.only("id", "block", "article__status", *PAGE).annotate(content=CONTENT).order_by()


_CONDITION = KeptQuery(lambda slug: Condition.objects.public().filter(slug=slug), str)
_CAUSES = RowsByKey(_causes, CAUSES_A_PAGE + 1)


def _naming(rank: Rank) -> InTurn:
    order = ("index_phrase", "place")

    def build(condition: int, languages: list[str]) -> QuerySet[Any, Any]:
        listed = ConditionListing.objects.public().filter(condition=condition, rank=rank, language__in=languages)
        return listed.order_by(*order).values_list(*order)

    return InTurn(build)


_NAMING = {rank: _naming(rank) for rank in CAUSE_RANKS}


def _explaining(causes: Iterable[Cause]) -> list[Explained]:
    return [explained for cause in causes if (explained := _explained(cause))]


def _explained(cause: Cause) -> Explained | None:
    """`cause` as its page shows it, with the other causes there; None for one that the page does not hold."""
    live = cause.article.live_page
    content = json.loads(cause.content)  # type: ignore[attr-defined]
    rows = rows_of(content)
    own = next((row for row in rows if row.cause["block"] == str(cause.block)), None)
    if own is None:
        return None
    others = [row for row in rows if row is not own]
    return Explained(RANKS.get(Kind(own.kind), Rank.OTHER), live, own, others, pressing(content))
