"""Related cards that stood beside a doctor's name and went: kept for the doctor's next digest.

Only `related` writes the lists, so it says here what went. A card that another one pushed out of sight stays in the
list behind “view all”, so it is not gone.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from articles import nearness
from articles.models import Article, BylineJournal, RelatedLink
from articles.nearness import Reason
from articles.triggers.journal import MOST
from doctors.models import Doctor

#: A page, the page whose card stands there, and why: the mark of the reason.
Card = tuple[int, int, str]


def shown_with(page: int) -> set[Card]:
    """The cards that readers see today on this page, and those of this page on others."""
    lists = [page, *RelatedLink.objects.filter(other=page).values_list("page", flat=True)]
    return {card for cards in shown_on(lists).values() for card in cards if page in card[:2]}


def shown_on(pages: Iterable[int], *, by: str = "other_id") -> dict[int, list[Card]]:
    """By page, the related cards that readers see there today, as `related.cards_for` shows them: one query.

    `by`: what names the other answer in them.
    """
    links = RelatedLink.objects.filter(page__in=list(pages), leaves_on__gt=timezone.localdate())
    rows = links.order_by("page_id", "-score", "other_id")
    listed: dict[int, list[tuple[int, Reason]]] = defaultdict(list)
    shared = (Cast("shared_conditions", TextField()), Cast("shared_tags", TextField()))
    for link_page, other, conditions, tags in rows.values_list("page_id", by, *shared):
        listed[link_page].append((other, _reason_in(conditions, tags)))
    return {link_page: _first(link_page, cards) for link_page, cards in listed.items()}


def _first(page: int, cards: list[tuple[int, Reason]]) -> list[Card]:
    places = nearness.varied([reason for _other, reason in cards])[: nearness.SHOWN]
    return [(page, cards[place][0], cards[place][1].mark) for place in places]


def card_of(link: RelatedLink) -> Card:
    return link.page_id, link.other_id, reason_of(link.shared_conditions, link.shared_tags).mark


def reason_of(shared_conditions: Any, shared_tags: Iterable[str]) -> Reason:
    """Why a card stands there, from the columns of its `RelatedLink`."""
    if shared_conditions:
        ((kind, names),) = shared_conditions.items()
        return Reason(kind, tuple(names))
    return Reason("tags", tuple(shared_tags))


@lru_cache(maxsize=2000)
def _reason_in(conditions: str | None, tags: str) -> Reason:
    """As `reason_of`, from the texts of the columns: in some hundred lists the same few stand again and again."""
    return reason_of(json.loads(conditions) if conditions else None, json.loads(tags))


def note(gone: Iterable[Card]) -> None:
    """Write down that these cards went, for each doctor whose name stands beside them: one insert, if any."""
    cards = sorted(gone)
    if not cards:
        return
    signing = ("question", "doctor", "second_reviewer", "signatures_required")
    pages = Article.objects.filter(pk__in={pk for card in cards for pk in card[:2]}).only(*signing).in_bulk()
    rows = [row for page, other, shared in cards for row in _rows(pages[page], [pages[other].question_id, shared])]
    to_tell = Q(user__isnull=False) | Q(digest_state__isnull=False)  # as the database's own notes
    able = set(Doctor.objects.filter(to_tell, pk__in={row.doctor_id for row in rows}).values_list("pk"))
    kept = _kept({row.doctor_id for row in rows}, {row.question_id for row in rows})
    wanted = []
    for row in rows:
        key = (row.doctor_id, row.question_id)
        if (row.doctor_id,) in able and kept[key] < MOST:
            kept[key] += 1
            wanted.append(row)
    BylineJournal.objects.bulk_create(wanted)


def _rows(page: Article, card: list[Any]) -> list[BylineJournal]:
    about = {"question_id": page.question_id, "article_id": page.pk, "what": "neighbour", "was": card}
    return [BylineJournal(doctor_id=doctor, **about) for doctor in page.signer_ids]


def _kept(doctors: set[int], questions: set[int | None]) -> Counter[tuple[int, int | None]]:
    rows: QuerySet[BylineJournal, Any] = BylineJournal.objects.filter(doctor__in=doctors, question__in=questions)
    counted = rows.values_list("doctor", "question").annotate(n=Count("pk")).order_by()
    return Counter({(doctor, question): n for doctor, question, n in counted})
