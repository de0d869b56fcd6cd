"""The page cache where it runs: several gunicorn workers on one database, and a real Redis that all of them share."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.contrib.auth.models import User
from django.test import override_settings

from articles import publishing
from articles.models import Article
from doctors.models import Doctor
from healthqa.lib.release import release
from healthqa.page_store import Shared
from tests.healthqa.page_caching import Portal as Server
from tests.healthqa.page_caching import ask_each_time, make_pages
from tests.system.portal import PATIENCE, Portal, free_port

ANSWER = "/questions/leg-cramps/"
EDITOR = "editor"
#: Requests in a row that surely reach both workers.
MANY = 40


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Redis of our own."""
    port, folder = free_port(), tmp_path_factory.mktemp("redis")
    command = [str(shutil.which("redis-server")), "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen([*command, "--dir", str(folder)], stdout=log, stderr=log)
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait(PATIENCE)


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        with closing(socket.socket()) as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < until, "redis-server did not start"
        time.sleep(0.05)


@pytest.fixture
def shared(redis: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    backend = {"BACKEND": "healthqa.redis_cache.RedisOrMemory", "LOCATION": redis}
    ask_each_time(monkeypatch)
    with override_settings(CACHES={"default": backend, "lists": backend}):
        Shared().cache.clear()
        yield


@pytest.fixture
def live(editor: User, dr_lin: Doctor) -> Article:
    return make_pages(editor, dr_lin)


def status(address: str) -> int:
    try:
        with urlopen(address, timeout=PATIENCE) as answer:  # noqa: S310  our own address
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.mark.django_db(transaction=True)
def test_a_page_is_made_once_for_all_processes_and_never_shown_after_a_change(
    shared: None, live: Article, editor: User
) -> None:
    first, second = Server(shared=Shared()), Server(shared=Shared())
    page = first.ask(ANSWER)
    assert second.ask(ANSWER) == page
    assert (len(first.made), len(second.made)) == (1, 0)
    publishing.withdraw(live, editor=editor, reason="It does harm.", safety=True)
    assert [server.ask(ANSWER).status for server in (first, second)] == [410, 410]


@pytest.mark.django_db(transaction=True)
def test_another_release_never_shows_these_pages(shared: None, live: Article) -> None:
    Server(shared=Shared()).ask(ANSWER)
    with override_settings(EMERGENCY_NUMBER="999"):
        other = Server(shared=Shared())
        assert "999" in other.ask(ANSWER).text
        assert len(other.made) == 1
    assert Shared().release == release()


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_not_kept_is_not_waited_for(shared: None, live: Article) -> None:
    server, began = Server(shared=Shared()), time.monotonic()
    for _time in range(5):
        assert server.ask("/questions/nothing/").status == 404
    assert time.monotonic() - began < PATIENCE / 2


@pytest.mark.django_db(transaction=True)
def test_without_redis_each_process_makes_its_pages(shared: None, live: Article) -> None:
    nobody = {"BACKEND": "healthqa.redis_cache.RedisOrMemory", "LOCATION": f"redis://127.0.0.1:{free_port()}"}
    with override_settings(CACHES={"default": nobody, "lists": nobody}):
        server = Server(shared=Shared())
        assert [server.ask(ANSWER).status for _time in range(3)] == [200] * 3
    assert len(server.made) == 1


@pytest.mark.parametrize("has_redis", [False, True])
def test_a_withdrawal_by_another_process_reaches_every_worker_within_a_second(
    has_redis: bool, installed: Path, redis: str
) -> None:
    portal = Portal(installed, **({"CACHE_URL": redis} if has_redis else {}))
    try:
        portal.start()
        slug = portal.slug("night-leg-cramps")
        address = f"{portal.address}/questions/{slug}/"
        assert [status(address) for _time in range(MANY)] == [200] * MANY
        portal.manage("withdraw_article", slug, "--as", EDITOR, "--reason", "It does harm.", "--safety")
        time.sleep(1)
        assert [status(address) for _time in range(MANY)] == [410] * MANY
    finally:
        portal.stop()
