"""The simple search: every word has to occur in the question or another wording of it."""

from __future__ import annotations

from urllib.parse import quote_from_bytes

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Question
from doctors.models import Doctor
from tests.articles.pages.reading import read
from tests.texts import make_article, make_published


@pytest.mark.parametrize("query", ["cramps", "LEG", "cramps leg?", "charley", "charley leg", "ramp", "  leg\tcramps "])
def test_finds_words_and_other_wordings(query: str, client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    Question.objects.filter(pk=live.question_id).update(other_wordings="Charley horse at night")
    assert "What causes leg cramps?" in read(client, "/search/?q=" + query.replace(" ", "+").replace("\t", "%09"))


@pytest.mark.parametrize("query", ["cramps hiccups", "%25", "_", "xyz"])
def test_no_hit_offers_ways_on(query: str, client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    text = read(client, f"/search/?q={query}")
    assert "No published question holds all the words" in text
    assert "All questions A–Z" in text


def test_drafts_are_never_found(client: Client, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin, slug="planted-words")
    Question.objects.filter(pk=draft.question_id).update(other_wordings="planted wording")
    assert "What causes" not in read(client, "/search/?q=planted")


def test_search_pages_are_not_indexed_and_echo_text_only(client: Client, db: None) -> None:
    response = client.get("/search/?q=%3Cscript%3Ealert(1)%3C/script%3E")
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert b"<script" not in response.content
    assert b'<meta name="robots" content="noindex">' in response.content


@given(st.binary(max_size=40))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_any_bytes_are_answered(client: Client, db: None, query: bytes) -> None:
    assert client.get("/search/", QUERY_STRING="q=" + quote_from_bytes(query)).status_code in {200, 400}
