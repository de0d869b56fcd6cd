"""Passkeys after the password: added, used, named, removed; and whatever a browser may send instead of one."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from fido2.utils import websafe_encode

from tests.healthqa.factors import (
    Passkey,
    code_of,
    factors,
    give_app,
    give_codes,
    give_password,
    has_signed_in,
    options_on,
    sign_in,
)

pytestmark = pytest.mark.django_db
AUTHENTICATE = "/accounts/2fa/authenticate/"
ADD = "/accounts/2fa/webauthn/add/"
CONFIRM = "/accounts/2fa/webauthn/reauthenticate/"


@pytest.fixture(autouse=True)
def required(settings: object) -> None:
    settings.MFA_REQUIRED = True
    cache.clear()


@pytest.fixture
def staff(editor: User) -> User:
    return give_password(editor)


def add(client: Client, name: str = "My phone", passkey: Passkey | None = None) -> Passkey:
    passkey = passkey or Passkey()
    credential = passkey.create(options_on(client.get(ADD).content.decode()))
    client.post(ADD, {"name": name, "credential": credential})
    return passkey


def use(client: Client, passkey: Passkey, page: str = AUTHENTICATE) -> None:
    client.post(page, {"credential": passkey.get(options_on(client.get(page).content.decode()))})


def number_of(user: User, name: str) -> int:
    return int(Authenticator.objects.get(user=user, data__name=name).pk)


def test_a_passkey_is_added_and_opens_the_account_after_the_password(client: Client, staff: User) -> None:
    sign_in(client, staff)
    passkey = add(client)
    assert factors(staff) == {"webauthn", "recovery_codes"}
    assert client.get("/admin/").status_code == 200, "adding it was its first use"
    client.logout()
    sign_in(client, staff)
    assert not has_signed_in(client)
    use(client, passkey)
    assert has_signed_in(client)
    assert client.get("/admin/").status_code == 200


def test_the_passkey_is_made_for_this_host_under_our_name(client: Client, staff: User) -> None:
    sign_in(client, staff)
    options = options_on(client.get(ADD).content.decode())
    assert options["rp"] == {"id": "testserver", "name": "HealthQA"}
    assert options["user"]["name"] == "editor@example.org"


def test_an_answer_counts_once_and_only_from_its_own_host_and_key(client: Client, staff: User) -> None:
    sign_in(client, staff)
    passkey = add(client)
    other = Client()
    sign_in(other, staff)
    for thief in (Passkey(origin="https://evil.example", key=passkey.key), Passkey()):
        use(other, thief)
        assert not has_signed_in(other)
    answer = passkey.get(options_on(other.get(AUTHENTICATE).content.decode()))
    other.get(AUTHENTICATE)  # asks anew: the answer is one to an older question
    other.post(AUTHENTICATE, {"credential": answer})
    assert not has_signed_in(other)
    use(other, passkey)
    assert has_signed_in(other)


def test_a_session_from_before_shows_the_passkey(staff: User) -> None:
    client, other = Client(), Client()
    sign_in(client, staff)
    sign_in(other, staff)
    passkey = add(client)
    assert other.get("/desk/")["Location"] == f"{CONFIRM}?next=%2Fdesk%2F"
    use(other, passkey, CONFIRM)
    assert other.get("/admin/").status_code == 200


def test_a_refused_passkey_there_leads_back_to_the_question_with_a_sentence(staff: User) -> None:
    client, other = Client(), Client()
    sign_in(client, staff)
    sign_in(other, staff)
    add(client)
    response = other.post(
        CONFIRM, {"credential": Passkey().get(options_on(other.get(CONFIRM).content.decode()))}, follow=True
    )
    assert response.redirect_chain[-1][0].startswith(CONFIRM)
    assert "That was not right" in response.content.decode()


def test_who_has_no_passkey_is_not_offered_one_at_the_second_step(client: Client, staff: User) -> None:
    give_app(staff)
    sign_in(client, staff)
    page = client.get(AUTHENTICATE).content.decode()
    assert "passkey-options" not in page
    assert 'name="code"' in page


def test_passkeys_have_names_that_may_change(client: Client, staff: User) -> None:
    sign_in(client, staff)
    add(client)
    client.get(ADD)
    edit = f"/accounts/2fa/webauthn/keys/{number_of(staff, 'My phone')}/edit/"
    assert "errorlist" in client.post(edit, {"name": ""}).content.decode()
    assert "errorlist" in client.post(edit, {"name": "x" * 61}).content.decode()
    client.post(edit, {"name": "The <old> phone"})
    assert "The &lt;old&gt; phone" in client.get("/accounts/2fa/webauthn/").content.decode()


def test_a_passkey_without_a_name_gets_one(client: Client, staff: User) -> None:
    sign_in(client, staff)
    add(client, name="")
    assert number_of(staff, "Passkey 1")


def test_of_two_factors_one_may_go_and_the_other_stays(client: Client, staff: User) -> None:
    sign_in(client, staff)
    add(client, "one")
    give_app(staff)
    remove = f"/accounts/2fa/webauthn/keys/{number_of(staff, 'one')}/remove/"
    assert client.post(remove)["Location"] == "/accounts/2fa/webauthn/"
    assert factors(staff) == {"totp", "recovery_codes"}
    assert client.get("/admin/")["Location"].startswith("/accounts/2fa/reauthenticate/"), "what it used is gone"


def test_the_last_passkey_stays(client: Client, staff: User) -> None:
    sign_in(client, staff)
    add(client, "one")
    remove = f"/accounts/2fa/webauthn/keys/{number_of(staff, 'one')}/remove/"
    for response in (client.get(remove), client.post(remove)):
        assert "is the only one, so it stays" in response.content.decode()
    assert factors(staff) == {"webauthn", "recovery_codes"}


def test_of_two_requests_that_each_remove_one_of_two_one_comes_too_late(
    client: Client, staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, staff)
    add(client, "one")
    add(client, "two", Passkey(id=b"another passkey"))
    answers = iter([True, False])  # the other request was faster between the form and the lock
    monkeypatch.setattr("healthqa.second_factor.rules.may_remove", lambda factor: next(answers))
    page = client.post(f"/accounts/2fa/webauthn/keys/{number_of(staff, 'one')}/remove/").content.decode()
    assert "is the only one, so it stays" in page
    assert Authenticator.objects.filter(user=staff, type="webauthn").count() == 2


def test_nobody_touches_the_passkey_of_another(client: Client, staff: User, chief: User) -> None:
    mine = Client()
    sign_in(mine, staff)
    add(mine)
    sign_in(client, give_password(chief), give_app(chief))
    client.post("/accounts/2fa/reauthenticate/", {"code": give_codes(chief)[0]})
    for page in ("edit", "remove"):
        for number in (number_of(staff, "My phone"), 999_999):
            assert client.get(f"/accounts/2fa/webauthn/keys/{number}/{page}/").status_code == 404
            assert client.post(f"/accounts/2fa/webauthn/keys/{number}/{page}/", {"name": "x"}).status_code == 404
    assert factors(staff) == {"webauthn", "recovery_codes"}


CLIENT = websafe_encode(b'{"type": "webauthn.create", "challenge": "AAAA", "origin": "https://testserver"}')


def _broken() -> list[str]:
    good = {"id": "AA", "rawId": "AA", "type": "public-key"}
    responses: list[object] = [
        {},
        [1],
        {"clientDataJSON": "!!", "attestationObject": "AA", "authenticatorData": "!!", "signature": "AA"},
        {"clientDataJSON": "e30", "attestationObject": "oA", "authenticatorData": "e30", "signature": "AA"},
        {"clientDataJSON": "AA", "attestationObject": "AA", "authenticatorData": "AA", "signature": "AA"},
        {"clientDataJSON": CLIENT, "attestationObject": "Gg", "authenticatorData": "AA" * 20, "signature": "AA"},
        {"clientDataJSON": CLIENT, "attestationObject": "gYGB" * 1500, "authenticatorData": "", "signature": "AA"},
    ]
    documents = [{}, [], "x", 3, None, True, {"id": 1, "rawId": 2}, {"id": "\x00"}, {"id": "x" * 30_000}]
    return ["", "{", "[[[[", *map(json.dumps, [*documents, *({**good, "response": each} for each in responses)])]


@pytest.mark.parametrize("sent", _broken(), ids=range(len(_broken())))
def test_whatever_is_sent_instead_of_a_passkey_is_refused_with_a_sentence(staff: User, sent: str) -> None:
    client, other = Client(), Client()
    sign_in(client, staff)
    client.get(ADD)
    response = client.post(ADD, {"name": "x", "credential": sent})
    assert (response.status_code, factors(staff)) == (200, set())
    assert "errorlist" in response.content.decode()
    give_app(staff)
    sign_in(other, staff)
    other.get(AUTHENTICATE)
    response = other.post(AUTHENTICATE, {"credential": sent})
    assert (response.status_code, has_signed_in(other)) == (200, False)


def test_a_passkey_with_extras_that_no_database_takes_is_refused(client: Client, staff: User) -> None:
    sign_in(client, staff)
    credential = json.loads(Passkey().create(options_on(client.get(ADD).content.decode())))
    for extra in ("\x00", "x" * 30_000):
        response = client.post(ADD, {"name": "x", "credential": json.dumps({**credential, "extra": extra})})
        assert "errorlist" in response.content.decode()
    assert factors(staff) == set()


def test_passkey_tries_are_limited_like_codes(client: Client, staff: User) -> None:
    sign_in(client, staff)
    passkey = add(client)
    other = Client()
    for _ in range(6):
        sign_in(other, staff)
        use(other, Passkey())
    use(other, passkey)
    assert not has_signed_in(other)
    assert code_of("A" * 32)
