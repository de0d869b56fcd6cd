"""Rules for every request: language from the path, no trace of a reader, no broken address, headers."""

from typing import Any

import pytest
from django.test import Client, override_settings
from django.test.client import RequestFactory
from django.urls import reverse
from django.utils import translation

from healthqa.context_processors import portal

pytestmark = pytest.mark.urls("tests.healthqa.urls")


@pytest.mark.parametrize(("path", "language"), [("/shown/", "en"), ("/zh-hans/shown/", "zh-hans")])
@pytest.mark.parametrize("asked", ["zh-CN,zh;q=0.9", "en", "de", "\x00"])
def test_the_path_alone_decides_the_language(client: Client, path: str, language: str, asked: str) -> None:
    client.cookies["django_language"] = "zh-hans" if language == "en" else "en"
    response = client.get(path, headers={"accept-language": asked})
    assert response.content.decode().strip() == language
    assert response["Content-Language"] == language
    assert "Accept-Language" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/en/shown/", "/zh-cn/shown/", "/zh/shown/", "/ZH-HANS/shown/", "/zh-hansel/shown/"])
def test_there_is_one_address_a_language(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_missing_slash_is_added_in_both_languages(client: Client) -> None:
    assert client.get("/shown").headers["Location"] == "/shown/"
    assert client.get("/zh-hans/shown").headers["Location"] == "/zh-hans/shown/"


def test_the_language_ends_with_the_request(client: Client) -> None:
    client.get("/zh-hans/shown/")
    assert translation.get_language() == "en"
    assert reverse("shown") == "/shown/"


def test_a_reader_leaves_no_trace(client: Client) -> None:
    for path in ("/shown/", "/zh-hans/shown/?q=x", "/healthz", "/robots.txt", "/no-such-page/", "/only-get/"):
        response = client.get(path)
        assert not response.cookies, path
        assert "Cookie" not in response.get("Vary", ""), path
        assert "Set-Cookie" not in response.headers, path


def test_every_answer_carries_the_headers(client: Client) -> None:
    for path in ("/shown/", "/no-such-page/", "/shown/?q=%00", "/accounts/login/"):
        headers = client.get(path).headers if "login" not in path else client.get("/healthz").headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        for part in ("object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"):
            assert part in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
    assert client.get("/shown/")["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "address",
    [
        "/shown/%00",
        "/shown/%1f/",
        "/shown/?q=%00",
        "/shown/?q=a%7Fb",
        "/shown/?%01=1",
        "/" + "a" * 1001,
        "/shown/?q=" + "a" * 4000,
        "/%E4%BD%A0" * 600,
    ],
)
def test_a_broken_address_gets_a_sentence(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().strip().endswith(".")


@pytest.mark.parametrize("address", ["/%ff%fe/", "/%ed%a0%80/", "/shown/%c3%28/", "/..%2f..%2fetc/", "/%25%30%30/"])
def test_bytes_that_are_no_text_are_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("query", ["%ff%fe", "%ed%a0%80", "%", "%zz", "a%0Ab%09c", "%25%30%30", "%E2%80%AE"])
def test_a_search_may_hold_any_text(client: Client, query: str) -> None:
    assert client.get(f"/shown/?q={query}").status_code == 200


@pytest.mark.django_db
def test_a_cookie_of_broken_bytes_is_ignored(client: Client) -> None:
    response = client.get("/admin/", headers={"cookie": 'sessionid="\\000abcdefghijklmnop"'})
    assert response.status_code == 302


@pytest.mark.parametrize("language", ["", "/zh-hans"])
def test_a_wrong_method_gets_a_sentence(client: Client, language: str) -> None:
    response = client.put(f"{language}/only-get/")
    assert response.status_code == 405
    assert response.content.strip()
    assert response["Allow"] == "GET"


@override_settings(READ_ONLY=True)
def test_read_only_shows_and_refuses_to_change(client: Client) -> None:
    assert client.get("/shown/").status_code == 200
    for send in (client.post, client.put, client.patch, client.delete):
        response = send("/shown/")
        assert response.status_code == 503
        assert b"read-only" in response.content
        assert response["Retry-After"]


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get("/shown/", headers={"host": "evil.example"}).status_code == 400


def test_the_other_language_is_one_link_away() -> None:
    request = RequestFactory().get("/zh-hans/questions/x/")
    request.LANGUAGE_CODE = "zh-hans"
    languages = portal(request)["languages"]
    assert [(entry["code"], entry["url"], entry["current"]) for entry in languages] == [
        ("en", "/questions/x/", False),
        ("zh-hans", "/zh-hans/questions/x/", True),
    ]
    home = portal(RequestFactory().get("/"))["languages"]
    assert [entry["url"] for entry in home] == ["/", "/zh-hans/"]


@pytest.mark.django_db
def test_the_demo_shows_the_page_that_readers_see_for_what_is_not_there(client: Client, settings: Any) -> None:
    settings.DEBUG = settings.DEMO = True
    response = client.get("/questions/nothing-here/")
    assert response.status_code == 404
    assert "DEBUG" not in response.content.decode()
    assert "<h1" in response.content.decode()


@pytest.mark.django_db
def test_the_demo_tells_a_wrong_host_nothing_of_the_process(client: Client, settings: Any) -> None:
    settings.DEBUG = settings.DEMO = True
    for headers in ({"host": "evil.example"}, {"host": "evil.example\\@x"}):
        response = client.get("/shown/", headers=headers)
        page = response.content.decode()
        assert response.status_code == 400
        assert "This request could not be read" in page
        assert "evil.example" not in page
        assert "wsgi" not in page


@pytest.mark.django_db
def test_the_demo_leaves_a_page_alone_that_was_designed_for_its_address(client: Client, settings: Any) -> None:
    settings.DEBUG = settings.DEMO = True
    response = client.get("/verify/00000000/")
    assert response.status_code == 404
    assert "No text with this fingerprint was ever published here." in response.content.decode()
