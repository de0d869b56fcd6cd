"""Pages that belong to no app, and the errors."""

import pytest
from django.test import Client

from healthqa.lib.about_pages import ABOUT_PAGES

pytestmark = pytest.mark.urls("tests.healthqa.urls")


def test_robots_keeps_crawlers_out_of_private_places_in_both_languages(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/" in text
    assert "Disallow: /zh-hans/desk/" in text
    assert "Sitemap: https://healthqa.example/sitemap.xml" in text


def test_security_txt_has_what_the_rfc_asks(client: Client) -> None:
    text = client.get("/.well-known/security.txt").content.decode()
    assert "Contact: https://healthqa.example/about/contact/" in text
    assert "\nExpires: 20" in text


def test_favicon_leads_to_the_icon(client: Client) -> None:
    assert client.get("/favicon.ico").headers["Location"] == "/static/favicon.svg"


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
@pytest.mark.parametrize("page", ["", *(f"{page}/" for page in ABOUT_PAGES)])
def test_every_about_page_answers_without_a_query(client: Client, page: str, prefix: str) -> None:
    response = client.get(f"{prefix}/about/{page}")
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("page", ["nothing", "index", "base", "..%2f404"])
def test_other_about_pages_are_not_found(client: Client, page: str) -> None:
    assert client.get(f"/about/{page}/").status_code == 404


def test_a_broken_page_says_so_without_details(client: Client) -> None:
    client.raise_request_exception = False
    response = client.get("/breaks/?q=private")
    assert response.status_code == 500
    assert b"RuntimeError" not in response.content
    assert b"private" not in response.content


def test_a_busy_database_is_no_broken_page(client: Client) -> None:
    client.raise_request_exception = False
    response = client.get("/is-busy/")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert b"try again" in response.content
    assert b"locked" not in response.content


def test_a_broken_error_page_still_has_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("healthqa.views.render_to_string", broken)
    client.raise_request_exception = False
    response = client.get("/breaks/")
    assert response.status_code == 500
    assert b"try again" in response.content


def test_a_form_without_its_token_gets_a_sentence() -> None:
    response = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "x", "password": "y"})
    assert response.status_code == 403
    assert b"nothing was saved" in response.content
