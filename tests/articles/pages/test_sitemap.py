"""/sitemap.xml and its files: within the limits of the protocol, live answers only, translations named, bounded."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from xml.etree import ElementTree

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import addressing, publishing, sitemaps
from articles.models import Article, Cause, Condition, LivePage
from articles.models.vocabulary import Language
from doctors.models import Department, Doctor
from healthqa.lib.about_pages import ABOUT_PAGES
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_published, make_question, make_signed, publish_next

HOST = "https://healthqa.example"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Urls = dict[str, ElementTree.Element]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()  # what another test published in a database that is gone


def _read(response: HttpResponse, root: str, child: str) -> Urls:
    """What the XSD of the protocol asks for, and its limits: by address, each element of a file."""
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert len(response.content) < 50 * 1024 * 1024
    found = ElementTree.fromstring(response.content)  # noqa: S314  our own document
    assert found.tag == MAP + root
    assert 1 <= len(found) <= 5000
    urls = {}
    for element in found:
        assert element.tag == MAP + child
        names = [part.tag.removeprefix(MAP) for part in element if part.tag != LINK]
        assert names in (["loc"], ["loc", "lastmod"])
        if "lastmod" in names:
            assert DATE.fullmatch(element[1].text or ""), element[1].text
        address = element[0].text or ""
        assert address.startswith(f"{HOST}/")
        assert address.isascii()
        assert len(address) < 2048
        urls[address.removeprefix(HOST)] = element
    assert len(urls) == len(found), "an address stands there twice"
    return urls


def index_of(client: Client) -> Urls:
    return _read(client.get("/sitemap.xml"), "sitemapindex", "sitemap")


def places_of(client: Client, kind: str = "answers") -> Urls:
    """All places in the files of a kind that the index lists."""
    files = [address for address in index_of(client) if address.startswith(f"/sitemaps/{kind}-")]
    return {path: place for file in files for path, place in _read(client.get(file), "urlset", "url").items()}


def lastmod(element: ElementTree.Element) -> str:
    return element.findtext(f"{MAP}lastmod") or ""


def versions(place: ElementTree.Element) -> dict[str, str]:
    links = [link.attrib for link in place.iter(LINK)]
    assert {link["rel"] for link in links} <= {"alternate"}
    return {link["hreflang"]: link["href"].removeprefix(HOST) for link in links}


def test_live_answers_are_listed_with_the_day_of_their_words(client: Client, editor: User, dr_lin: Doctor) -> None:
    for make in (make_article, make_in_review, make_signed):
        make(editor, dr_lin, f"planted-{make.__name__.replace('_', '-')}")
    gone = make_published(editor, dr_lin, "gone")
    publishing.withdraw(gone, editor=editor, reason="Wrong.")
    first = make_published(editor, dr_lin)
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        publish_next(first.question, editor)
        places, index = places_of(client), index_of(client)
    assert list(places) == ["/questions/leg-cramps/"]
    published = f"{LivePage.objects.get().published_at:%Y-%m-%dT%H:%M:%SZ}"
    assert lastmod(places["/questions/leg-cramps/"]) == published
    (answers,) = [path for path in index if "answers" in path]
    assert lastmod(index[answers]) == published
    assert client.get("/questions/leg-cramps/").status_code == 200
    assert f"Sitemap: {HOST}/sitemap.xml" in client.get("/robots.txt").content.decode()


def test_a_file_has_one_address(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    assert [client.get(f"/sitemaps/answers-{number}.xml").status_code for number in ("0", "00", "0000")] == [
        200,
        404,
        404,
    ]


def test_a_file_changes_with_the_very_next_request(client: Client, editor: User, dr_lin: Doctor) -> None:
    assert places_of(client) == {}
    first = make_published(editor, dr_lin)
    assert list(places_of(client)) == ["/questions/leg-cramps/"]
    addressing.move_question(first.question, "moved", editor=editor)
    assert list(places_of(client)) == ["/questions/moved/"]
    publishing.withdraw(first, editor=editor, reason="Wrong.")
    assert places_of(client) == {}
    assert client.get("/sitemaps/answers-0.xml").status_code == 404, "an empty file is no file"


def test_an_answer_long_overdue_leaves_by_the_date_alone(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    leaves = LivePage.objects.get().leaves_on
    for days, listed in ((-1, True), (0, False), (400, False)):
        moment = dt.datetime.combine(leaves + dt.timedelta(days=days), dt.time(12), dt.UTC)
        with time_machine.travel(moment):
            assert bool(places_of(client)) is listed, days


def test_translations_name_each_other_and_nobody_else_does(client: Client, editor: User, dr_lin: Doctor) -> None:
    group, half, none = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    for slug, language, translation_group, make in (
        ("cramps", Language.ENGLISH, group, make_published),
        ("抽筋", Language.CHINESE, group, make_published),
        ("sneezing", Language.ENGLISH, half, make_published),
        ("打喷嚏", Language.CHINESE, half, make_signed),
        ("咳嗽", Language.CHINESE, none, make_published),
        ("alone", Language.ENGLISH, None, make_published),
        ("独自", Language.CHINESE, None, make_published),
    ):
        question = make_question(slug, language=language, translation_group=translation_group)
        make(editor, dr_lin, question=question, question_text=f"What of {slug}?")
    places = places_of(client)
    both = {"en": "/questions/cramps/", "zh-hans": "/zh-hans/questions/%E6%8A%BD%E7%AD%8B/"}
    assert len(places) == 6
    for path, place in places.items():
        expected = {**both, "x-default": both["en"]} if path in both.values() else {}
        assert versions(place) == expected, path
        named = re.findall(
            r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', client.get(path).content.decode()
        )
        assert {language: href.removeprefix(HOST) for language, href in named} == expected, path
    LivePage.objects.filter(slug="抽筋").update(leaves_on=timezone.localdate())
    assert versions(places_of(client)["/questions/cramps/"]) == {}, "a version that is not listed is not named"


def test_versions_are_found_in_another_file(
    client: Client, editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    group = uuid.uuid4()
    for slug, language in (("cramps", Language.ENGLISH), ("抽筋", Language.CHINESE)):
        question = make_question(slug, language=language, translation_group=group)
        make_published(editor, dr_lin, question=question, question_text=f"What of {slug}?")
    monkeypatch.setattr(sitemaps, "MOST", question.pk)  # the first file ends before the second version
    places = places_of(client)
    assert len([path for path in index_of(client) if "answers" in path]) == len(places) == 2
    assert len({tuple(sorted(versions(place).items())) for place in places.values()}) == 1


def test_more_files_than_a_query_looks_for_are_all_named(
    client: Client, editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Keys of millions of questions make more files than PostgreSQL takes columns."""
    made = [make_published(editor, dr_lin, f"cramps-{number}").question_id for number in range(5)]
    monkeypatch.setattr(sitemaps, "MOST", made[-1] // 5)  # a sequence of PostgreSQL may stand anywhere
    monkeypatch.setattr(sitemaps, "LOOKS_A_QUERY", 2)
    assert {f"/sitemaps/answers-{key // sitemaps.MOST}.xml" for key in made} <= set(index_of(client))
    assert len(places_of(client)) == 5


def test_an_answer_stays_in_its_file(
    client: Client, editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [make_published(editor, dr_lin, f"cramps-{number}") for number in range(4)]
    monkeypatch.setattr(sitemaps, "MOST", articles[2].question_id)  # two in the first file
    before = {file: list(_read(client.get(file), "urlset", "url")) for file in _answer_files(client)}
    publishing.withdraw(articles[0], editor=editor, reason="Wrong.")
    publish_next(articles[3].question, editor)
    after = {file: list(_read(client.get(file), "urlset", "url")) for file in _answer_files(client)}
    gone = "/questions/cramps-0/"
    kept = {file: [path for path in paths if path != gone] for file, paths in before.items()}
    assert after == {file: paths for file, paths in kept.items() if paths}


def _answer_files(client: Client) -> list[str]:
    return [path for path in index_of(client) if "answers" in path]


def test_what_readers_browse_is_listed_in_the_languages_of_its_answers(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    department = Department.objects.create(name="Nerves", slug="nerves")
    Department.objects.create(name="Planted", slug="planted")
    article = make_published(editor, dr_lin, question=make_question("cramps", tags=("钙",), department=department))
    make_article(editor, dr_lin, "hidden", tags=("planted",))
    gout = Condition.objects.create(name="Gout", slug="gout")
    Cause.objects.filter(article=article, heading="Bone spurs").update(condition=gout)
    Condition.objects.create(name="Planted", slug="planted")
    paths = (
        ("tag", "/tags/%E9%92%99/"),
        ("condition", "/conditions/gout/"),
        ("department", "/departments/nerves/"),
        ("doctor", "/doctors/lin-yunfei/"),
    )
    for kind, path in paths:
        places = places_of(client, kind)
        assert list(places) == [path], "in no language in which it would show no answer"
        assert versions(places[path]) == {}
    chinese = make_question("抽筋", tags=("钙",), department=department, language=Language.CHINESE)
    chinese_article = make_published(editor, dr_lin, question=chinese)
    Article.associated_conditions.through.objects.create(article=chinese_article, condition=gout)
    for kind, path in paths:
        places = places_of(client, kind)
        assert list(places) == [path, f"/zh-hans{path}"]
        expected = {"en": path, "zh-hans": f"/zh-hans{path}", "x-default": path}
        assert [versions(place) for place in places.values()] == [expected, expected]
    pages = places_of(client, "pages")
    for path, place in pages.items():
        shown = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', client.get(path).content.decode())
        assert {language: address.removeprefix(HOST) for language, address in shown} == versions(place), path
    assert {"/", "/zh-hans/", "/questions/", "/corrections/", "/zh-hans/tags/"} <= set(pages)
    assert {f"/about/{page}/" for page in ABOUT_PAGES} <= set(pages)
    for path in (*pages, "/tags/%E9%92%99/", "/zh-hans/conditions/gout/"):
        assert client.get(path).status_code == 200, path
        assert not re.search(r"<meta name=.robots. content=.noindex", client.get(path).content.decode()), path


@pytest.mark.parametrize("kind", ["answers", "tag", "doctor"])
def test_a_file_costs_the_same_whatever_it_holds(kind: str, client: Client, editor: User, dr_lin: Doctor) -> None:
    counts = []
    for number, doctor in enumerate((dr_lin, make_doctor("Mara Ellison"), make_doctor("Third Doctor"))):
        make_published(editor, doctor, f"cramps-{number}", tags=(f"tag-{number}",))
        with CaptureQueriesContext(connection) as captured:
            places = _read(client.get(f"/sitemaps/{kind}-0.xml"), "urlset", "url")
        assert len(places) == number + 1
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2] <= 2


def test_the_index_is_counted_once_until_something_changes(client: Client, editor: User, dr_lin: Doctor) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            index_of(client)
        return len(captured)

    make_published(editor, dr_lin)
    first, again = cost(), cost()
    assert (first, again) == (11, 1)
    second = make_published(editor, dr_lin, "cold-feet")
    assert (cost(), cost()) == (11, 1)
    publishing.withdraw(second, editor=editor, reason="Wrong.")
    assert (cost(), cost()) == (11, 1)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        assert cost() == 11


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["answers-0", "answers-99999999", "answers-999999999", "tag-7", "pages-1", "answers", "answers-", "users-0",
     "answers-0-0", "answers-01234567890", "pages-00", "ANSWERS-0", "session-0"],
)  # fmt: skip
def test_a_file_that_would_be_empty_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/sitemaps/{name}.xml").status_code == 404


@pytest.mark.django_db
def test_an_empty_portal_has_a_valid_sitemap(client: Client) -> None:
    assert list(index_of(client)) == ["/sitemaps/pages-0.xml"]
    assert client.get("/zh-hans/sitemap.xml").status_code == 404, "machines' addresses carry no language"
