"""All answers related to one: the stored neighbours first, then whatever else shares a topic."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from articles import related as neighbours
from articles.addresses import address
from articles.models import Article, LivePage, QuestionTag, RelatedLink
from articles.views.answers import live_page_at, no_longer_live


@dataclass(frozen=True, slots=True)
class Sharing:
    """Shown like a RelatedLink: another live answer and the names of the topics the two share."""

    other: LivePage
    shared_tags: list[str]


@require_safe
def related(request: HttpRequest, slug: str) -> HttpResponse:
    live = live_page_at(slug)
    if live is None:
        return no_longer_live(request, "related", slug)
    if live.language != get_language():
        return HttpResponsePermanentRedirect(address("related", live.slug, live.language))
    return render(request, "related.html", {"live": live, "related": all_related(live)})


def all_related(page: LivePage) -> list[RelatedLink | Sharing]:
    """At most 200 live answers that share topics with `page` and are not long overdue, in three queries."""
    stored = list(neighbours.cards_for(page, limit=neighbours.VIEW_ALL))
    listed = {link.other_id for link in stored} | {page.pk}
    return [*stored, *_others(page, listed, neighbours.VIEW_ALL - len(stored))]


def _others(page: LivePage, listed: set[int], room: int) -> list[Sharing]:
    own_tags = [tag["slug"] for tag in page.content["question"]["tags"]]
    sharing = QuestionTag.objects.filter(tag__slug__in=own_tags).values("content_object")
    found = Article.objects.public().for_cards().filter(question__in=sharing, live_page__language=page.language)
    found = found.filter(live_page__leaves_on__gt=timezone.localdate()).exclude(pk__in=listed)
    pages = {article.live_page.question_id: article.live_page for article in found.order_by("-pk")[:room]}
    names: dict[int, list[str]] = defaultdict(list)
    rows = QuestionTag.objects.filter(content_object__in=list(pages), tag__slug__in=own_tags).order_by("tag__name")
    for question, name in rows.values_list("content_object", "tag__name"):
        names[question].append(name)
    others = [Sharing(other, names[question]) for question, other in pages.items()]
    return sorted(others, key=lambda one: (-len(one.shared_tags), one.other.pk))
