"""Editors publish and withdraw at the same moment, readers search meanwhile: index and live set stay one."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, connections

from articles import editing, publishing
from articles.models import Article, Question, SearchEntry, SearchWord
from articles.search import Asked, engine, rebuilding, search, suggest
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_next, sign_in_full

pytestmark = pytest.mark.django_db(transaction=True)
#: SQLite has one writer at a time.
TURNS = 5 if connection.vendor == "postgresql" else 2
WORDS = ("zebra", "okapi", "quagga", "tapir", "ibex")


def keep_publishing(question: Question, editor: User, seed: int) -> None:
    """Editions of one question come and go; what is not signed yet holds a word of its own."""
    dice = random.Random(seed)
    try:
        for _turn in range(TURNS):
            draft = question.articles.open().first() or editing.start_edition(question, editor=editor)
            Article.objects.filter(pk=draft.pk).update(introduction=" ".join(dice.sample(WORDS, 3)))
            fresh = editing.text_saved(Article.objects.get(pk=draft.pk), editor=editor)
            live = publishing.publish(sign_in_full(fresh, editor), editor=editor)
            make_next(question, editor, introduction="unsigned")
            if dice.random() < 0.5:
                publishing.withdraw(live, editor=editor, reason="Wrong.")
    finally:
        connections.close_all()


def keep_searching(stop: list[bool]) -> list[int]:
    """How many hits unsigned words had."""
    hits: list[int] = []
    try:
        while not stop or len(hits) < 3:
            hits.append(search(Asked("unsigned", "en")).total + len(suggest("unsig", "en").questions))
            assert search(Asked("cramps", "en")).total <= 3
            time.sleep(0.05)
    finally:
        connections.close_all()
    return hits


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as executor:
        yield executor


@pytest.mark.parametrize("typed", ["mension", "mension causes", "tension"])
@pytest.mark.parametrize("moment", ["engine.matches", "engine.heads_of"])
def test_answers_that_are_withdrawn_while_they_are_looked_up_are_no_error(
    typed: str, moment: str, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, word in enumerate(("tension", "pension")):
        doctor = make_doctor(f"Doctor {number}")
        draft = make_article(editor, doctor, word, question_text=f"What causes {word}?")
        publishing.publish(sign_in_full(draft, editor), editor=editor)
    assert search(Asked(typed, "en")).total >= 1
    module, name = moment.split(".")
    look = getattr(engine, name)

    def looked_up(*given: Any, **more: Any) -> Any:
        found = look(*given, **more)
        for live in Article.objects.public():
            publishing.withdraw(live, editor=editor, reason="Wrong.")
        return found

    monkeypatch.setattr(f"articles.search.{module}.{name}", looked_up)
    assert search(Asked(typed, "en")).hits == ()


def test_at_the_same_moment_nothing_is_lost_and_nothing_shown_too_soon(editor: User, pool: ThreadPoolExecutor) -> None:
    questions = []
    for number in range(3):
        doctor: Doctor = make_doctor(f"Doctor {number}")
        words = {
            "question_text": f"Why cramps {number}?",
            "tags": ("cramps",),
        }  # neighbours: each is on the other's page
        draft = make_article(editor, doctor, f"cramps-{number}", **words)
        questions.append(draft.question)
    stop: list[bool] = []
    reader = pool.submit(keep_searching, stop)
    writers = [pool.submit(keep_publishing, question, editor, seed) for seed, question in enumerate(questions)]
    try:
        for writer in writers:
            writer.result(timeout=120)
    finally:
        stop.append(True)
    assert set(reader.result(timeout=60)) == {0}
    assert list(rebuilding.differences()) == []
    publishing.publish(sign_in_full(make_article(editor, doctor, "last"), editor), editor=editor)
    assert SearchWord.objects.filter(answers__lt=0).count() == 0, "halves of a sum are seen to by the next"
    assert SearchEntry.objects.count() == Article.objects.public().count()
