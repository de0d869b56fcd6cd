"""Codes of an app and recovery codes: set up, right, wrong, used before; and how their keys are stored."""

from __future__ import annotations

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from tests.healthqa.factors import (
    code_of,
    factors,
    give_app,
    give_codes,
    give_password,
    has_signed_in,
    sign_in,
    wrong_code,
)

pytestmark = pytest.mark.django_db
AUTHENTICATE = "/accounts/2fa/authenticate/"
SET_UP = "/accounts/2fa/totp/activate/"


@pytest.fixture(autouse=True)
def no_earlier_tries() -> None:
    cache.clear()


@pytest.fixture
def staff(editor: User) -> User:
    return give_password(editor)


def set_up(client: Client) -> str:
    """An app, by its page; the key that the page showed."""
    page = client.get(SET_UP).content.decode()
    (secret,) = re.findall(r'<p class="secret"[^>]*>(\w+)</p>', page)
    response = client.post(SET_UP, {"code": code_of(secret)})
    assert response["Location"] == "/accounts/2fa/recovery-codes/", response.content.decode()
    return str(secret)


def test_an_app_is_set_up_and_its_owner_gets_recovery_codes_once_and_signs_in_with_it(
    client: Client, staff: User
) -> None:
    sign_in(client, staff)
    secret = set_up(client)
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<li>(\d{8})</li>", page)
    assert len(set(codes)) == 10
    assert factors(staff) == {"totp", "recovery_codes"}
    client.logout()
    assert sign_in(client, staff, secret, steps=1)["Location"] == "/admin/"
    assert has_signed_in(client)


def test_the_key_is_shown_as_a_picture_and_as_text(client: Client, staff: User) -> None:
    sign_in(client, staff)
    page = client.get(SET_UP).content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    assert re.search(r'<p class="secret"[^>]*>[A-Z2-7]{32}</p>', page)
    assert re.search(r'href="otpauth://totp/editor%40example.org\?secret=[A-Z2-7]{32}&amp;issuer=HealthQA"', page)


def test_setting_up_with_a_wrong_code_stores_nothing_and_keeps_the_key(client: Client, staff: User) -> None:
    sign_in(client, staff)
    before = re.search(r"[A-Z2-7]{32}", client.get(SET_UP).content.decode())
    assert before is not None
    response = client.post(SET_UP, {"code": wrong_code(before[0])})
    assert "That was not right" in response.content.decode()
    assert before[0] in response.content.decode()
    assert factors(staff) == set()


@pytest.mark.parametrize("code", ["", "12345", "1234567", "códigó", "\x00", "1" * 31, "０" * 6])
def test_what_is_no_code_is_refused_with_a_sentence(client: Client, staff: User, code: str) -> None:
    secret = give_app(staff)
    sign_in(client, staff)
    response = client.post(AUTHENTICATE, {"code": code})
    assert (response.status_code, has_signed_in(client)) == (200, False)
    assert "errorlist" in response.content.decode()
    assert sign_in(client, staff, secret)["Location"] == "/admin/"


def test_a_code_may_be_typed_with_a_space_and_half_a_minute_late(client: Client, staff: User) -> None:
    secret = give_app(staff)
    sign_in(client, staff)
    late = code_of(secret, steps=-1)
    client.post(AUTHENTICATE, {"code": f"{late[:3]} {late[3:]}"})
    assert has_signed_in(client)


@pytest.mark.parametrize("steps", [-3, 3])
def test_a_code_of_another_time_opens_nothing(client: Client, staff: User, steps: int) -> None:
    secret = give_app(staff)
    sign_in(client, staff, secret, steps=steps)
    assert not has_signed_in(client)


def test_a_code_opens_once_whichever_process_saw_it(staff: User) -> None:
    secret = give_app(staff)
    with time_machine.travel("2026-01-05 10:00:10", tick=False) as clock:
        first, second = Client(), Client()
        sign_in(first, staff, secret)
        for wait in (0, 29):
            clock.shift(wait)
            cache.clear()  # what another process remembers
            response = sign_in(second, staff, secret, steps=-1 if wait else 0)
            assert "it was used before" in response.content.decode()
        assert (has_signed_in(first), has_signed_in(second)) == (True, False)
        sign_in(second, staff, secret)
        assert has_signed_in(second)


def test_a_code_that_set_the_app_up_does_not_sign_in(staff: User) -> None:
    client = Client()
    sign_in(client, staff)
    with time_machine.travel("2026-01-05 10:00:10", tick=False):
        secret = set_up(client)
        other = Client()
        sign_in(other, staff, secret)
        assert not has_signed_in(other)


def test_a_recovery_code_opens_once(staff: User) -> None:
    give_app(staff)
    code = give_codes(staff)[3]
    opened = []
    for client in (Client(), Client()):
        sign_in(client, staff)
        client.post(AUTHENTICATE, {"code": code})
        opened.append(has_signed_in(client))
    assert opened == [True, False]


def test_new_recovery_codes_replace_the_old(client: Client, staff: User) -> None:
    sign_in(client, staff)
    secret = set_up(client)
    old = client.get("/accounts/2fa/recovery-codes/download/").content.decode()
    assert "Recovery codes of editor at HealthQA" in old
    response = client.post("/accounts/2fa/recovery-codes/generate/")
    assert response["Location"] == "/accounts/2fa/recovery-codes/"
    kept, new = (
        set(re.findall(r"\b\d{8}\b", text)) for text in (old, client.get(response["Location"]).content.decode())
    )
    assert len(kept) == len(new) == 10
    assert not kept & new
    client.logout()
    sign_in(client, staff)
    client.post(AUTHENTICATE, {"code": kept.pop()})
    assert not has_signed_in(client)
    assert sign_in(client, staff, secret, steps=1)["Location"] == "/admin/"


def test_tries_of_codes_are_limited(client: Client, staff: User) -> None:
    secret = give_app(staff)
    for _ in range(12):
        sign_in(client, staff)
        client.post(AUTHENTICATE, {"code": wrong_code(secret)})
    client.post(AUTHENTICATE, {"code": code_of(secret)})
    assert not has_signed_in(client)


def test_moving_to_another_phone_replaces_the_key_and_never_leaves_none(client: Client, staff: User) -> None:
    sign_in(client, staff)
    old = set_up(client)
    page = client.get(SET_UP).content.decode()
    assert "Move to another phone" in page
    client.post(SET_UP, {"code": wrong_code(old)})
    assert "totp" in factors(staff)
    new = re.search(r"[A-Z2-7]{32}", client.get(SET_UP).content.decode())
    assert new is not None
    assert client.post(SET_UP, {"code": code_of(new[0])})["Location"] == "/accounts/2fa/"
    client.logout()
    sign_in(client, staff, old, steps=1)
    assert not has_signed_in(client)
    sign_in(client, staff, new[0], steps=1)
    assert has_signed_in(client)


def test_a_copy_of_the_database_makes_no_codes(staff: User, settings: object) -> None:
    secret = give_app(staff)
    codes = give_codes(staff)
    stored = str(list(Authenticator.objects.values("data")))
    assert secret not in stored
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-" * 8
    client = Client()
    sign_in(client, staff, secret)
    assert has_signed_in(client), "a former key still opens what it stored"
    settings.SECRET_KEY_FALLBACKS = []
    for code in (code_of(secret, steps=1), code_of("", steps=1), codes[0]):
        other = Client()
        sign_in(other, staff)
        assert other.post(AUTHENTICATE, {"code": code}).status_code == 200
        assert not has_signed_in(other)
