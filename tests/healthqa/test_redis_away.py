"""Redis goes away: readers notice nothing, limits hold in each process, and the operator is told."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache, caches
from django.test import Client, override_settings

from articles.models import Feedback, ReaderQuestion
from doctors.models import Doctor
from healthqa import redis_cache
from healthqa.lib.readers_forms import is_within
from tests.articles.questions_sent import send
from tests.texts import make_published

#: Nothing listens on the port of the "discard" protocol.
NOWHERE = {"BACKEND": "healthqa.redis_cache.RedisOrMemory", "LOCATION": "redis://127.0.0.1:9/0"}


@pytest.fixture(autouse=True)
def redis_is_away() -> Iterator[None]:
    redis_cache._resting.clear()
    with override_settings(CACHES={"default": NOWHERE, "lists": NOWHERE}):
        yield
        cache.clear()
    redis_cache._resting.clear()


def test_readers_search_ask_and_say_what_they_think(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert "leg cramps" in client.get("/search/?q=leg+cramps").content.decode().lower()
    assert client.get("/search/suggest/?q=leg").json()["groups"]
    assert "Call 112" in client.get("/search/?q=crushing+chest+pain").content.decode()
    assert client.get("/questions/").status_code == client.get("/sitemap.xml").status_code == 200
    assert send(client).status_code == 303
    assert ReaderQuestion.objects.count() == 1
    verdict = {"of": live.digest[:12], "part": "introduction", "verdict": "helpful"}
    said = client.post("/questions/leg-cramps/feedback/", verdict, headers={"sec-fetch-site": "same-origin"})
    assert (said.status_code, Feedback.objects.count()) == (303, 1)


def test_limits_hold_in_the_process_meanwhile() -> None:
    assert [is_within("somebody", "asked", most=3, seconds=60) for _ in range(5)] == [True] * 3 + [False] * 2
    assert caches["default"].get("readers:asked:somebody") == 5


def test_a_silent_redis_is_asked_once_in_a_while_and_the_log_says_so_each_time(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, "healthqa.redis_cache"):
        for number in range(50):
            cache.set(f"key-{number}", number)
        assert [cache.get(f"key-{number}") for number in range(50)] == list(range(50))
        assert len(caplog.records) == 1
        redis_cache._resting.clear()  # as after its rest
        assert cache.get("key-1") == 1
        assert len(caplog.records) == 2
    assert "127.0.0.1" not in caplog.text, "a password may stand beside the address"


@pytest.mark.django_db
def test_the_operator_is_told(client: Client) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, list(answer.json()["problems"])) == (503, ["cache"])
