"""Verbs that start together, each on a connection of its own. For tests with `transaction=True`."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connections

from articles.errors import Refused


def at_once(pool: ThreadPoolExecutor, *works: Callable[[], object]) -> list[str | None]:
    """What each was told, None where it went through."""
    start = threading.Barrier(len(works))

    def run(work: Callable[[], object]) -> str | None:
        try:
            start.wait(30)
            work()
        except Refused as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return None

    return [future.result(60) for future in [pool.submit(run, work) for work in works]]
