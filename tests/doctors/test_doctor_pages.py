"""The doctors behind the answers: their list and their profiles."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import LivePage
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, read
from tests.texts import make_article, make_published


def test_profile_shows_who_signs(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(
        hospital="Harbour Hospital", registration_body="Medical Register", registration_number="GM 1", bio="Walks."
    )
    in_order(
        read(client, "/doctors/lin-yunfei/"),
        "Dr. Lin Yunfei",
        "Attending physician, Orthopaedics",
        "Walks.",
        "Qualifications MD",
        "Works at Harbour Hospital",
        "Registration Medical Register, GM 1",
        "Checked by the editors",
        "Conflicts of interest none",
        "Signed answers",
        "What causes leg cramps?",
        "Signed",
    )


def test_unsigned_doctors_are_hidden(client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    make_published(editor, dr_lin)
    make_article(editor, dr_other, slug="draft")
    text = read(client, "/doctors/")
    assert "Dr. Lin Yunfei" in text
    assert dr_other.name not in text
    assert client.get(dr_other.get_absolute_url()).status_code == 404


def test_accounts_of_doctors_are_not_shown(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    assert dr_lin.user is not None
    User.objects.filter(pk=dr_lin.user.pk).update(email="private@example.org", username="private-name")
    page = client.get("/doctors/lin-yunfei/").content
    assert b"private" not in page
    assert b"registrar" not in page


def test_lapsed_checks_are_said_aloud(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    assert "yearly check is due" not in read(client, "/doctors/lin-yunfei/")
    Doctor.objects.filter(pk=dr_lin.pk).update(verified_at=timezone.now() - dt.timedelta(days=366))
    assert "yearly check is due" in read(client, "/doctors/lin-yunfei/")


def test_sample_profiles_say_so(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(is_sample=True)
    assert "this doctor is invented" in read(client, "/doctors/lin-yunfei/")
    assert "Sample profile" in read(client, "/doctors/")


def test_overdue_answers_say_so_in_the_list(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    LivePage.objects.filter(article=live).update(due_on=timezone.localdate())
    assert "Review overdue since" in read(client, "/doctors/lin-yunfei/")


def test_hostile_profiles_are_shown_as_text(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    hostile = "<script>alert(1)</script>"
    Doctor.objects.filter(pk=dr_lin.pk).update(bio=hostile, hospital=hostile, conflicts_of_interest=hostile)
    page = client.get("/doctors/lin-yunfei/").content
    own = page.count(b'<script type="application/ld+json">') + page.count(b'search-field.js" defer')
    assert page.count(b"<script") == own == 2
    assert b"<script>alert" not in page
