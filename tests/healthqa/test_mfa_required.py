"""Where a second factor is required: who needs one, what stays closed without it, and that nobody is led in circles."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.checks import run_checks
from django.test import Client

from doctors.models import Doctor
from tests.articles.crawling import routes
from tests.healthqa.factors import code_of, factors, give_app, give_codes, give_password, sign_in
from tests.people import make_doctor, make_user

pytestmark = pytest.mark.django_db
OVERVIEW = "/accounts/2fa/"
CONFIRM = "/accounts/2fa/reauthenticate/"
CLOSED = ("/admin/", "/admin/articles/article/", "/admin/nowhere/", "/desk/", "/desk/1/", "/accounts/email/")
OUT = ("/accounts/logout/", "/accounts/password/change/", "/admin/password_change/", "/accounts/password/reset/")


@pytest.fixture(autouse=True)
def required(settings: object) -> None:
    settings.MFA_REQUIRED = True
    cache.clear()


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root", "root@example.org")


@pytest.fixture(params=["editor", "chief", "superuser", "doctor", "doctor without profile"])
def owner(request: pytest.FixtureRequest) -> User:
    """One of those whose account needs a second factor."""
    if request.param == "doctor":
        account = make_doctor("Lin Yunfei").user
        assert account is not None
        account.groups.clear()
        return give_password(account)
    if request.param == "doctor without profile":
        return give_password(make_user("new.doctor", "Doctors"))
    return give_password(request.getfixturevalue(request.param))


def forced(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_without_a_factor_they_are_led_to_set_one_up_and_reach_nothing_else(client: Client, owner: User) -> None:
    response = client.post(
        "/accounts/login/", {"login": owner.username, "password": "correct horse battery staple"}, follow=True
    )
    assert response.redirect_chain[-1] == (OVERVIEW, 302)
    assert "Set up a second step" in response.content.decode()
    for path in CLOSED:
        for answer in (client.get(path), client.post(path, {"action": "x"}), client.get(f"/zh-hans{path}")):
            assert answer.status_code == 302, path
            assert answer["Location"].removeprefix("/zh-hans") == OVERVIEW, path


def test_ways_out_and_the_pages_that_set_up_stay_open(client: Client, owner: User) -> None:
    sign_in(client, owner)
    for path in (*OUT, OVERVIEW, f"{OVERVIEW}totp/activate/", f"{OVERVIEW}webauthn/add/", f"{OVERVIEW}webauthn/"):
        wanted = 302 if path == "/admin/password_change/" and not owner.is_staff else 200
        assert client.get(path).status_code == wanted, path
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in client.session


def test_with_a_factor_they_reach_their_work(client: Client, owner: User) -> None:
    response = sign_in(client, owner, give_app(owner))
    assert response["Location"] == ("/admin/" if owner.is_staff else "/desk/")
    assert client.get(response["Location"]).status_code == (403 if owner.username == "new.doctor" else 200)


def test_a_session_from_before_the_factor_is_asked_for_it_and_led_back(owner: User) -> None:
    for client in (forced(owner), Client()):
        sign_in(client, owner)
        secret = give_app(owner)
        for path in CLOSED:
            response = client.get(f"{path}?q=1")
            assert response["Location"] == f"{CONFIRM}?next={path.replace('/', '%2F')}%3Fq%3D1", path
            assert client.post(path)["Location"] == CONFIRM, path
        response = client.post(f"{CONFIRM}?next=/desk/", {"code": code_of(secret), "next": "/desk/"})
        assert response["Location"] == "/desk/"
        assert client.get("/accounts/email/").status_code == 200
        Authenticator.objects.all().delete()


def test_such_a_session_cannot_change_the_factor_nor_see_the_codes(editor: User) -> None:
    give_password(editor)
    client = forced(editor)
    client.post("/accounts/reauthenticate/", {"password": "correct horse battery staple"})
    secret = give_app(editor)
    codes = give_codes(editor)
    for page in (
        "",
        "totp/activate/",
        "totp/deactivate/",
        "webauthn/add/",
        "recovery-codes/",
        "recovery-codes/download/",
    ):
        for response in (client.get(OVERVIEW + page), client.post(OVERVIEW + page)):
            assert response["Location"].startswith(CONFIRM), page
    assert client.get("/accounts/reauthenticate/")["Location"].startswith(CONFIRM), "a password confirms nothing"
    assert client.post("/accounts/reauthenticate/", {"password": "correct horse battery staple"}).status_code == 302
    assert client.get("/admin/")["Location"].startswith(CONFIRM)
    assert factors(editor) == {"totp", "recovery_codes"}
    assert client.post(CONFIRM, {"code": codes[0]})["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert secret


def test_a_copy_of_the_cookie_gains_nothing_when_its_owner_shows_the_factor(editor: User) -> None:
    client = forced(editor)
    secret = give_app(editor)
    copied = client.cookies["sessionid"].value
    client.post(CONFIRM, {"code": code_of(secret)})
    assert client.get("/admin/").status_code == 200
    thief = Client()
    thief.cookies["sessionid"] = copied
    assert thief.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")


def test_a_factor_that_is_gone_no_longer_counts_as_used(client: Client, editor: User) -> None:
    sign_in(client, give_password(editor), give_app(editor))
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == OVERVIEW
    give_app(editor)
    assert client.get("/admin/")["Location"].startswith(CONFIRM)


def test_the_factor_of_another_account_counts_for_nothing(client: Client, editor: User, chief: User) -> None:
    sign_in(client, give_password(editor), give_app(editor))
    records = dict(client.session)
    other = forced(chief)
    give_app(chief)
    session = other.session
    session["account_authentication_methods"] = records["account_authentication_methods"]
    session.save()
    assert other.get("/admin/")["Location"].startswith(CONFIRM)


def test_the_last_factor_stays(client: Client, owner: User) -> None:
    sign_in(client, owner, give_app(owner))
    page = f"{OVERVIEW}totp/deactivate/"
    assert client.get(page)["Location"].startswith(CONFIRM), "it matters: the factor is asked for once more"
    give_codes(owner)
    client.post(CONFIRM, {"code": give_codes(owner)[0]})
    for response in (client.get(page), client.post(page)):
        assert "is the only one, so it stays" in response.content.decode()
        assert "Remove the app</button>" not in response.content.decode()
    assert factors(owner) == {"totp", "recovery_codes"}


def test_where_nothing_requires_it_the_last_factor_may_go(client: Client, editor: User, settings: object) -> None:
    settings.MFA_REQUIRED = False
    sign_in(client, give_password(editor), give_app(editor))
    client.post(CONFIRM, {"code": give_codes(editor)[0]})
    assert client.post(f"{OVERVIEW}totp/deactivate/")["Location"] == OVERVIEW
    assert factors(editor) == set(), "recovery codes for nothing are taken away too"
    assert client.get("/admin/").status_code == 200


def test_a_reader_needs_none(client: Client, reader: User) -> None:
    assert sign_in(client, give_password(reader))["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 403
    assert client.get("/accounts/email/").status_code == 200
    assert "Choose an app or a passkey" in client.get(OVERVIEW).content.decode()


def test_an_address_by_mail_that_nobody_confirmed_keeps_nobody_from_setting_up(client: Client, editor: User) -> None:
    EmailAddress.objects.create(user=give_password(editor), email=editor.email, verified=False)
    sign_in(client, editor)
    assert client.get(f"{OVERVIEW}webauthn/add/").status_code == 200
    (key,) = re.findall(r"[A-Z2-7]{32}(?=</p>)", client.get(f"{OVERVIEW}totp/activate/").content.decode())
    assert client.post(f"{OVERVIEW}totp/activate/", {"code": code_of(key)}).status_code == 302


def each_way_ends(client: Client, paths: list[str]) -> None:
    ended: set[str] = set()
    for path in paths:
        response = client.get(path)
        place = urlsplit(response.get("Location", "")).path
        if place and place not in ended:
            response = client.get(response["Location"], follow=True)  # raises where it is led in circles
            ended.add(place)
        assert response.status_code < 500, path


@pytest.mark.parametrize("owner", ["editor", "doctor"], indirect=True)
def test_nobody_is_led_in_circles(owner: User) -> None:
    """From every address, whatever the standing, the way ends.

    Nearly all of them lead to the same page; whether the way ends from there is asked once for each standing. In
    Chinese the editor goes them: a prefix means the same to every account.
    """
    plain = [route.path for route in routes() if not route.arguments and "(" not in route.path]
    walled = re.compile(r"(/zh-hans)?/(admin|desk|accounts)/")  # the rest asks for no factor: see the next test
    paths = [path for path in plain if walled.match(path) and not path.endswith("/logout/")]
    assert len(paths) > 60
    if not owner.is_staff:
        paths = [path for path in paths if not path.startswith("/zh-hans/")]
    without, before = Client(), Client()
    sign_in(without, owner)
    each_way_ends(without, paths)
    sign_in(before, owner)
    give_app(owner)
    each_way_ends(before, paths)


def test_no_page_outside_the_wall_reads_the_session(editor: User, dr_lin: Doctor) -> None:
    client, read = forced(editor), {}
    for route in routes():
        walled = route.path.removeprefix("/zh-hans").startswith(("/admin/", "/desk/", "/accounts/"))
        if not walled:
            response = client.get(route.fill(**dict.fromkeys(route.arguments, "lin-yunfei")))
            read[route.path] = "Cookie" in response.get("Vary", "")
    assert len(read) > 20
    assert [path for path, reads in read.items() if reads] == []


def test_the_admin_has_no_way_in_beside_the_wall(editor: User) -> None:
    give_password(editor)
    client = Client()
    form = {"username": editor.username, "password": "correct horse battery staple", "next": "/admin/"}
    assert client.post("/admin/login/", form)["Location"].startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session
    assert forced(editor).get("/admin/login/?next=/admin/")["Location"] == OVERVIEW


def test_the_check_complains_where_it_is_off(settings: object) -> None:
    assert "healthqa.E019" not in [message.id for message in run_checks()]
    settings.MFA_REQUIRED = False
    (found,) = [message for message in run_checks() if message.id == "healthqa.E019"]
    assert "MFA_REQUIRED" in found.msg
    settings.DEBUG = True
    assert "healthqa.E019" not in [message.id for message in run_checks()]
