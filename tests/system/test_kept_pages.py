"""nginx keeps pages for as long as the portal says, and no longer: `deploy/nginx.conf` before a server of ours."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from tests.system.front import Answer, Front, front
from tests.system.upstream import KEPT, Said, upstream

PAGE = "/questions/why-do-legs-cramp/"
#: A page is kept for a second, and nginx counts whole ones.
MOST_SECONDS = 2.05
KEPT_LONG = "max-age=0, s-maxage=60"


@pytest.fixture
def running() -> Iterator[tuple[Said, Front]]:
    with upstream() as (said, port), front(None, upstream=port) as nginx:
        yield said, nginx


def test_fifty_who_ask_at_once_are_one_request(running: tuple[Said, Front]) -> None:
    said, nginx = running
    said.seconds = 0.4
    assert _bodies(nginx, 50) == {b"<p>answer</p>"}
    assert len(said.asked) == 1


def test_a_page_that_was_withdrawn_is_gone_within_two_seconds(running: tuple[Said, Front]) -> None:
    said, nginx = running
    for status in (410, 404):
        said.status, said.body = 200, b"<p>answer</p>"
        said.head = {"Cache-Control": KEPT}
        page = f"{PAGE}{status}/"
        assert nginx.ask(page).status == 200
        said.status, said.body, said.head = status, b"gone", {"Cache-Control": "no-cache"}
        began = time.monotonic()
        while nginx.ask(page).status == 200:
            assert time.monotonic() - began < MOST_SECONDS, status
            time.sleep(0.05)
        for _time in range(20):
            assert nginx.ask(page).status == status
            time.sleep(0.05)


def test_who_asks_while_a_page_is_asked_for_again_does_not_wait(running: tuple[Said, Front]) -> None:
    said, nginx = running
    nginx.ask(PAGE)
    time.sleep(MOST_SECONDS)
    said.seconds, said.body = 0.5, b"<p>corrected</p>"
    with ThreadPoolExecutor(1) as one:
        first = one.submit(nginx.ask, PAGE)
        time.sleep(0.2)
        began = time.monotonic()
        meanwhile = nginx.ask(PAGE)
        assert time.monotonic() - began < 0.25
    assert (meanwhile.body, first.result().body) == (b"<p>answer</p>", b"<p>corrected</p>")
    assert len(said.asked) == 2


def test_a_page_that_was_withdrawn_does_not_come_back_when_the_portal_stops() -> None:
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        said, port = first.enter_context(upstream())
        nginx = stack.enter_context(front(None, upstream=port))
        nginx.ask(PAGE)
        said.status, said.body, said.head = 410, b"gone", {"Cache-Control": "max-age=0, s-maxage=1"}
        time.sleep(MOST_SECONDS)
        assert nginx.ask(PAGE).status == 410
        first.close()
        time.sleep(MOST_SECONDS)
        assert nginx.ask(PAGE).status == 502


def test_a_page_that_nobody_asked_for_in_a_while_is_not_shown_as_it_was(running: tuple[Said, Front]) -> None:
    said, nginx = running
    nginx.ask(PAGE)
    time.sleep(MOST_SECONDS)
    said.body = b"<p>corrected</p>"
    assert nginx.ask(PAGE).body == b"<p>corrected</p>"


def test_while_the_portal_is_stopped_pages_stay_for_as_long_as_it_allowed() -> None:
    with ExitStack() as stack:
        first = stack.enter_context(ExitStack())
        said, port = first.enter_context(upstream())
        nginx = stack.enter_context(front(None, upstream=port))
        nginx.ask(PAGE)
        said.head["Cache-Control"] = "max-age=0, s-maxage=1, stale-if-error=2"
        nginx.ask("/tags/cramp/")
        first.close()
        time.sleep(4.05)
        shown, late, never = nginx.ask(PAGE), nginx.ask("/tags/cramp/"), nginx.ask("/tags/ache/")
    assert (shown.status, shown.body) == (200, b"<p>answer</p>")
    assert (late.status, never.status) == (502, 502)
    assert late.head["retry-after"] == "30"


def test_an_error_of_the_portal_is_shown_and_not_kept(running: tuple[Said, Front]) -> None:
    """What the portal itself says of a page, an old copy must not hide: the page may have been withdrawn."""
    said, nginx = running
    nginx.ask(PAGE)
    marked = said.head
    said.status, said.body, said.head = 500, b"sorry", {}
    time.sleep(MOST_SECONDS)
    assert nginx.ask(PAGE).body == b"sorry"
    said.status, said.body, said.head = 200, b"<p>answer</p>", marked
    assert nginx.ask(PAGE).body == b"<p>answer</p>"


def test_who_is_known_by_a_cookie_gets_a_page_of_their_own(running: tuple[Said, Front]) -> None:
    said, nginx = running
    nginx.ask(PAGE)
    said.body = b"<p>for one account</p>"
    known = [{"Cookie": f"{name}=x"} for name in ("sessionid", "theme=dark; csrftoken", "messages")]
    for headers in (*known, {"Authorization": "Basic eDp5"}):
        assert nginx.ask(PAGE, **headers).body == b"<p>for one account</p>", headers
    assert nginx.ask(PAGE, sent=b"x=1").body == b"<p>for one account</p>"
    assert nginx.ask(PAGE).body == b"<p>answer</p>"
    assert nginx.ask(PAGE, Cookie="theme=dark; mysessionid=x").body == b"<p>answer</p>"


def test_nothing_is_kept_that_the_portal_does_not_mark(running: tuple[Said, Front]) -> None:
    said, nginx = running
    allowed = {"Cache-Control": KEPT_LONG}
    unmarked: list[dict[str, str]] = [
        {},
        {"Cache-Control": "no-cache"},
        {"Cache-Control": "private, max-age=60"},
        allowed | {"Set-Cookie": "a=b"},
        allowed | {"Vary": "Cookie"},
    ]
    for number, head in enumerate(unmarked):
        said.head, said.asked = head, []
        for _time in range(2):
            nginx.ask(f"{PAGE}{number}/")
        assert len(said.asked) == 2, head


def test_invented_addresses_fill_nothing(running: tuple[Said, Front]) -> None:
    said, nginx = running
    said.head["Cache-Control"] = KEPT_LONG
    nginx.ask(PAGE)
    files = len(list((nginx.folder / "kept").rglob("*/*/*")))
    for number in range(50):
        nginx.ask(f"{PAGE}?junk={number}")
        nginx.ask(f"{PAGE}?utm_source={number}&utm_medium=mail&fbclid={number}")
        nginx.ask(PAGE.replace("why", f"%77hy{'%2D' * (number % 5)}"))
    assert len(list((nginx.folder / "kept").rglob("*/*/*"))) == files
    assert len(said.asked) == 101  # those with marks of campaigns are the page itself


def test_a_page_that_did_not_change_is_neither_sent_nor_made_again(running: tuple[Said, Front]) -> None:
    said, nginx = running
    said.head["ETag"] = '"mark"'
    nginx.ask(PAGE)
    known = nginx.ask(PAGE, **{"If-None-Match": '"mark"'})
    assert (known.status, known.body, known.head["etag"]) == (304, b"", '"mark"')
    time.sleep(MOST_SECONDS)
    assert nginx.ask(PAGE).status == 200
    assert said.asked[-1][1]["if-none-match"] == '"mark"'
    nginx.ask(PAGE)
    assert len(said.asked) == 2


def test_the_portal_itself_answers_who_asks_whether_an_unkept_page_changed(running: tuple[Said, Front]) -> None:
    said, nginx = running
    said.head["ETag"] = '"mark"'
    for path, headers in (("/search/?q=knee", {}), (PAGE, {"Cookie": "sessionid=x"}), (f"{PAGE}?on=2026-01-01", {})):
        assert nginx.ask(path, **{"If-None-Match": '"mark"', **headers}).status == 304, path


def test_a_page_is_kept_as_the_portal_compressed_it_and_plain_for_who_wants_that(running: tuple[Said, Front]) -> None:
    said, nginx = running
    packed = gzip.compress(b"<p>answer</p>" * 200, mtime=0)
    said.body, said.head["Content-Encoding"] = packed, "gzip"
    wanted = ("gzip", "br;q=1, gzip;q=0.8", "gzip, deflate, br, zstd")
    for accepted in wanted:
        answer = nginx.ask(PAGE, **{"Accept-Encoding": accepted})
        assert (answer.body, answer.head["content-encoding"], answer.head["vary"]) == (
            packed,
            "gzip",
            "Accept-Encoding",
        )
    said.body = b"<p>answer</p>"
    del said.head["Content-Encoding"]
    for accepted in ("identity", "gzip;q=0", "br", "gzip; q=0.0, br"):
        assert nginx.ask(PAGE, **{"Accept-Encoding": accepted}).body == b"<p>answer</p>", accepted
    assert [headers.get("accept-encoding") for _path, headers in said.asked] == ["gzip", None]


def test_who_asks_for_too_much_is_told_so_and_pages_that_are_kept_are_not_counted(running: tuple[Said, Front]) -> None:
    said, nginx = running
    said.head["Cache-Control"] = KEPT_LONG
    with ThreadPoolExecutor(20) as many:
        asked = list(many.map(lambda number: nginx.ask(f"/search/?q={number}", reader="127.9.9.9"), range(500)))
        kept = list(many.map(lambda number: nginx.ask(PAGE, reader="127.9.9.9"), range(500)))
    refused = [answer for answer in asked if answer.status == 429]
    assert 20 < len(refused) < 200
    assert {answer.status for answer in asked} == {200, 429}
    assert refused[0].head["retry-after"] == "5"
    assert b"Too much at once" in refused[0].body
    assert {answer.status for answer in kept} == {200}
    assert nginx.ask("/search/?q=knee", reader="127.9.9.8").status == 200


def _bodies(nginx: Front, count: int) -> set[bytes]:
    def ask(_number: int) -> Answer:
        return nginx.ask(PAGE)

    with ThreadPoolExecutor(count) as many:
        return {answer.body for answer in many.map(ask, range(count))}
