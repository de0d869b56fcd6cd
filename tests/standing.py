"""Rows that are dear to make and stand for several tests: made once, taken back after the last of them.

Each test runs in a savepoint of the transaction that holds them, so what one test does to the rows no other sees. Not
for transactional tests.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from django.db import connection, transaction
from pytest_django import DjangoDbBlocker

T = TypeVar("T")


class Rows:
    """What a maker made, in a transaction that stays open until `take_back`."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self.make = make
        self._around = transaction.atomic()
        self._around.__enter__()
        try:
            self.made = make()
            connection.check_constraints()  # PostgreSQL drops no trigger of a table with something pending
        except BaseException:
            self.take_back()
            raise

    def take_back(self) -> None:
        transaction.set_rollback(True)
        self._around.__exit__(None, None, None)


def standing(blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[T]:
    """The body of a fixture of scope "module": `yield from standing(django_db_blocker, make)`.

    What a test does to the objects in memory stays: tests read again what they change.
    """
    with blocker.unblock():
        rows = Rows(make)
    yield rows.made
    with blocker.unblock():
        rows.take_back()


def stands(make: Callable[[], T]) -> Callable[..., T]:
    """A fixture of one module whose rows stand as long as the tests that follow each other ask for it.

    Each test gets copies of the objects. A test asks for one such fixture at most, directly or through others; the
    maker asks for none and takes people from `tests.people`, where the fixtures of the same test find them. Not beside
    `standing` in one module.
    """
    _makers[make.__module__, make.__name__] = make

    @pytest.fixture(name=make.__name__)
    def copied(db: None) -> T:
        assert _kept.rows is not None
        assert _kept.rows.make is make
        return copy.deepcopy(_kept.rows.made)

    return copied


class _Kept:
    """The rows that stand now, and the test that comes next."""

    rows: Rows | None = None
    following: pytest.Item | None = None


_kept = _Kept()
_makers: dict[tuple[str, str], Callable[[], Any]] = {}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    _kept.following = nextitem


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """Before a test's own transaction, what it asks for is made; after it that goes, unless the next asks for it."""
    if fixturedef.argname != "_django_db_helper":
        return
    request.getfixturevalue("django_db_setup")
    blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
    make = _asked_by(request.node)
    with blocker.unblock():
        _leave_unless(make)
        if make is not None and _kept.rows is None:
            _kept.rows = Rows(make)

    def leave() -> None:
        with blocker.unblock():
            _leave_unless(_asked_by(_kept.following))

    fixturedef.addfinalizer(leave)


def _leave_unless(make: Callable[[], Any] | None) -> None:
    if _kept.rows is not None and _kept.rows.make is not make:
        _kept.rows.take_back()
        _kept.rows = None


def _asked_by(item: pytest.Item | None) -> Callable[[], Any] | None:
    if not isinstance(item, pytest.Function):
        return None
    asked = [
        _makers[item.module.__name__, name] for name in item.fixturenames if (item.module.__name__, name) in _makers
    ]
    if not asked:
        return None
    assert len(asked) == 1, f"{item.nodeid} asks for several sets of rows that stand"
    assert not any(mark.kwargs.get("transaction") for mark in item.iter_markers("django_db")), item.nodeid
    return asked[0]
