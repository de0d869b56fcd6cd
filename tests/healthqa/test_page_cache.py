"""What the page cache keeps, for whom, and under which key."""

from __future__ import annotations

import gzip
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from articles.triggers.lists import LISTINGS
from articles.triggers.shown import SHOWN
from doctors.models import Doctor
from healthqa import page_cache, page_state
from healthqa.lib.replica import READ_FROM
from healthqa.page_cache import with_page_cache
from tests.healthqa.page_caching import Answer, Portal, make_pages, sitemap_of
from tests.people import the_doctor, the_editor
from tests.standing import stands

ANSWER = "/questions/leg-cramps/"
CACHED = [
    *("/", "/questions/", "/questions/?letter=L", ANSWER, f"{ANSWER}related/", f"{ANSWER}leaflet/"),
    *("/questions/leg-cramps.txt", "/tags/", "/tags/calcium/", "/tags/calcium/causes/", "/conditions/"),
    *("/conditions/gout/", "/departments/orthopaedics/", "/departments/orthopaedics/causes/", "/body/legs/causes/"),
    *("/doctors/", "/doctors/lin-yunfei/", "/corrections/", "/about/", "/about/privacy/", "/sitemap.xml"),
    *("/sitemaps/answers.xml", "/feeds/latest.xml", "/feeds/corrections.xml", "/feeds/tags/calcium.xml"),
    *("/feeds/doctors/lin-yunfei.xml", "/feeds/departments/orthopaedics.xml", "/feeds/conditions/gout.xml"),
    *("/feeds/questions/leg-cramps.xml", "/zh-hans/"),
]
NOT_CACHED = [
    *("/search/?q=cramps", "/ask/", "/verify/", f"{ANSWER}history/", f"{ANSWER}?on=2026-01-01", f"{ANSWER}feedback/"),
    *("/questions/leg-cramps.json", "/accounts/login/", "/admin/", "/desk/", "/healthz", "/readyz", "/robots.txt"),
    *("/questions/nothing/", "/questions/leg-cramps", "/nowhere/", "/zh-hans/questions/leg-cramps/", "/site-card.png"),
    *("/tags/?page=7", "/tags/?page=0", "/tags/?page=01", "/tags/?page=1&page=1", "/tags/?page=", "/tags/?page=x"),
    *("/questions/?letter=l", "/questions/?tag=nothing", "/questions/?department=x", "/tags/?page=%31%00"),
]  # fmt: skip
#: What feedback says of answers: home is made anew each minute (`cached_page(seconds=60)`).
PASSING = {"articles_feedback"}
#: Written with what is watched: facts with the related links and only to find them (`related.enter`), lists by the
#: database itself.
DERIVED = {"articles_relatedfacts", *LISTINGS}


@stands
def live() -> Article:
    return make_pages(the_editor(), the_doctor())


@pytest.fixture
def portal(live: Article) -> Portal:
    return Portal()


@pytest.mark.parametrize("path", CACHED)
def test_a_page_is_made_once_and_its_tables_are_watched(path: str, portal: Portal, live: Article) -> None:
    path = sitemap_of(live.question_id) if path == "/sitemaps/answers.xml" else path
    with CaptureQueriesContext(connection) as asked:
        first = portal.ask(path)
    again = portal.ask(path)
    assert (first.status, again.status, len(portal.made)) == (200, 200, 1)
    assert again.body == first.body
    assert again.head == first.head
    tables = {
        table
        for table in connection.introspection.table_names()
        for query in asked.captured_queries
        if re.search(rf"\b{table}\b", query["sql"])
    }
    assert tables - PASSING - DERIVED - {"articles_pagechange"} <= set(SHOWN)


@pytest.mark.parametrize("path", NOT_CACHED)
def test_what_is_private_passing_or_not_there_is_never_kept(path: str, portal: Portal) -> None:
    for _time in range(2):
        portal.ask(path)
    assert len(portal.made) == 2
    assert len(portal.cache.memory) == 0


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_COOKIE": "sessionid=0123456789abcdef0123456789abcdef"},
        {"HTTP_COOKIE": "a=b; csrftoken=x"},
        {"HTTP_COOKIE": "messages=x"},
        {"HTTP_AUTHORIZATION": "Basic eDp5"},
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"HTTP_HOST": "evil.example"},
        {"HTTP_HOST": "localhost:x"},
        {"HTTP_HOST": "a\0b"},
        {"HTTP_HOST": ""},
        {"SCRIPT_NAME": "/elsewhere"},
    ],
)
def test_who_may_be_somebody_is_answered_by_django_and_leaves_nothing(environ: dict[str, str], portal: Portal) -> None:
    kept = portal.ask(ANSWER)
    answer = portal.ask(ANSWER, **environ)
    assert len(portal.made) == 2
    assert len(portal.cache.memory) == 1
    if environ.get("HTTP_HOST"):
        assert answer.status == 400
    portal.ask("/tags/", **environ)
    assert len(portal.cache.memory) == 1
    assert portal.ask(ANSWER) == kept


def test_links_of_a_prefix_are_seen_by_nobody_else(portal: Portal) -> None:
    prefixed = portal.ask(ANSWER, SCRIPT_NAME="/elsewhere")
    assert 'href="/elsewhere/questions/' in prefixed.text
    assert "/elsewhere" not in portal.ask(ANSWER).text
    assert "/elsewhere" not in Portal().ask(ANSWER).text


@pytest.mark.parametrize("path", ["/healthz", "/nowhere/", "/static/site.css", "/media/x.png", "/accounts/login/?x=1"])
def test_what_is_not_kept_does_not_ask_what_has_changed(path: str, portal: Portal) -> None:
    with CaptureQueriesContext(connection) as asked:
        portal.ask(path)
    assert "articles_pagechange" not in str(asked.captured_queries)


def test_other_cookies_matter_to_no_page(portal: Portal) -> None:
    kept = portal.ask(ANSWER)
    assert portal.ask(ANSWER, HTTP_COOKIE="consent=yes; _ga=1") == kept
    assert len(portal.made) == 1


def test_junk_in_queries_grows_nothing(portal: Portal) -> None:
    """As many addresses as would fill the memory several times over, if each were kept."""
    kept = portal.ask(ANSWER)
    assert 1_000 * len(kept.body) > 3 * portal.cache.memory.most
    for number in range(1_000):
        assert portal.ask(f"{ANSWER}?utm_source={number}&x{number}=1").body == kept.body
    assert len(portal.made) == 1
    for number in range(50):
        portal.ask(f"/questions/?tag=junk-{number}")
        portal.ask(f"/search/?q=junk-{number}")
        portal.ask(f"/questions/junk-{number}/")
    assert len(portal.cache.memory) == 1


def test_parameters_count_in_any_order_and_others_do_not(portal: Portal) -> None:
    first = portal.ask("/questions/?letter=L&body_area=legs&utm_source=a")
    assert portal.ask("/questions/?x=1&body_area=legs&letter=L") == first
    assert portal.ask("/questions/?letter=%4C&body_area=legs") == first
    assert len(portal.made) == 1
    assert portal.ask("/questions/?letter=C&body_area=legs").body != first.body
    assert "utm_source" not in first.text


def test_a_host_is_the_same_with_capitals_or_a_port_and_another_one_is_not(portal: Portal) -> None:
    first = portal.ask(ANSWER)
    for host in ("LOCALHOST", "localhost:8000", "localhost:80"):
        assert portal.ask(ANSWER, HTTP_HOST=host) == first
    assert len(portal.made) == 1
    assert portal.ask(ANSWER, HTTP_HOST="testserver").body == first.body
    assert len(portal.made) == 2


def test_http_and_https_are_told_apart_as_django_does(portal: Portal) -> None:
    with override_settings(SECURE_HSTS_SECONDS=60, SECURE_PROXY_SSL_HEADER=None):
        assert "strict-transport-security" not in ask_twice(portal, {}).head
        forged = ask_twice(portal, {"HTTP_X_FORWARDED_PROTO": "https"})
        assert "strict-transport-security" not in forged.head
        assert len(portal.made) == 1
    behind = Portal()
    with override_settings(
        SECURE_HSTS_SECONDS=60, SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"), SECURE_SSL_REDIRECT=True
    ):
        behind = Portal()
        assert "strict-transport-security" in ask_twice(behind, {"HTTP_X_FORWARDED_PROTO": "https"}).head
        assert behind.ask(ANSWER, HTTP_X_FORWARDED_PROTO="http").status == 301
        assert len(behind.made) == 2


def ask_twice(portal: Portal, environ: dict[str, str]) -> Answer:
    first = portal.ask(ANSWER, **environ)
    assert portal.ask(ANSWER, **environ) == first
    return first


def test_head_is_answered_from_the_same_copy_and_makes_it(portal: Portal) -> None:
    head = portal.ask(ANSWER, "HEAD", HTTP_ACCEPT_ENCODING="gzip")
    got = portal.ask(ANSWER, HTTP_ACCEPT_ENCODING="gzip")
    assert (head.status, head.body, head.head) == (200, b"", got.head)
    assert "Leg cramps" in got.text or "leg-cramps" in got.text
    assert len(portal.made) == 1


def test_gzip_is_sent_to_who_takes_it_and_each_form_has_its_mark(portal: Portal) -> None:
    plain = portal.ask(ANSWER)
    packed = portal.ask(ANSWER, HTTP_ACCEPT_ENCODING="br, gzip;q=0.5")
    assert "content-encoding" not in plain.head
    assert packed.head["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.head["etag"] == f'{plain.head["etag"][:-1]}-gz"'
    for answer in (plain, packed):
        assert answer.head["vary"] == "Accept-Encoding"
        assert int(answer.head["content-length"]) == len(answer.body)
    for refusing in ("gzip;q=0", "br;q=1, gzip; q=0.0", "identity", "*", "xgzip"):
        assert portal.ask(ANSWER, HTTP_ACCEPT_ENCODING=refusing) == plain
    assert len(portal.made) == 1


def test_who_has_either_form_is_told_so_on_the_first_request_too(portal: Portal) -> None:
    etag = portal.ask(ANSWER).head["etag"]
    fresh = Portal()
    for marks in (etag, f'{etag[:-1]}-gz"', f'"x", W/{etag}', "*"):
        for encoding in ("", "gzip"):
            for asked in (portal, fresh):
                same = asked.ask(ANSWER, HTTP_IF_NONE_MATCH=marks, HTTP_ACCEPT_ENCODING=encoding)
                assert (same.status, same.body) == (304, b"")
                assert same.head["etag"] in (etag, f'{etag[:-1]}-gz"')
                assert same.head["cache-control"].startswith("max-age=0, s-maxage=1,")
                assert not {"content-length", "content-type", "content-encoding"} & set(same.head)
    assert len(portal.made) == len(fresh.made) == 1
    assert portal.ask(ANSWER, HTTP_IF_NONE_MATCH='"x"').status == 200


def test_a_page_has_all_headers_that_django_gave_it(portal: Portal, client: object) -> None:
    portal.ask(ANSWER)
    kept = portal.ask(ANSWER).head
    for name in ("content-security-policy", "x-frame-options", "permissions-policy", "content-language"):
        assert kept[name]
    assert "set-cookie" not in kept


def test_a_page_names_what_stands_on_it_in_short_ascii(portal: Portal, editor: User, dr_lin: Doctor) -> None:
    tags = portal.ask(ANSWER).head["cache-tag"].split(",")
    assert {"page", "question:leg-cramps", "doctor:lin-yunfei", "tag:calcium"} <= set(tags)
    assert portal.ask("/tags/calcium/").head["cache-tag"] == "page,tag:calcium"
    assert portal.ask("/tags/").head["cache-tag"] == "page"


def test_who_is_told_to_drop_pages_may_keep_them_longer_and_0_keeps_them_here_too(portal: Portal) -> None:
    with override_settings(CDN_SECONDS=600):
        assert "s-maxage=600," in portal.ask(ANSWER).head["cache-control"]
    with override_settings(CDN_SECONDS=0):
        for _time in range(2):
            assert "s-maxage=0," in portal.ask("/about/").head["cache-control"]
    assert portal.made == [ANSWER, "/about/"]


def test_memory_stays_below_its_bound_and_forgets_what_was_not_asked_for(portal: Portal) -> None:
    size = len(portal.ask("/about/", HTTP_ACCEPT_ENCODING="gzip").body)
    small = Portal()
    small.cache.memory.most = 3 * (size + 4_000)
    for path in ("/about/", "/about/privacy/", "/about/funding/", "/about/", "/about/contact/", "/about/corrections/"):
        small.ask(path)
        assert small.cache.memory.bytes <= small.cache.memory.most
    assert 0 < len(small.cache.memory) < 5
    made = len(small.made)
    small.ask("/about/corrections/")
    assert len(small.made) == made
    nothing = Portal(megabytes=0)
    for _time in range(2):
        assert nothing.ask("/about/").status == 200
    assert (len(nothing.made), nothing.cache.memory.bytes) == (2, 0)


def test_the_cache_is_left_out_where_it_is_switched_off() -> None:
    def application(environ: object, start_response: object) -> list[bytes]:
        return []

    with override_settings(PAGE_CACHE_MB=0):
        assert with_page_cache(application) is application
    with override_settings(PAGE_CACHE_MB=1):
        cache = with_page_cache(application)
        assert isinstance(cache, page_cache.PageCache)
        assert cache.memory.most == 2**20
        assert cache.shared is None


def test_the_mark_is_read_at_most_each_quarter_of_a_second(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_000.0]
    monkeypatch.setattr(page_state.time, "monotonic", lambda: now[0])
    portal.ask(ANSWER)
    with CaptureQueriesContext(connection) as asked:
        for _time in range(20):
            portal.ask(ANSWER)
    assert len(asked) == 0
    now[0] += 0.26
    with CaptureQueriesContext(connection) as asked:
        for _time in range(20):
            portal.ask(ANSWER)
    assert len(asked) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("read_from", "kept"), [("default", 1), ("replica", 0)])
def test_a_page_of_one_database_is_not_kept_under_the_state_of_another(read_from: str, kept: int) -> None:
    """A replica that came back between the two reads may be behind: its page would never be asked for again."""

    def application(environ: dict[str, Any], start_response: Any) -> Any:
        environ[READ_FROM] = read_from
        head = [("Content-Type", "text/html"), ("Cache-Control", "s-maxage=1"), ("ETag", '"mark"')]
        start_response("200 OK", head)
        return HttpResponse("page")

    portal = Portal()
    portal.cache.application = application
    assert portal.ask("/questions/leg-cramps/").text == "page"
    assert len(portal.cache.memory) == kept
