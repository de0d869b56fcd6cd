"""Every page for readers is asked for again each time, and not sent again where it says the same as before."""

from __future__ import annotations

import datetime as dt
import hashlib

import pytest
import time_machine
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from articles import publishing
from articles.models import Article, Cause, Condition
from doctors.models import Department, Doctor
from healthqa.lib.http import public_page, revalidated
from tests.healthqa.page_caching import sitemap_of
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_published, make_question, publish_next

PAGES = [
    *("/", "/questions/", "/questions/?letter=L", "/questions/leg-cramps/", "/questions/leg-cramps/related/"),
    *("/questions/leg-cramps/history/", "/questions/leg-cramps.txt", "/questions/leg-cramps.json"),
    *("/questions/leg-cramps/leaflet/", "/tags/calcium/causes/", "/departments/orthopaedics/causes/"),
    *("/conditions/", "/conditions/gout/", "/tags/", "/tags/calcium/", "/departments/orthopaedics/"),
    *("/doctors/", "/doctors/lin-yunfei/", "/corrections/", "/verify/", "/about/", "/about/privacy/"),
    *("/feeds/latest.xml", "/feeds/corrections.xml", "/feeds/tags/calcium.xml", "/feeds/questions/leg-cramps.xml"),
    *("/feeds/doctors/lin-yunfei.xml", "/feeds/departments/orthopaedics.xml", "/feeds/conditions/gout.xml"),
    *("/sitemap.xml", "/sitemaps/answers.xml", "/sitemaps/pages-0.xml", "/robots.txt", "/zh-hans/"),
]
#: What does not speak of the answers that are live.
FIXED = {"/verify/", "/about/", "/about/privacy/", "/sitemaps/pages-0.xml", "/robots.txt", "/zh-hans/"}
#: No cache keeps these: they show the past, or ask for it.
ASKED_AGAIN = {"/questions/leg-cramps/history/", "/questions/leg-cramps.json", "/verify/", "/robots.txt"}
CONTROL = "max-age=0, s-maxage=1, stale-while-revalidate=2, stale-if-error=60"


@stands
def live() -> Article:
    return publish(the_editor(), the_doctor(), "leg-cramps")


def publish(editor: User, doctor: Doctor, slug: str) -> Article:
    department = Department.objects.get(slug="orthopaedics")
    article = make_published(
        editor, doctor, question=make_question(slug, tags=("calcium",), department=department), question_text=f"{slug}?"
    )
    gout, _made = Condition.objects.get_or_create(name="Gout", slug="gout")
    Cause.objects.filter(article=article, heading="Bone spurs").update(condition=gout)
    return article


def at(address: str, live: Article) -> str:
    return sitemap_of(live.question_id) if address == "/sitemaps/answers.xml" else address


def tag_of(response: HttpResponse) -> str:
    return response.headers["ETag"]


@pytest.mark.parametrize("address", PAGES)
def test_who_has_the_page_is_told_so_and_nothing_is_sent(address: str, client: Client, live: Article) -> None:
    address = at(address, live)
    first = client.get(address)
    assert first.status_code == 200
    control = first.headers["Cache-Control"]
    assert control == ("no-cache" if address in ASKED_AGAIN else CONTROL)
    assert "Vary" not in first.headers, "one copy for everybody"
    again = client.get(address, headers={"if-none-match": f'"other", W/{tag_of(first)}'})
    assert (again.status_code, again.content) == (304, b"")
    assert tag_of(again) == tag_of(first)
    assert again.headers["Cache-Control"] == control
    assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200
    head = client.head(address)
    assert (head.status_code, head.content) == (200, b"")
    names = ("ETag", "Cache-Control", "Last-Modified", "Content-Type", "Content-Length")
    assert [head.get(name) for name in names] == [first.get(name) for name in names]


def test_who_has_a_proof_is_told_so(client: Client, live: Article) -> None:
    first = client.get(f"/verify/{live.digest}/")
    assert first.headers["Cache-Control"] == "no-cache"
    assert client.get(f"/verify/{live.digest}/", headers={"if-none-match": tag_of(first)}).status_code == 304


def test_a_page_that_says_something_else_has_another_mark(
    client: Client, live: Article, editor: User, dr_lin: Doctor
) -> None:
    pages = [at(address, live) for address in PAGES]
    before = {address: tag_of(client.get(address)) for address in pages}
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1)):
        publish_next(live.question, editor, lead="Other words.")
        publish(editor, dr_lin, "cold-feet")
    for address in pages:
        response = client.get(address, headers={"if-none-match": before[address]})
        unchanged = address in FIXED or address in ("/conditions/", "/tags/", "/doctors/")
        assert response.status_code == (304 if unchanged else 200), address


def test_a_page_changes_by_the_clock_and_its_mark_with_it(client: Client, live: Article) -> None:
    before = tag_of(client.get("/questions/leg-cramps/"))
    with time_machine.travel(timezone.now() + dt.timedelta(days=4 * 365)):
        assert tag_of(client.get("/questions/leg-cramps/")) != before


@pytest.mark.parametrize(
    "address", ["/questions/leg-cramps/", "/questions/leg-cramps.txt", "/questions/leg-cramps.json"]
)
def test_a_withdrawal_shows_on_the_very_next_request(address: str, client: Client, live: Article, editor: User) -> None:
    first = client.get(address)
    marks = {"if-none-match": tag_of(first), "if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert client.get(address, headers=marks).status_code == 304
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    gone = client.get(address, headers=marks)
    assert gone.status_code == 410
    assert b"Out of date." in gone.content
    assert gone.headers["Cache-Control"] in ("no-cache", "max-age=0, s-maxage=1"), "and no copy outlives its second"


@pytest.mark.parametrize("address", PAGES)
def test_no_date_is_claimed_that_nobody_knows(address: str, client: Client, live: Article) -> None:
    """Furniture and the clock change most pages; only the JSON of an answer is all of signed rows."""
    response = client.get(at(address, live))
    assert response.has_header("Last-Modified") is address.endswith(".json")


def test_redirects_streams_and_marked_responses_stay_as_they_are() -> None:
    asked = RequestFactory().get("/")
    redirect = public_page(lambda request: HttpResponseRedirect("/elsewhere/"))(asked)
    assert not redirect.has_header("ETag")
    stream = public_page(lambda request: StreamingHttpResponse(["a"]))(asked)  # type: ignore[type-var]
    assert b"".join(stream.streaming_content) == b"a"

    def marked(request: HttpRequest) -> HttpResponse:
        return revalidated(request, HttpResponse("a"), timezone.now())

    assert public_page(marked)(asked).has_header("Last-Modified")
    plain = public_page(lambda request: HttpResponse("a"))(asked)
    assert plain.headers["ETag"] == f'"{hashlib.sha256(b"a").hexdigest()[:32]}"'
    assert public_page(lambda request: HttpResponse("a"))(RequestFactory().post("/")).status_code == 405
