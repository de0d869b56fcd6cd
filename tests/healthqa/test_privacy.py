"""What /about/privacy/ says, sentence by sentence. The browser's part of it is in tests/system/test_privacy.py."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.test import Client

from healthqa.environment import BASE_DIR
from tests.articles.pages.reading import read
from tests.watching import everything

GUNICORN: Path = BASE_DIR / "deploy" / "gunicorn.conf.py"


@pytest.fixture
def said(client: Client) -> str:
    return read(client, "/about/privacy/")


def test_the_server_writes_down_what_the_page_says_and_nothing_else(said: str) -> None:
    configured = runpy.run_path(str(GUNICORN))
    assert "when, which page, whether it worked, how large it was and how long it took" in said
    assert "Of your network address only the beginning is kept" in said
    written = re.findall(r"%\(([^)]+)\)s", configured["access_log_format"])
    assert written == ["t", "h", "m", "U", "s", "B", "M"]
    assert configured["logger_class"] == "healthqa.access_log.LoggerWithoutTraces"


@pytest.mark.django_db
def test_a_search_is_forgotten(said: str, client: Client) -> None:
    assert "The words of a search are used to answer it and are then forgotten." in said
    cache.clear()
    before = everything()
    response = client.get("/search/?q=a-private-complaint")
    assert b"a-private-complaint" in response.content
    assert everything() == before
    assert "private" not in repr(vars(caches["default"]))
    assert not response.cookies


def test_other_sites_are_not_told_where_a_reader_came_from(said: str, client: Client) -> None:
    assert "neither the question you read nor that you came from here" in said
    assert client.get("/about/privacy/").headers["Referrer-Policy"] == "same-origin"


def test_a_session_ends_after_twelve_hours(said: str) -> None:
    assert "it ends after twelve hours at the latest" in said
    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60
    assert settings.SESSION_SAVE_EVERY_REQUEST is False
