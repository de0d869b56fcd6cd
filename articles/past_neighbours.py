"""Related cards that stood beside a doctor's name and went: kept for the doctor's next digest.

Only `related` writes the lists, so it says here what went. A card that another one pushed out of sight stays in the
list behind “view all”, so it is not gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles.models import Article, BylineJournal, RelatedLink
from articles.triggers.journal import MOST
from doctors.models import Doctor

#: A page, the page whose card stands there, and the topics they share.
Card = tuple[int, int, str]


def shown_with(page: int, *, first: int) -> set[Card]:
    """The cards that readers see today on this page, and those of this page on others: among the `first` of a list."""
    today = RelatedLink.objects.filter(leaves_on__gt=timezone.localdate())
    before = Q(score__gt=OuterRef("score")) | Q(score=OuterRef("score"), other__lt=OuterRef("other"))
    ahead = today.filter(before, page=OuterRef("page")).order_by().values("page").annotate(n=Count("pk")).values("n")
    own = today.filter(page=page).order_by("-score", "other_id")[:first]
    theirs = today.filter(other=page).annotate(ahead=Coalesce(Subquery(ahead), 0)).filter(ahead__lt=first)
    return {card_of(link) for link in (*own, *theirs)}


def card_of(link: RelatedLink) -> Card:
    return link.page_id, link.other_id, topics(link.shared_tags)


def topics(shared: Iterable[str]) -> str:
    """Their order says how rare they are today, so they are told by name."""
    return ", ".join(sorted(shared))


def note(gone: Iterable[Card]) -> None:
    """Write down that these cards went, for each doctor whose name stands beside them: one insert, if any."""
    cards = sorted(gone)
    if not cards:
        return
    pages = Article.objects.filter(pk__in={pk for card in cards for pk in card[:2]}).in_bulk()
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
