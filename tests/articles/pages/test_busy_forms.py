"""While the database is busy no form of a reader is lost: a sentence, all that was written, and nothing counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client

from articles.models import Article
from articles.views.following import FROM_ONE_SENDER
from doctors.models import Doctor
from healthqa.lib import readers_forms
from tests.articles.pages.reading import main_words
from tests.articles.questions_sent import first_flags, stamp
from tests.texts import make_published
from tests.watching import everything

HERE: dict[str, Any] = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}
BUSY = "The portal is busy, so nothing was saved."


@pytest.fixture(autouse=True)
def fresh(db: None) -> None:
    cache.clear()
    first_flags()


@pytest.fixture
def live(editor: User, dr_lin: Doctor) -> Article:
    return make_published(editor, dr_lin)


def asks(client: Client, live: Article) -> HttpResponse:
    form = {"question": "Why do my calves cramp at night?", "details": "Since May.", "email": "anna@example.org"}
    return client.post("/ask/", {**form, "stamp": stamp()}, **HERE)  # type: ignore[return-value]


def says(client: Client, live: Article) -> HttpResponse:
    form = {"of": live.digest[:12], "part": "", "verdict": "error", "words": "The dose is wrong."}
    return client.post("/questions/leg-cramps/feedback/", form, **HERE)  # type: ignore[return-value]


def follows(client: Client, live: Article) -> HttpResponse:
    return client.post("/questions/leg-cramps/follow/", {"email": "anna@example.org"}, **HERE)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("send", "write", "kept"),
    [
        (asks, "articles.models.ReaderQuestion.save", ["Why do my calves cramp at night?", "Since May.", "anna@"]),
        (asks, "articles.following._ask", ["Why do my calves cramp at night?", "Since May.", "anna@example.org"]),
        (asks, "articles.red_flags.raised_by", ["Why do my calves cramp at night?", "Since May.", "anna@example.org"]),
        (says, "articles.giving_feedback.lock_question", ["The dose is wrong.", 'value="error" checked']),
        (follows, "articles.following._ask", ["anna@example.org"]),
    ],
)
def test_what_was_written_stands_in_the_form_again_and_goes_through_later(
    client: Client,
    live: Article,
    monkeypatch: pytest.MonkeyPatch,
    send: Callable[[Client, Article], HttpResponse],
    write: str,
    kept: list[str],
) -> None:
    def locked(*args: object, **kwargs: object) -> None:
        raise OperationalError("database is locked")

    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(write, locked)
        for _try in range(FROM_ONE_SENDER + 1):  # more than any budget of an hour
            response = send(client, live)
    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert BUSY in main_words(response)
    for words in kept:
        assert words in response.content.decode()
    assert everything() == before
    assert send(client, live).status_code in (200, 303)
    assert everything() != before


def test_one_request_of_an_address_is_inside_and_whoever_comes_late_throws_nobody_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readers_forms, "PATIENCE", 0.05)
    key = "readers:inside:ask:s"
    with readers_forms.one_at_a_time("s", "ask") as first:
        with readers_forms.one_at_a_time("s", "ask") as second:
            assert (first, second) == (True, False)
        assert cache.get(key)
        cache.set(key, "of another, after this one was taken for dead")
    assert cache.get(key)
    assert readers_forms.DEAD > 2 * 20, "seconds that SQLite waits for its lock"
