"""Where kept pages lie: in the memory of the process, and in Redis for all processes where there is one."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.cache import BaseCache, caches

from healthqa.lib.release import release

#: Bytes that an entry takes beside its body and headers.
OVERHEAD = 1_000
#: Seconds for which Redis keeps an entry: the next day it is made anew anyway.
A_DAY = 24 * 60 * 60
#: Seconds for which a page that somebody else is making is waited for.
PATIENCE = 5.0

log = logging.getLogger(__name__)


class Entry(NamedTuple):
    """A page as it is sent: compressed, with the headers that do not depend on who asks."""

    state: str
    until: float  # time.time() from which it is made anew, whatever the state
    etag: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def size(self) -> int:
        return OVERHEAD + len(self.body) + sum(len(name) + len(value) for name, value in self.headers)

    def holds(self, state: str) -> bool:
        return self.state == state and time.time() < self.until


class Memory:
    """The pages asked for last, `most` bytes of them, of one state: a new one drops them all. Safe among threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self._state = ""
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str, state: str) -> Entry | None:
        with self._lock:
            if state != self._state:
                self._entries.clear()
                self.bytes, self._state = 0, state
            entry = self._entries.get(key)
            if entry is None or not entry.holds(state):
                return None
            self._entries.move_to_end(key)
            return entry

    def set(self, key: str, entry: Entry) -> None:
        with self._lock:
            if entry.state != self._state:  # out of date before it was finished
                return
            former = self._entries.pop(key, None)
            self.bytes += entry.size + len(key) - (former.size + len(key) if former else 0)
            self._entries[key] = entry
            while self.bytes > self.most:
                dropped, oldest = self._entries.popitem(last=False)
                self.bytes -= oldest.size + len(dropped)


class Turns:
    """For each key one thread goes ahead; the others wait until it is done, not for ever, and then go on together."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ahead: dict[str, threading.Event] = {}

    @contextmanager
    def turn(self, key: str) -> Iterator[None]:
        with self._lock:
            done = self._ahead.get(key)
            mine = self._ahead.setdefault(key, threading.Event())
        if done is not None:
            done.wait(PATIENCE)
            yield
            return
        try:
            yield
        finally:
            with self._lock:
                del self._ahead[key]
            mine.set()


class Shared:
    """Redis, so that each page is made once for all processes. What goes wrong with it is a page that is not there."""

    def __init__(self) -> None:
        self.release = release()

    @property
    def cache(self) -> BaseCache:
        return caches["lists"]

    def get(self, key: str, state: str) -> Entry | None:
        found = self._ask("get", self._name(key))
        entry = Entry(*found) if isinstance(found, tuple) and len(found) == len(Entry._fields) else None
        return entry if entry is not None and entry.holds(state) else None

    def set(self, key: str, entry: Entry) -> None:
        self._ask("set", self._name(key), tuple(entry), A_DAY)

    def goes_ahead(self, key: str) -> bool:
        """Whether this process is the one to make the page; the others look for it for a while. Ends with `done`."""
        return self._ask("add", f"{self._name(key)}:made", 1, int(PATIENCE)) is not False

    def done(self, key: str) -> None:
        self._ask("delete", f"{self._name(key)}:made")

    def _name(self, key: str) -> str:
        return f"page:{self.release}:{hashlib.sha256(key.encode()).hexdigest()}"

    def _ask(self, act: str, *arguments: Any) -> Any:
        if getattr(self.cache, "is_away", False):  # its stand-in is this process's memory, which `Memory` is already
            return None
        try:
            return getattr(self.cache, act)(*arguments)
        except Exception:  # each cache client raises its own kind
            log.warning("Redis does not keep pages; see CACHE_URL.")
            return None
