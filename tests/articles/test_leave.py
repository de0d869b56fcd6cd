"""Leave by its dates: who enters it, who may stand in, what waits for whom, and when it ends by itself."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import timezone

from articles import deputising, findings, leaving, publishing, signing, taking_leave
from articles.errors import NotAllowed, Refused
from articles.models import Article, Event
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_signed
from tests.watching import everything

DAY = dt.timedelta(days=1)


def away(doctor: Doctor, deputy: Doctor | None = None, *, first: int = 0, last: int = 9) -> Doctor:
    """On leave from and until so many days from today."""
    today = timezone.localdate()
    days = {"first": today + first * DAY, "last": today + last * DAY}
    assert doctor.user is not None
    return taking_leave.take_leave(doctor, by=doctor.user, deputy=deputy, **days)


def codes(article: Article) -> set[str]:
    return {finding.code for finding in findings.check(Article.objects.with_text().get(pk=article.pk))}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "UTC", "America/Los_Angeles"])
def test_both_days_belong_to_the_leave_in_the_sites_time_zone(dr_lin: Doctor, zone: str) -> None:
    first, last = dt.date(2028, 2, 28), dt.date(2028, 2, 29)
    Doctor.objects.filter(pk=dr_lin.pk).update(leave_from=first, leave_until=last)
    doctor = Doctor.objects.get(pk=dr_lin.pk)
    with override_settings(TIME_ZONE=zone):
        here = timezone.get_default_timezone()
        begins = dt.datetime.combine(first, dt.time(), here)
        ends = dt.datetime.combine(last + DAY, dt.time(), here)
        second = dt.timedelta(seconds=1)
        for moment, expected in ((begins - second, False), (begins, True), (ends - second, True), (ends, False)):
            with time_machine.travel(moment, tick=False):
                assert doctor.is_on_leave() is expected, moment
                assert Doctor.objects.on_leave().filter(pk=doctor.pk).exists() is expected, moment


def test_who_is_on_leave_is_not_asked_and_the_draft_stays_as_it_is(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    draft = make_article(editor, dr_lin)
    away(dr_lin, dr_other)
    before = everything()
    with pytest.raises(Refused) as refused:
        signing.request_signature(draft, editor=editor)
    assert refused.value.code == "doctor-on-leave"
    assert "until" in str(refused.value)
    assert "Dr. Mara Ellison stands in." in str(refused.value)
    assert everything() == before
    with time_machine.travel(timezone.now() + 10 * DAY):
        assert signing.request_signature(draft, editor=editor).status == Status.IN_REVIEW


def test_a_second_reviewer_on_leave_is_not_asked_either(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    draft = make_article(editor, dr_lin, life_stage="child", second_reviewer=dr_other)
    plain = make_article(editor, dr_lin, "plain", second_reviewer=dr_other)
    away(dr_other)
    assert "second-on-leave" in codes(draft)
    assert "second-on-leave" not in codes(plain), "one signature is enough for this one"


def test_what_was_signed_before_the_leave_can_be_published(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    away(dr_lin)
    assert publishing.publish(signed, editor=editor).status == Status.PUBLISHED


def test_a_doctor_on_leave_may_still_sign_what_waits(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    away(dr_lin, dr_other)
    assert signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    assert not deputising.absent_before(dr_other, Article.objects.get(pk=asked.pk))


def test_the_doctor_or_who_verifies_doctors_enters_a_leave(
    editor: User, chief: User, reader: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    today = timezone.localdate()
    for account in (editor, reader, dr_other.user):
        assert account is not None
        with pytest.raises(NotAllowed):
            taking_leave.take_leave(dr_lin, by=account, first=today, last=today)
        with pytest.raises(NotAllowed):
            taking_leave.end_leave(dr_lin, by=account)
    entered = taking_leave.take_leave(dr_lin, by=chief, first=today, last=today + DAY, deputy=dr_other)
    assert Event.objects.get(verb="leave_set").detail["deputy"] == dr_other.pk
    assert dr_lin.user is not None
    ended = taking_leave.end_leave(entered, by=dr_lin.user)
    assert (ended.leave_from, ended.leave_until, ended.deputy) == (None, None, None), (
        "who stands in next time is named anew"
    )
    with pytest.raises(Refused, match="No leave"):
        taking_leave.end_leave(ended, by=chief)
    assert [event.verb for event in Event.objects.order_by("pk")][-2:] == ["leave_set", "leave_ended"]


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [(5, 4, "leave-ends-first"), (-9, -1, "leave-over"), (0, 400, "leave-too-long")],
)
def test_days_that_cannot_be_are_refused(dr_lin: Doctor, first: int, last: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        away(dr_lin, first=first, last=last)
    assert refused.value.code == code
    assert not Event.objects.filter(verb="leave_set").exists()


@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("self", "own-deputy", "themselves"),
        ("retired", "deputy-cannot", "is retired"),
        ("unverified", "deputy-cannot", "not checked"),
        ("without account", "deputy-cannot", "no account"),
        ("staff", "deputy-cannot", "edits or publishes"),
        ("away", "deputy-away", "is on leave from"),
        ("circle", "deputies-in-a-circle", "relies on Dr. Lin Yunfei"),
    ],
)
def test_a_deputy_who_cannot_stand_in_is_refused_in_a_sentence(
    chief: User, dr_lin: Doctor, kind: str, code: str, words: str
) -> None:
    deputy = make_doctor("The Deputy", verified=kind != "unverified", account=kind != "without account")
    if kind == "retired":
        deputy = leaving.retire(deputy, by=chief)
    elif kind == "staff":
        User.objects.filter(pk=deputy.user_id).update(is_staff=True)
    elif kind in ("away", "circle"):
        away(deputy, dr_lin if kind == "circle" else None, first=9, last=20)
    with pytest.raises(Refused, match=words) as refused:
        away(dr_lin, dr_lin if kind == "self" else deputy)
    assert refused.value.code == code
    assert Doctor.objects.get(pk=dr_lin.pk).leave_from is None


def test_two_colleagues_who_cover_each_other_in_turn_are_no_circle(dr_lin: Doctor, dr_other: Doctor) -> None:
    away(dr_lin, dr_other, first=0, last=9)
    assert away(dr_other, dr_lin, first=10, last=19).deputy == dr_lin


def test_a_deputy_who_goes_away_too_is_told_who_relies_on_them(dr_lin: Doctor, dr_other: Doctor) -> None:
    away(dr_lin, dr_other, first=0, last=9)
    doctor = away(dr_other, make_doctor("Third Doctor"), first=5, last=12)
    assert any("Dr. Lin Yunfei relies on you until" in note for note in deputising.notes_on(doctor))
    absent = Doctor.objects.get(pk=dr_lin.pk)
    assert deputising.stand_in(absent) == "Dr. Mara Ellison stands in."
    with time_machine.travel(timezone.now() + 6 * DAY):
        assert "was named to stand in and cannot" in deputising.stand_in(absent)
        assert not deputising.absent_for(Doctor.objects.get(pk=dr_other.pk)).exists()


def test_what_waits_is_with_the_deputy_while_the_leave_lasts_and_no_longer(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    second = make_in_review(editor, make_doctor("First"), "second", life_stage="child", second_reviewer=dr_lin)
    make_article(editor, dr_lin, "draft")
    assert not deputising.absent_for(dr_other).exists()
    absent = away(dr_lin, dr_other, first=1, last=3)
    for days, expected in ((0, False), (1, True), (3, True), (4, False)):
        with time_machine.travel(timezone.now() + days * DAY):
            assert deputising.absent_for(dr_other).exists() is expected, days
            assert (deputising.absent_before(dr_other, asked) == absent) is expected, days
            visible = set(Article.objects.visible_to(dr_other.user).values_list("pk", flat=True))
            assert visible == ({asked.pk, second.pk} if expected else set()), days
    assert set(Article.objects.to_be_signed_by(absent)) == {asked, second}


@pytest.mark.parametrize("kind", ["retired", "unverified", "without account", "away"])
def test_a_deputy_who_no_longer_can_sees_nothing_and_the_editor_is_told(
    editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor, kind: str
) -> None:
    asked, draft = make_in_review(editor, dr_lin), make_article(editor, dr_lin, "draft")
    away(dr_lin, dr_other)
    account, today = dr_other.user, timezone.localdate()
    changes: dict[str, dict[str, object]] = {
        "retired": {"retired_at": timezone.now() - DAY},
        "unverified": {"verified_at": None, "verified_by": None},
        "without account": {"user": None},
        "away": {"leave_from": today, "leave_until": today},
    }
    Doctor.objects.filter(pk=dr_other.pk).update(**changes[kind])
    assert account is not None
    assert not deputising.can_read_for_absent(User.objects.get(pk=account.pk), asked)
    found = findings.check(Article.objects.with_text().get(pk=draft.pk))
    assert "was named to stand in and cannot:" in next(one.sentence for one in found if one.code == "doctor-on-leave")


def test_a_retired_doctor_leaves_nothing_to_a_deputy(
    editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    make_in_review(editor, dr_lin)
    away(dr_lin, dr_other)
    leaving.retire(dr_lin, by=chief)
    assert not deputising.absent_for(dr_other).exists()
