"""What an operator sees: the demo's words, the server's answers and its log."""

from __future__ import annotations

from urllib.request import urlopen

from tests.system.conftest import OpenTab
from tests.system.portal import Portal


def test_demo_says_the_address_and_the_accounts_and_nothing_else(portal: Portal) -> None:
    assert "http://127.0.0.1:8000/" in portal.said
    assert {"editor", "chief", "ada.sample"} <= set(portal.passwords)
    assert "Subject:" not in portal.said, "the mails of the samples hide the passwords"
    assert len(portal.said.splitlines()) < 30


def test_static_files_are_hashed_compressed_and_kept_for_ever(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab()
    with tab.page.expect_response(lambda answer: "/static/" in answer.url and answer.url.endswith(".css")) as style:
        tab.open("/")
    headers = style.value.all_headers()
    assert "immutable" in headers["cache-control"]
    assert headers.get("content-encoding") in ("gzip", "br")
    assert int(headers["content-length"]) < 10_000


def test_pages_carry_the_headers_of_production(portal: Portal) -> None:
    with urlopen(f"{portal.address}/questions/") as answer:  # noqa: S310  our own address
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Cookie" not in (headers["Vary"] or "")
    assert headers["Set-Cookie"] is None


def test_log_keeps_no_word_that_was_searched(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab()
    tab.open("/search/?q=planted-secret-word")
    assert "planted-secret-word" in tab.page.input_value("main [name=q]")
    assert "/search/" in portal.log()
    assert "planted-secret-word" not in portal.log()
