"""A command whose database cannot be asked says so in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import db
from django.core.management.base import CommandError


@contextmanager
def asking_database() -> Iterator[None]:
    """Raise `CommandError` with a sentence where the database is unreachable, or has not the tables of this release."""
    try:
        yield
    except db.Error as failure:
        what = " ".join(str(failure).split()) or type(failure).__name__
        raise CommandError(f"The database cannot be asked: {what.rstrip('.')}. Run migrate first.") from failure
