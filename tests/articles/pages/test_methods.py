"""What is sent to a page that is only read gets 405 with a sentence; what takes forms keeps its check for forgery."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from doctors.models import Doctor
from tests.articles.crawling import routes
from tests.texts import make_in_review, make_published
from tests.watching import everything

SENTENCE = {"": "This address does not answer this kind of request.", "/zh-hans": "此地址不接受这类请求。"}
METHODS = ("POST", "PUT", "PATCH", "DELETE")
#: Where forms are sent: the admin, the accounts, what the desk shows of one edition, and what readers send.
TAKES_FORMS = re.compile(r"(/zh-hans)?/(admin/|accounts/|desk/.|follow/|\w+/[^/]+/(?:follow|feedback)/|ask/)")


def pages_to_read() -> list[str]:
    """The address of every page that takes no form, in each of its languages; the rows it names need not exist."""
    pages = [route for route in routes() if not TAKES_FORMS.match(route.path)]
    addresses = [route.fill(**dict.fromkeys(route.arguments, "nothing")) for route in pages]
    machines = ("/healthz", "/readyz", "/robots.txt", "/favicon.ico", "/media/nothing", "/.well-known/security.txt",
                "/sitemap.xml", "/sitemaps/nothing.xml", "/site-card.png")  # fmt: skip
    once = [f"/zh-hans{address}" for address in machines]  # `routes()` repeats these, which know no language
    return [address for address in addresses if address not in once]


def views(resolver: URLResolver) -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry)
        elif isinstance(entry, URLPattern):
            yield entry.callback


def test_the_walk_knows_the_pages() -> None:
    found = pages_to_read()
    assert {"/", "/questions/", "/questions/nothing/", "/questions/nothing.txt", "/questions/nothing/related/",
            "/tags/nothing/", "/doctors/nothing/", "/about/nothing/", "/search/", "/healthz", "/desk/",
            "/zh-hans/questions/"} <= set(found)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("method", METHODS)
def test_what_is_sent_to_a_page_for_reading_gets_405_and_a_sentence(method: str) -> None:
    client, wrong = Client(enforce_csrf_checks=True), {}
    for address in pages_to_read():
        with CaptureQueriesContext(connection) as asked:
            response = client.generic(method, address, "a=b", content_type="application/x-www-form-urlencoded")
        sentence = SENTENCE["/zh-hans" if address.startswith("/zh-hans/") else ""]
        found = (response.status_code, response.content.decode().strip(), response.get("Allow"), len(asked))
        is_whole = response["Content-Length"] == str(len(response.content))  # else no server sends the sentence
        if found != (405, sentence, "GET, HEAD", 0) or not is_whole or response.cookies:
            wrong[address] = found
    assert wrong == {}


def test_a_page_is_read_the_same_with_or_without_its_body(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    for address in ("/", "/questions/", "/questions/leg-cramps/", "/questions/leg-cramps.txt"):
        assert client.head(address).status_code == client.get(address).status_code == 200
        assert client.options(address).status_code == 405


def test_only_what_refuses_every_form_is_exempt_from_the_check_for_forgery() -> None:
    exempt = [view for view in views(get_resolver()) if getattr(view, "csrf_exempt", False)]
    exempt = [view for view in exempt if not getattr(view, "is_readers_form", False)]  # makes another check instead
    assert len(exempt) > 15
    for view in exempt:
        by_itself = view.__name__ == "door"  # its forms have no referrer: it makes the check itself
        by_itself |= getattr(view, "is_readers_form", False)  # nobody is signed in there; the origin is what counts
        elsewhere = RequestFactory().post("/", headers={"sec-fetch-site": "cross-site"})
        assert view(elsewhere).status_code == (403 if by_itself else 405), view


def test_pages_that_take_forms_still_ask_for_the_token(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    client = Client(enforce_csrf_checks=True)
    assert dr_lin.user is not None
    client.force_login(dr_lin.user)
    before = everything()
    for address in (
        f"/desk/{article.pk}/", f"/desk/{article.pk}/withdraw-name/", "/accounts/login/", "/accounts/logout/",
        "/accounts/password/reset/", "/admin/login/", f"/admin/articles/article/{article.pk}/change/",
    ):  # fmt: skip
        assert client.post(address, {"decision": "sign", "reason": "x"}).status_code == 403, address
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize("debug", [True, False])
@pytest.mark.parametrize("method", METHODS)
def test_an_address_without_its_last_slash_loses_no_form_on_the_way(method: str, debug: bool, settings: Any) -> None:
    settings.DEBUG = settings.DEMO = debug
    client = Client(raise_request_exception=False)
    for address in ("/questions", "/zh-hans/questions", "/desk/7"):
        assert client.generic(method, address).status_code == 405, address
    assert client.generic(method, "/nothing").status_code == 404
    assert client.get("/questions").status_code == 301
