"""Whoever is not told any more what is done around their name hears of that first, at the address they had."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client

from articles import delivering
from articles.models import Event, OutgoingMail
from doctors.models import Doctor
from tests.articles.admin.forms import change_url, save
from tests.texts import make_in_review

pytestmark = pytest.mark.django_db
ADDRESS = "lin-yunfei@example.org"


@pytest.fixture
def client(client: Client, editor: User, dr_lin: Doctor) -> Client:
    """Signed in as a superuser; Dr. Lin was asked to sign a Chinese text."""
    client.force_login(User.objects.create_superuser("root", "root@example.org"))
    asked = make_in_review(editor, dr_lin)
    asked.question.language = "zh-hans"
    asked.question.save(update_fields=["language"])
    OutgoingMail.objects.all().delete()
    return client


def save_account(client: Client, account: User, **changes: str | None) -> None:
    """The admin's form of an account as it stands, with what the test changes; None is a tick taken away."""
    joined = account.date_joined
    sent = {"username": account.username, "email": account.email, "is_active": "on"}
    sent |= {"date_joined_0": f"{joined:%Y-%m-%d}", "date_joined_1": f"{joined:%H:%M:%S}"}
    given = {name: value for name, value in (sent | changes).items() if value is not None}
    assert client.post(change_url(account), given).status_code == 302


def told() -> list[str]:
    mail.outbox.clear()
    delivering.deliver()
    assert all(message.to == [ADDRESS] for message in mail.outbox)
    assert not OutgoingMail.objects.exclude(facts={}).exists(), "the address is not kept"
    return [message.body for message in mail.outbox]


@pytest.mark.parametrize("new", ["", "reader"])
def test_the_account_that_is_taken_off_a_profile_is_told(
    client: Client, dr_lin: Doctor, reader: User, new: str
) -> None:
    before = dr_lin.user_id
    assert save(client, dr_lin, user=reader.pk if new else "", photo="").status_code == 302
    (body,) = told()
    assert "/zh-hans/about/contact/" in body, "in the language of the doctor's texts"
    event = Event.objects.get(verb="doctor_account_changed")
    assert event.detail == {"doctor": dr_lin.pk, "before": before}
    assert event.actor is not None
    assert event.actor.username == "root"


@pytest.mark.parametrize("changes", [{"email": ""}, {"email": "chief@example.org"}, {"is_active": None}])
def test_the_address_that_is_told_nothing_any_more_is_told_that(
    client: Client, dr_lin: Doctor, changes: dict[str, str | None]
) -> None:
    account = User.objects.get(pk=dr_lin.user_id)
    save_account(client, account, **changes)
    (body,) = told()
    assert "/zh-hans/about/contact/" in body, "in the language of the doctor's texts"
    assert Event.objects.get(verb="doctor_mailbox_changed").detail == {"doctor": dr_lin.pk, "account": account.pk}
    assert told() == []


def test_a_save_that_leaves_the_way_to_a_doctor_alone_tells_nobody(
    client: Client, dr_lin: Doctor, reader: User
) -> None:
    save_account(client, User.objects.get(pk=dr_lin.user_id), first_name="Yunfei")
    save_account(client, reader, email="elsewhere@example.org")
    assert save(client, dr_lin, bio="Writes about legs.", photo="").status_code == 302
    assert told() == []
    assert not Event.objects.filter(verb__in=["doctor_mailbox_changed", "doctor_account_changed"]).exists()
