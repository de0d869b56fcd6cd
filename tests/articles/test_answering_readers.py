"""Editors decide on what readers asked: one decision a question, written down, without a word of the reader."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import answering_readers, asking
from articles.asked_answers import Stage, outcome_of
from articles.models import Article, Event, Question, ReaderQuestion, RedFlag
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, words
from tests.articles.questions_sent import first_flags
from tests.people import make_user
from tests.texts import make_article, make_published, make_question
from tests.watching import breaking, everything, locked_by, queries_of, refused

WORDS = "Why do my planted calves cramp at night?\n\nI am 45."


@pytest.fixture
def asked(db: None) -> ReaderQuestion:
    return ReaderQuestion.objects.create(text=WORDS, language="zh-hans")


def decide(verb: str, asked: ReaderQuestion, editor: User, **more: Any) -> object:
    given: dict[str, dict[str, Callable[[], Any]]] = {
        "merge": {"into": lambda: make_question("leg-cramps")},
        "make_question": {"wording": lambda: "What causes calf cramps?"},
        "decline": {"because": lambda: "personal"},
        "reopen": {},
    }
    values = {name: value() for name, value in given[verb].items() if name not in more} | more
    call: Callable[..., object] = getattr(answering_readers, verb)
    return call(asked, editor=editor, **values)


def test_a_merged_question_leads_where_it_was_merged(asked: ReaderQuestion, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    merged = answering_readers.merge(asked, into=live.question, editor=editor, note=" seen before ")
    assert (merged.state, merged.question, merged.note) == ("merged", live.question, "seen before")
    assert merged.decided_on is not None
    event = Event.objects.latest("pk")
    assert (event.verb, event.actor_id, event.question) == ("reader_question_merged", editor.pk, live.question)
    found = outcome_of(ReaderQuestion.objects.select_related("question").get())
    assert (found.stage, found.answer and found.answer.slug) == (Stage.ANSWERED, "leg-cramps")


def test_a_question_is_made_in_the_readers_language_as_a_draft(asked: ReaderQuestion, editor: User) -> None:
    draft = answering_readers.make_question(asked, wording="  What causes\n calf cramps? ", editor=editor)
    assert (draft.status, draft.edition, draft.question_text) == ("draft", 1, "What causes calf cramps?")
    assert (draft.question.language, draft.question.slug) == ("zh-hans", "what-causes-calf-cramps")
    fresh = ReaderQuestion.objects.select_related("question").get()
    assert fresh.question == draft.question
    assert outcome_of(fresh).stage == Stage.WRITTEN
    assert {"question_added", "edition_started", "reader_question_made"} <= set(
        Event.objects.values_list("verb", flat=True)
    )


def test_nothing_of_the_readers_words_is_in_the_trail(asked: ReaderQuestion, editor: User) -> None:
    for verb in ("decline", "reopen", "merge", "reopen", "make_question"):
        decide(verb, asked, editor, **({} if verb == "reopen" else {"note": "planted note"}))
    trail = json.dumps(list(Event.objects.values()), default=str)
    assert "planted" not in trail
    assert list(Event.objects.filter(verb__startswith="reader_").order_by("pk").values_list("verb", flat=True)) == [
        "reader_question_declined", "reader_question_reopened", "reader_question_merged", "reader_question_reopened",
        "reader_question_made",
    ]  # fmt: skip


def test_a_slip_is_taken_back_whole(asked: ReaderQuestion, editor: User) -> None:
    declined = answering_readers.decline(asked, because="personal", editor=editor, note="n")
    assert declined.reason not in ("", "n")
    assert declined.note == "n"
    fresh = answering_readers.reopen(asked, editor=editor)
    assert (fresh.state, fresh.question, fresh.declined_because, fresh.decided_on) == ("open", None, "", None)
    assert fresh.reason == ""
    assert list(ReaderQuestion.objects.waiting()) == [fresh]


@pytest.mark.parametrize("verb", ["merge", "make_question", "decline"])
def test_a_question_is_decided_on_once(asked: ReaderQuestion, editor: User, verb: str) -> None:
    decide("decline", asked, editor)
    into = make_question("other")
    with refused("decided-already"):
        decide(verb, asked, editor, **({"into": into} if verb == "merge" else {}))
    asking.take_back(asked)
    with refused("taken-back"):
        decide(verb, asked, editor, **({"into": into} if verb == "merge" else {}))


@pytest.mark.parametrize(
    ("verb", "given", "code"),
    [
        ("decline", {"because": ""}, "reason-missing"),
        ("decline", {"because": "no"}, "reason-missing"),
        ("decline", {"note": "x" * 1001}, "note-too-long"),
        ("make_question", {"wording": " \n "}, "wording-missing"),
        ("make_question", {"wording": "x" * 301}, "wording-too-long"),
        ("make_question", {"wording": "What did Dr. Lin tell me?"}, "personal-data"),
        ("reopen", {}, "not-decided"),
    ],
)
def test_what_cannot_be_is_refused(
    asked: ReaderQuestion, editor: User, verb: str, given: dict[str, Any], code: str
) -> None:
    with refused(code):
        decide(verb, asked, editor, **given)


@pytest.mark.parametrize("verb", ["merge", "make_question", "decline", "reopen"])
def test_only_editors_decide_and_a_decision_that_breaks_leaves_nothing(
    asked: ReaderQuestion, editor: User, reader: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    more = {"into": make_question("other")} if verb == "merge" else {}
    for stranger in (reader, dr_lin.user, make_user("clerk", staff=True)):
        assert stranger is not None
        with refused("not-allowed"):
            decide(verb, asked, stranger, **more)
    if verb == "reopen":
        decide("decline", asked, editor)
    with breaking(monkeypatch):
        decide(verb, asked, editor, **more)


@pytest.mark.parametrize(
    "wording",
    ["Why do my planted calves cramp at night?", "why do my PLANTED calves,  cramp at night", "I am 45", WORDS],
)
def test_the_readers_own_words_are_no_wording_for_everybody(asked: ReaderQuestion, editor: User, wording: str) -> None:
    with refused("readers-words"):
        answering_readers.make_question(asked, wording=wording, editor=editor)


def test_locks_are_taken_in_the_one_order(asked: ReaderQuestion, editor: User) -> None:
    into = make_question("other")
    if connection.vendor == "postgresql":
        assert locked_by(lambda: answering_readers.merge(asked, into=into, editor=editor)) == ["question", "asked"]


# The admin


@pytest.fixture
def at_work(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def address(asked: ReaderQuestion, rest: str = "change") -> str:
    return f"/admin/articles/readerquestion/{asked.pk}/{rest}/"


def test_the_queue_is_decided_on_page_by_page(
    at_work: Client, asked: ReaderQuestion, editor: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    assert b"planted calves" in at_work.get("/admin/articles/readerquestion/").content
    page = at_work.get(address(asked)).content.decode()
    assert all(f"/{name}/" in page for name in ("merge", "make", "decline"))
    assert 'name="_save"' not in page
    assert at_work.post(address(asked, "merge"), {"into": "999", "note": ""}).status_code == 422
    assert at_work.post(address(asked, "decline"), {"because": "personal", "note": "n"}).status_code == 302
    assert at_work.post(address(asked, "merge"), {"into": live.question_id}).status_code == 409
    assert b"planted calves" not in at_work.get("/admin/articles/readerquestion/").content
    assert b"planted calves" in at_work.get("/admin/articles/readerquestion/?state=all").content
    assert at_work.post(address(asked, "reopen")).status_code == 302
    empty = at_work.get(address(asked, "make")).content.decode()
    (field,) = re.findall(r'<input[^>]*name="wording"[^>]*>', empty)
    assert "value=" not in field
    own = at_work.post(address(asked, "make"), {"wording": "Why do my planted calves cramp at night"})
    assert own.status_code == 422
    assert "readers are promised others" in own.content.decode()
    made = at_work.post(address(asked, "make"), {"wording": "What causes calf cramps?"})
    draft = Article.objects.get(question__slug="what-causes-calf-cramps")
    assert made["Location"] == f"/admin/articles/article/{draft.pk}/change/"


def test_the_merge_page_offers_live_answers_to_the_words(at_work: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    make_article(editor, dr_lin, "leg-cramps-hidden")
    asked = ReaderQuestion.objects.create(text="leg cramps")
    page = at_work.get(address(asked, "merge")).content.decode()
    assert "?into=leg-cramps" in page
    assert "leg-cramps-hidden" not in page
    chosen = at_work.get(f"{address(asked, 'merge')}?into=leg-cramps").content.decode()
    assert f'<option value="{Question.objects.get(slug="leg-cramps").pk}" selected' in chosen
    assert at_work.get(f"{address(asked, 'merge')}?into=%F0%9F").status_code == 200


def test_words_of_readers_are_changed_by_nobody_and_deleted_by_chiefs(
    client: Client, asked: ReaderQuestion, editor: User, chief: User
) -> None:
    for account, may_delete in ((editor, False), (chief, True)):
        client.force_login(account)
        before = everything()
        client.post(address(asked), {"text": "changed", "state": "declined"})
        assert client.get("/admin/articles/readerquestion/add/").status_code == 403
        assert everything() == before
        assert (client.get(address(asked, "delete")).status_code == 200) is may_delete
    client.post(address(asked, "delete"), {"post": "yes"})
    assert not ReaderQuestion.objects.exists()


def test_red_flags_are_the_chiefs_and_a_change_is_written_down(client: Client, editor: User, chief: User) -> None:
    first_flags()
    flag = RedFlag.objects.get(name="chest pain")
    path = f"/admin/articles/redflag/{flag.pk}/change/"
    form = {"name": "chest pain", "language": "en", "groups": "sore chest", "card": "body", "is_active": "on"}
    client.force_login(editor)
    assert client.get(path).status_code == 200
    assert client.post(path, form).status_code == 403
    client.force_login(chief)
    assert client.post(path, form | {"card": "mind", "may_be_general": "on"}).status_code == 200
    assert client.post(path, form | {"groups": "a"}).status_code == 200
    assert client.post(path, form).status_code == 302
    assert RedFlag.objects.get(pk=flag.pk).groups == "sore chest"
    client.post(f"/admin/articles/redflag/{flag.pk}/delete/", {"post": "yes"})
    changes = Event.objects.filter(verb="red_flag_changed").order_by("pk").values_list("detail", flat=True)
    assert [detail["fields"] for detail in changes] == [["groups", "may_be_general"], ["deleted"]]


def test_a_long_queue_costs_as_much_as_a_short_one(at_work: Client, asked: ReaderQuestion) -> None:
    few = queries_of(lambda: at_work.get("/admin/articles/readerquestion/"))
    ReaderQuestion.objects.bulk_create(
        [ReaderQuestion(text=f"Question {n}", question=make_question(f"q-{n}")) for n in range(20)]
    )
    assert queries_of(lambda: at_work.get("/admin/articles/readerquestion/")) == few


def test_the_first_page_of_the_admin_begins_with_emergency_words_and_the_oldest(
    at_work: Client, dr_lin: Doctor
) -> None:
    calm = "Nothing waits for you."
    assert calm in words(at_work.get("/admin/"))
    day = timezone.localdate()
    for age in range(8):
        row = ReaderQuestion.objects.create(text=f"Asked {age} days ago <b>?", has_red_flag=age == 1)
        ReaderQuestion.objects.filter(pk=row.pk).update(asked_on=day - dt.timedelta(days=age))
    decided = {"state": "declined", "declined_because": "unclear", "decided_on": day}
    ReaderQuestion.objects.create(text="Decided", has_red_flag=True, **decided)
    page = at_work.get("/admin/")
    in_order(words(page), "Questions that readers asked", "Asked 1 days ago <b>?", "open for 1 day", "red-flag words",
             "Asked 7 days ago", "open for 7 days", "Asked 3 days ago", "Show all")  # fmt: skip
    assert not [text for text in ("Decided", "Asked 2 days ago", calm) if text in words(page)]
    assert (
        f'href="/admin/articles/readerquestion/{ReaderQuestion.objects.get(text__startswith="Asked 7").pk}/change/"'
        in (page.content.decode())
    )
    few = queries_of(lambda: at_work.get("/admin/"))
    ReaderQuestion.objects.bulk_create(ReaderQuestion(text=f"Many {number}?") for number in range(200))
    assert queries_of(lambda: at_work.get("/admin/")) == few
    only_texts = make_user("only-texts", staff=True)
    only_texts.user_permissions.add(Permission.objects.get(codename="view_article"))
    at_work.force_login(only_texts)
    assert "days ago" not in words(at_work.get("/admin/"))
