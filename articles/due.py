"""Which live answers have to be read again, from the days computed of their signatures and today. Reads only.

Every list is a page of bounded length, and every page costs the same number of queries whatever the number of answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles import deputising
from articles.models import GRACE, Article, LivePage, signers
from articles.models.vocabulary import OPEN
from articles.review_clock import RENEWABLE
from doctors.models import VERIFICATION_LASTS, Department, Doctor
from healthqa.lib.text import number_in

PAGE = 50
#: Doctors and departments counted beside the list, those with most to do.
COUNTED = 50
LAPSES = dt.timedelta(days=30)
_SHOWN = ("article", "question", "question_text", "language", "slug", "due_on", "words", "doctor", "department")


class Band(models.TextChoices):
    PAST_GRACE = "past-grace", _("overdue, out of the lists")
    OVERDUE = "overdue", _("overdue")
    SOON = "soon", _("due within 60 days")
    LATER = "later", _("later")


@dataclass(frozen=True, slots=True)
class Due:
    """A live answer in the queue. `hindrance`: why its doctors could not sign today; `open` the edition on its way."""

    page: LivePage
    doctor: Doctor
    department: str
    band: Band
    hindrance: str
    open: Article | None


@dataclass(frozen=True, slots=True)
class DuePage:
    rows: list[Due]
    after: str  # where the next page begins; empty on the last


@dataclass(frozen=True, slots=True)
class Tally:
    """How much is overdue, and due within 60 days, for one doctor or department."""

    of: Doctor | Department | None
    overdue: int
    soon: int


def band_of(due_on: dt.date, today: dt.date) -> Band:
    if due_on + GRACE <= today:
        return Band.PAST_GRACE
    if due_on <= today:
        return Band.OVERDUE
    return Band.SOON if due_on <= today + RENEWABLE else Band.LATER


def within(band: Band, today: dt.date) -> Q:
    """The same as `band_of`, for the database."""
    return {
        Band.PAST_GRACE: Q(due_on__lte=today - GRACE),
        Band.OVERDUE: Q(due_on__gt=today - GRACE, due_on__lte=today),
        Band.SOON: Q(due_on__gt=today, due_on__lte=today + RENEWABLE),
        Band.LATER: Q(due_on__gt=today + RENEWABLE),
    }[band]


def now() -> Q:
    """Overdue, or so soon due that a doctor may read it again."""
    return Q(due_on__lte=timezone.localdate() + RENEWABLE)


def counts(pages: QuerySet[LivePage]) -> dict[Band, int]:
    """How many live answers are in each band: one query."""
    today = timezone.localdate()
    found = pages.aggregate(**{band.name: Count("pk", filter=within(band, today)) for band in Band})
    return {band: found[band.name] for band in Band}


def live(*, doctor: Doctor | None = None, department: Department | None = None) -> QuerySet[LivePage]:
    """Live answers whose signatures this doctor gives, first or second; of this department; or all."""
    pages = LivePage.objects.order_by("due_on", "article")
    if doctor is not None:
        pages = pages.filter(Q(doctor=doctor) | signers.signs_second(doctor, via="article__"))
    return pages.filter(department=department) if department is not None else pages


def page_of(pages: QuerySet[LivePage], band: Band | None = None, *, after: str = "", size: int = PAGE) -> DuePage:
    """The next `size` rows behind `after`, the earliest due first: three queries. A wrong `after` starts anew."""
    today = timezone.localdate()
    if band is not None:
        pages = pages.filter(within(band, today))
    start = _place(after)
    if start is not None:
        day, key = start
        pages = pages.filter(Q(due_on__gt=day) | Q(due_on=day, article__gt=key), due_on__gte=day)
    found = pages.only(*_SHOWN).annotate(
        second=signers.second_signer(via="article__"), department_name=F("department__name")
    )
    rows: list[Any] = list(found[: size + 1])
    shown = rows[:size]
    keys = {key for page in shown for key in (page.doctor_id, page.second) if key}
    doctors = Doctor.objects.select_related("user").in_bulk(keys)
    on_their_way = _open_editions(page.question_id for page in shown)
    due = [
        Due(
            page,
            doctors[page.doctor_id],
            page.department_name or "",
            band_of(page.due_on, today),
            _hindrance(doctors[page.doctor_id], doctors.get(page.second)),
            on_their_way.get(page.question_id),
        )
        for page in shown
    ]
    return DuePage(due, f"{shown[-1].due_on.isoformat()}_{shown[-1].pk}" if len(rows) > size else "")


def by_doctor() -> list[Tally]:
    """Bylines: who has most to read again. Two queries."""
    rows = _tallied("doctor")
    doctors = Doctor.objects.in_bulk([row["doctor"] for row in rows])
    return [Tally(doctors[row["doctor"]], row["overdue"], row["soon"]) for row in rows]


def by_department() -> list[Tally]:
    rows = _tallied("department")
    departments = Department.objects.in_bulk([row["department"] for row in rows if row["department"]])
    return [Tally(departments.get(row["department"]), row["overdue"], row["soon"]) for row in rows]


def lapsing() -> list[Doctor]:
    """Doctors in work whose verification ends within 30 days, the first to end first."""
    since = timezone.now() - VERIFICATION_LASTS
    doctors = Doctor.objects.active().filter(verified_at__gt=since, verified_at__lte=since + LAPSES)
    return list(doctors.order_by("verified_at", "pk")[:COUNTED])


def _tallied(column: str) -> list[dict[str, int]]:
    today = timezone.localdate()
    due = LivePage.objects.order_by().filter(due_on__lte=today + RENEWABLE).values(column)
    found = due.annotate(overdue=Count("pk", filter=Q(due_on__lte=today)), soon=Count("pk", filter=Q(due_on__gt=today)))
    return list(found.order_by("-overdue", "-soon", column)[:COUNTED])


def _open_editions(questions: Iterable[int]) -> dict[int, Article]:
    found = Article.objects.filter(question__in=list(questions), status__in=OPEN)
    return {article.question_id: article for article in found.only("question", "edition", "status")}


def _hindrance(*doctors: Doctor | None) -> str:
    reasons = [deputising.cannot_stand_in(doctor) for doctor in doctors if doctor is not None]
    return " ".join(reason for reason in reasons if reason)


def _place(after: str) -> tuple[dt.date, int] | None:
    day, _mark, key = after.partition("_")
    try:
        return dt.date.fromisoformat(day), number_in(key) or 0
    except ValueError:
        return None
