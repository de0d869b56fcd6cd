"""tests/databases.py itself: one plain run tests both databases and fails when either does."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from healthqa.environment import BASE_DIR
from tests import databases

ONLY_SQLITE = """
import pytest
from django.db import connection

@pytest.fixture
def db():
    pass  # asks for a database, and need not have one

def test_vendor(db):
    print("on", connection.vendor)
    assert connection.vendor == "sqlite"

def test_other():
    print("asks for none")
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """One for all runs but the first, which starts its own as every run does that is given none."""
    with databases._server() as url:
        yield url


def run(folder: Path, *arguments: str, url: str = "") -> subprocess.CompletedProcess[str]:
    file = folder / "test_vendor.py"
    file.write_text(ONLY_SQLITE)
    command = [sys.executable, "-m", "pytest", "-p", "tests.databases", "-p", "no:cacheprovider", str(file), *arguments]
    environment = {name: value for name, value in os.environ.items() if name != databases.CHILD}
    environment |= {"DATABASE_URL": url} if url else {}
    return subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=False)


def test_a_failure_on_postgresql_alone_fails_the_run(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert result.returncode == 1
    assert "SQLite: passed. PostgreSQL: FAILED." in result.stdout
    assert "on postgresql" in result.stdout


def test_what_asks_for_no_database_runs_once(tmp_path: Path, server: str) -> None:
    result = run(tmp_path, "-s", "-n", "0", url=server)
    assert result.stdout.count("asks for none") == 1
    assert result.stdout.count("on sqlite") == result.stdout.count("on postgresql") == 1
    alone = run(tmp_path, "-s", "-n", "0", "-k", "other", url=server)
    assert alone.returncode == 0
    assert alone.stdout.endswith("SQLite: passed. PostgreSQL: passed.\n")


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--db", "sqlite"], 0),
        (["--db", "postgresql"], 1),
        (["--db", "postgresql", "-k", "other"], 0),
        (["-k", "nothing_of_this_name"], 5),
        (["--collect-only"], 0),
    ],
)
def test_one_database_and_a_selection_may_be_asked_for(
    tmp_path: Path, server: str, arguments: list[str], code: int
) -> None:
    result = run(tmp_path, "-n", "0", *arguments, url=server)
    assert result.returncode == code, result.stdout
    assert result.stdout.count("test session starts") <= 1
