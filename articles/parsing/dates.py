"""Dates as documents print them. A date is read only where it can mean one day; 03/05/2024 cannot."""

import re
from datetime import date

from articles.parsing.labels import fold

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LONG = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
         "December")  # fmt: skip
_MONTH_OF = {name.casefold(): number for names in (MONTHS, _LONG) for number, name in enumerate(names, 1)} | {"sept": 9}

_SHAPES = (
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.? ?(?P<day>\d{1,2})(?:st|nd|rd|th)?,? ?(?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<day>\d{1,2})(?:st|nd|rd|th)? (?P<name>[A-Za-z]{3,9})\.?,? (?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})", re.ASCII),
    re.compile(r"(?P<year>\d{4}) ?年 ?(?P<month>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?[日号]", re.ASCII),
)
_SHORTEST, _LONGEST = 8, 40


def looks_like_date(text: str) -> bool:
    """Whether the whole text has the shape of a date, even of a day that does not exist."""
    return _match(text) is not None


def read_date(text: str) -> date | None:
    """The day a text names, or None where it has no known shape or the day does not exist."""
    found = _match(text)
    if found is None:
        return None
    parts = found.groupdict()
    month = _MONTH_OF.get(parts["name"].casefold(), 0) if "name" in parts else int(parts["month"])
    try:
        return date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return None


def write_date(day: date, *, chinese: bool = False) -> str:
    """The printed form: `May 13, 2023`, in Chinese `2023年5月13日`."""
    if chinese:
        return f"{day.year:04d}年{day.month}月{day.day}日"
    return f"{MONTHS[day.month - 1]} {day.day:02d}, {day.year:04d}"


def _match(text: str) -> re.Match[str] | None:
    folded = " ".join(fold(text[: _LONGEST + 1]).split())
    if not _SHORTEST <= len(folded) <= _LONGEST:
        return None
    for shape in _SHAPES:
        found = shape.fullmatch(folded)
        if found and found.groupdict().get("name", "may").casefold() in _MONTH_OF:
            return found
    return None
