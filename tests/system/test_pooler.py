"""A portal whose connections pgbouncer shares out, one transaction to this server process and the next to another."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import psycopg2
import pytest

from tests.system.portal import PATIENCE, Portal, free_port
from tests.system.standby import portal_server

PAGES = ("/departments/first/", "/tags/", "/conditions/", "/doctors/", "/questions/")
#: In a transaction of its own each: what is prepared by one is not there for another, or is there already.
PROCESSES = 3


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path]]:
    with portal_server(tmp_path_factory.mktemp("code") / "code") as running:
        yield running


@pytest.fixture
def pooled(database: tuple[Any, Path]) -> Iterator[str]:
    """The address of the portal's database through a pgbouncer of our own."""
    server, port = database[0], free_port()
    folder = Path(tempfile.mkdtemp(prefix="healthqa-pgbouncer-"))
    if server.system_user is not None:  # it refuses to be root
        shutil.chown(folder, server.system_user)
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\nportal = host={server.pgdata} dbname=portal user=postgres\n"
        f"[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = any\n"
        f"pool_mode = transaction\ndefault_pool_size = {PROCESSES}\n",
        encoding="utf-8",
    )
    command = [str(shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"), str(settings)]
    with (folder / "log").open("wb") as log:
        pooler = subprocess.Popen(command, user=server.system_user, stdout=log, stderr=log, cwd="/")
    address = f"postgresql://postgres@127.0.0.1:{port}/portal"
    try:
        _wait_for(address)
        yield f"{address}?DISABLE_SERVER_SIDE_CURSORS=True"
    finally:
        pooler.terminate()
        pooler.wait(PATIENCE)
        shutil.rmtree(folder)


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            psycopg2.connect(address).close()
            return
        except psycopg2.OperationalError:
            assert time.monotonic() < until
            time.sleep(0.1)


@pytest.mark.parametrize("seconds", ["60", "0"])
def test_readers_get_their_pages_from_whichever_process_answers(
    database: tuple[Any, Path], pooled: str, seconds: str
) -> None:
    """Also where an operator forgot CONN_MAX_AGE=0: nothing is prepared on a connection that others use too."""
    settings = {"STATEMENT_TIMEOUT": "0", "PAGE_CACHE_MB": "0", "RENDERED_MB": "0", "WEB_CONCURRENCY": "2"}
    portal = Portal(database[1], DATABASE_URL=pooled, CONN_MAX_AGE=seconds, **settings)
    try:
        portal.start()

        def status(path: str) -> int:
            with urlopen(portal.address + path, timeout=PATIENCE) as answer:  # noqa: S310  our own address
                return int(answer.status)

        with ThreadPoolExecutor(8) as readers:
            assert set(readers.map(status, PAGES * 8)) == {200}
    finally:
        portal.stop()
