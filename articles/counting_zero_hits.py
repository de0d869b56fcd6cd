"""A search finds nothing: its words are counted, and nothing about who asked.

Kept are words, how often they were looked for and the last day. Words that were looked for once are kept as a keyed
digest only, and cannot be read. Whoever looks for the same twice, with more than `ONCE_IN` between, makes them words
that can: nobody is told apart here. So what may tell of a person is not counted at all: what `personal_data` would take
out of a question, long numbers, addresses of mail and web, long texts; and of the rest no figure. A bare name has no
form and is counted as words are. A count never keeps a reader waiting.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import Error, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from articles import personal_data
from articles.models import ZeroHit
from articles.personal_data import PersonalData

LONGEST = 100  # ZeroHit.words
MOST_WORDS = 12
LONGEST_WORD = 30
#: Seconds in which the same words count once: pages that are loaded again, a list that was gone back to. Remembered in
#: the default cache, which may let go of it early; without Redis each process has its own, and a second one counts a
#: page that is loaded again at once.
ONCE_IN = 600
#: More than this in a minute is no reader's doing, and is not counted.
MOST_A_MINUTE = 60
#: Milliseconds a count waits for somebody who is writing; then it is left out.
PATIENCE = 100
#: Rows that are kept, and how long: what was looked for once, and what was looked for again.
MOST_ROWS = 10_000
SINGLE_LASTS = dt.timedelta(days=30)
WANTED_LASTS = dt.timedelta(days=365)
#: Every so many new rows the old ones are looked for.
PRUNE_EVERY = 50

logger = logging.getLogger(__name__)
_REACHES_A_PERSON = re.compile(r"@|://|www\.")
_FIGURE = re.compile(r"\d")
FEWEST_FIGURES_OF_A_NUMBER = 5  # telephones, birthdays, identity cards; not “type 2”, “covid 19”
_WORD = re.compile(r"\w+(?:'\w+)*")


def countable(text: str) -> str:
    """The words of `text` as they are counted: small letters and single spaces; empty where they are not to be kept."""
    plain = unicodedata.normalize("NFKC", text[: 2 * LONGEST]).casefold().replace("’", "'")
    if _REACHES_A_PERSON.search(plain) or len(_FIGURE.findall(plain)) >= FEWEST_FIGURES_OF_A_NUMBER:
        return ""
    words = [word for word in _WORD.findall(plain) if "_" not in word and not any(map(str.isdigit, word))]
    kept = " ".join(words)
    if _tells_of_a_person(text[: 2 * LONGEST]) or _tells_of_a_person(kept):
        return ""
    is_short = len(words) <= MOST_WORDS and len(kept) <= LONGEST and all(len(word) <= LONGEST_WORD for word in words)
    return kept if is_short and len(kept) > 1 else ""


def _tells_of_a_person(text: str) -> bool:
    return any(kind is not PersonalData.INVISIBLE for kind in personal_data.strip(text).found)


def count_zero_hit(text: str, language: str) -> None:
    """Count that `text` found nothing today. Raises nothing: where it cannot be written at once it is not counted."""
    words = countable(text)
    if not words:
        return
    mark = salted_hmac("articles.ZeroHit", f"{language}\n{words}", algorithm="sha256").hexdigest()
    if not cache.add(f"zero-hit:{mark}", 1, ONCE_IN) or _is_flooded():
        return
    try:
        with _hardly_waiting():
            _write(mark, words, language)
    except Error as error:  # never the words: log lines tell nothing of what readers look for
        logger.warning("A search without an answer was not counted: %s.", type(error).__name__)


def _is_flooded() -> bool:
    minute = f"zero-hits:{timezone.now():%H%M}"
    cache.add(minute, 0, 120)
    try:
        return cache.incr(minute) > MOST_A_MINUTE
    except ValueError:  # the cache has just let go of it
        return False


def _write(mark: str, words: str, language: str) -> None:
    today = timezone.localdate()
    again = ZeroHit.objects.filter(mark=mark)
    if again.update(count=F("count") + 1, words=words, last_on=today):
        return
    fresh = ZeroHit(mark=mark, language=language, last_on=today)
    ZeroHit.objects.bulk_create([fresh], ignore_conflicts=True)
    newest = ZeroHit.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if newest % PRUNE_EVERY == 0:
        prune()


def prune() -> None:
    """Forget what was looked for once, a month ago, or again, a year ago; and the least wanted of too many."""
    today = timezone.localdate()
    ZeroHit.objects.filter(count=1, last_on__lt=today - SINGLE_LASTS).delete()
    ZeroHit.objects.filter(last_on__lt=today - WANTED_LASTS).delete()
    too_many = ZeroHit.objects.count() - MOST_ROWS
    if too_many > 0:
        least = list(ZeroHit.objects.order_by("count", "last_on", "pk").values_list("pk", flat=True)[:too_many])
        ZeroHit.objects.filter(pk__in=least).delete()


@contextmanager
def _hardly_waiting() -> Iterator[None]:
    """A transaction that gives up where it would have to wait for whoever writes at the same time."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with transaction.atomic():
                cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE}")
                yield
            return
        before = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        try:
            with transaction.atomic():
                yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {before}")
