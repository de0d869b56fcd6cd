"""What an address holds beyond what the portal knows never makes a page grow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoDbBlocker

from articles import permissions
from articles.models import Question, Tag
from tests.articles.pages.reading import read
from tests.people import make_doctor, make_user
from tests.standing import standing
from tests.texts import make_published, make_question

LISTS = ["/questions/", "/tags/", "/tags/calcium/", "/departments/orthopaedics/", "/conditions/", "/doctors/",
         "/doctors/lin-yunfei/", "/search/", "/", "/questions/leg-cramps/related/"]  # fmt: skip
LONGEST = 3_900


def make_many() -> None:
    editor, doctor = make_user("editor", permissions.EDITORS, staff=True), make_doctor("Lin Yunfei")
    for slug in ("leg-cramps", "lip-cramps", "low-cramps"):
        question = make_question(slug, tags=("calcium",), department=doctor.department)
        make_published(editor, doctor, question=question, question_text=f"What causes {slug}?")


@pytest.fixture(scope="module")
def _answers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield from standing(django_db_blocker, make_many)


@pytest.fixture
def _many(_answers: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """More answers than a page holds, so that there are links to other pages."""
    monkeypatch.setattr("healthqa.lib.paging.page_of.__defaults__", (2,))


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize("name", ["tag", "department", "letter", "audience", "body_area", "page", "q", "other"])
@pytest.mark.parametrize("address", LISTS)
def test_a_long_value_adds_a_sentence_at_most(client: Client, address: str, name: str) -> None:
    plain = len(client.get(address).content)
    response = client.get(f"{address}?{name}={'x' * LONGEST}")
    has_no_such_page = name == "page" and address not in ("/", "/search/", "/questions/leg-cramps/related/")
    assert response.status_code == (404 if has_no_such_page else 200)
    assert len(response.content) < plain + 1_500
    assert "x" * 201 not in response.content.decode()


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize("name", ["tag", "department", "letter", "audience", "body_area"])
def test_sixty_characters_of_it_are_repeated(client: Client, name: str) -> None:
    value = "".join(chr(ord("a") + number % 26) for number in range(500))
    page = client.get(f"/questions/?{name}={value}").content.decode()
    shown = value[:59].upper() if name == "letter" else value[:59]
    assert f"“{shown}…” is not a choice" in page
    assert value[:60] not in page.lower()
    whole = client.get(f"/questions/?{name}={value[:60]}").content.decode().lower()
    assert f"“{value[:60]}” is not a choice" in whole


@pytest.mark.usefixtures("_many")
def test_many_values_do_not_make_the_links_grow(client: Client) -> None:
    query = "&".join(f"a{number}={number}" for number in range(300))
    plain = len(client.get("/questions/?tag=calcium").content)
    response = client.get(f"/questions/?tag=calcium&{query}")
    assert len(response.content) == plain
    assert 'rel="next" href="?tag=calcium&amp;page=2"' in response.content.decode()
    assert 'rel="next" href="?page=2"' in client.get(f"/tags/calcium/?{query}").content.decode()


@pytest.mark.usefixtures("_many")
def test_a_value_longer_than_any_address_is_not_looked_up(client: Client) -> None:
    counts = []
    for length in (160, 161):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/questions/?tag={'x' * length}")
        counts.append(len(asked))
    assert counts == [4, 3]


@pytest.mark.usefixtures("_many")
def test_a_topic_with_a_long_address_still_works_with_every_letter_and_page(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("healthqa.lib.paging.page_of.__defaults__", (1,))
    slug = "长" * 100
    tag = Tag.objects.create(name="Long", slug=slug)
    for name in ("leg-cramps", "lip-cramps"):
        Question.objects.get(slug=name).tags.add(tag)
    page = client.get(f"/questions/?tag={quote(slug)}").content.decode()
    for pattern, shown in ((r'rel="next" href="([^"]+)"', "lip"), (r'href="(\?[^"]*letter=L)"', "leg")):
        link = re.search(pattern, page)
        assert link is not None
        assert shown in read(client, "/questions/" + link.group(1).replace("&amp;", "&"))


def test_a_long_search_can_be_edited_and_is_repeated_in_short(client: Client, db: None) -> None:
    text = "cramps " * 40
    page = client.get(f"/search/?q={quote(text)}").content.decode()
    box, short = f'value="{text.strip()[:200]}"', f"{text[:59]}…"
    assert box in page
    assert page.count(short) == 2, "in the title and in the sentence"
    assert text[:60] not in page.replace(box, "")
