"""What a process knows of the database may be old: of several requests that find it so, none goes by it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import pytest

from healthqa import page_state
from healthqa.lib import replica_state
from healthqa.lib.replica_state import REPLICA, ReplicaState
from healthqa.page_state import PageState

Value = TypeVar("Value")
READERS = 4


class Slow:
    """What is asked the second time takes until all readers are there."""

    def __init__(self) -> None:
        self.times = 0
        self.is_asked, self.go_on = threading.Event(), threading.Event()

    def ask(self) -> None:
        self.times += 1
        if self.times == 2:
            self.is_asked.set()
            assert self.go_on.wait(10)


def told_to_all(ask: Callable[[], Value], slow: Slow) -> list[Value]:
    with ThreadPoolExecutor(READERS) as readers:
        told = [readers.submit(ask) for _reader in range(READERS)]
        assert slow.is_asked.wait(10)
        time.sleep(0.1)  # the others are there, too
        slow.go_on.set()
        return [one.result() for one in told]


def test_nobody_is_shown_an_old_mark_while_another_one_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow()

    def mark() -> str:
        slow.ask()
        return f"mark {slow.times}"

    monkeypatch.setattr(page_state, "_mark", mark)
    monkeypatch.setattr(page_state, "TRUSTED", 60.0)
    monkeypatch.setattr(page_state, "PATIENCE", 10.0)
    state = PageState()
    assert "mark 1" in (state.current() or "")
    state.forget()
    told = told_to_all(state.current, slow)
    assert all("mark 2" in (one or "") for one in told)
    assert slow.times == 2, "one asks for all"


def test_what_is_forgotten_while_it_is_read_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    state = PageState()
    times = []

    def mark() -> str:
        times.append(1)
        if len(times) == 1:
            state.forget()
        return f"mark {len(times)}"

    monkeypatch.setattr(page_state, "_mark", mark)
    monkeypatch.setattr(page_state, "TRUSTED", 60.0)
    told = [state.current() or "" for _time in range(3)]
    assert [one[: len("default mark 1")] for one in told] == ["default mark 1", "default mark 2", "default mark 2"]


@pytest.fixture
def falls_behind(monkeypatch: pytest.MonkeyPatch) -> Slow:
    """A replica that has all when it is asked first, and nothing of the ten minutes until it is asked again."""
    slow = Slow()

    def number(alias: str, query: str) -> int:
        if alias == REPLICA:
            slow.ask()
            return 100
        return 100 if slow.times == 1 else 900

    monkeypatch.setattr(replica_state, "_number", number)
    monkeypatch.setattr(replica_state, "LOOK_EVERY", 0.05)
    return slow


def test_nobody_reads_the_replica_by_what_was_seen_of_it_long_ago(
    falls_behind: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica_state, "PATIENCE", 10.0)
    monkeypatch.setattr(replica_state, "MOST_SECONDS_BEHIND", 0.01)
    state = ReplicaState()
    assert state.may_be_read()
    time.sleep(0.06)
    assert told_to_all(state.may_be_read, falls_behind) == [False] * READERS


def test_who_cannot_wait_for_the_look_reads_the_primary(falls_behind: Slow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replica_state, "PATIENCE", 0.01)
    state = ReplicaState()
    assert state.may_be_read()
    time.sleep(0.06)
    with ThreadPoolExecutor(2) as readers:
        looks = readers.submit(state.may_be_read)
        assert falls_behind.is_asked.wait(10)
        assert readers.submit(state.may_be_read).result() is False
        falls_behind.go_on.set()
        looks.result()
