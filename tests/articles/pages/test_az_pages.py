"""All pages of a letter, or of a list without letters, are linked from each of them: three clicks to any answer."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from articles import az_pages, permissions, publishing
from articles.addresses import address
from articles.az_pages import guides
from articles.generating import add_questions
from articles.models import Article, LivePage
from articles.models.vocabulary import Language
from doctors.models import Doctor
from tests.articles.pages.reading import read
from tests.people import make_user
from tests.standing import standing
from tests.texts import make_article, make_published

CLICK = re.compile(r'<a [^>]*?href="([^"#]+)[^"]*"')
ANSWER = re.compile(r"/questions/[^/?]+/")


@pytest.fixture(scope="module")
def _answers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Of 300 answers every third is in Chinese, which is as far as the list is concerned a matter of its column."""

    def make() -> None:
        add_questions(300, editor=make_user("generator", permissions.EDITORS, staff=True))
        LivePage.objects.filter(pk__in=list(LivePage.objects.values_list("pk", flat=True))[::3]).update(
            language=Language.CHINESE
        )

    yield from standing(django_db_blocker, make)


@pytest.fixture
def _many(_answers: None, db: None, small: None) -> None:
    """More answers than a page holds, under each letter."""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(az_pages, "SIZE", 6)
    monkeypatch.setattr(az_pages, "STEP", 1)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()  # what another test published in a database that is gone


def clicks(client: Client, place: str) -> tuple[set[str], set[str]]:
    """Where the links of a page lead, and the answers among those of its list."""
    response = client.get(place)
    assert response.status_code == 200, place
    page = response.content.decode()
    return {urljoin(place, html.unescape(link)) for link in CLICK.findall(page)}, set(answers_in(page))


def pages(client: Client, place: str) -> list[str]:
    """The addresses of all pages of a list, in the order in which it links them."""
    found = re.search(r'(?s)<nav class="contents beginnings".*?</nav>', client.get(place).content.decode())
    return [urljoin(place, html.unescape(link)) for link in CLICK.findall(found.group())] if found else []


def listed(client: Client, place: str) -> list[str]:
    """The answers that a list shows, in order."""
    return answers_in(client.get(place).content.decode())


def answers_in(page: str) -> list[str]:
    return [link for link in CLICK.findall(page.partition("<main")[2]) if ANSWER.search(link)]


def addresses(language: str) -> set[str]:
    live = Article.objects.public().filter(live_page__language=language)
    return {address("answer", slug, language) for slug in live.values_list("live_page__slug", flat=True)}


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize(("home", "language"), [("/", "en"), ("/zh-hans/", "zh-hans")])
def test_every_answer_is_three_clicks_from_home(client: Client, home: str, language: str) -> None:
    everything = addresses(language)
    assert len(everything) >= 100
    a_z = home + "questions/"
    first = {place for place in clicks(client, home)[0] if place.partition("?")[0] == a_z}
    of_first = {one: clicks(client, one) for one in first}
    second = {place for links, _shown in of_first.values() for place in links if place.partition("?")[0] == a_z}
    third = {link for one in second - first for link in listed(client, one)}
    third = third.union(*(shown for _links, shown in of_first.values()))
    assert third >= everything
    assert not any("page=" in place for place in first), "home names no pages"


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize("place", ["/questions/?letter=S", "/zh-hans/questions/"])
def test_the_pages_hold_each_answer_once_and_in_order(client: Client, place: str) -> None:
    found = pages(client, place)
    assert len(found) > 4
    shown = [link for one in found for link in listed(client, one)]
    assert len(shown) == len(set(shown))
    assert {len(listed(client, one)) for one in found[:-1]} == {6}
    live = Article.objects.public().filter(live_page__language="en" if "letter" in place else "zh-hans")
    live = live.filter(live_page__letter="S") if "letter" in place else live
    slugs = live.order_by("live_page__index_phrase", "pk").values_list("live_page__slug", flat=True)
    assert [link.rsplit("/", 2)[1] for link in shown] == list(slugs)
    assert pages(client, found[-1]) == found, "each page links all"
    last = client.get(found[-1]).content.decode()
    assert last.count('aria-current="page"') == 2  # the A–Z in the head, and this page
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last


@pytest.mark.usefixtures("_many")
def test_only_a_whole_list_names_its_pages(client: Client) -> None:
    tag = "sleep-basics-sample"
    for place in ("/questions/", f"/questions/?letter=S&tag={tag}", f"/zh-hans/questions/?tag={tag}"):
        assert pages(client, place) == []
        assert listed(client, place)
    for number in (len(pages(client, "/questions/?letter=S")) + 1, 99, "x"):
        assert client.get(f"/questions/?letter=S&page={number}").status_code == 404


@pytest.mark.usefixtures("_many")
def test_nothing_falls_between_pages_while_their_beginnings_are_kept(client: Client) -> None:
    """An A–Z entry changes beside a live answer, and nothing is published: what is kept no longer fits."""
    place = "/questions/?letter=S"
    found = pages(client, place)
    everything = {link for one in found for link in listed(client, one)}
    moved = LivePage.objects.filter(language="en", letter="S").order_by("index_phrase")
    for number, live in enumerate(moved[10:14]):
        LivePage.objects.filter(pk=live.pk).update(index_phrase=f"zz {number}")
    assert pages(client, place) == found
    assert {link for one in found for link in listed(client, one)} == everything
    LivePage.objects.filter(language="en", letter="S").update(index_phrase="same")  # one page would hold them all
    now = pages(client, place)
    assert len(now) == len(found)
    assert {link for one in now for link in listed(client, one)} == everything
    assert max(len(listed(client, one)) for one in now) <= 12
    LivePage.objects.filter(language="en", letter="S").update(letter="Q")
    assert listed(client, "/questions/?letter=S") == []
    assert {link for one in pages(client, "/questions/?letter=Q") for link in listed(client, one)} == everything


@pytest.mark.usefixtures("_many")
def test_a_letter_without_answers_shows_the_first_one_at_once(client: Client) -> None:
    assert listed(client, "/questions/?letter=Q") == []
    LivePage.objects.filter(language="en", letter="S").update(letter="Q")
    assert listed(client, "/questions/?letter=Q")


@pytest.mark.usefixtures("_many")
def test_words_that_go_are_named_no_more_and_drafts_never(client: Client, editor: User, dr_lin: Doctor) -> None:
    place = "/questions/?letter=S"
    make_article(editor, dr_lin, "planted", question_text="What causes shy planted words?")
    assert "shy" not in read(client, place)
    gone = make_published(editor, dr_lin, "gone", question_text="What causes saaa planted words?")
    assert "saaa planted" in read(client, place)
    assert "saaa planted" in read(client, f"{place}&page=2"), "among the words that pages begin with"
    with time_machine.travel("2027-01-01"):
        publishing.withdraw(gone, editor=editor, reason="Wrong.")
        for one in pages(client, place):
            assert "planted" not in read(client, one)


@pytest.mark.usefixtures("_many")
def test_a_long_list_has_longer_pages_rather_than_more(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(az_pages, "PAGES", 10)
    place = "/zh-hans/questions/"
    assert len(listed(client, place)) == 10
    found = pages(client, place)
    assert len(found) == 10
    assert {link for one in found for link in listed(client, one)} == addresses("zh-hans")
    cache.clear()
    monkeypatch.setattr(az_pages, "LARGEST", 8)
    found = pages(client, place)
    assert [len(listed(client, one)) for one in found] == [8] * 10, "there is an end to it, and each page is bounded"


@pytest.mark.usefixtures("_many")
@pytest.mark.parametrize(("place", "most"), [("/questions/?letter=S", 5), ("/zh-hans/questions/?page=2", 4)])
def test_a_page_takes_one_query_more_only_after_a_change(client: Client, place: str, most: int) -> None:
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            client.get(place)
        counts.append(len(asked))
    assert counts == [most, most - 1]
    assert "COUNT(" not in str(asked.captured_queries)
    assert "OFFSET" not in str(asked.captured_queries), "the last page costs what the first one costs"


@pytest.mark.usefixtures("_many")
def test_an_entry_is_shown_as_text(client: Client) -> None:
    LivePage.objects.filter(language="en", letter="S").update(index_phrase="<b>&\"' onload=x")
    page = client.get("/questions/?letter=S").content.decode()
    assert "&lt;b&gt;&amp;&quot;&#x27; onload=x <span" in page
    assert "<b>&" not in page


def test_guides_are_two_words_and_more_where_many_pages_share_them() -> None:
    assert guides(["sore throat at night", "stomach ache", "stomach ache in spring", "sun"]) == [
        *("sore throat", "stomach ache", "stomach ache", "sun"),
    ]
    many = [f"skin ache {where} {number}" for where in ("at night", "in spring") for number in range(6)]
    assert guides(many) == ["skin ache at"] * 6 + ["skin ache in"] * 6
    why = [f"为什么会{part}痛{number}" for part in "头腿" for number in range(6)]
    assert guides(why) == ["为什么会头"] * 6 + ["为什么会腿"] * 6
    assert guides(["same words for ever and ever and ever more"] * 100) == ["same words for ever and ever and"] * 100
    assert guides([]) == []


@settings(max_examples=20)
@given(st.lists(st.text(max_size=60), max_size=30))
def test_every_page_has_a_short_guide_whatever_the_entries(phrases: list[str]) -> None:
    found = guides(phrases)
    assert len(found) == len(phrases)
    assert all(len(guide) <= az_pages.LONGEST_HEAD for guide in found)
    assert all(phrase.strip().startswith(guide) for guide, phrase in zip(found, phrases, strict=True))
