"""How much there will be to read and to sign in the next twelve months, from the days on which reviews fall due."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from articles.models import LivePage, signers
from doctors.models import Doctor

MONTHS = 12
#: Doctors shown with months of their own, those with most to read.
SHOWN = 50


@dataclass(slots=True)
class Load:
    """So many signatures, with so many words before them together; of `uncounted` texts the length is not known."""

    signatures: int = 0
    words: int = 0
    uncounted: int = 0

    @property
    def words_each(self) -> int:
        """The mean length of the texts whose length is known."""
        known = self.signatures - self.uncounted
        return round(self.words / known) if known else 0

    def __iadd__(self, other: Load) -> Load:
        self.signatures += other.signatures
        self.words += other.words
        self.uncounted += other.uncounted
        return self


@dataclass(slots=True)
class Forecast:
    """Twelve months, this one first with all that is overdue, and what they come to."""

    months: dict[dt.date, Load]
    doctor: Doctor | None = None
    total: Load = field(default_factory=Load)


def of_doctor(doctor: Doctor) -> Forecast:
    """Both as byline and as second reviewer: two queries."""
    firsts = months_from(timezone.localdate())
    found = _forecast(firsts, doctor)
    byline = LivePage.objects.filter(doctor=doctor)
    second = LivePage.objects.filter(signers.signs_second(doctor, via="article__"))
    for first, _doctor, load in (
        *_loads(byline, "doctor", firsts),
        *_loads(second, "article__second_reviewer", firsts),
    ):
        found.months[first] += load
        found.total += load
    return found


def of_all() -> tuple[Forecast, list[Forecast]]:
    """Everybody together, and those who have most to read one by one: three queries."""
    firsts = months_from(timezone.localdate())
    together = _forecast(firsts, None)
    each: dict[int, Forecast] = defaultdict(lambda: _forecast(firsts, None))
    second = LivePage.objects.filter(signers.needs_two(via="article__"), article__second_reviewer__isnull=False)
    loads = (*_loads(LivePage.objects.all(), "doctor", firsts), *_loads(second, "article__second_reviewer", firsts))
    for first, doctor, load in loads:
        for forecast in (together, each[doctor]):
            forecast.months[first] += load
            forecast.total += load
    most = sorted(each, key=lambda doctor: (-each[doctor].total.words, -each[doctor].total.signatures, doctor))[:SHOWN]
    doctors = Doctor.objects.in_bulk(most)
    for doctor in most:
        each[doctor].doctor = doctors[doctor]
    return together, [each[doctor] for doctor in most]


def months_from(today: dt.date) -> list[dt.date]:
    """The first days of this month and the eleven that follow."""
    firsts = [today.replace(day=1)]
    while len(firsts) < MONTHS:
        firsts.append((firsts[-1] + dt.timedelta(days=31)).replace(day=1))
    return firsts


def _forecast(firsts: Iterable[dt.date], doctor: Doctor | None) -> Forecast:
    return Forecast({first: Load() for first in firsts}, doctor)


def _loads(pages: QuerySet[LivePage], who: str, firsts: list[dt.date]) -> Iterator[tuple[dt.date, int, Load]]:
    """By month and doctor. A text due today or in the past counts in the first month."""
    end = (firsts[-1] + dt.timedelta(days=31)).replace(day=1)
    due = pages.filter(due_on__lt=end).order_by().annotate(month=TruncMonth("due_on")).values("month", who)
    counted = due.annotate(
        signatures=Count("pk"), read=Sum("words", default=0), unknown=Count("pk", filter=Q(words__isnull=True))
    )
    for row in counted:
        yield max(row["month"], firsts[0]), row[who], Load(row["signatures"], row["read"], row["unknown"])
