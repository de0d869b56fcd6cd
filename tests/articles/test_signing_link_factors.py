"""Which second factor opens a signing link: of the doctor's own account, and never a weaker one than it has."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import cache
from django.test import Client

from articles.models import Article, Event, SigningLink
from doctors.models import Doctor
from tests.articles.linking import code_in, door_of, send, text_of
from tests.healthqa.factors import (
    Passkey,
    code_of,
    give_app,
    give_codes,
    give_password,
    options_on,
    sign_in,
    wrong_code,
)
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_in_review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries() -> None:
    cache.clear()


@stands
def asked() -> Article:
    return make_in_review(the_editor(), the_doctor())


@pytest.fixture
def sent(asked: Article, dr_lin: Doctor, editor: User) -> tuple[SigningLink, str]:
    return send(asked, dr_lin, editor)


def test_an_account_with_an_app_is_opened_by_the_app_and_never_by_mail(
    sent: tuple[SigningLink, str], dr_lin: Doctor
) -> None:
    link, key = sent
    old = Client()
    old.post(door_of(key), {"ask": "code"})
    mailed = code_in(mail.outbox[-1].body)
    secret = give_app(link.account)
    page = Client().get(door_of(key)).content.decode()
    assert "Send me a code" not in page
    refused = Client().post(door_of(key), {"ask": "code"})
    assert "use that one" in refused.content.decode()
    assert len(mail.outbox) == 2
    browser = Client()
    for wrong in (mailed, wrong_code(secret)):
        assert browser.post(door_of(key), {"ask": "open", "code": wrong}).status_code == 409
    code = code_of(secret)
    assert browser.post(door_of(key), {"ask": "open", "code": code}).status_code == 302
    assert browser.get(text_of(link)).status_code == 200
    assert "account_authentication_methods" not in browser.session, "it proves nothing to any other page"
    assert Client().post(door_of(key), {"ask": "open", "code": code}).status_code == 409, "an app's code works once"


def test_the_app_of_another_doctor_opens_nothing(sent: tuple[SigningLink, str], dr_other: Doctor) -> None:
    assert dr_other.user is not None
    give_app(sent[0].account)
    other = give_app(dr_other.user)
    assert Client().post(door_of(sent[1]), {"ask": "open", "code": code_of(other)}).status_code == 409


def test_a_recovery_code_stands_in_for_the_phone_once(sent: tuple[SigningLink, str]) -> None:
    give_app(sent[0].account)
    code = give_codes(sent[0].account)[0]
    assert Client().post(door_of(sent[1]), {"ask": "open", "code": code}).status_code == 302
    assert Client().post(door_of(sent[1]), {"ask": "open", "code": code}).status_code == 409


def give_passkey(account: User) -> Passkey:
    """Set up by its pages."""
    passkey, browser = Passkey(), Client(headers={"host": "testserver"})
    account.set_password("correct horse battery staple")
    account.save()
    browser.post("/accounts/login/", {"login": account.username, "password": "correct horse battery staple"})
    page = browser.get("/accounts/2fa/webauthn/add/", secure=True).content.decode()
    credential = passkey.create(options_on(page))
    response = browser.post("/accounts/2fa/webauthn/add/", {"credential": credential, "name": "Phone"}, secure=True)
    assert response.status_code == 302, response.content.decode()
    return passkey


def ask_passkey(browser: Client, key: str, passkey: Passkey) -> str:
    page = browser.post(door_of(key), {"ask": "passkey"}, secure=True).content.decode()
    return passkey.get(options_on(page))


def test_a_passkey_opens_it(sent: tuple[SigningLink, str]) -> None:
    link, key = sent
    passkey = give_passkey(link.account)
    browser, thief = Client(), Client()
    answer = ask_passkey(browser, key, passkey)
    assert thief.post(door_of(key), {"credential": answer}, secure=True).status_code == 409, "another session"
    opened = browser.post(door_of(key), {"credential": answer}, secure=True)
    assert opened.status_code == 302, opened.content.decode()
    assert browser.get(text_of(link), secure=True).status_code == 200
    assert Event.objects.get(verb="signing_link_opened").detail["how"] == "passkey"
    again = ask_passkey(thief, key, passkey)
    thief.post(door_of(key), {"credential": "{}"}, secure=True)
    assert thief.post(door_of(key), {"credential": again}, secure=True).status_code == 409, "a challenge works once"


def test_guessing_at_the_door_keeps_nobody_from_signing_in(sent: tuple[SigningLink, str]) -> None:
    """And the other way round; the door has a limit of its own."""
    link, key = sent
    secret = give_app(give_password(link.account))
    for _ in range(12):
        assert Client().post(door_of(key), {"ask": "open", "code": wrong_code(secret)}).status_code == 409
    assert Client().post(door_of(key), {"ask": "open", "code": code_of(secret)}).status_code == 409, "too many"
    browser = Client()
    assert sign_in(browser, link.account, secret).status_code == 302
    assert browser.get("/desk/").status_code == 200
    cache.clear()
    for _ in range(6):
        answer = sign_in(Client(), link.account, secret, steps=9)
    assert "Too many" in answer.content.decode()
    assert Client().post(door_of(key), {"ask": "open", "code": code_of(secret, steps=1)}).status_code == 302


@pytest.mark.parametrize("credential", ["{}", "[]", "null", "\x00", "{" * 5000, '{"id": "x"}'])
def test_a_broken_passkey_is_refused(sent: tuple[SigningLink, str], credential: str) -> None:
    give_passkey(sent[0].account)
    browser = Client()
    browser.post(door_of(sent[1]), {"ask": "passkey"}, secure=True)
    assert browser.post(door_of(sent[1]), {"credential": credential}, secure=True).status_code == 409
