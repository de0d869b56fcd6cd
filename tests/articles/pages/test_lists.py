"""Pages that list answers: bounded, in at most four queries, live answers only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Cause, Condition, Feedback, Tag, TagAlias
from articles.models.vocabulary import Language
from doctors.models import Department, Doctor
from healthqa.lib.paging import PAGE_SIZE
from tests.articles.pages.reading import in_order, read
from tests.texts import make_article, make_published, make_question

LISTS = ["/", "/questions/", "/questions/?letter=L&department=orthopaedics&tag=calcium", "/tags/", "/tags/calcium/",
         "/departments/orthopaedics/", "/conditions/", "/conditions/gout/", "/doctors/", "/doctors/lin-yunfei/",
         "/search/?q=cramps", "/questions/leg-cramps/related/", "/tags/calcium/causes/",
         "/departments/orthopaedics/causes/"]  # fmt: skip

Publish = Callable[..., Any]


@pytest.fixture
def published(editor: User, dr_lin: Doctor) -> Publish:
    """Publishes an answer that every list of this module shows."""
    department = Department.objects.get(slug="orthopaedics")
    gout, _made = Condition.objects.get_or_create(name="Gout", slug="gout")

    def publish(slug: str = "leg-cramps", language: str = Language.ENGLISH, draft: bool = False, **fields: Any) -> Any:
        question = make_question(slug, tags=("calcium",), department=department, language=language)
        make = make_article if draft else make_published
        article = make(editor, dr_lin, question=question, **{"question_text": f"What causes {slug}?", **fields})
        if draft:
            article.associated_conditions.add(gout)
        else:  # links are no words: they may be set on a signed text
            Cause.objects.filter(article=article, heading="Bone spurs").update(condition=gout)
        return article

    return publish


@pytest.mark.parametrize("address", LISTS)
def test_four_queries_at_most_whatever_the_rows(address: str, client: Client, published: Publish) -> None:
    published()
    counts = []
    for slug in ("first cramps", "second cramps", "third cramps"):
        published(slug.replace(" ", "-"), question_text=f"What causes {slug}?")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        counts.append(len(captured))
    assert max(counts) <= 4
    assert counts[1] == counts[2]
    assert "COUNT(" not in str(captured.captured_queries)


@pytest.mark.parametrize("address", LISTS)
def test_a_draft_is_in_no_list(address: str, client: Client, published: Publish) -> None:
    published()
    published("planted-words", draft=True, introduction="Planted words.")
    response = client.get(address)
    assert response.status_code == 200
    assert b"lanted" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/questions/", "/tags/", "/conditions/", "/doctors/"])
@pytest.mark.parametrize(("prefix", "sentence"), [("", "Nothing is published here yet."), ("/zh-hans", "")])
def test_an_empty_portal_is_calm(address: str, prefix: str, sentence: str, client: Client) -> None:
    assert sentence in read(client, prefix + address)


@pytest.mark.parametrize(
    "address", ["/tags/calcium/", "/departments/orthopaedics/", "/conditions/gout/", "/doctors/lin-yunfei/"]
)
def test_known_through_drafts_only_is_missing(address: str, client: Client, published: Publish) -> None:
    published(draft=True)
    missing = address.rsplit("/", 2)[0] + "/never-made/"
    counts = []
    for asked in (address, missing):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(asked).status_code == 404
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_home_shows_the_newest_of_its_language(client: Client, published: Publish) -> None:
    published("older-cramps")
    published("newer-cramps")
    published("眼皮跳", language=Language.CHINESE, question_text="为什么眼皮会跳？")
    text = read(client, "/")
    in_order(text, "Departments", "Orthopaedics", "Newest answers", "newer-cramps", "older-cramps")
    assert "为什么" not in text
    chinese = read(client, "/zh-hans/")
    assert "为什么眼皮会跳？" in chinese
    assert "newer-cramps" not in chinese


def test_home_shows_what_readers_found_helpful(client: Client, published: Publish) -> None:
    first, second = published("first"), published("second")
    hidden = published("planted-words", draft=True)
    for article, votes in ((first, 1), (second, 2), (hidden, 3)):
        for _vote in range(votes):
            Feedback.objects.create(article=article, verdict=Feedback.Verdict.HELPFUL)
    text = read(client, "/")
    in_order(text, "Answers readers found helpful", "What causes second?", "What causes first?", "Newest answers")
    assert "lanted" not in text


def test_a_to_z_is_sorted_by_subject(client: Client, published: Publish) -> None:
    published("a", question_text="Why does my skin itch?")
    published("b", question_text="What causes leg cramps?")
    published("c", question_text="Is it normal to be cold?")
    in_order(
        read(client, "/questions/"), "C Is it normal to be cold?", "L What causes leg cramps?", "S Why does my skin"
    )
    assert "skin" not in read(client, "/questions/?letter=l")


@pytest.mark.parametrize(
    "query",
    ["letter=%C3%84", "letter=AB", "department=none", "body_area=soul", "audience=robots", "tag=none", "page=0",
     "page=x", "page=99999999999999999999", "page=-1", "page=%D9%A3", "tag=%E2%80%AE", "letter=%00",
     "department=" + "x" * 3000],
)  # fmt: skip
def test_bad_filters_give_the_page_with_a_sentence(query: str, client: Client, published: Publish) -> None:
    published()
    response = client.get(f"/questions/?{query}")
    if "%00" in query:
        assert response.status_code == 400  # no address here holds a NUL
        return
    assert response.status_code == 200
    assert "so it was left out" in response.content.decode() or "no such page" in response.content.decode()
    assert "What causes leg-cramps?" in read(client, f"/questions/?{query}")


def test_filters_narrow_the_list(client: Client, published: Publish, editor: User, dr_lin: Doctor) -> None:
    published("inside")
    make_published(editor, dr_lin, slug="outside")
    for query in ("department=orthopaedics", "tag=calcium"):
        text = read(client, f"/questions/?{query}")
        assert "inside" in text
        assert "outside" not in text
    assert "No published answer fits this choice." in read(client, "/questions/?audience=infant")


def test_long_lists_have_pages(client: Client, published: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PAGE_SIZE == 50
    monkeypatch.setattr("healthqa.lib.paging.page_of.__defaults__", (2,))
    for number in range(5):
        published(f"cramps-{number}")
    first = client.get("/tags/calcium/?q=1").content.decode()
    assert 'rel="next" href="?q=1&amp;page=2"' in first
    assert 'rel="prev"' not in first
    last = client.get("/tags/calcium/?page=3").content.decode()
    assert "cramps-4" in last
    assert 'rel="next"' not in last
    assert "This list has no such page." in client.get("/tags/calcium/?page=9").content.decode()


def test_a_merged_tag_redirects(client: Client, published: Publish) -> None:
    published()
    published("planted", draft=True)
    TagAlias.objects.create(tag=Tag.objects.get(slug="calcium"), name="Ca", slug="ca")
    hidden = Tag.objects.create(name="unused", slug="unused")
    TagAlias.objects.create(tag=hidden, name="never", slug="never")
    response = client.get("/tags/ca/")
    assert (response.status_code, response.headers["Location"]) == (301, "/tags/calcium/")
    assert client.get("/tags/never/").status_code == 404


def test_tag_pages_hold_every_language(client: Client, published: Publish) -> None:
    published("眼皮跳", language=Language.CHINESE, question_text="为什么眼皮会跳？")
    text = client.get("/tags/calcium/").content.decode()
    assert 'lang="zh-hans"' in text
    assert 'href="/zh-hans/questions/' in text


def test_related_view_all_has_more_than_the_cards(client: Client, published: Publish) -> None:
    published()
    for number in range(30):
        published(f"other-{number:02}")
    assert read(client, "/questions/leg-cramps/").count("same tag: calcium") == 6
    with CaptureQueriesContext(connection) as asked:
        text = read(client, "/questions/leg-cramps/related/")
    assert len(asked) <= 4
    assert text.count("same tag: calcium") == 30
    assert text.count("leg-cramps") == 1  # the way back; an answer is never related to itself
