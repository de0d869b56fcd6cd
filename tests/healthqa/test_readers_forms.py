"""Forms of readers: from this site only, told from robots, counted without a trace, and open to every real browser."""

from __future__ import annotations

import datetime as dt
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from healthqa.environment import MOST_LISTS
from healthqa.lib import readers_forms
from healthqa.lib.readers_forms import Opened, from_this_site, is_within, new_stamp, read_stamp, sender_of

OURS = "http://testserver"


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    cache.clear()


def post(**headers: str) -> HttpRequest:
    return RequestFactory().post(
        "/ask/", {"text": "x"}, headers={name.replace("_", "-"): headers[name] for name in headers}
    )


@readers_forms.readers_form
def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen")


@pytest.mark.parametrize(
    ("headers", "is_ours"),
    [
        ({}, True),  # a browser that says nothing
        ({"origin": OURS}, True),
        ({"origin": "https://healthqa.example"}, True),  # as the settings say, whatever a proxy makes of the host
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),  # sent again from a restored tab
        ({"sec_fetch_site": "same-origin", "origin": "null"}, True),  # from a page without a referrer
        ({"origin": "null"}, False),
        ({"sec_fetch_site": "none", "origin": "null"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "same-site", "origin": OURS}, False),
        ({"sec_fetch_site": "same-origin", "origin": "https://other.example"}, False),
        ({"origin": "http://testserver.other.example"}, False),
        ({"origin": "ftp://testserver"}, False),
        ({"sec_fetch_site": "Same-Origin "}, False),
    ],
)
def test_a_form_of_another_site_is_refused_with_a_sentence(headers: dict[str, str], is_ours: bool) -> None:
    assert from_this_site(post(**headers)) is is_ours
    response = page(post(**headers))
    assert response.status_code == (200 if is_ours else 403)
    assert is_ours or "so nothing was saved" in response.content.decode()
    assert not response.cookies
    assert page(RequestFactory().get("/ask/", headers={"sec-fetch-site": "cross-site"})).status_code == 200
    assert page(RequestFactory().put("/ask/")).status_code == 405


def test_a_stamp_tells_how_long_a_form_was_open_and_which_form_it_was() -> None:
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        stamp, other = new_stamp("ask"), new_stamp("ask")
        ages = []
        for seconds in (2.9, 0.2, 86_396, 1.0):
            clock.shift(seconds)
            ages.append(read_stamp(stamp, "ask").state)
        assert ages == [Opened.TOO_SOON, Opened.GOOD, Opened.GOOD, Opened.TOO_OLD]
        clock.shift(-90_000)
        assert read_stamp(stamp, "ask").state == Opened.TOO_SOON, "a clock that was put back"
    key = read_stamp(stamp, "ask").key
    assert len(key) >= 32
    assert key != read_stamp(other, "ask").key


@pytest.mark.parametrize("text", ["", "x", "x.y.z", "\0", "é" * 5000, ".:", "a.1:b", "\ud800"])
def test_a_stamp_that_was_not_made_here_says_nothing(text: str) -> None:
    assert read_stamp(text, "ask").state == Opened.UNKNOWN
    assert read_stamp(new_stamp("feedback"), "ask") == readers_forms.Stamp("", Opened.UNKNOWN)
    assert read_stamp(new_stamp("ask") + text, "ask").state == Opened.UNKNOWN or not text


def from_address(address: str, **more: Any) -> HttpRequest:
    return RequestFactory().post("/", REMOTE_ADDR=address, **more)


def test_an_address_is_one_sender_for_a_day_and_nobody_can_tell_which(settings: Any) -> None:
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        today = sender_of(from_address("203.0.113.77"))
        assert today == sender_of(from_address("203.0.113.77"))
        assert today != sender_of(from_address("203.0.113.78"))
        clock.shift(86_400)
        assert sender_of(from_address("203.0.113.77")) != today
        clock.shift(-86_400)
        cache.clear()
        assert sender_of(from_address("203.0.113.77")) != today, "who holds the key of the portal could tell it again"
    assert "203.0.113" not in repr(vars(caches["default"]))
    assert sender_of(from_address("2001:db8:7:8::1")) == sender_of(from_address("2001:db8:7:8:9::2"))
    assert sender_of(from_address("2001:db8:7:8::1")) != sender_of(from_address("2001:db8:7:9::1"))
    settings.PROXY_COUNT = 1
    through = [from_address("10.0.0.1", HTTP_X_FORWARDED_FOR=seen) for seen in ("9.9.9.9, 1.2.3.4", "8.8.8.8, 1.2.3.4")]
    assert len({sender_of(request) for request in through}) == 1, "what a sender writes there counts"


def test_what_one_sender_may_send_is_counted_for_each_thing_and_for_a_time() -> None:
    with time_machine.travel(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        assert [is_within("a", "asked", most=2, seconds=60) for _ in range(4)] == [True, True, False, False]
        assert is_within("b", "asked", most=2, seconds=60)
        assert is_within("a", "followed", most=2, seconds=60)
        assert not is_within("c", "asked", most=0)
        clock.shift(61)
        assert is_within("a", "asked", most=2, seconds=60)


def test_neither_lists_nor_other_senders_push_a_limit_out() -> None:
    sender = sender_of(from_address("203.0.113.77"))
    assert is_within(sender, "asked", most=1)
    for number in range(MOST_LISTS + 500):
        caches["lists"].set(f"suggest:{number}", number)
    assert len(vars(caches["lists"])["_cache"]) <= MOST_LISTS
    assert all(is_within(f"somebody-{number}", "asked", most=1) for number in range(1_000))
    assert sender_of(from_address("203.0.113.77")) == sender
    assert not is_within(sender, "asked", most=1)


def test_two_requests_of_one_address_are_never_inside_together(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most = [0], [0]

    def enter(number: int) -> bool:
        with readers_forms.one_at_a_time("a", "ask") as entered:
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            time.sleep(0.002)
            inside[0] -= 1
            return entered

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(enter, range(12)))
    assert most == [1]
    monkeypatch.setattr(readers_forms, "PATIENCE", 0.05)
    with readers_forms.one_at_a_time("a", "ask") as first, readers_forms.one_at_a_time("a", "ask") as second:
        assert (first, second) == (True, False)
    with readers_forms.one_at_a_time("a", "ask") as later:
        assert later
