"""Related answers: live ones of the same language that share tags, a rare tag weighing more than a popular one.

Stored when an answer is published, as more candidates than are shown, each with the day it leaves; computed when read,
it would scan every article of a popular tag.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from articles import past_neighbours
from articles.models import Article, LivePage, QuestionTag, RelatedLink

SHOWN = 6
STORED = 24
VIEW_ALL = 200
#: How many answers are looked at, those with the rarest tag first, whatever the number of articles.
EXAMINED = 500


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another live answer, how near it is, and the names of the tags the two share, the rarest first."""

    page_id: int
    score: float
    shared_tags: tuple[str, ...]


def cards_for(page: LivePage, limit: int = SHOWN) -> QuerySet[RelatedLink]:
    """The stored related answers to show today, the nearest first: one query."""
    today = timezone.localdate()
    links = RelatedLink.objects.filter(page=page, leaves_on__gt=today).order_by("-score", "other_id")
    return links.select_related("other").defer("other__content")[:limit]


def candidates(page: LivePage, limit: int = STORED) -> list[Candidate]:
    """The nearest live answers to `page`, computed now from at most 500 with its rarest tags; never itself.

    The weight of a tag is ln(1 + N / n): N live answers, n of them with the tag (inverse document frequency).
    """
    weights = _weights(page)
    shared: dict[int, list[tuple[float, str]]] = defaultdict(list)
    live = Article.objects.public().filter(
        live_page__language=page.language, live_page__leaves_on__gt=timezone.localdate()
    )
    for tag_id, (weight, name) in sorted(weights.items(), key=lambda entry: (-entry[1][0], entry[0])):
        room = EXAMINED - len(shared)
        carriers = live.tagged(tag_id).exclude(pk=page.pk)
        newcomers = carriers.exclude(pk__in=list(shared)).order_by("-pk").values_list("pk", flat=True)[:room]
        known = carriers.filter(pk__in=list(shared)).values_list("pk", flat=True)
        for page_id in (*newcomers, *known):
            shared[page_id].append((weight, name))
    return _ranked(shared)[:limit]


def enter(page: LivePage) -> None:
    """Write the list of `page` anew and enter it in its neighbours' lists where it ranks among their best."""
    before = past_neighbours.shown_with(page.pk, first=SHOWN)
    RelatedLink.objects.filter(page=page).delete()
    RelatedLink.objects.filter(other=page).delete()
    near = candidates(page, limit=EXAMINED)
    leaves = dict(LivePage.objects.filter(pk__in=[found.page_id for found in near]).values_list("pk", "leaves_on"))
    own = [_link(page.pk, found.page_id, found, leaves[found.page_id]) for found in near[:STORED]]
    welcome = _where_it_ranks(near)
    theirs = [_link(found.page_id, page.pk, found, page.leaves_on) for found in welcome]
    RelatedLink.objects.bulk_create([*own, *theirs])
    _trim(found.page_id for found in welcome)
    past_neighbours.note(before - {past_neighbours.card_of(link) for link in (*own, *theirs)})


def leave(page_id: int) -> None:
    """The page comes down, and its card leaves every list with it. Before that happens."""
    cards = past_neighbours.shown_with(page_id, first=SHOWN)
    past_neighbours.note(card for card in cards if card[0] != page_id)


def rebuild() -> int:
    """Write every list anew with today's weights. Returns how many pages were done."""
    done = 0
    for page in LivePage.objects.filter(article__in=Article.objects.public()).defer("content").iterator(chunk_size=500):
        enter(page)
        done += 1
    return done


def _weights(page: LivePage) -> dict[int, tuple[float, str]]:
    """The page's tags with their weight and name, by id.

    Counts pages, which only live answers have: a join more, and PostgreSQL takes minutes while it has no statistics.
    """
    own = list(QuestionTag.objects.filter(content_object=page.question_id).values_list("tag_id", flat=True))
    total = LivePage.objects.filter(language=page.language).count()
    carried = QuestionTag.objects.filter(tag__in=own, content_object__live_page__language=page.language)
    rows = carried.values_list("tag_id", "tag__name").annotate(carriers=Count("pk"))
    return {tag_id: (math.log1p(total / carriers), name) for tag_id, name, carriers in rows}


def _ranked(shared: dict[int, list[tuple[float, str]]]) -> list[Candidate]:
    found = (
        Candidate(
            page_id,
            score=round(sum(weight for weight, _name in tags), 6),
            shared_tags=tuple(name for _weight, name in sorted(tags, key=lambda tag: (-tag[0], tag[1]))),
        )
        for page_id, tags in shared.items()
    )
    return sorted(found, key=lambda candidate: (-candidate.score, candidate.page_id))


def _where_it_ranks(near: list[Candidate]) -> list[Candidate]:
    """Neighbours whose list has room, or whose last entry is farther than this one."""
    full = (
        RelatedLink.objects.filter(page__in=[found.page_id for found in near])
        .values_list("page_id")
        .annotate(entries=Count("pk"), last=Min("score"))
        .filter(entries__gte=STORED)
    )
    last = {page_id: score for page_id, _entries, score in full}
    return [found for found in near if found.page_id not in last or found.score > last[found.page_id]]


def _trim(page_ids: Iterable[int]) -> None:
    """Drop what ranks behind the stored number in each of these lists."""
    rows = RelatedLink.objects.filter(page__in=list(page_ids)).order_by("page_id", "-score", "other_id")
    seen: dict[int, int] = defaultdict(int)
    behind = []
    for pk, page_id in rows.values_list("pk", "page_id"):
        seen[page_id] += 1
        if seen[page_id] > STORED:
            behind.append(pk)
    RelatedLink.objects.filter(pk__in=behind).delete()


def _link(page_id: int, other_id: int, found: Candidate, leaves_on: dt.date) -> RelatedLink:
    return RelatedLink(
        page_id=page_id, other_id=other_id, score=found.score, shared_tags=list(found.shared_tags), leaves_on=leaves_on
    )
