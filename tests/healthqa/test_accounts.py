"""Sign-in: one page for everybody, by name or mail, closed to newcomers, limited in tries."""

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

PASSWORD = "correct horse battery staple"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries() -> None:
    cache.clear()


@pytest.fixture
def staff() -> User:
    return User.objects.create_user("ed", "ed@example.org", PASSWORD, is_staff=True)


def sign_in(client: Client, login: str, password: str = PASSWORD) -> int:
    return client.post("/accounts/login/", {"login": login, "password": password}).status_code


@pytest.mark.parametrize("login", ["ed", "ed@example.org", "ED@EXAMPLE.ORG"])
def test_sign_in_by_name_or_mail_leads_staff_to_the_admin(client: Client, staff: User, login: str) -> None:
    response = client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    assert response.status_code == 302
    assert response.headers["Location"] == "/admin/"


def test_others_are_not_led_to_the_admin(client: Client) -> None:
    User.objects.create_user("reader", "reader@example.org", PASSWORD)
    response = client.post("/accounts/login/", {"login": "reader", "password": PASSWORD})
    assert response.status_code == 302
    assert "/admin/" not in response.headers["Location"]


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(client: Client, staff: User, where: str) -> None:
    response = client.post("/accounts/login/", {"login": "ed", "password": PASSWORD, "next": where})
    assert response.headers["Location"] == "/admin/"


def test_a_wrong_password_and_an_unknown_name_look_alike(client: Client, staff: User) -> None:
    pages = [
        client.post("/accounts/login/", {"login": login, "password": "wrong"}).content.decode()
        for login in ("ed", "nobody")
    ]
    assert "not correct" in pages[0]
    assert "not correct" in pages[1]


def test_tries_are_limited(client: Client, staff: User) -> None:
    for _ in range(12):
        sign_in(client, "ed", "wrong")
    response = client.post("/accounts/login/", {"login": "ed", "password": PASSWORD})
    assert response.status_code in {200, 429}
    assert "_auth_user_id" not in client.session


def test_sign_up_is_closed(client: Client) -> None:
    response = client.post(
        "/accounts/signup/",
        {"username": "new", "email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert response.status_code in {200, 403}
    assert not User.objects.filter(username="new").exists()


def test_the_admin_has_no_sign_in_page_of_its_own(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")
    assert client.post("/admin/login/", {"username": "ed", "password": PASSWORD}).status_code == 302


def test_the_cookie_of_a_session_is_closed_to_scripts(client: Client, staff: User) -> None:
    sign_in(client, "ed")
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["secure"]
    assert cookie["samesite"] == "Lax"
