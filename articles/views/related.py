"""All answers related to one: the stored neighbours first, then whatever else shares a condition or topic."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import get_language

from articles import nearness, related_facts
from articles import related as neighbours
from articles.addresses import address
from articles.models import LivePage
from articles.related import Card
from articles.views.answers import live_page_at, no_longer_live
from healthqa.lib.shared_caches import cached_page

#: More topics than this say little of an answer, and more conditions too; each of them costs the database a look.
MOST_TOPICS = 20


@cached_page(kind="question")
def related(request: HttpRequest, slug: str) -> HttpResponse:
    live = live_page_at(slug)
    if live is None:
        return no_longer_live(request, "related", slug)
    if live.language != get_language():
        return HttpResponsePermanentRedirect(address("related", live.slug, live.language))
    return render(request, "related.html", {"live": live, "related": all_related(live)})


def all_related(page: LivePage) -> list[Card]:
    """At most 200 live answers that share conditions or topics with `page` and are not long overdue, in six queries.

    After the stored neighbours come, of the newest answers with each condition and topic, those that share most:
    however many answers carry a popular one, only so many are read as can be shown.
    """
    stored = neighbours.cards_for(page, limit=neighbours.VIEW_ALL)
    listed = {card.other.pk for card in stored}
    others = [card for card in _sharing(page) if card.other.pk not in listed]
    return [*stored, *others[: neighbours.VIEW_ALL - len(stored)]]


def _sharing(page: LivePage) -> list[Card]:
    """Answers that share conditions or topics with `page`, each counting alike: those that share most, the newest."""
    own = related_facts.own(page)
    known = own.equally_known()
    looks = related_facts.looks_of(own, MOST_TOPICS)
    near = {found.page_id: found for found in related_facts.newest(page, looks, neighbours.VIEW_ALL)}
    compared = ((pk, nearness.compare(own.facts, found.facts, known)) for pk, found in near.items())
    shared = {pk: what for pk, what in compared if what is not None}
    nearest_first = sorted(shared, key=lambda pk: (-shared[pk].score, -pk))
    others = neighbours.others(nearest_first)
    return [Card(others[pk], shared[pk].reason) for pk in nearest_first if pk in others]
