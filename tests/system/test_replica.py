"""Public pages come from a streaming replica, everything else from the primary: two real servers, one web worker."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from healthqa.lib.readers_forms import SOONEST
from healthqa.lib.replica_state import LOOK_EVERY, MOST_SECONDS_BEHIND
from tests.system.portal import PATIENCE, Portal
from tests.system.standby import Pair, portal_server, replica_of, wait_until

PAGE = "/departments/first/"
#: A replica that fell behind is not read for longer.
MOST_SECONDS = MOST_SECONDS_BEHIND + LOOK_EVERY
SESSION = "sessionid=0123456789abcdef0123456789abcdef"


class Running(Portal):
    """A portal of one worker on a pair of databases."""

    def __init__(self, installed: Path, pair: Pair, kept: int) -> None:
        super().__init__(installed, **pair.addresses, WEB_CONCURRENCY="1", PAGE_CACHE_MB=str(kept))
        self.pair = pair

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> str:
        """The page, past redirects."""
        sent = urlencode(form).encode() if form else None
        request = Request(self.address + path, headers=headers, data=sent)  # noqa: S310  our own address
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            return str(answer.read().decode())

    def name(self, **headers: str) -> str:
        """What the page calls the department."""
        found = re.search("<h1[^>]*>(.*?)</h1>", self.ask(PAGE, **headers), re.DOTALL)
        assert found is not None
        return found[1].strip()

    def rename(self, name: str) -> None:
        self.pair.write(f"UPDATE doctors_department SET name = '{name}' WHERE slug = 'first'")

    def is_following(self) -> bool:
        return "The replica is read." in self.ask("/readyz")


@pytest.fixture(scope="module")
def primary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Any, Path]]:
    with portal_server(tmp_path_factory.mktemp("code") / "code") as running:
        yield running


@pytest.fixture
def kept() -> int:
    """Megabytes of pages that the portal keeps; none, so that each is read from a database."""
    return 0


@pytest.fixture
def running(primary: tuple[Any, Path], kept: int) -> Iterator[Running]:
    with replica_of(primary[0]) as pair:
        pair.write("UPDATE doctors_department SET name = 'Knees' WHERE slug = 'first'")
        portal = Running(primary[1], pair, kept)
        try:
            portal.start()
            wait_until(portal.is_following)
            yield portal
        finally:
            portal.stop()


def test_readers_read_the_replica_and_who_is_signed_in_the_primary(running: Running) -> None:
    assert any(_shows_the_past(running, f"Knees {number}") for number in range(5))


def _shows_the_past(running: Running, name: str) -> bool:
    """Whether a reader sees what the replica still has, which is so for a second or two; afterwards all is as new."""
    before = running.name(Cookie=SESSION)
    running.pair.pause()
    running.rename(name)
    seen = running.name()
    assert running.name(Cookie=SESSION) == name
    running.pair.resume()
    wait_until(running.is_following)
    wait_until(lambda: running.name() == name)
    return seen == before


def test_a_replica_that_is_behind_is_not_read(running: Running) -> None:
    """What was withdrawn has to go, however far behind the replica is."""
    running.pair.pause()
    began = time.monotonic()
    running.rename("Hips")
    wait_until(lambda: running.name() == "Hips")
    assert time.monotonic() - began < MOST_SECONDS + 2  # and what a slow machine takes for a page
    assert "it is behind the primary" in running.log()
    running.pair.resume()
    wait_until(running.is_following)
    assert "The replica is read again." in running.log()


def test_what_a_reader_sent_a_moment_ago_is_there(running: Running) -> None:
    running.pair.pause()
    question = "Why does my left heel hurt only on stairs?"
    form = running.ask("/ask/?" + urlencode({"q": question}))
    stamp = re.search('name="stamp" value="([^"]+)"', form)
    assert stamp is not None
    time.sleep(SOONEST)
    page = running.ask("/ask/", {"question": question, "details": "", "email": "", "stamp": stamp[1]})
    assert question in page
    running.pair.resume()


def test_without_its_replica_the_portal_reads_the_primary(running: Running) -> None:
    running.pair.stop(running.pair.replica)
    running.rename("Elbows")
    assert {running.name() for _time in range(20)} == {"Elbows"}
    assert "The replica is not read; the log says why." in running.ask("/readyz")
    assert running.log().count("The replica is not read") == 1
    assert "Traceback" not in running.log()
    running.pair.start(running.pair.replica)
    wait_until(running.is_following)
    assert running.name() == "Elbows"


@pytest.mark.parametrize("kept", [24])
def test_pages_that_are_kept_are_as_new_as_the_database_they_were_read_from(running: Running) -> None:
    running.pair.pause()
    running.rename("Shins")
    running.name()  # kept now, from the one or the other
    running.pair.resume()
    wait_until(lambda: running.name() == "Shins")
    for name in ("Calves", "Thighs"):
        (running.pair.stop if name == "Calves" else running.pair.start)(running.pair.replica)
        running.rename(name)
        wait_until(lambda name=name: running.name() == name)
    wait_until(running.is_following)
    assert {running.name() for _time in range(20)} == {"Thighs"}


def test_without_the_primary_readers_still_read_and_the_portal_says_that_it_is_not_ready(running: Running) -> None:
    running.pair.stop(running.pair.primary)
    try:
        assert running.name() == "Knees"
        with pytest.raises(HTTPError) as refused:
            running.ask("/readyz")
        assert refused.value.code == 503
        with pytest.raises(HTTPError) as refused:
            running.ask(PAGE, Cookie=SESSION)
        assert refused.value.code == 503
    finally:
        running.pair.start(running.pair.primary)


def test_a_replica_that_became_a_server_of_its_own_is_not_read(running: Running) -> None:
    running.pair.promote()
    running.rename("Wrists")
    wait_until(lambda: running.name() == "Wrists")
    assert "it follows no primary" in running.log()
