"""When a signed text is due to be read again. Computed, never typed. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from articles.models.publication import GRACE
from articles.models.vocabulary import RiskClass

#: Years until the next review, by the risk frozen when the text was signed.
YEARS = {RiskClass.RAISED: 1, RiskClass.NORMAL: 3}
#: From so long before its due day a doctor may read an answer again; the pages of due reviews list it from then on.
RENEWABLE = dt.timedelta(days=60)
#: From so long before, it is put forward: in the queue before other texts, in the mail. Half as long, on purpose: who
#: looks at the desk in the first half is reminded of nothing, and nobody gets mails about one review for two months.
PRESSING = dt.timedelta(days=30)


def due_on(signed_on: dt.date, risk: str) -> dt.date:
    """The day from which the review is overdue: the same day some years later, 29 February becoming the 28th."""
    year = signed_on.year + YEARS[RiskClass(risk or RiskClass.NORMAL)]
    try:
        return signed_on.replace(year=year)
    except ValueError:
        return signed_on.replace(year=year, day=28)


def leaves_on(due: dt.date) -> dt.date:
    """The day on which an overdue answer leaves related lists, boosts and the sitemap."""
    return due + GRACE


def days_of(read_on: Sequence[dt.date], risk: str) -> tuple[str, str, str]:
    """When a text was read and signed, is due, and leaves the lists, as ISO days; empty for a draft."""
    if not read_on:
        return "", "", ""
    due = due_on(min(read_on), risk)
    return min(read_on).isoformat(), due.isoformat(), leaves_on(due).isoformat()


def next_change(signed_on: dt.date, risk: str, today: dt.date) -> dt.date:
    """The next day on which what the page says of its review changes by itself; the far end when nothing will."""
    due = due_on(signed_on, risk)
    return next((day for day in (due, leaves_on(due)) if day > today), dt.date.max)
