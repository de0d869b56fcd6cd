"""A migrated database is made once and copied: by the workers of a run, and on SQLite by the runs after it.

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
from django.db import connection

from healthqa.environment import BASE_DIR

#: A path: its name is that of the database to copy, and who holds the file's lock may make it.
TEMPLATE = "HEALTHQA_TEST_TEMPLATE"
READ = ("healthqa/**/*.py", "doctors/**/*.py", "articles/**/*.py", "requirements.txt", "tests/settings.py")


@pytest.fixture(autouse=True, scope="session")
def _migrated_once(pytestconfig: pytest.Config) -> Iterator[None]:
    """Lets Django's own setup of the test database take the copy where there is one."""
    make = connection.creation.create_test_db
    copied = _copied_database if connection.vendor == "postgresql" else _copied_file

    def create(verbosity: int = 1, autoclobber: bool = False, serialize: bool = True, keepdb: bool = False) -> str:
        if serialize or keepdb:
            return str(make(verbosity, autoclobber, serialize, keepdb))
        return copied(pytestconfig, lambda: str(make(verbosity, autoclobber, serialize, keepdb)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection.creation, "create_test_db", create)
        yield


def _copied_file(config: pytest.Config, make: Callable[[], str]) -> str:
    if not config.pluginmanager.has_plugin("cacheprovider"):
        return make()
    folder = Path(config.cache.mkdir("migrated"))
    kept = folder / f"{digest()}.sqlite3"
    with _locked(folder / "lock"):
        if not kept.exists():
            name = make()
            for old in folder.glob("*.sqlite3"):
                old.unlink()
            half_made = folder / "half-made"
            _copy(Path(name), half_made)
            half_made.rename(kept)
            return name
        _copy(kept, Path(_name()))
    return _use()


def _copy(source: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def _copied_database(config: pytest.Config, make: Callable[[], str]) -> str:
    if TEMPLATE not in os.environ:
        return make()
    lock = Path(os.environ[TEMPLATE])
    with _locked(lock):
        if not _exists(lock.name):
            name = make()
            connection.close()
            _run(f"CREATE DATABASE {lock.name} TEMPLATE {name}")
            return name
        _run(f"DROP DATABASE IF EXISTS {_name()}", f"CREATE DATABASE {_name()} TEMPLATE {lock.name}")
    return _use()


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
