"""Whether the replica may be read: it answers, it follows the primary, and it is not behind."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from django.db import DEFAULT_DB_ALIAS, Error, connections

log = logging.getLogger(__name__)

REPLICA = "replica"
#: Seconds for which an answer holds, and after a failure.
LOOK_EVERY, LOOK_AGAIN_AFTER = 1.0, 5.0
#: Seconds for which a request waits while another one looks; then it reads the primary.
PATIENCE = 1.0
#: What the primary had written so many seconds ago, the replica has to have. With `LOOK_EVERY`: a page is never older
#: than four seconds, and a replica that lost its primary is not read for longer.
MOST_SECONDS_BEHIND = 3.0

# Bytes of the log of the primary, and how far the replica has come in it; NULL where it is no replica.
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')"
REPLAYED = "SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0') WHERE pg_is_in_recovery()"


@dataclass
class ReplicaState:
    """What one process knows of the replica. One thread looks, the others wait for what it sees."""

    is_read: bool = False
    _next_look: float = 0.0
    _written: tuple[float, int] | None = None  # when the primary was asked, and how much it had written
    _said: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_be_read(self) -> bool:
        """Looks once a second at most, and less often while the replica is not to be read.

        An old “no” is as good as a new one: the primary can always be read. An old “yes” is not.
        """
        if time.monotonic() < self._next_look:
            return self.is_read
        if not self._lock.acquire(timeout=PATIENCE if self.is_read else 0):
            return False
        try:
            if time.monotonic() >= self._next_look:  # nobody else looked while this one waited
                self._look()
            return self.is_read
        finally:
            self._lock.release()

    def failed(self, error: Exception) -> None:
        """Nobody reads the replica for some seconds; `error` came from it."""
        connections[REPLICA].close()
        self._say(f"The replica is not read: {_reason(error)}")
        self._next_look = time.monotonic() + LOOK_AGAIN_AFTER

    def _look(self) -> None:
        now = time.monotonic()
        try:
            replayed = _number(REPLICA, REPLAYED)
        except Error as error:
            self.failed(error)
            return
        self._compare(replayed, now)
        self._next_look = now + LOOK_EVERY  # at last: until then nobody goes by what was seen before

    def _compare(self, replayed: int | None, now: float) -> None:
        if replayed is None:
            self._say("The replica is not read: it follows no primary.")
            return
        before, self._written = self._written, _written_now(now)
        if self._written is None:
            self._say("")  # the primary does not answer: nothing is written, so that the replica is as good
            return
        is_recent = before is not None and now - before[0] <= MOST_SECONDS_BEHIND
        wanted = before if is_recent and before is not None else self._written
        self._say("" if replayed >= wanted[1] else "The replica is not read: it is behind the primary.")

    def _say(self, problem: str) -> None:
        """One line in the log each time it changes; "" for none."""
        if problem != self._said:
            log.warning(problem or "The replica is read again.")
        self._said, self.is_read = problem, not problem


def _written_now(now: float) -> tuple[float, int] | None:
    try:
        written = _number(DEFAULT_DB_ALIAS, WRITTEN)
    except Error:
        connections[DEFAULT_DB_ALIAS].close()
        return None
    return (now, written) if written is not None else None


def _number(alias: str, query: str) -> int | None:
    connections[alias].close_if_unusable_or_obsolete()  # between two requests Django looks after none
    with connections[alias].cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return None if row is None or row[0] is None else int(row[0])


def _reason(error: Exception) -> str:
    """The kind of error only: what the driver says may name hosts and accounts."""
    return f"{type(error).__name__}."
