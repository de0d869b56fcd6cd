"""No page is shown that says less than it would if it were made now, whoever changed it and wherever."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import OperationalError, connections
from django.utils import timezone

from articles import publishing
from articles.models import Article, PageChange
from articles.views import answers
from doctors.models import Doctor
from healthqa import page_state, page_store
from tests.healthqa.page_caching import Answer, Portal, ask_each_time, sitemap_of
from tests.texts import make_published, publish_next

pytestmark = pytest.mark.django_db(transaction=True)
ANSWER = "/questions/leg-cramps/"


@pytest.fixture(autouse=True)
def _asking_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ask_each_time(monkeypatch)


def in_threads(works: list[Any]) -> None:
    def run(work: Any) -> None:
        try:
            work()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def test_two_processes_see_at_once_what_a_third_one_changed(live: Article, editor: User, dr_lin: Doctor) -> None:
    portals = [Portal(), Portal()]
    for portal in portals:
        assert portal.ask(ANSWER).status == 200
        assert "A new one" not in portal.ask("/tags/calcium/").text
    publish_next(live.question, editor, lead="Other words stand here.")
    for portal in portals:
        assert "Other words stand here." in portal.ask(ANSWER).text
    make_published(editor, dr_lin, "a-new-one", tags=("calcium",), question_text="A new one?")
    for portal in portals:
        assert "A new one" in portal.ask("/tags/calcium/").text
    withdrawn = Article.objects.get(question=live.question, status="published")
    publishing.withdraw(withdrawn, editor=editor, reason="It does harm.", safety=True)
    for portal in portals:
        assert portal.ask(ANSWER).status == 410
        assert "leg-cramps" not in portal.ask(sitemap_of(live.question_id)).text
    Doctor.objects.update(bio="Walks a lot.")
    for portal in portals:
        assert "Walks a lot." in portal.ask("/doctors/lin-yunfei/").text


def test_a_page_that_was_begun_before_a_change_is_not_shown_after_it(
    live: Article, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal()
    render = answers.render

    def render_late(*given: Any, **more: Any) -> Any:
        response = render(*given, **more)
        monkeypatch.setattr(answers, "render", render)
        publish_next(live.question, editor, lead="Other words stand here.")
        return response

    monkeypatch.setattr(answers, "render", render_late)
    assert "Other words stand here." not in portal.ask(ANSWER).text
    assert "Other words stand here." in portal.ask(ANSWER).text


def test_the_next_day_every_page_is_made_anew(live: Article) -> None:
    portal = Portal()
    before = portal.ask(ANSWER)
    with time_machine.travel(timezone.now() + dt.timedelta(days=4 * 365)):
        assert portal.ask(ANSWER).body != before.body
    assert portal.ask(ANSWER) == before


def test_what_reads_more_than_is_watched_lasts_as_long_as_it_says(live: Article) -> None:
    portal = Portal()
    with time_machine.travel(dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        for path in ("/", ANSWER, "/", ANSWER):
            portal.ask(path)
        assert portal.made == ["/", ANSWER]
        clock.shift(61)
        for path in ("/", ANSWER):
            portal.ask(path)
        assert portal.made == ["/", ANSWER, "/"]


def test_a_process_sees_its_own_change_on_the_next_request(live: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_state, "TRUSTED", 3600)
    portal = Portal()
    before = portal.ask(ANSWER)
    PageChange.objects.update(mark=1)
    assert portal.ask(ANSWER) == before
    assert len(portal.made) == 1
    portal.ask("/about/", "POST")
    portal.ask(ANSWER)
    assert portal.made == [ANSWER, "/about/", ANSWER]


def test_while_the_database_is_away_pages_are_shown_for_a_minute(
    live: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    portal = Portal()
    now = [1_000.0]
    monkeypatch.setattr(page_state.time, "monotonic", lambda: now[0])
    kept = portal.ask(ANSWER)

    def away(*given: Any) -> str:
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(page_state.PageChange.objects, "state", away)
        for _second in range(12):
            now[0] += 5
            assert portal.ask(ANSWER) == kept
        assert len(portal.made) == 1
        now[0] += 5
        portal.ask(ANSWER)
        assert len(portal.made) == 2, "left to Django"
    now[0] += 5
    assert portal.ask(ANSWER) == kept
    assert len(portal.made) == 2


def test_a_process_that_never_reached_the_database_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*given: Any) -> str:
        raise OperationalError("gone")

    monkeypatch.setattr(page_state.PageChange.objects, "state", away)
    portal = Portal()
    for _time in range(2):
        portal.ask("/about/")
    assert (len(portal.made), len(portal.cache.memory)) == (2, 0)


def test_one_request_makes_the_page_that_many_want(live: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    portal, found = Portal(), []
    render, began = answers.render, threading.Event()

    def render_slowly(*given: Any, **more: Any) -> Any:
        began.wait(1)
        return render(*given, **more)

    monkeypatch.setattr(answers, "render", render_slowly)
    in_threads([lambda: found.append(portal.ask(ANSWER)) for _reader in range(8)])
    assert len(portal.made) == 1
    assert len({answer.body for answer in found}) == 1
    assert [answer.status for answer in found] == [200] * 8
    assert portal.cache._turns._ahead == {}


def test_who_waits_too_long_makes_the_page_too(live: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_store, "PATIENCE", 0.1)
    portal, found = Portal(), list[Answer]()
    render, stuck, go_on = answers.render, threading.Event(), threading.Event()

    def render_stuck(*given: Any, **more: Any) -> Any:
        if not stuck.is_set():
            stuck.set()
            go_on.wait(30)
        return render(*given, **more)

    def patient() -> None:
        stuck.wait(30)
        found.append(portal.ask(ANSWER))
        go_on.set()

    monkeypatch.setattr(answers, "render", render_stuck)
    in_threads([lambda: portal.ask(ANSWER), patient])
    assert [answer.status for answer in found] == [200]
    assert len(portal.made) == 2
