"""What /about/privacy/ says, sentence by sentence. The browser's part of it is in tests/system/test_privacy.py."""

from __future__ import annotations

import datetime as dt
import re
import runpy
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache, caches
from django.test import Client
from django.utils import timezone

from articles import counting_zero_hits, following, readers_post
from articles.models import Follow, Follower, ReaderQuestion, ReadersMail, Tag
from articles.models.follower import CONFIRM_WITHIN, TARGETS
from articles.models.reader_question import KEPT_DECIDED, KEPT_WAITING
from articles.views import following as following_views
from doctors.models import Doctor
from healthqa.environment import BASE_DIR
from healthqa.lib import readers_forms
from tests.articles.crawling import routes
from tests.articles.pages.reading import read
from tests.articles.questions_sent import send
from tests.texts import make_published
from tests.watching import everything

GUNICORN: Path = BASE_DIR / "deploy" / "gunicorn.conf.py"


@pytest.fixture
def said(client: Client) -> str:
    return read(client, "/about/privacy/")


@pytest.mark.django_db
def test_no_page_for_readers_sets_a_cookie_whatever_the_browser_sends(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    staff = re.compile(r"(/zh-hans)?/(admin|accounts|desk)/")
    pages = [one.fill(**dict.fromkeys(one.arguments, "leg-cramps")) for one in routes() if not staff.match(one.path)]
    pages += ["/about/privacy/", f"/verify/{article.digest}/", dr_lin.get_absolute_url(), "/questions", "/\x01/"]
    named = ("csrftoken", "sessionid", "messages", "django_language")
    client, found = Client(), {}
    for value in ("", "a" * 32, "A" * 64, "é" * 32, "x" * 3_000, "x"):
        client.cookies.load(dict.fromkeys(named, value))
        for address in pages if value == "x" else pages[:1]:
            response = client.get(address)
            if response.cookies:
                found[f"{address} {value}"] = response.cookies.output()
    assert found == {}


def test_the_server_writes_down_what_the_page_says_and_nothing_else(said: str) -> None:
    configured = runpy.run_path(str(GUNICORN))
    assert "when, which page, whether it worked, how large it was and how long it took" in said
    assert "Of your network address only the beginning is kept" in said
    written = re.findall(r"%\(([^)]+)\)s", configured["access_log_format"])
    assert written == ["t", "h", "m", "U", "s", "B", "M"]
    assert configured["logger_class"] == "healthqa.access_log.LoggerWithoutTraces"


@pytest.mark.django_db
def test_a_search_is_forgotten(said: str, client: Client, editor: User, dr_lin: Doctor) -> None:
    assert "The words of a search are used to answer it and are then forgotten." in said
    make_published(editor, dr_lin, "private-complaint")
    for each in caches.all(initialized_only=False):
        each.clear()
    before = everything()
    for page in ("/search/?q=private+complaint", "/search/suggest/?q=private", "/search/suggest/?q=a-private-pain"):
        response = client.get(page)
        assert b"private" in response.content or "pain" in page
        assert not response.cookies
    assert everything() == before
    assert not any("private" in key for alias in caches for key in vars(caches[alias])["_cache"])


@pytest.mark.django_db
def test_a_search_without_an_answer_is_counted_as_the_page_says(said: str, client: Client) -> None:
    assert "Words that were searched only once can be read by nobody" in said
    assert "After a month without a second search, or a year without another, they are deleted." in said
    assert (counting_zero_hits.SINGLE_LASTS.days, counting_zero_hits.WANTED_LASTS.days) == (30, 365)
    cache.clear()
    before = everything()
    for query in ("a+private+complaint", "my+private+number+2079460000", "me%40private.example", "private+" * 13):
        assert b"private" in client.get(f"/search/?q={query}").content
    after = everything()
    [counted] = after.pop("articles.ZeroHit")
    assert before | {"articles.ZeroHit": []} == after | {"articles.ZeroHit": []}
    assert "private" not in repr(counted)
    assert "private" not in repr(vars(caches["default"]))
    cache.clear()
    client.get("/search/?q=A+private++complaint%3F")
    [again] = everything()["articles.ZeroHit"]
    assert (again["words"], again["count"]) == ("a private complaint", 2)
    assert set(again) == {"id", "mark", "words", "language", "count", "last_on"}


def test_other_sites_are_not_told_where_a_reader_came_from(said: str, client: Client) -> None:
    assert "neither the question you read nor that you came from here" in said
    assert client.get("/about/privacy/").headers["Referrer-Policy"] == "same-origin"


def test_a_session_ends_after_twelve_hours(said: str) -> None:
    assert "it ends after twelve hours at the latest" in said
    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60
    assert settings.SESSION_SAVE_EVERY_REQUEST is False


def test_of_who_follows_only_what_is_said_is_kept_and_for_so_long(said: str, db: None) -> None:
    for sentence in (
        "We keep your address, its language, what you follow and since when; nothing else",
        "what is not confirmed within three days is deleted",
        "For five days we keep that a mail was sent, without what it said",
        "counted for an hour",
    ):
        assert sentence in said
    assert dt.timedelta(days=3) == CONFIRM_WITHIN
    assert dt.timedelta(days=5) == readers_post.SENT_KEPT
    assert following_views.HOUR == 60 * 60
    kept = {
        model: {field.name for field in model._meta.concrete_fields} - {"id"}
        for model in (Follower, Follow, ReadersMail)
    }
    assert kept == {
        Follower: {"email", "language", "seed"},
        Follow: {"follower", *TARGETS, "language", "seed", "created_at", "confirmed_at"},
        ReadersMail: {"follower", "kind", "facts", "key", "created_at", "not_before", "tries", "sent_at"},
    }
    leading_there = {field.related_model for field in Follower._meta.related_objects}
    assert leading_there == {Follow, ReadersMail}
    cache.clear()
    tag = Tag.objects.create(name="cramps", slug="cramps")
    following.follow("reader@example.org", about=tag, language="en")
    following.unfollow(following.key_to_stop(Follow.objects.get()))
    assert "reader@" not in repr(everything()) + repr(vars(caches["default"]))


@pytest.mark.django_db
def test_of_a_question_its_words_are_kept_and_nothing_of_who_asked(said: str, client: Client) -> None:
    assert "not who you are, unless you leave an e-mail address" in said
    assert "for a day at most" in said
    assert "keep parts of fingerprints of the words it sent" in said
    assert "ninety days after it was declined, or after it was taken up and its answer went live" in said
    assert "after a year where nobody decided, and a year after it was taken up at the latest" in said
    assert (KEPT_DECIDED.days, KEPT_WAITING.days, readers_forms.LASTS) == (90, 365, 86_400)
    cache.clear()
    before = everything()
    sent = send(client, "Why do my calves ache in the rain?", address="203.0.113.77")
    after = everything()
    new = [row for label, rows in after.items() for row in rows if row not in before[label]]
    assert len(new) == 1
    assert "203.0.113" not in repr(new) + repr(vars(caches["default"]))
    assert "calves" not in repr(vars(caches["default"]))
    assert sent["Location"].split("/")[2] not in repr(after) + repr(vars(caches["default"]))


@pytest.mark.django_db
def test_an_address_that_waits_for_an_answer_is_kept_with_the_question_as_is_said(said: str, client: Client) -> None:
    assert "If you leave an e-mail address, it is kept together with your question" in said
    assert "An address that waits for the answer to a question of yours is kept with that question" in said
    assert "Without your yes it is deleted after three days" in said
    cache.clear()
    assert send(client, "Why do my calves ache in the rain?", email="anna@example.org").status_code == 303
    found = Follow.objects.get()
    assert (found.follower.email, found.reader_question) == ("anna@example.org", ReaderQuestion.objects.get())
    with time_machine.travel(timezone.now() + CONFIRM_WITHIN):
        following.forget()
    assert ReaderQuestion.objects.exists()
    assert "anna@" not in repr(everything()) + repr(vars(caches["default"]))
