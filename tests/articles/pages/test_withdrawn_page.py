"""The page of an answer that was withdrawn: what it was, why and when it went, and never its text."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import publishing, revoking
from articles.models import Article, Question
from articles.models.vocabulary import Language
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, read
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_published, make_question, publish_next

QUESTION = "What causes leg cramps?"
PAGE = "/questions/leg-cramps/"
FIRST, LAST = dt.datetime(2026, 5, 12, 12, tzinfo=dt.UTC), dt.datetime(2026, 6, 3, 12, tzinfo=dt.UTC)


@stands
def live() -> Article:
    doctor = the_doctor()
    Doctor.objects.filter(pk=doctor.pk).update(verified_at=FIRST)
    doctor.refresh_from_db()
    with time_machine.travel(FIRST, tick=False):
        return make_published(the_editor(), doctor, introduction="Words nobody should follow.")


def withdraw(live: Article, editor: User, **more: object) -> None:
    with time_machine.travel(LAST, tick=False):
        publishing.withdraw(live, editor=editor, reason="New findings\ncontradict it.", **more)


def test_it_says_what_was_withdrawn_when_and_why(client: Client, live: Article, editor: User) -> None:
    withdraw(live, editor)
    in_order(
        read(client, PAGE, 410),
        "This answer was withdrawn", QUESTION, "It was taken down on 3 June 2026", "Why New findings contradict it.",
        "On record", "Edition 1 was public from 12 May 2026 to 3 June 2026.", "Fingerprint of the text",
    )  # fmt: skip
    page = client.get(PAGE).content.decode()
    assert f"<title>Withdrawn: {QUESTION} – HealthQA</title>" in page
    assert f'<h2 lang="en">{QUESTION}</h2>' in page
    assert re.findall(r"<h1[^>]*>([^<]*)", page) == ["This answer was withdrawn"]
    assert "Sample" not in page


def test_of_an_answer_withdrawn_for_safety_no_word_is_repeated(client: Client, live: Article, editor: User) -> None:
    withdraw(live, editor, safety=True)
    for address in (PAGE, f"{PAGE}related/", "/questions/leg-cramps.txt", f"/zh-hans{PAGE}"):
        response = client.get(address)
        assert response.status_code == 410
        text = response.content.decode()
        for words in ("What causes", "leg cramps", "Words nobody", "Lin Yunfei", "Long walks"):
            assert words not in text, (address, words)
    text = read(client, PAGE, 410)
    in_order(text, "taken down on 3 June 2026", "The reason is safety", "New findings", "Edition 1 was public from")
    assert "<title>This answer was withdrawn – HealthQA</title>" in client.get(PAGE).content.decode()
    assert live.digest in "".join(text.split())


def test_a_name_taken_back_leaves_the_question(client: Client, live: Article, dr_lin: Doctor) -> None:
    revoking.revoke(live, doctor=dr_lin, reason="A study contradicts it.")
    in_order(read(client, PAGE, 410), QUESTION, "A doctor’s signature under it was revoked.", "A study contradicts it.")


@pytest.mark.parametrize("safety", [True, False])
def test_a_sample_is_marked(client: Client, live: Article, editor: User, safety: bool) -> None:
    Question.objects.filter(pk=live.question_id).update(is_sample=True)
    withdraw(live, editor, safety=safety)
    assert "Sample answer, signed by an invented doctor. Do not act on it." in read(client, PAGE, 410)


def test_the_edition_that_was_live_last_is_the_one_on_record(client: Client, live: Article, editor: User) -> None:
    with time_machine.travel(LAST, tick=False):
        second = publish_next(live.question, editor, question_text="What brings leg cramps on?")
    withdraw(second, editor)
    text = read(client, PAGE, 410)
    in_order(text, "What brings leg cramps on?", "Edition 2 was public")
    assert QUESTION not in text
    assert second.digest in "".join(text.split())


def test_a_question_in_another_language_is_marked_as_such(client: Client, editor: User, dr_lin: Doctor) -> None:
    question = make_question("眼皮跳", language=Language.CHINESE)
    live = make_published(editor, dr_lin, question=question, question_text="为什么眼皮会跳？")
    publishing.withdraw(live, editor=editor, reason="Wrong.")
    assert '<h2 lang="zh-hans">为什么眼皮会跳？</h2>' in client.get("/questions/眼皮跳/").content.decode()


def test_words_for_a_browser_are_shown_as_words(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, question_text="What causes <b>cramps</b>?")
    publishing.withdraw(live, editor=editor, reason="<script>alert(1)</script>")
    page = client.get(PAGE).content.decode()
    assert "&lt;b&gt;cramps&lt;/b&gt;" in page
    assert "<script>" not in page


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}related/", "/questions/leg-cramps.txt"])
def test_it_costs_four_queries_at_most_and_never_reads_the_text(
    client: Client, live: Article, editor: User, dr_lin: Doctor, path: str
) -> None:
    with time_machine.travel(LAST, tick=False):
        better = make_published(editor, dr_lin, "better-answer")
    withdraw(live, editor, replacement=better.question)
    with CaptureQueriesContext(connection) as asked:
        text = read(client, path, 410)
    assert "Read this instead What causes better answer?" in text
    assert len(asked) <= 4
    assert not [query for query in asked if '"introduction"' in query["sql"] or '"original_document"' in query["sql"]]
