"""The two mails of a signing link: a letter as all others, sent at once, and never stored."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone

from articles import signing_links
from articles.models import OutgoingMail, SigningLink
from doctors.models import Doctor
from tests.articles.linking import code_in, key_in, send
from tests.texts import make_in_review

pytestmark = pytest.mark.django_db


def html_of(message: object) -> str:
    assert isinstance(message, EmailMultiAlternatives)
    (alternative,) = message.alternatives
    assert alternative.mimetype == "text/html"
    return str(alternative.content)


@pytest.fixture
def link(editor: User, dr_lin: Doctor) -> SigningLink:
    asked = make_in_review(editor, dr_lin, question_text="Why <i>me</i> & why now?")
    OutgoingMail.objects.all().delete()
    return send(asked, dr_lin, editor)[0]


def test_the_link_is_in_both_forms_of_the_mail_and_nowhere_else(link: SigningLink) -> None:
    (message,) = mail.outbox
    html, key = html_of(message), key_in(str(message.body))
    assert f"/desk/link/?key={key}" in html
    assert "Why &lt;i&gt;me&lt;/i&gt; &amp; why now?" in html
    assert "Why <i>me</i> & why now?" in str(message.body)
    for form in (html, str(message.body)):
        assert "This link is for you alone." in form
        assert "Opening it changes nothing." in form
        assert "mostly harmless" not in form, "no word of the answer"
    assert '<html lang="en">' in html
    assert message.subject == "Please read and sign: Why <i>me</i> & why now?"
    assert not OutgoingMail.objects.exists()
    assert key not in str(list(SigningLink.objects.values()))


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("UTC", "8 December 2026, 23:55 (UTC)"),
        ("Asia/Shanghai", "9 December 2026, 07:55 (UTC+08:00)"),
        ("America/St_Johns", "8 December 2026, 20:25 (UTC-03:30)"),
    ],
)
def test_the_end_of_a_link_is_said_with_its_time_zone(
    editor: User, dr_lin: Doctor, settings: Any, zone: str, until: str
) -> None:
    settings.TIME_ZONE = zone
    with time_machine.travel("2026-12-01 23:55Z", tick=False):
        Doctor.objects.update(verified_at=timezone.now())
        send(make_in_review(editor, Doctor.objects.get()), dr_lin, editor)
    assert f"It works once, until {until}, and only" in " ".join(str(mail.outbox[-1].body).split())


def test_the_code_is_in_both_forms_and_does_not_say_for_what_it_is(link: SigningLink) -> None:
    signing_links.send_code(link)
    message = mail.outbox[-1]
    html, code = html_of(message), code_in(str(message.body))
    assert f"Your code is {code}" in html
    for form in (html, str(message.body), str(message.subject)):
        assert "why now" not in form
        assert "/desk/link/" not in form
    assert not OutgoingMail.objects.exists()
    assert code not in str(list(SigningLink.objects.values()))
