"""What the pages that a process keeps are up to date with: a mark in the database that every change of a page moves."""

from __future__ import annotations

import logging
import threading
import time
from typing import NamedTuple

from django.db import Error, connections, router
from django.utils import timezone

from articles.models import PageChange
from healthqa.lib import replica
from healthqa.lib.shared_caches import WHILE_AWAY

#: Seconds for which the mark is taken for true without asking the database again.
TRUSTED = 0.25
#: Seconds until it is asked again after it did not answer, and for which a request waits while another one asks.
PATIENCE = 1.0

log = logging.getLogger(__name__)


class _Answer(NamedTuple):
    """What the database said, when it was asked, and how often `forget` had been called by then."""

    mark: str
    asked_at: float
    forgotten: int


class PageState:
    """`current()` for each request; `forget()` after one that may have changed something. Safe among threads."""

    def __init__(self) -> None:
        self._answer: _Answer | None = None  # always replaced whole
        self._forgotten = 0
        self._patient_until = float("-inf")
        self._asking = threading.Lock()

    def current(self) -> str | None:
        """Where the mark was read, the mark, and today's date, by which pages change too; None where it is not known.

        It is at most `TRUSTED` seconds old: of several requests that find an older one, one asks and the others wait
        for what it is told. While the database does not answer, the last one holds for `WHILE_AWAY` seconds: nothing
        is published then, unless this process alone is cut off.
        """
        if not self._may_be_used() and self._asking.acquire(timeout=PATIENCE):
            try:
                if not self._may_be_used():  # nobody else asked while this one waited
                    self._ask()
            finally:
                self._asking.release()
        answer = self._answer
        if answer is None or time.monotonic() - answer.asked_at > WHILE_AWAY:
            return None
        return f"{answer.mark} {timezone.localdate()}"

    def forget(self) -> None:
        """Ask the database before the next page, however young the mark is."""
        self._forgotten += 1
        self._patient_until = float("-inf")

    def _may_be_used(self) -> bool:
        now, answer = time.monotonic(), self._answer
        is_young = answer is not None and answer.forgotten == self._forgotten and now < answer.asked_at + TRUSTED
        return is_young or now < self._patient_until

    def _ask(self) -> None:
        began, forgotten = time.monotonic(), self._forgotten  # before reading: who calls `forget` meanwhile is heard
        try:
            mark, alias = replica.read(_mark)
            self._answer = _Answer(f"{alias} {mark}", began, forgotten)
        except Error:
            log.warning("The database does not say what changed; kept pages are shown for %s seconds more.", WHILE_AWAY)
            self._patient_until = time.monotonic() + PATIENCE


def _mark() -> str:
    connection = connections[router.db_for_read(PageChange)]
    connection.close_if_unusable_or_obsolete()
    try:
        return str(PageChange.objects.state())
    except Error:
        connection.close_if_unusable_or_obsolete()
        raise
