"""Which red flags a reader's words raise: what chief editors listed, in both languages, whatever the page is in."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.cache import cache

from articles import flag_words
from articles.models import RedFlag

#: Seconds after which a search knows a changed list; a question that is sent knows it at once.
KNOWN = 60


def raised_by(*texts: str) -> tuple[RedFlag, ...]:
    """The active red flags whose words one of `texts` holds. One query; nothing is written."""
    return _of(RedFlag.objects.filter(is_active=True), texts)


def raised_by_search(*texts: str) -> tuple[RedFlag, ...]:
    """The same for words that are only looked for, from a list read once in `KNOWN` seconds."""
    if not any(texts):
        return ()
    listed = cache.get("red-flags")
    if listed is None:
        listed = tuple(RedFlag.objects.filter(is_active=True))
        cache.set("red-flags", listed, KNOWN)
    return _of(listed, texts)


def _of(flags: Iterable[RedFlag], texts: Iterable[str]) -> tuple[RedFlag, ...]:
    ready = [flag_words.Text(text) for text in dict.fromkeys(texts) if text]
    return tuple(flag for flag in flags if any(text.holds(flag_words.read(flag.groups)) for text in ready))


def is_of_mind(flags: Iterable[RedFlag]) -> bool:
    """Whether one of them is of thoughts of suicide."""
    return any(flag.card == RedFlag.Card.MIND for flag in flags)


def may_go_on(flags: Iterable[RedFlag]) -> bool:
    """Whether a reader who says that nobody has these signs now may still ask."""
    return all(flag.may_be_general for flag in flags)
