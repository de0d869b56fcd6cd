"""Public pages are read from a replica where there is one (DATABASE_REPLICA_URL); everything else from the primary.

`reading_from_replica` is around the pages for readers (`healthqa.lib.http.public_page`) and nothing else: who is signed
in, every form and every command read where they write, and so see what they wrote. Why so: docs/decisions/0033.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, OperationalError, connections
from django.http import HttpRequest

from healthqa.lib.replica_state import REPLICA, ReplicaState

Answer = TypeVar("Answer")

#: In the environment of a request: the alias of the database that its page was read from, if not the primary's.
READ_FROM = "healthqa.read_from"

_reads: ContextVar[str] = ContextVar("reads", default=DEFAULT_DB_ALIAS)
#: Of this process; `reading_from_replica` asks it once a page.
state = ReplicaState()


class Router:
    """Django's words for what `reading_from_replica` decided."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """In a transaction of the primary, and after anything was written, the primary."""
        return DEFAULT_DB_ALIAS if connections[DEFAULT_DB_ALIAS].in_atomic_block else _reads.get()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        _reads.set(DEFAULT_DB_ALIAS)  # the rest of the page sees what is written now
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Two copies of one database: a row read from either is the same row."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def reads_from() -> str:
    """The alias of the database that is read now. What is derived from two reads is only whole if both were of one."""
    return _reads.get()


@contextmanager
def reading_from_replica() -> Iterator[None]:
    """Reads within go to the replica, if there is one and it is up to date."""
    reset = _reads.set(REPLICA if REPLICA in settings.DATABASES and state.may_be_read() else DEFAULT_DB_ALIAS)
    try:
        yield
    finally:
        _reads.reset(reset)


def read(ask: Callable[[], Answer]) -> tuple[Answer, str]:
    """What `ask` returns, and the alias of the database it was read from; called again where the replica fails."""
    with reading_from_replica():
        try:
            return ask(), reads_from()
        except OperationalError as error:
            if reads_from() != REPLICA:
                raise
            state.failed(error)
    return ask(), DEFAULT_DB_ALIAS


def answered(request: HttpRequest, answer: Callable[[], Answer]) -> Answer:
    """What `answer` returns for a request that only reads; `request.META[READ_FROM]` says from where.

    Somebody with a session may have written a moment ago: theirs comes from the primary.
    """
    if REPLICA not in settings.DATABASES or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return answer()
    found, request.META[READ_FROM] = read(answer)
    return found
