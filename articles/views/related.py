"""All answers related to one: the stored neighbours first, then whatever else shares a topic."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from articles import related as neighbours
from articles.addresses import address
from articles.models import Article, LivePage, QuestionTag, RelatedLink
from articles.views.answers import live_page_at, no_longer_live
from healthqa.lib.http import public_page

#: More topics than this say little of an answer; each of them costs the database a look.
MOST_TOPICS = 20


class Other(NamedTuple):
    """What the list shows of another answer, named as in `LivePage`."""

    pk: int
    slug: str
    language: str
    question_text: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """Shown like a RelatedLink: another live answer and the names of the topics the two share."""

    other: Other
    shared_tags: list[str]


@public_page
def related(request: HttpRequest, slug: str) -> HttpResponse:
    live = live_page_at(slug)
    if live is None:
        return no_longer_live(request, "related", slug)
    if live.language != get_language():
        return HttpResponsePermanentRedirect(address("related", live.slug, live.language))
    return render(request, "related.html", {"live": live, "related": all_related(live)})


def all_related(page: LivePage) -> list[RelatedLink | Sharing]:
    """At most 200 live answers that share topics with `page` and are not long overdue, in three queries.

    After the stored neighbours come, of the newest answers on each topic, those that share most topics: however many
    answers carry a popular topic, only so many are read as can be shown.
    """
    stored = list(neighbours.cards_for(page, limit=neighbours.VIEW_ALL))
    listed = {link.other_id for link in stored} | {page.pk}
    others = [sharing for sharing in _sharing(page) if sharing.other.pk not in listed]
    return [*stored, *others[: neighbours.VIEW_ALL - len(stored)]]


def _sharing(page: LivePage) -> list[Sharing]:
    """Answers that share topics with `page` and itself, those with most topics first, then the newest."""
    own = QuestionTag.objects.filter(content_object=page.question_id).order_by("tag__name")
    topics = dict(own.values_list("tag_id", "tag__name")[:MOST_TOPICS])
    names: dict[Other, list[str]] = defaultdict(list)
    for tag_id, *other in _rows(page, list(topics)):
        names[Other(*other)].append(topics[tag_id])
    found = [Sharing(other, sorted(shared)) for other, shared in names.items()]
    return sorted(found, key=lambda one: (-len(one.shared_tags), -one.other.pk))


def _rows(page: LivePage, topics: list[int]) -> Iterable[Any]:
    """For each answer that is near, a row for each topic it shares: the topic, and the fields of `Other`."""
    if not topics:
        return []
    near = [QuestionTag.objects.filter(pk__in=_newest(page, topic)).values("content_object") for topic in topics]
    found = Article.objects.public().filter(
        question__in=near[0].union(*near[1:]), question__question_tags__tag__in=topics
    )
    fields = (f"live_page__{name}" for name in ("slug", "language", "question_text"))
    return found.order_by().values_list("question__question_tags__tag", "pk", *fields)


def _newest(page: LivePage, topic: int) -> QuerySet[Any, Any]:
    """The newest answers on one topic, as many as the list can hold besides `page`.

    Asked for by number, not by name: so the database knows how popular the topic is, and reads no more than it must.
    """
    current: QuerySet[Any, Any] = QuestionTag.objects.filter(
        tag=topic,
        content_object__live_page__language=page.language,
        content_object__live_page__leaves_on__gt=timezone.localdate(),
    )
    return current.order_by("-pk").values("pk")[: neighbours.VIEW_ALL + 1]
