"""A deputy reads, comments and takes over; a deputy never signs in another's name."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import chain, commenting, publishing, reassigning, signing
from articles.auditing import problems
from articles.errors import NotAllowed, Refused
from articles.models import Article, BlockComment, Event, Signature
from articles.models.vocabulary import Role, Status, Verdict
from doctors.models import Doctor
from tests.articles.test_leave import away
from tests.people import make_doctor
from tests.signed_rows import signature_row
from tests.texts import make_in_review
from tests.watching import everything


def account_of(doctor: Doctor) -> User:
    assert doctor.user is not None
    return doctor.user


@pytest.mark.parametrize("role", [Role.BYLINE, Role.SECOND_REVIEWER])
def test_a_deputy_never_signs_in_another_name(editor: User, dr_lin: Doctor, dr_other: Doctor, role: Role) -> None:
    first, second = (dr_lin, make_doctor("Third")) if role == Role.BYLINE else (make_doctor("Third"), dr_lin)
    asked = make_in_review(editor, first, life_stage="child", second_reviewer=second)
    away(dr_lin, dr_other)
    before, deputy = everything(), account_of(dr_other)
    with pytest.raises(NotAllowed):
        signing.sign(asked, doctor=dr_lin, digest=asked.digest, account=deputy)
    with pytest.raises(NotAllowed):
        signing.sign(asked, doctor=dr_other, digest=asked.digest, account=deputy)
    with pytest.raises(NotAllowed):
        signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, account=deputy, comment="Change it.")
    with pytest.raises(NotAllowed):
        signing.request_changes(asked, doctor=dr_other, digest=asked.digest, account=deputy, comment="Change it.")
    for doctor, account in ((dr_lin, deputy), (dr_other, deputy), (dr_other, account_of(dr_lin))):
        with pytest.raises(IntegrityError), transaction.atomic():
            chain.append(asked, doctor=doctor, account=account, role=role, verdict=Verdict.SIGNED)
    with pytest.raises(IntegrityError), transaction.atomic():  # a row as plain SQL would write it
        signature_row(asked, dr_lin, signed_by_id=deputy.pk, role=role)
    assert everything() == before
    assert not Signature.objects.exists()


def test_the_deputy_takes_the_byline_over_and_signs_in_their_own_name(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    away(dr_lin, dr_other)
    taken = reassigning.take_over(asked, deputy=dr_other, account=account_of(dr_other))
    assert (taken.status, taken.doctor, taken.byline_name) == (Status.IN_REVIEW, dr_other, "Dr. Mara Ellison")
    assert taken.digest != asked.digest
    with pytest.raises(NotAllowed):
        signing.sign(taken, doctor=dr_lin, digest=taken.digest)
    signature = signing.sign(taken, doctor=dr_other, digest=taken.digest)
    assert (signature.name, signature.signed_by) == ("Dr. Mara Ellison", dr_other.user)
    publishing.publish(Article.objects.get(pk=taken.pk), editor=editor)
    assert Event.objects.get(verb="byline_reassigned").actor == dr_other.user
    assert list(problems()) == []


def test_the_deputy_takes_a_second_signature_over(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    first = make_doctor("First")
    asked = make_in_review(editor, first, life_stage="child", second_reviewer=dr_lin)
    away(dr_lin, dr_other)
    taken = reassigning.take_over(asked, deputy=dr_other, account=account_of(dr_other))
    assert (taken.doctor, taken.second_reviewer, taken.digest) == (first, dr_other, asked.digest)
    for doctor in (first, dr_other):
        signing.sign(taken, doctor=doctor, digest=taken.digest)
    publishing.publish(Article.objects.get(pk=taken.pk), editor=editor)
    assert list(problems()) == []


def test_words_that_another_doctor_signed_keep_their_names(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    first = make_doctor("First")
    asked = make_in_review(editor, first, life_stage="child", second_reviewer=dr_lin)
    signing.sign(asked, doctor=first, digest=asked.digest)
    away(dr_lin, dr_other)
    before = everything()
    with pytest.raises(Refused, match="Please tell the editors"):
        reassigning.take_over(asked, deputy=dr_other, account=account_of(dr_other))
    assert everything() == before


def test_who_is_no_deputy_takes_nothing_over(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    outsider = make_doctor("Outside Doctor")
    tries = [(dr_other, account_of(dr_other)), (outsider, account_of(outsider)), (dr_other, editor)]
    for entered in (False, True):
        before = everything()
        for doctor, account in tries[0 if not entered else 1 :]:
            with pytest.raises(NotAllowed):
                reassigning.take_over(asked, deputy=doctor, account=account)
        assert everything() == before
        if not entered:
            away(dr_lin, dr_other)


def test_a_take_over_that_could_not_be_asked_for_changes_nothing(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    away(dr_lin, dr_other)
    Doctor.objects.filter(pk=dr_other.pk).update(credentials="")
    before = everything()
    with pytest.raises(Refused, match="no credentials"):
        reassigning.take_over(asked, deputy=dr_other, account=account_of(dr_other))
    assert everything() == before


def test_a_disclosure_about_the_absent_doctor_does_not_come_under_the_deputys_name(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin, disclosure="Dr. Lin holds shares of Firm A.")
    away(dr_lin, dr_other)
    before = everything()
    with pytest.raises(Refused, match=r"An editor has to change it to what is true of Dr\. Mara Ellison\.") as refused:
        reassigning.take_over(asked, deputy=dr_other, account=account_of(dr_other))
    assert refused.value.code == "disclosure-of-another"
    assert everything() == before


def test_a_deputy_who_wrote_words_of_it_does_not_take_it_over(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    asked.contributions.create(user=account_of(dr_other))
    away(dr_lin, dr_other)
    with pytest.raises(Refused, match="changed words"):
        reassigning.take_over(asked, deputy=dr_other, account=account_of(dr_other))


def test_a_deputy_comments_and_only_while_the_leave_lasts(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    words = {"digest": asked.digest, "quote": "Tired muscles cramp.", "text": "Since when?"}
    with pytest.raises(NotAllowed):
        commenting.comment(asked, account=account_of(dr_other), **words)
    away(dr_lin, dr_other)
    commenting.comment(asked, account=account_of(dr_other), **words)
    assert BlockComment.objects.get().author == dr_other.user
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Doctor.objects.filter(pk=dr_lin.pk).update(leave_from=yesterday, leave_until=yesterday)
    with pytest.raises(NotAllowed):
        commenting.comment(asked, account=account_of(dr_other), **words)


def test_the_deputy_takes_over_while_the_other_doctor_is_away_too(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    """Both were asked before they went: the deputy's step asks nobody on leave anew."""
    for is_byline in (True, False):
        third = make_doctor(f"Third {is_byline}")
        first, second = (dr_lin, third) if is_byline else (third, dr_lin)
        slug = f"text-{is_byline}".lower()
        asked = make_in_review(editor, first, slug, life_stage="child", second_reviewer=second)
        away(dr_lin, dr_other)
        away(third, None)
        taken = reassigning.take_over(asked, deputy=dr_other, account=account_of(dr_other))
        assert taken.status == Status.IN_REVIEW
        assert dr_other in (taken.doctor, taken.second_reviewer)
        Doctor.objects.filter(pk=dr_lin.pk).update(leave_from=None, leave_until=None)
