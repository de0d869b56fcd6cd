"""A command whose database cannot be asked says so in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from django import db
from django.core.management.base import CommandError

#: How PostgreSQL numbers a table or a column that is not there, and a connection that failed or was ended.
_NOT_THERE, _NO_CONNECTION = ("42P01", "42703"), ("08", "57P")
#: SQLite numbers neither.
_NOT_IN_FILE = re.compile(r"no such (table|column)|has no column named")
_NO_FILE = re.compile("unable to open database file|file is not a database|readonly database")


@contextmanager
def asking_database() -> Iterator[None]:
    """Raise `CommandError` with a sentence where the database is unreachable, or has not the tables of this release.

    Rows that a constraint refuses are a fault of the code: they keep their traceback.
    """
    try:
        yield
    except (db.IntegrityError, db.DataError):
        raise
    except db.Error as failure:
        what = " ".join(str(failure).split()) or type(failure).__name__
        end = "" if what.endswith((".", "?", "!")) else "."
        raise CommandError(f"The database cannot be asked: {what}{end} {what_helps(failure)}") from failure


def what_helps(failure: db.Error) -> str:
    """What whoever runs a command does about this failure, in a sentence."""
    code, said = getattr(failure.__cause__, "pgcode", None), str(failure)
    if code in _NOT_THERE or _NOT_IN_FILE.search(said):
        return "Run “manage.py migrate” first."
    is_refused = isinstance(failure, db.OperationalError) and code is None and db.connection.vendor == "postgresql"
    is_lost = isinstance(failure, db.InterfaceError) or (code or "").startswith(_NO_CONNECTION)
    if is_refused or is_lost or _NO_FILE.search(said):
        return "Check DATABASE_URL, and that the server it names runs (of SQLite: that its file may be written)."
    return "Run this again later; if it stays so, look into the log of the database."
