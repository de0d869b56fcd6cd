"""What the first page of the desk says of each text: why it comes first, since when, and in which language."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from articles import publishing, reading
from articles.models import Medicine, Question
from articles.models.vocabulary import MedicineStatus
from articles.reading import Urgency
from doctors.models import Doctor
from tests.articles.test_desk import DESK, signed_in
from tests.articles.test_leave import away
from tests.articles.test_reading import asked_next
from tests.texts import make_in_review, make_published, make_signed


def queue_page(doctor: Doctor) -> str:
    return signed_in(doctor.user).get(DESK).content.decode()


def medicine(name: str, status: MedicineStatus, **fields: Any) -> Medicine:
    return Medicine.objects.create(name=name, status=status, reason="Harm.", **fields)


def test_what_is_overdue_is_called_so(editor: User, dr_lin: Doctor) -> None:
    with time_machine.travel("2026-05-12 08:00Z"):
        Doctor.objects.update(verified_at=timezone.now())
        live = make_published(editor, Doctor.objects.get())
    for day, words, other in (
        ("2029-05-11", "Review due 12 May 2029", "Overdue since"),
        ("2029-05-12", "Overdue since 12 May 2029", "Review due"),
        ("2031-05-12", "Overdue since 12 May 2029", "Review due"),
    ):
        with time_machine.travel(f"{day} 08:00Z"):
            Doctor.objects.update(verified_at=timezone.now())
            if day == "2029-05-11":
                asked_next(live, editor)
            page = queue_page(dr_lin).partition("To be read again")[0]
        assert words in page, day
        assert other not in page, day


def test_safety_says_why(editor: User, dr_lin: Doctor) -> None:
    named = make_published(editor, dr_lin, "named", lead="Some take Samplol or Othersol.")
    down = make_published(editor, dr_lin, "down")
    asked_next(named, editor)
    with time_machine.travel("2027-01-05 12:00Z"):
        Doctor.objects.update(verified_at=timezone.now())
        publishing.withdraw(down, editor=editor, reason="It may harm.", safety=True)
        asked_next(down, editor)
        medicine("Samplol", MedicineStatus.WITHDRAWN, checked_on=dt.date(2027, 1, 4))
        medicine("Othersol", MedicineStatus.WITHDRAWN)
        medicine("Thirdsol", MedicineStatus.WITHDRAWN)
        page = queue_page(dr_lin)
    assert page.count("Safety: please read this first") == 2
    assert "The live answer names Samplol: withdrawn (checked on 4 January 2027)." in page
    assert "The live answer names Othersol: withdrawn." in page
    assert "Thirdsol" not in page
    assert "An answer to this question was withdrawn for safety on 5 January 2027." in page


@pytest.mark.parametrize(("days", "urgency"), [(-1, Urgency.WAITING), (0, Urgency.SAFETY), (1, Urgency.SAFETY)])
def test_a_medicine_restricted_since_the_live_text_was_signed_is_about_safety(
    editor: User, dr_lin: Doctor, dr_other: Doctor, days: int, urgency: Urgency
) -> None:
    live = make_published(editor, dr_lin, lead="Some take Samplol.")
    checked = timezone.localdate() + dt.timedelta(days=days)
    medicine("Samplol", MedicineStatus.RESTRICTED, checked_on=checked)
    asked_next(live, editor, second_reviewer=dr_other)
    (waiting,) = reading.queue_of(dr_lin)
    assert waiting.urgency == urgency
    assert (waiting.alarm is not None) is (urgency == Urgency.SAFETY)
    if waiting.alarm is not None:
        assert "names Samplol: restricted (checked on" in waiting.alarm.reasons[0]


def test_questions_say_their_language(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    make_signed(editor, dr_lin, "signed")
    make_in_review(editor, dr_other, "left")
    away(dr_other, dr_lin)
    Question.objects.update(language="zh-hans")
    page = queue_page(dr_lin)
    for words in ("signed", "left"):
        assert f'lang="zh-hans">What causes {words}?</a>' in page
