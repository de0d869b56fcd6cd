"""Somebody lost the phone: a superuser, or the machine's operator, takes the second factor off, and that is told."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Permission, User
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client

from articles import delivering, resetting
from articles.models import Event
from doctors.models import Doctor
from tests.healthqa.factors import factors, give_app, give_codes, give_password, sign_in
from tests.watching import refused

pytestmark = pytest.mark.django_db
ACCOUNTS = "/admin/auth/user/"


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root", "root@example.org")


@pytest.fixture
def owner(dr_lin: Doctor) -> User:
    """A doctor with an app and recovery codes."""
    assert dr_lin.user is not None
    give_app(dr_lin.user)
    give_codes(dr_lin.user)
    return dr_lin.user


def test_everything_goes_the_trail_says_who_and_the_owner_is_told(superuser: User, owner: User) -> None:
    give_app(superuser)
    resetting.remove_second_factor(owner, by=superuser)
    assert factors(owner) == set()
    assert factors(superuser) == {"totp"}
    event = Event.objects.get(verb="second_factor_removed")
    assert (event.actor, event.detail) == (superuser, {"account": owner.pk})
    delivering.deliver()
    (message,) = mail.outbox
    assert message.to == [owner.email]
    assert "If you did not ask for this" in message.body


def test_only_a_superuser_does_it_and_to_others_only(superuser: User, chief: User, owner: User) -> None:
    give_app(superuser)
    kept = list(Authenticator.objects.values())
    for by in (chief, owner):
        with refused("not-allowed"):
            resetting.remove_second_factor(owner, by=by)
    with refused("not-allowed"):
        resetting.remove_second_factor(superuser, by=superuser)
    User.objects.filter(pk=superuser.pk).update(is_active=False)
    with refused("not-allowed"):
        resetting.remove_second_factor(owner, by=User.objects.get(pk=superuser.pk))
    assert list(Authenticator.objects.values()) == kept


def test_an_account_without_one_is_named(superuser: User, chief: User) -> None:
    with refused("no-second-factor"):
        resetting.remove_second_factor(chief, by=superuser)


def test_its_sessions_lose_what_they_proved(superuser: User, owner: User, settings: object) -> None:
    settings.MFA_REQUIRED = True
    client = Client()
    sign_in(client, give_password(owner))
    client.post("/accounts/2fa/authenticate/", {"code": give_codes(owner)[0]})
    assert client.get("/desk/").status_code == 200
    resetting.remove_second_factor(owner, by=superuser)
    assert client.get("/desk/")["Location"] == "/accounts/2fa/"


def test_the_command_does_it_for_an_account_by_name(superuser: User, owner: User) -> None:
    call_command("remove_second_factor", owner.username, "--as", "root")
    assert factors(owner) == set()
    give_app(superuser)
    call_command("remove_second_factor", "root")
    assert factors(superuser) == set()
    actors = list(Event.objects.order_by("pk").values_list("actor", flat=True))
    assert actors == [superuser.pk, None]
    with pytest.raises(CommandError, match="no second step"):
        call_command("remove_second_factor", "root")
    with pytest.raises(CommandError, match="no active account"):
        call_command("remove_second_factor", "nobody")


def test_the_admin_asks_first_and_then_does_it(client: Client, superuser: User, owner: User, chief: User) -> None:
    client.force_login(superuser)
    page = client.get(ACCOUNTS).content.decode()
    assert "Take off a lost second step…" in page
    form = {"action": "remove_second_factor", "_selected_action": [owner.pk, chief.pk, superuser.pk]}
    page = client.post(ACCOUNTS, form).content.decode()
    assert "Make sure by voice or in person" in page
    assert factors(owner) == {"totp", "recovery_codes"}, "nothing happens before it is confirmed"
    page = client.post(ACCOUNTS, {**form, "confirmed": "yes"}, follow=True).content.decode()
    assert factors(owner) == set()
    assert "“lin-yunfei” sets up a new second step at the next sign-in." in page
    assert "The account “chief” has no second step." in page
    assert "This is your own account" in page
    assert Event.objects.filter(verb="second_factor_removed").count() == 1


def test_staff_who_may_change_accounts_cannot_do_it(client: Client, editor: User, owner: User) -> None:
    editor.user_permissions.set(Permission.objects.filter(content_type__app_label="auth"))
    client.force_login(editor)
    assert "Take off a lost second step" not in client.get(ACCOUNTS).content.decode()
    form = {"action": "remove_second_factor", "_selected_action": [owner.pk], "confirmed": "yes"}
    client.post(ACCOUNTS, form)
    assert factors(owner) == {"totp", "recovery_codes"}


def test_no_page_of_the_admin_shows_a_key(client: Client, superuser: User, owner: User) -> None:
    client.force_login(superuser)
    assert client.get("/admin/mfa/authenticator/").status_code == 404
    page = client.get(f"{ACCOUNTS}{owner.pk}/change/").content.decode()
    for authenticator in Authenticator.objects.all():
        assert not any(str(value) in page for value in authenticator.data.values() if len(str(value)) > 5)
