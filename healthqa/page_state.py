"""What the pages that a process keeps are up to date with: a mark in the database that every change of a page moves."""

from __future__ import annotations

import logging
import threading
import time

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


class PageState:
    """`current()` for each request; `forget()` after one that may have changed something. Safe among threads."""

    def __init__(self) -> None:
        self._mark: str | None = None
        self._read_at = self._ask_at = float("-inf")
        self._asking = threading.Lock()

    def current(self) -> str | None:
        """Where the mark was read, the mark, and today's date, by which pages change too; None where it is not known.

        It is at most `TRUSTED` seconds old. While the database does not answer, the last one holds for `WHILE_AWAY`
        seconds: nothing is published then, unless this process alone is cut off.
        """
        if time.monotonic() >= self._ask_at and self._asking.acquire(timeout=PATIENCE):
            try:
                self._ask()
            finally:
                self._asking.release()
        if self._mark is None or time.monotonic() - self._read_at > WHILE_AWAY:
            return None
        return f"{self._mark} {timezone.localdate()}"

    def forget(self) -> None:
        """Ask the database before the next page, however young the mark is."""
        self._ask_at = float("-inf")

    def _ask(self) -> None:
        began = time.monotonic()
        if began < self._ask_at:  # somebody else asked while this one waited
            return
        self._ask_at = began + TRUSTED  # before reading: who calls `forget` meanwhile is heard
        try:
            mark, alias = replica.read(_mark)
            self._mark, self._read_at = f"{alias} {mark}", began
        except Error:
            log.warning("The database does not say what changed; kept pages are shown for %s seconds more.", WHILE_AWAY)
            self._ask_at = time.monotonic() + PATIENCE


def _mark() -> str:
    connection = connections[router.db_for_read(PageChange)]
    connection.close_if_unusable_or_obsolete()
    try:
        return str(PageChange.objects.state())
    except Error:
        connection.close_if_unusable_or_obsolete()
        raise
