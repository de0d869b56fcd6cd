"""A migrated database is made once and copied: by the workers of a run, after each test that commits what it writes,
and on SQLite by the runs after this one.

On SQLite the copy lies in pytest's cache, under a digest of all that a migration reads. On PostgreSQL it is a database
beside those of the workers, which tests/databases.py names and takes away.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.creation import BaseDatabaseCreation
from django.test import TransactionTestCase

from healthqa.environment import BASE_DIR
from tests.settings import SCRATCH

#: A path: its name is that of the database to copy, and who holds the file's lock may make it.
TEMPLATE = "HEALTHQA_TEST_TEMPLATE"
READ = ("healthqa/**/*.py", "doctors/**/*.py", "articles/**/*.py", "requirements.txt", "tests/settings.py")


@pytest.fixture(autouse=True, scope="session")
def _migrated_once(pytestconfig: pytest.Config) -> Iterator[None]:
    """Lets Django's own setup of the test database take the copy, where there is one; transactional tests end with it.

    Django would empty the tables instead, which the portal's triggers refuse, and what migrations wrote would be gone.
    """
    creation = type(connection.creation)  # of every connection: once Playwright runs, this thread has another one
    make = creation.create_test_db
    copied = CopiedDatabase() if connection.vendor == "postgresql" else CopiedFile(pytestconfig)

    def create(
        self: BaseDatabaseCreation,
        verbosity: int = 1,
        autoclobber: bool = False,
        serialize: bool = True,
        keepdb: bool = False,
    ) -> str:
        if serialize or keepdb:
            return str(make(self, verbosity, autoclobber, serialize, keepdb))
        return copied.made(lambda: str(make(self, verbosity, autoclobber, serialize, keepdb)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(creation, "create_test_db", create)
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: copied.take_again())
        yield


class CopiedFile:
    """Of SQLite; without pytest's cache, in a folder of this run."""

    def __init__(self, config: pytest.Config) -> None:
        cached = config.pluginmanager.has_plugin("cacheprovider")
        self.folder = Path(config.cache.mkdir("migrated")) if cached else SCRATCH / "migrated"
        self.kept = self.folder / f"{digest()}.sqlite3"

    def made(self, make: Callable[[], str]) -> str:
        self.folder.mkdir(exist_ok=True)
        with _locked(self.folder / "lock"):
            if not self.kept.exists():
                name = make()
                for old in self.folder.glob("*.sqlite3"):
                    old.unlink()
                half_made = self.folder / "half-made"
                _copy(Path(name), half_made)
                half_made.rename(self.kept)
                return name
        _copy(self.kept, Path(_name()))
        return _use()

    def take_again(self) -> None:
        connections.close_all()
        _copy(self.kept, Path(_name()))


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


class CopiedDatabase:
    """Of PostgreSQL."""

    def __init__(self) -> None:
        self.kept = Path(os.environ[TEMPLATE])

    def made(self, make: Callable[[], str]) -> str:
        with _locked(self.kept):
            if not _exists(self.kept.name):
                name = make()
                connection.close()
                _run(f"CREATE DATABASE {self.kept.name} TEMPLATE {name}")
                return name
        self.take_again()
        return _use()

    def take_again(self) -> None:
        connections.close_all()
        _run(f"DROP DATABASE IF EXISTS {_name()} WITH (FORCE)", f"CREATE DATABASE {_name()} TEMPLATE {self.kept.name}")


def _exists(name: str) -> bool:
    with connection.creation._nodb_cursor() as cursor:
        return bool(connection.creation._database_exists(cursor, name))


def _run(*statements: str) -> None:
    with connection.creation._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _name() -> str:
    return str(connection.creation._get_test_db_name())


def _use() -> str:
    connection.close()
    settings.DATABASES[connection.alias]["NAME"] = connection.settings_dict["NAME"] = _name()
    connection.ensure_connection()
    return _name()


def take_away(url: str, template: str) -> None:
    """Drop the database that a run on the server at `url` copied, if it made one."""
    with closing(psycopg2.connect(url)) as server:
        server.autocommit = True
        server.cursor().execute(f"DROP DATABASE IF EXISTS {Path(template).name}")


def digest() -> str:
    """Of all that decides what a migrated database holds: every module, and the versions of what they import."""
    files = sorted(path for pattern in READ for path in BASE_DIR.glob(pattern))
    found = hashlib.sha256(sqlite3.sqlite_version.encode())
    for file in files:
        found.update(f"{file.relative_to(BASE_DIR)} {file.stat().st_size}\n".encode() + file.read_bytes())
    return found.hexdigest()[:32]


@contextmanager
def _locked(path: Path) -> Iterator[Any]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
