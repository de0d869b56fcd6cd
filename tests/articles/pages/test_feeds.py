"""/feeds/…: valid Atom, live answers only, in the language of the answer, with names that last."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import addressing, editing, feed_entries, publishing, revoking
from articles.models import Article, Cause, Condition, LivePage, Medicine, Question, Tag, TagAlias
from articles.models.vocabulary import Language
from doctors.models import Department, Doctor
from tests.articles.atom import Feed, read_feed
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import (
    make_article,
    make_in_review,
    make_published,
    make_question,
    make_signed,
    publish_next,
    sign_in_full,
)

NOTICE = "Use medicines only if a doctor or pharmacist advises it."
OF_ANSWERS = ["/feeds/latest.xml", "/feeds/tags/calcium.xml", "/feeds/doctors/lin-yunfei.xml",
              "/feeds/departments/orthopaedics.xml", "/feeds/conditions/gout.xml"]  # fmt: skip

Publish = Callable[..., Article]


def publishing_by(editor: User, dr_lin: Doctor) -> Publish:
    """Publishes an answer (or makes it as `make` says) that every feed of this module would list."""
    department = Department.objects.get(slug="orthopaedics")
    gout, _made = Condition.objects.get_or_create(name="Gout", slug="gout")

    def publish(slug: str, *, language: str = Language.ENGLISH, make: Any = make_published, **fields: Any) -> Article:
        question = make_question(slug, tags=("calcium",), department=department, language=language)
        article: Article = make(editor, dr_lin, question=question, **{"question_text": f"Of {slug}?", **fields})
        if make is make_published:
            Cause.objects.filter(article=article, heading="Bone spurs").update(condition=gout)
        return article

    return publish


@pytest.fixture
def published(editor: User, dr_lin: Doctor) -> Publish:
    return publishing_by(editor, dr_lin)


@stands
def of_every_state() -> None:
    published = publishing_by(the_editor(), the_doctor())
    published("first-cramps")
    published("second-cramps")
    for make in (make_article, make_in_review, make_signed):
        published(f"planted-{make.__name__}", make=make, introduction="Planted.")
    gone = published("withdrawn-cramps")
    publishing.withdraw(gone, editor=User.objects.get(username="editor"), reason="Wrong.")


@stands
def of_cramps() -> None:
    publishing_by(the_editor(), the_doctor())("cramps")


def feed_at(client: Client, address: str) -> Feed:
    return read_feed(client.get(address))


@pytest.mark.parametrize("address", OF_ANSWERS)
def test_feeds_hold_live_answers_the_newest_first(address: str, client: Client, of_every_state: None) -> None:
    feed = feed_at(client, address)
    assert feed.titles == ["Of second-cramps?", "Of first-cramps?"]
    assert feed.own == feed.id == f"https://healthqa.example{address}"
    entry = feed.entries[0]
    assert entry.link == "https://healthqa.example/questions/second-cramps/"
    assert entry.author == "Dr. Lin Yunfei"
    assert entry.topics == ["calcium"]
    assert "<p>They are mostly harmless. Some need a doctor.</p>" in entry.summary
    page = LivePage.objects.get(slug="second-cramps")
    assert entry.updated == feed.updated == page.published_at
    assert f"Signed {timezone.localdate():%-d %B %Y}" in entry.summary
    assert NOTICE not in entry.summary
    assert client.get(feed.page.removeprefix("https://healthqa.example")).status_code == 200


def test_a_feed_costs_the_same_whatever_its_entries(client: Client, published: Publish, editor: User) -> None:
    found: dict[str, list[tuple[int, int]]] = {
        address: [] for address in (*OF_ANSWERS, "/feeds/corrections.xml", "/feeds/questions/first.xml")
    }
    for slugs in (("first",), ("second", "third")):
        for slug in slugs:
            publish_next(published(slug).question, editor)
        publish_next(Question.objects.get(slug="first"), editor)
        for address, costs in found.items():
            with CaptureQueriesContext(connection) as captured:
                size = len(feed_at(client, address).entries)
            costs.append((len(captured), size))
    for address, ((few, small), (many, large)) in found.items():
        assert few == many <= 7, address
        assert small < large, address


def test_a_feed_ends_after_fifty(client: Client, published: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    assert feed_entries.MOST == 50
    monkeypatch.setattr(feed_entries, "MOST", 2)
    for number in range(3):
        published(f"cramps-{number}")
    assert feed_at(client, "/feeds/latest.xml").titles == ["Of cramps-2?", "Of cramps-1?"]


@pytest.mark.parametrize("where", ["a cause", "the words outside the causes"])
def test_an_answer_that_names_a_medicine_carries_its_notice(where: str, client: Client, published: Publish) -> None:
    Medicine.objects.create(name="Ibuprofen")
    words = {"closing": "Some take ibuprofen."} if where != "a cause" else {}
    make = (lambda *a, **f: _with_medicine(*a, **f)) if where == "a cause" else make_published
    published("cramps", make=make, **words)
    assert NOTICE in feed_at(client, "/feeds/latest.xml").entries[0].summary


def _with_medicine(editor: User, doctor: Doctor, **fields: Any) -> Article:
    draft = make_article(editor, doctor, **fields)
    Cause.objects.filter(article=draft, heading="Long walks").update(advice="Ibuprofen may help.")
    return publishing.publish(sign_in_full(editing.text_saved(draft, editor=editor), editor), editor=editor)


def test_samples_and_overdue_reviews_say_so(client: Client, published: Publish) -> None:
    article = published("cramps")
    today = timezone.localdate()
    content = {**article.live_page.content, "is_sample": True}
    LivePage.objects.filter(article=article).update(content=content, due_on=today - dt.timedelta(days=1))
    summary = feed_at(client, "/feeds/latest.xml").entries[0].summary
    assert "Sample answer, signed by an invented doctor. Do not act on it." in summary
    assert "Review overdue since" in summary


def test_the_prefix_is_the_language_of_the_feed_and_the_answer_that_of_the_entry(
    client: Client, published: Publish
) -> None:
    Medicine.objects.create(name="阿司匹林")
    published("leg-cramps")
    published("抽筋", language=Language.CHINESE, question_text="为什么会抽筋？", closing="有人用阿司匹林。")
    assert feed_at(client, "/feeds/latest.xml").titles == ["Of leg-cramps?"]
    chinese = feed_at(client, "/zh-hans/feeds/latest.xml")
    assert (chinese.titles, chinese.language) == (["为什么会抽筋？"], "zh-hans")
    for prefix, language in (("", "en"), ("/zh-hans", "zh-hans")):
        feed = feed_at(client, f"{prefix}/feeds/tags/calcium.xml")
        assert feed.language == language
        assert [entry.language for entry in feed.entries] == ["zh-hans", "en"]
        assert "仅在医生或药师建议时使用药物。" in feed.entries[0].summary
        assert NOTICE not in feed.entries[0].summary
        assert feed.entries[0].link.startswith("https://healthqa.example/zh-hans/questions/%E6%8A%BD")
    assert [entry.id for entry in chinese.entries] == [feed.entries[0].id], "one answer, one name, in every feed"


def test_names_last_whatever_becomes_of_the_address_and_the_words(
    client: Client, published: Publish, editor: User
) -> None:
    first = published("cramps")
    names = [feed_at(client, "/feeds/latest.xml").entries[0]]
    publish_next(first.question, editor, question_text="Of cramps at night?")
    names.append(feed_at(client, "/feeds/latest.xml").entries[0])
    addressing.move_question(first.question, "moved", editor=editor)
    names.append(feed_at(client, "/feeds/latest.xml").entries[0])
    assert len({entry.id for entry in names}) == len({entry.published for entry in names}) == 1
    assert names[0].updated < names[1].updated == names[2].updated
    assert names[2].link.endswith("/questions/moved/")
    published("twin", question_text=first.question_text)  # the same text once had by two answers
    assert len({entry.id for entry in feed_at(client, "/feeds/latest.xml").entries}) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_an_empty_feed_is_valid_and_always_the_same(client: Client, prefix: str) -> None:
    for name in ("latest", "corrections"):
        responses = [client.get(f"{prefix}/feeds/{name}.xml") for _time in range(2)]
        assert read_feed(responses[0]).entries == []
        assert responses[0].content == responses[1].content


def test_hidden_and_missing_feeds_are_alike(client: Client, published: Publish) -> None:
    published("planted", make=make_article)
    for address in [*OF_ANSWERS[1:], "/feeds/questions/planted.xml"]:
        missing = address.rpartition("/")[0] + "/never-made.xml"
        counts = []
        for asked in (address, missing):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(asked).status_code == 404
            counts.append(len(captured))
        assert counts[0] == counts[1], address


def test_a_merged_topic_and_a_moved_question_lead_on(client: Client, published: Publish, editor: User) -> None:
    article = published("cramps")
    TagAlias.objects.create(tag=Tag.objects.get(slug="calcium"), name="Ca", slug="ca")
    addressing.move_question(article.question, "moved", editor=editor)
    for old, new in (("tags/ca", "tags/calcium"), ("questions/cramps", "questions/moved")):
        response = client.get(f"/feeds/{old}.xml")
        assert (response.status_code, response.headers["Location"]) == (301, f"/feeds/{new}.xml")
    response = client.get("/zh-hans/feeds/questions/moved.xml")
    assert (response.status_code, response.headers["Location"]) == (301, "/feeds/questions/moved.xml")


def test_an_answer_can_be_followed_to_its_end(client: Client, published: Publish, editor: User, dr_lin: Doctor) -> None:
    first = published("cramps")
    address = "/feeds/questions/cramps.xml"
    assert feed_at(client, address).titles == ["Of cramps?"]
    second = publish_next(first.question, editor, change_note="Gout is named.")
    feed = feed_at(client, address)
    assert [entry.link.rpartition("/")[2] for entry in feed.entries] == ["", "#edition-1"]
    assert "Gout is named." in feed.entries[1].summary
    revoking.revoke(second, doctor=dr_lin, reason="My name is wrong here.")
    feed = feed_at(client, address)
    assert len(feed.entries) == 2
    assert "My name is wrong here." in feed.entries[0].summary
    assert feed.updated == feed.entries[0].updated
    assert feed_at(client, "/feeds/corrections.xml").entries == feed.entries


def test_a_reason_of_any_characters_breaks_no_feed(client: Client, published: Publish, editor: User) -> None:
    reason = "Wrong <b>&amp; ]]> “dose”\x07\x1b \uffff end"
    publishing.withdraw(published("cramps"), editor=editor, reason=reason)
    summary = feed_at(client, "/feeds/corrections.xml").entries[0].summary
    assert html.unescape(summary).count("Wrong <b>&amp; ]]> “dose” ") == 1
    assert "<b>" not in summary


@pytest.mark.parametrize(
    ("page", "feeds"),
    [
        ("/", {"latest"}),
        ("/tags/calcium/", {"latest", "tags/calcium"}),
        ("/doctors/lin-yunfei/", {"latest", "doctors/lin-yunfei"}),
        ("/departments/orthopaedics/", {"latest", "departments/orthopaedics"}),
        ("/conditions/gout/", {"latest", "conditions/gout"}),
        ("/questions/cramps/", {"latest", "questions/cramps"}),
        ("/questions/cramps/history/", {"latest", "questions/cramps"}),
        ("/corrections/", {"latest", "corrections"}),
    ],
)
def test_pages_tell_feed_readers_where_their_feed_is(
    page: str, feeds: set[str], client: Client, of_cramps: None
) -> None:
    head = client.get(page).content.decode().partition("</head>")[0]
    links = re.findall(
        r'<link rel="alternate" type="application/atom\+xml" title="([^"]+)" href="/feeds/(.+?).xml">', head
    )
    assert {name for _title, name in links} == feeds
    assert len({title for title, _name in links}) == len(feeds)
    for name in feeds:
        read_feed(client.get(f"/feeds/{name}.xml"))
