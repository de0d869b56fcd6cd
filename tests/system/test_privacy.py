"""What the privacy page says of logs and links, on a real server and in a real browser."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from tests.system.conftest import OpenTab
from tests.system.portal import Portal
from tests.system.reader_pages import ANSWER

PRIVATE = "a-private-complaint"


def ask(portal: Portal, path: str, **headers: str) -> int:
    request = Request(portal.address + path, headers=headers)  # noqa: S310  our own address
    try:
        with urlopen(request, timeout=20) as answer:  # noqa: S310
            return int(answer.status)
    except HTTPError as refused:
        return refused.code


def send(portal: Portal, raw: bytes) -> None:
    with socket.create_connection(("127.0.0.1", portal.port), timeout=20) as line:
        line.sendall(raw)
        line.recv(1000)


def test_the_log_holds_neither_query_strings_nor_whole_addresses(installed: Path) -> None:
    portal = Portal(installed, PROXY_COUNT="1")
    try:
        portal.start()
        forwarded = {"X-Forwarded-For": "6.6.6.6, 203.0.113.77"}
        sixth = {"X-Forwarded-For": "2001:db8:7:8::9"}
        assert ask(portal, f"/search/?q={PRIVATE}", **forwarded) == 200
        assert ask(portal, f"/questions/nothing/?on={PRIVATE}", **sixth) == 400
        assert ask(portal, f"/nothing/?{PRIVATE}", **forwarded, Referer=f"https://a.example/?{PRIVATE}") == 404
        assert ask(portal, "/a%0AGET%20/forged", **forwarded) == 400
        send(portal, f"GET /search/?q={PRIVATE} HTTP/9.9\r\n\r\n".encode())
        written = _log_with(portal, "/search/ 200")
    finally:
        portal.stop()
    assert PRIVATE not in written
    for part in ("203.0.113.77", "6.6.6.6", "7:8:", "::9"):
        assert part not in written, part
    when = r"\[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d \+0000\]"
    assert re.search(rf"(?m)^{when} 203\.0\.113\.0/24 GET /search/ 200 \d+ bytes \d+ ms$", written)
    assert re.search(rf"(?m)^{when} 2001:db8:7::/48 GET /questions/nothing/ 400 \d+ bytes \d+ ms$", written)
    assert "\nGET /forged" not in written


def _log_with(portal: Portal, part: str) -> str:
    """The log as soon as it holds `part`: the server writes after it has answered."""
    until = time.monotonic() + 10
    while part not in portal.log() and time.monotonic() < until:
        time.sleep(0.05)
    return portal.log()


@contextmanager
def another_site() -> Iterator[tuple[str, list[Message]]]:
    """The address of a site that notes what browsers tell it."""
    told: list[Message] = []

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/source":
                told.append(self.headers)
            self.send_response(204 if self.path != "/source" else 200)
            self.end_headers()

        def log_message(self, *arguments: object) -> None:
            """Silence."""

    server = HTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/source", told
    finally:
        server.shutdown()
        server.server_close()


def test_a_source_that_a_reader_follows_is_not_told_where_from(open_tab: OpenTab, portal: Portal) -> None:
    with another_site() as (address, told):
        tab = open_tab()
        tab.open(ANSWER.path(portal))
        links = tab.page.locator("a[rel=external]")
        assert links.count() > 0
        for number in range(links.count()):  # nothing on the link itself tells more than the page's own policy
            assert links.nth(number).get_attribute("referrerpolicy") is None
            assert links.nth(number).get_attribute("target") is None
        links.first.evaluate("(link, address) => { link.href = address; }", address)
        with tab.page.expect_navigation():
            links.first.click()
    assert len(told) == 1
    assert told[0]["Referer"] is None
    assert told[0]["Cookie"] is None
