"""Dates as readers of the interface language write them. Values are dates or, from `LivePage.content`, ISO strings."""

import datetime as dt
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, pgettext

from healthqa.lib.days import local_day

Value = dt.date | str | None


def day(value: Value) -> str:
    """12 May 2026 · 2026年5月12日; nothing for what is no date."""
    date = _date(value)
    return _day(date, get_language()) if date else ""


@lru_cache(maxsize=2_000)  # a list says fifty of them, mostly the same
def _day(date: dt.date, language: str | None) -> str:
    # Translators: a day of the year in Django's date format letters.
    return date_format(date, pgettext("date format", "j F Y"))


def month(value: Value) -> str:
    """May 2026 · 2026年5月."""
    date = _date(value)
    # Translators: a month of a year in Django's date format letters.
    return date_format(date, pgettext("date format", "F Y")) if date else ""


def moment(value: dt.datetime) -> str:
    """12 May 2026, 08:30 (UTC+02:00): with the time zone, for who reads it in another one."""
    here = localtime(value)
    offset = here.strftime("%z")
    zone = "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
    return f"{day(here)}, {here:%H:%M} ({zone})"


def iso(value: Value) -> str:
    """2026-05-12, for <time datetime>."""
    date = _date(value)
    return date.isoformat() if date else ""


def instant(value: dt.datetime) -> str:
    """2026-05-12T08:30:00+00:00, for <time datetime>: HTML knows no more than milliseconds."""
    return value.isoformat(timespec="seconds")


def iso_here(value: str) -> str:
    """The day, where the portal is, of an ISO moment: 2026-05-13 for "2026-05-12T23:30:00+00:00" east of London."""
    return local_day(value or "")


def _date(value: Value) -> dt.date | None:
    if isinstance(value, dt.datetime):
        return (localtime(value) if is_aware(value) else value).date()
    if isinstance(value, dt.date) or not value:
        return value or None
    try:
        return dt.date.fromisoformat(value[:10])
    except ValueError:
        return None
