"""A deputy is told at once, and in the daily digest, what waits for the doctor on leave, and what they may do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import delivering, digesting, leaving, reassigning, renewing, signing, standing_in, taking_leave
from articles.models import OutgoingMail
from articles.models.vocabulary import MailKind
from doctors.models import Doctor
from tests.articles.test_leave import DAY, away
from tests.people import make_doctor
from tests.signed_rows import sql
from tests.texts import make_article, make_in_review, make_published

pytestmark = pytest.mark.django_db
MAY = (
    "who is on leave until %s. Read each text, comment on it, or take it over and sign it in your own name. You do not "
    "sign in the name of Dr. Lin Yunfei."
)


def at(days: float) -> Any:
    return time_machine.travel(timezone.now() + days * DAY, tick=True)


def sent(to: str = "mara-ellison@example.org") -> list[mail.EmailMessage]:
    """What the worker sends this account now."""
    mail.outbox.clear()
    delivering.deliver()
    return [message for message in mail.outbox if message.to == [to]]


def flat(message: mail.EmailMessage) -> str:
    return " ".join(message.body.split())


def down(*_given: object, **_named: object) -> int:
    raise OSError("down")


def until(doctor: Doctor) -> str:
    day = Doctor.objects.get(pk=doctor.pk).leave_until
    assert day is not None
    return f"{day.day} {day:%B %Y}"


def test_a_leave_that_begins_while_texts_wait_is_told_once_in_one_mail(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    second = make_in_review(editor, make_doctor("First"), "second", life_stage="child", second_reviewer=dr_lin)
    signing.sign(second, doctor=second.doctor, digest=second.digest)
    away(dr_lin, dr_other, first=2, last=5)
    assert sent() == []
    with at(2):
        (message,) = sent()
        assert message.subject == "You stand in: 2 texts wait for a doctor on leave"
        assert f"https://healthqa.example/desk/for/{asked.pk}/" in message.body
        assert flat(message).count(MAY % until(dr_lin)) == 1, "once for both texts"
        assert "Another doctor has signed these words, so you can read it and comment on it" in flat(message)
        assert sent() == [], "told once"
    with at(3):
        assert sent() == []
    with at(6):
        assert sent() == []


def test_a_text_that_is_put_before_a_doctor_on_leave_is_told_at_once(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    """As a colleague's deputy does who takes over, or a doctor who reads an answer of two again."""
    live_before = make_doctor("First")
    asked = make_in_review(editor, live_before, "child", life_stage="child", second_reviewer=dr_lin)
    deputy = make_doctor("The Deputy")
    away(live_before, deputy)
    away(dr_lin, dr_other)
    assert len(sent()) == 1
    assert deputy.user is not None
    reassigning.take_over(asked, deputy=deputy, account=deputy.user)
    (message,) = sent()
    assert message.subject == "You stand in: 1 text waits for a doctor on leave"
    assert "Dr. Lin Yunfei" in message.body


@pytest.mark.parametrize("then", ["signed", "leave over", "deputy retired", "taken over"])
def test_what_waits_no_more_when_the_mail_is_made_is_not_said(
    editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor, then: str
) -> None:
    asked = make_in_review(editor, dr_lin)
    away(dr_lin, dr_other)
    assert standing_in.watch() == 1
    if then == "signed":
        signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    elif then == "leave over":
        assert dr_lin.user is not None
        taking_leave.end_leave(dr_lin, by=dr_lin.user)
    elif then == "deputy retired":
        leaving.retire(dr_other, by=chief)
    else:
        assert dr_other.user is not None
        reassigning.take_over(asked, deputy=dr_other, account=dr_other.user)
    assert not [message for message in sent() if message.subject.startswith("You stand in")]
    assert not OutgoingMail.objects.filter(kind=MailKind.LEFT_TO_DEPUTY).exists()


def test_what_a_doctor_on_leave_puts_before_themselves_is_not_their_deputys_at_once(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=3 * 365), tick=True):
        Doctor.objects.update(verified_at=timezone.now())
        live = make_published(editor, dr_lin)
    Doctor.objects.update(verified_at=timezone.now())
    away(dr_lin, dr_other)
    assert dr_lin.user is not None
    renewing.renew(live.question, by=dr_lin.user)
    assert sent() == []
    with at(1):
        digesting.send_all()
        (message,) = sent()
    assert "Waiting for a doctor you stand in for (1)" in message.subject


def test_the_digest_lists_it_under_its_own_heading_and_again_after_a_week(
    editor: User, dr_lin: Doctor, dr_other: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, own = make_in_review(editor, dr_lin), make_in_review(editor, dr_other, "own")
    away(dr_lin, dr_other, last=20)
    make_article(editor, dr_lin, "draft")
    sent()
    for days, is_told in ((0, True), (1, False), (7, True)):
        with at(days):
            digesting.send_all()
            messages = sent()
        assert bool(messages) is is_told, days
        for message in messages:
            waiting, _heading, left = message.body.partition("Waiting for a doctor you stand in for")
            assert f"/desk/{own.pk}/" in waiting
            assert f"https://healthqa.example/desk/for/{asked.pk}/" in left
            assert MAY % until(dr_lin) in " ".join(left.split())
            assert "draft" not in message.body
    with at(15), monkeypatch.context() as patch:
        digesting.send_all()
        patch.setattr(delivering, "WAITS", ())
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", down)
        delivering.deliver()
    with at(16):
        digesting.send_all()
        assert "Waiting for a doctor you stand in for" in sent()[0].body, "that mail was given up"


def test_each_leave_is_told_at_once_and_each_absent_doctor_once(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    away_too = make_doctor("Away Too")
    for number, doctor in enumerate((dr_lin, dr_lin, away_too)):
        make_in_review(editor, doctor, f"answer-{number}")
    away(dr_lin, dr_other, last=2)
    away(away_too, dr_other, last=20)
    (message,) = sent()
    assert [
        flat(message).count(f"in the name of {name}.") for name in (dr_lin.printed_name, away_too.printed_name)
    ] == [1, 1]
    assert flat(message).count("take it over") == 2
    with at(4):
        assert sent() == []
        away(Doctor.objects.get(pk=dr_lin.pk), dr_other, last=6)
        (message,) = sent()
        assert message.subject == "You stand in: 2 texts wait for a doctor on leave"
        assert "Away Too" not in message.body
        assert sent() == []


def test_a_deputy_without_an_address_is_told_when_it_is_back(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    make_in_review(editor, dr_lin)
    User.objects.filter(doctor=dr_other).update(email="")
    away(dr_lin, dr_other)
    assert sent() == []
    assert not OutgoingMail.objects.filter(kind=MailKind.LEFT_TO_DEPUTY).exists()
    User.objects.filter(doctor=dr_other).update(email="mara-ellison@example.org")
    assert len(sent()) == 1
    assert sent() == []


def test_plain_sql_that_names_a_deputy_late_is_seen_and_nobody_on_leave_costs_one_query(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    make_in_review(editor, dr_lin)
    with CaptureQueriesContext(connection) as queries:
        assert standing_in.watch() == 0
    assert len(queries) == 1
    away(dr_lin)
    assert sent() == []
    sql("UPDATE doctors_doctor SET deputy_id = %s WHERE id = %s", dr_other.pk, dr_lin.pk)
    assert len(sent()) == 1


def test_of_many_texts_some_are_named(
    editor: User, dr_lin: Doctor, dr_other: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing_in, "NAMED", 2)
    for number in range(4):
        make_in_review(editor, dr_lin, f"answer-{number}")
    away(dr_lin, dr_other)
    (message,) = sent()
    assert message.subject == "You stand in: 4 texts wait for a doctor on leave"
    assert message.body.count("/desk/for/") == 2
    assert "and 2 more on your desk" in message.body
