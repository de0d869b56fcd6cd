"""Related answers: live ones of the same language that share causes, associated conditions or tags, and by what.

Stored when an answer is published, as more candidates than are shown, each with the day it leaves; computed when read,
it would scan every answer of a popular tag. How near two answers are: `nearness`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles import nearness, past_neighbours, related_counts, related_facts, related_looks
from articles.bulk import tell_sizes
from articles.locking import lock_pages
from articles.models import Article, LivePage, Question, RelatedFacts, RelatedLink
from articles.nearness import Known, Reason, Shared
from articles.related_counts import Counts
from articles.related_facts import Found, Own

SHOWN = nearness.SHOWN
#: Candidates in a list: enough for what is shown to stay full while some leave, and not all for one reason.
STORED = 16
VIEW_ALL = 200
#: Scores that differ by less are equal: how rare a condition is drifts with every answer, and a newcomer that is as
#: near as a hundred others would otherwise enter all of their lists.
DRIFT = 0.01
Progress = Callable[[int], None]


class Other(NamedTuple):
    """What a card shows of another answer, named as in `LivePage`."""

    pk: int
    slug: str
    language: str
    question_text: str


@dataclass(frozen=True, slots=True)
class Card:
    """Another live answer as a list shows it, and why it stands there."""

    other: Other
    reason: Reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """Another live answer, the day it leaves, and what the two share."""

    page_id: int
    leaves_on: dt.date
    shared: Shared

    @property
    def score(self) -> float:
        return self.shared.score


def cards_for(page: LivePage, limit: int = SHOWN) -> list[Card]:
    """The stored related answers to show today, the nearest first and not all for one reason: one query."""
    today = timezone.localdate()
    links = RelatedLink.objects.filter(page=page, leaves_on__gt=today).order_by("-score", "other_id")
    fields = (f"other__{name}" for name in ("pk", "slug", "language", "question_text"))
    rows = list(links.values_list(*fields, "shared_conditions", "shared_tags"))
    cards = [Card(Other(*row[:4]), past_neighbours.reason_of(*row[4:])) for row in rows]
    return [cards[place] for place in nearness.varied([card.reason for card in cards])[:limit]]


def others(page_ids: Iterable[int]) -> dict[int, Other]:
    """What cards show of these answers, by key: one query."""
    live = Article.objects.public().filter(pk__in=list(page_ids)).order_by()
    fields = (f"live_page__{name}" for name in ("slug", "language", "question_text"))
    return {row[0]: Other(*row) for row in live.values_list("pk", *fields)}


def candidates(page: LivePage, limit: int = STORED, *, counts: Counts | None = None) -> list[Candidate]:
    """The nearest live answers to `page`, computed now from at most 200 with its rarest features; never itself.

    `counts`: how rare conditions and tags are, where they are counted already.
    """
    own = related_facts.own(page)
    near = _near(page, own, counts or related_counts.counts_of(page.language, own.conditions, own.tags))
    return near.compared(near.ranked[:limit])


def enter(page: LivePage, *, counts: Counts | None = None, is_new: bool = False, own: Own | None = None) -> None:
    """Write the list of `page` anew and enter it in its neighbours' lists where it ranks among their best.

    `is_new`: it was in no list until now. `own`: what it is compared by, where that is read already.
    """
    before = set() if is_new else past_neighbours.shown_with(page.pk)
    if not is_new:
        _leave_lists(page.pk)
    own = own or related_facts.own(page)
    come = page.language, own.features
    related_counts.change(gone=related_facts.keep(page, own.features), come=come)
    near = _near(page, own, counts or related_counts.counts_of(page.language, own.conditions, own.tags))
    nearest = near.compared(near.ranked[:STORED])
    links = [_link(page.pk, found.page_id, found.shared, found.leaves_on) for found in nearest]
    welcome = near.compared([rank for rank in near.ranked if rank.is_welcome])
    links += [_link(found.page_id, page.pk, found.shared.mirrored(), page.leaves_on) for found in welcome]
    RelatedLink.objects.bulk_create(links)
    changed = [found.page_id for found in welcome]
    if changed:
        related_looks.trim(changed, STORED)
    related_looks.set_floors([page.pk, *changed], STORED)
    past_neighbours.note(before - {past_neighbours.card_of(link) for link in links})


def take_place(page: LivePage, before: Article) -> None:
    """`page` is that of the edition after `before`, whose page was taken down in the same transaction.

    Most editions are compared by what the one before was: the same answers are as near to it. Its full list stays, and
    every list that names it goes on to. Otherwise the old one leaves all lists and the new one enters them.
    """
    own = related_facts.own(page)
    audience = nearness.audience_of(before.life_stage, before.sex)
    if audience == own.facts.audience and related_facts.of_full_list(before.pk) == (page.language, own.features):
        related_looks.rename(before.pk, page)
        return
    leave(before.pk)
    enter(page, is_new=True, own=own)


def leave(page_id: int) -> None:
    """The page comes down: its card leaves every list, and nothing is told by what it shared."""
    cards = past_neighbours.shown_with(page_id)
    past_neighbours.note(card for card in cards if card[0] != page_id)
    _leave_lists(page_id)
    related_counts.change(gone=related_facts.forget(page_id))


def drop_left() -> int:
    """Take answers out of the lists in which they are shown no more by their date, so that others get in.

    At most a hundred at once. Returns how many.
    """
    today = timezone.localdate()
    in_lists = Exists(RelatedLink.objects.filter(other=OuterRef("pk")))
    left = LivePage.objects.filter(in_lists, due_on__lt=today, leaves_on__lte=today).order_by("due_on", "pk")
    page_ids = list(left.values_list("pk", flat=True)[:100])
    if page_ids:
        with transaction.atomic():
            lock_pages()
            _leave_others(page_ids)
    return len(page_ids)


def rebuild(progress: Progress | None = None) -> int:
    """Write every list anew with today's weights, counted once. Returns how many pages were done.

    Answers may be published and taken down meanwhile: what is live is asked anew for each. `progress` is told of each
    that was looked at.
    """
    done = 0
    counts: dict[str, Counts] = {}
    with transaction.atomic():
        lock_pages()
        related_looks.keep_all(STORED)
        related_counts.recount()
        tell_sizes(Question, Article, LivePage)
    live = LivePage.objects.filter(article__in=Article.objects.public()).defer("content")
    for page_id in live.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500):
        with transaction.atomic():
            lock_pages()
            page = live.filter(pk=page_id).first()
            if page is not None:
                if page.language not in counts:
                    counts[page.language] = related_counts.all_counts(page.language)
                enter(page, counts=counts[page.language])
                done += 1
        if progress is not None:
            progress(1)
    return done


class _Rank(NamedTuple):
    """An answer near to another one, sorted the nearest first; `page_id` decides between equals."""

    minus_score: float
    page_id: int
    found: Found

    @property
    def is_welcome(self) -> bool:
        """Whether its own list has room, or ends with what is farther."""
        return self.found.floor is None or -self.minus_score > self.found.floor + DRIFT


@dataclass(frozen=True, slots=True)
class _Near:
    """The answers near to one, and what they are compared by."""

    own: Own
    known: Known
    ranked: list[_Rank]

    def compared(self, ranks: Iterable[_Rank]) -> list[Candidate]:
        """What these have in common with it. Only this much of 200 is worked out in full."""
        compared = ((rank.found, nearness.compare(self.own.facts, rank.found.facts, self.known)) for rank in ranks)
        return [Candidate(found.page_id, found.leaves_on, shared) for found, shared in compared if shared is not None]


def _near(page: LivePage, own: Own, counts: Counts) -> _Near:
    known = own.known(counts)
    scores = nearness.scores_for(own.facts, known)
    weights = {f"c{key}": weight for key, weight in scores.causes.items()}
    weights |= {f"a{key}": weight for key, weight in scores.associated.items()}
    weights |= {f"t{key}": weight for key, weight in scores.tags.items()}
    ranked = []
    for found in related_facts.nearby(page, own, counts):
        weighed = [weights[word] for word in found.features.split() if word in weights]
        if weighed:
            score = scores.of(weighed, found.audience, found.department_id)
            ranked.append(_Rank(-score, found.page_id, found))
    return _Near(own, known, sorted(ranked))


def _leave_lists(page_id: int) -> None:
    """Empty the list of a page, and take it out of all others, which then have room."""
    _leave_others([page_id])
    RelatedLink.objects.filter(page=page_id).delete()


def _leave_others(page_ids: Sequence[int]) -> None:
    links = RelatedLink.objects.filter(other__in=page_ids)
    RelatedFacts.objects.filter(page__in=links.values("page")).update(floor=None)
    links.delete()


def _link(page_id: int, other_id: int, shared: Shared, leaves_on: dt.date) -> RelatedLink:
    conditions, tags = stored_reason(shared)
    return RelatedLink(
        page_id=page_id,
        other_id=other_id,
        score=shared.score,
        shared_tags=tags,
        shared_conditions=conditions,
        leaves_on=leaves_on,
    )


def stored_reason(shared: Shared) -> tuple[dict[str, list[str]] | None, list[str]]:
    """`shared_conditions` and `shared_tags` of a RelatedLink: what the card tells and no more, for rows to be small.

    `past_neighbours.reason_of` reads them.
    """
    reason = shared.reason
    if reason.kind == "tags":
        return None, list(reason.names)
    return {reason.kind: list(reason.names)}, []
