"""Commands whose database is away or not of this release: a sentence that says what to do, and no traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django import db
from django.core.management import CommandError, call_command

from articles.asking_database import asking_database

pytestmark = pytest.mark.django_db

PROJECT = Path(__file__).resolve().parents[2]
#: Every command that reads the database first thing, with what it cannot do without.
COMMANDS = [
    ("check_articles",),
    ("deliver_mail",),
    ("export_articles",),
    ("publish_article", "leg-cramps", "--as", "anna"),
    ("rebuild_pages",),
    ("rebuild_related",),
    ("rebuild_search",),
    ("rebuild_search", "--check"),
    ("remove_second_factor", "anna"),
    ("send_digests",),
    ("verify",),
    ("withdraw_article", "leg-cramps", "--as", "anna", "--reason", "Wrong."),
]
MIGRATE = "Run “manage.py migrate” first."
REACH = "Check DATABASE_URL, and that the server it names runs (of SQLite: that its file may be written)."
LATER = "Run this again later; if it stays so, look into the log of the database."


class UndefinedTable(psycopg2.ProgrammingError):
    pgcode = "42P01"


class AdminShutdown(psycopg2.OperationalError):
    pgcode = "57P01"


class LockNotAvailable(psycopg2.OperationalError):
    pgcode = "55P03"


def told(failure: Exception, cause: Exception | None = None) -> str:
    with pytest.raises(CommandError) as stopped, asking_database():
        raise failure from cause
    return str(stopped.value)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_every_command_says_it_in_a_sentence(arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> None:
        raise db.OperationalError("no such table: articles_article")

    monkeypatch.setattr("articles.mailing.has_server", lambda: True)
    sentence = f"^The database cannot be asked: no such table: articles_article. {MIGRATE}$"
    with db.connection.execute_wrapper(fail), pytest.raises(CommandError, match=sentence):
        call_command(*arguments, stdout=StringIO())


@pytest.mark.parametrize(
    ("url", "helps"),
    [("sqlite:///{folder}/new.sqlite3", MIGRATE), ("postgresql://nobody:none@127.0.0.1:1/none", REACH)],
)
def test_an_operator_sees_no_traceback(url: str, helps: str, tmp_path: Path) -> None:
    chosen = {"ENV_FILE": "", "DEBUG": "1", "DATABASE_URL": url.format(folder=tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "rebuild_search", "--check"],
        cwd=PROJECT,
        env=os.environ | chosen | {"DJANGO_SETTINGS_MODULE": "healthqa.settings"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("CommandError: The database cannot be asked: ")
    assert done.stderr.endswith(f" {helps}\n")
    assert "?." not in done.stderr


@pytest.mark.parametrize(
    ("failure", "cause", "helps"),
    [
        (db.OperationalError("no such table: articles_article"), None, MIGRATE),
        (db.OperationalError("no such column: x.y"), None, MIGRATE),
        (db.ProgrammingError("relation does not exist"), UndefinedTable(), MIGRATE),
        (db.OperationalError("unable to open database file"), None, REACH),
        (db.OperationalError("attempt to write a readonly database"), None, REACH),
        (db.InterfaceError("connection already closed"), None, REACH),
        (db.OperationalError("terminating connection"), AdminShutdown(), REACH),
        (db.OperationalError("canceling statement"), LockNotAvailable(), LATER),
        (db.DatabaseError("database disk image is malformed"), None, LATER),
    ],
)
def test_the_sentence_says_what_fits(failure: Exception, cause: Exception | None, helps: str) -> None:
    assert told(failure, cause) == f"The database cannot be asked: {failure}. {helps}"


def test_a_fault_of_the_code_keeps_its_traceback() -> None:
    with pytest.raises(db.IntegrityError), asking_database():
        raise db.IntegrityError("FOREIGN KEY constraint failed")
