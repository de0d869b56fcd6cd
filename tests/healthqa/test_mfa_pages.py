"""The pages of accounts and second factors: each opens for each role, in our words, and obeys the strict policy."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from doctors.models import Doctor
from tests.healthqa.factors import Passkey, code_of, give_codes, give_password, options_on, sign_in

pytestmark = pytest.mark.django_db
TWO = "/accounts/2fa/"
#: What runs or colours a page from within; blocks of data are neither.
INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)(?![^>]*type=\"application/json\")", re.I
)


@pytest.fixture(autouse=True)
def no_earlier_tries() -> None:
    cache.clear()


@pytest.fixture(params=["editor", "chief", "doctor", "reader", "superuser"])
def owner(request: pytest.FixtureRequest) -> User:
    if request.param == "doctor":
        doctor: Doctor = request.getfixturevalue("dr_lin")
        assert doctor.user is not None
        return give_password(doctor.user)
    if request.param == "superuser":
        return give_password(User.objects.create_superuser("root", "root@example.org"))
    return give_password(request.getfixturevalue(request.param))


def with_both(client: Client, user: User) -> tuple[str, Passkey, int]:
    """Signed in, with an app, a passkey and codes: set up by the pages. The key, the passkey, its number."""
    sign_in(client, user)
    page = client.get(f"{TWO}totp/activate/").content.decode()
    secret = re.findall(r"<p class=\"secret\"[^>]*>(\w+)<", page)[0]
    client.post(f"{TWO}totp/activate/", {"code": code_of(secret)})
    passkey = Passkey()
    credential = passkey.create(options_on(client.get(f"{TWO}webauthn/add/").content.decode()))
    response = client.post(f"{TWO}webauthn/add/", {"name": "My phone", "credential": credential})
    assert response["Location"] == TWO, response.content.decode()
    return secret, passkey, Authenticator.objects.get(type="webauthn", user=user).pk


def check(response: Any, title: str) -> str:
    page: str = response.content.decode()
    assert response.status_code == 200, (title, response.get("Location"))
    assert re.search(rf"<h1>{title}</h1>", page), title
    assert not INLINE.search(page), INLINE.search(page)
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"], title
    assert 'name="robots" content="noindex"' in page
    fields = re.findall(r'<(?:input|select|textarea)(?![^>]*type="hidden")[^>]*\sid="([^"]+)"', page)
    unnamed = [field for field in fields if f'for="{field}"' not in page]
    assert not unnamed, (title, unnamed)
    return page


def test_each_page_opens_for_each_role_with_our_words_and_nothing_inline(client: Client, owner: User) -> None:
    sign_in(client, owner)
    check(client.get(TWO), "Sign-in and security")
    check(client.get(f"{TWO}totp/activate/"), "Set up an app")
    check(client.get(f"{TWO}webauthn/add/"), "Add a passkey")
    check(client.get(f"{TWO}webauthn/"), "Your passkeys")
    check(client.get("/accounts/password/change/"), "Change your password")
    check(client.get("/accounts/reauthenticate/"), "Confirm that it is you")
    _secret, _passkey, number = with_both(client, owner)
    page = check(client.get(TWO), "Sign-in and security")
    assert "1 passkey is set up" in page
    assert "10 codes are left" in page
    for path, title in {
        "totp/activate/": "Move to another phone",
        "totp/deactivate/": "Remove the app",
        "recovery-codes/": "Recovery codes",
        "recovery-codes/generate/": "Make new codes",
        "webauthn/": "Your passkeys",
        f"webauthn/keys/{number}/edit/": "Rename a passkey",
        f"webauthn/keys/{number}/remove/": "Remove a passkey",
        "reauthenticate/": "Confirm that it is you",
        "webauthn/reauthenticate/": "Confirm that it is you",
    }.items():
        check(client.get(TWO + path), title)
    client.logout()
    sign_in(client, owner)
    check(client.get(f"{TWO}authenticate/"), "Second step")


def test_the_pages_speak_chinese_at_their_chinese_address(client: Client, editor: User) -> None:
    sign_in(client, give_password(editor))
    for path in ("", "totp/activate/", "webauthn/add/"):
        response = client.get(f"/zh-hans{TWO}{path}")
        assert (response.status_code, response["Content-Language"]) == (200, "zh-hans")
        assert 'href="/zh-hans/accounts/2fa/' in response.content.decode()


def test_codes_are_downloaded_as_text(client: Client, editor: User) -> None:
    with_both(client, give_password(editor))
    response = client.get(f"{TWO}recovery-codes/download/")
    assert response["Content-Type"] == "text/plain"
    assert "attachment" in response["Content-Disposition"]
    assert set(re.findall(r"(?m)^\d{8}$", response.content.decode())) == set(give_codes(editor))


def test_without_signing_in_every_page_leads_to_the_sign_in(client: Client, db: None) -> None:
    for path in (
        "",
        "totp/activate/",
        "totp/deactivate/",
        "recovery-codes/",
        "webauthn/",
        "webauthn/add/",
        "reauthenticate/",
    ):
        response = client.get(TWO + path)
        assert response.status_code == 302, path
        assert response["Location"].startswith("/accounts/login/"), path
    assert client.get(f"{TWO}authenticate/")["Location"] == "/accounts/login/"


def test_no_page_of_what_is_not_offered(client: Client, editor: User) -> None:
    sign_in(client, give_password(editor))
    for path in ("trust/", "webauthn/login/", "webauthn/signup/"):
        assert client.get(TWO + path).status_code == 404, path
    assert client.get("/accounts/signup/passkey/").status_code == 404


def test_setting_up_right_after_the_password_does_not_ask_for_it_again_but_later_does(
    client: Client, editor: User
) -> None:
    sign_in(client, give_password(editor))
    assert client.get(f"{TWO}totp/activate/").status_code == 200
    session = client.session
    session["account_authentication_methods"] = [
        {**method, "at": method["at"] - 600} for method in session["account_authentication_methods"]
    ]
    session.save()
    response = client.get(f"{TWO}totp/activate/")
    assert response["Location"].startswith("/accounts/reauthenticate/?next=")
    response = client.post(response["Location"], {"password": "correct horse battery staple"})
    assert response["Location"] == f"{TWO}totp/activate/"


def test_admin_and_desk_lead_to_it(editor: User, dr_lin: Doctor) -> None:
    for account, path in ((editor, "/admin/"), (dr_lin.user, "/desk/")):
        client = Client()
        client.force_login(account)
        assert f'<a href="{TWO}">Sign-in and security</a>' in client.get(path).content.decode()
