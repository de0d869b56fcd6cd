"""A doctor's profile is what the name under a signed answer leads to: beside live answers only a chief changes it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.forms import model_to_dict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Event
from doctors.models import Doctor
from tests.texts import make_published

FORGED = {
    "name": "Evil Quack",
    "credentials": "MD FORGED",
    "bio": "Rest cures everything.",
    "registration_number": "F-1",
}


def send(client: Client, doctor: Doctor, **changes: Any) -> Any:
    url = reverse("admin:doctors_doctor_change", args=[doctor.pk])
    given = {name: value for name, value in model_to_dict(doctor).items() if value not in (None, "", False)}
    for name in ("verified_at", "verified_by", "retired_at", "photo"):
        given.pop(name, None)
    return client.post(url, {**given, **changes})


def test_an_editor_cannot_rewrite_the_person_under_live_answers(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    client.force_login(editor)
    for name, value in FORGED.items():
        response = send(client, dr_lin, **{name: value})
        assert response.status_code == 200, name
        page = response.content.decode()
        assert "Only a chief editor changes what readers see of “Dr. Lin Yunfei”" in page
        assert value in page  # nothing typed is lost
    assert Doctor.objects.get(pk=dr_lin.pk).name == "Lin Yunfei"
    assert Doctor.objects.get(pk=dr_lin.pk).is_verified()
    assert not Event.objects.filter(verb="profile_changed").exists()


@pytest.mark.parametrize("is_live", [True, False])
def test_who_may_leaves_a_line_in_the_trail(
    client: Client, editor: User, chief: User, dr_lin: Doctor, is_live: bool
) -> None:
    if is_live:
        make_published(editor, dr_lin)
    client.force_login(chief if is_live else editor)
    assert send(client, dr_lin, bio="Writes about legs.").status_code == 302
    assert Doctor.objects.get(pk=dr_lin.pk).bio == "Writes about legs."
    assert Event.objects.get(verb="profile_changed").detail == {"doctor": dr_lin.pk, "fields": ["bio"]}


def test_an_editor_leaves_the_days_of_a_leave_as_they_are(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    today = timezone.localdate()
    Doctor.objects.filter(pk=dr_lin.pk).update(leave_from=today, leave_until=today)
    client.force_login(editor)
    assert send(client, dr_lin, leave_from="2090-12-01", leave_until="2090-12-24").status_code == 302
    assert Doctor.objects.get(pk=dr_lin.pk).leave_until == today
