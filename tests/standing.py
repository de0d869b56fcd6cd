"""Rows that are dear to make and stand for all tests of a module: made once, taken back after the last of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import transaction
from pytest_django import DjangoDbBlocker

T = TypeVar("T")


def standing(blocker: DjangoDbBlocker, make: Callable[[], T]) -> Iterator[T]:
    """The body of a fixture of scope "module": `yield from standing(django_db_blocker, make)`.

    Each test runs in a savepoint of the transaction that is opened here, so what one test does to the rows no other
    sees. What it does to the objects in memory stays: tests read again what they change. Not for transactional tests.
    """
    with blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            made = make()
        except BaseException:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
            raise
    yield made
    with blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)
