"""A due text is read and signed again in one step: the same words, a new edition, the live one untouched."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from articles import editing, publishing, reading, renewing, revoking, signing
from articles.auditing import problems
from articles.errors import NotAllowed, Refused
from articles.models import Article, LivePage
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_published, make_signed, make_withdrawn, sign_in_full
from tests.watching import everything


def due_in(article: Article, days: int) -> dt.datetime:
    """The moment at which the review of a live answer is due in so many days."""
    due = LivePage.objects.get(article=article).due_on
    noon = dt.datetime.combine(due, dt.time(12), timezone.get_default_timezone())
    return noon - dt.timedelta(days=days)


def verified_anew() -> None:
    Doctor.objects.update(verified_at=timezone.now())


def test_a_doctor_reads_again_signs_and_the_answer_is_renewed(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert dr_lin.user is not None
    with time_machine.travel(due_in(live, 60)):
        verified_anew()
        doctor = Doctor.objects.get(pk=dr_lin.pk)
        asked = renewing.renew(live.question, by=dr_lin.user)
        assert (asked.edition, asked.status, asked.digest) == (2, Status.IN_REVIEW, live.digest)
        whole = Article.objects.with_text().get(pk=asked.pk)
        found = reading.reading_of(whole, doctor)
        assert found.changed == [], "the very words of the last signature"
        assert (found.is_whole, found.words) == (True, LivePage.objects.get(article=live).words), (
            "a review is a reading"
        )
        assert [one.reading.words for one in reading.queue_of(doctor)] == [found.words], "the desk counts the same"
        assert not asked.contributions.filter(user=dr_lin.user).exists()
        signing.sign(asked, doctor=doctor, digest=asked.digest)
        assert Article.objects.public().get(question=live.question).pk == live.pk, "an editor publishes"
        publishing.publish(Article.objects.get(pk=asked.pk), editor=editor)
        assert LivePage.objects.get(question=live.question).due_on > timezone.localdate() + dt.timedelta(days=900)
        assert list(problems()) == []


def test_the_second_reviewer_may_ask_too(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    draft = make_article(editor, dr_lin, life_stage="child", second_reviewer=dr_other)
    live = publishing.publish(sign_in_full(draft, editor), editor=editor)
    assert dr_other.user is not None
    with time_machine.travel(due_in(live, 1)):
        verified_anew()
        assert renewing.renew(live.question, by=dr_other.user).signatures_required == 2


def test_too_early_is_refused_for_a_doctor_and_not_for_an_editor(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert dr_lin.user is not None
    with time_machine.travel(due_in(live, 61)):
        verified_anew()
        with pytest.raises(Refused) as refused:
            renewing.renew(live.question, by=dr_lin.user)
        assert refused.value.code == "not-due"
        assert renewing.renew(live.question, by=editor).status == Status.IN_REVIEW


def test_another_doctor_and_a_reader_ask_for_nothing(
    editor: User, dr_lin: Doctor, dr_other: Doctor, reader: User
) -> None:
    live = make_published(editor, dr_lin, second_reviewer=dr_other)
    outsider = make_doctor("Outside Doctor")
    with time_machine.travel(due_in(live, 0)):
        verified_anew()
        before = everything()
        for account in (dr_other.user, reader, outsider.user):
            assert account is not None
            with pytest.raises(NotAllowed):
                renewing.renew(live.question, by=account)
        assert everything() == before


def test_an_edition_on_its_way_is_said_and_left_alone(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    with pytest.raises(Refused, match="already"):
        renewing.renew(renewing.renew(live.question, by=editor).question, by=editor)
    other = make_published(editor, dr_lin, "other")
    editing.start_edition(other.question, editor=editor)
    with pytest.raises(Refused, match="is being written"):
        renewing.renew(other.question, by=editor)
    third = make_published(editor, dr_lin, "third")
    asked = renewing.renew(third.question, by=editor)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    with pytest.raises(Refused, match="waits for the editors") as refused:
        renewing.renew(third.question, by=editor)
    assert refused.value.code == "signed-waits"
    assert Article.objects.get(pk=asked.pk).status == Status.SIGNED


def test_nothing_live_is_not_renewed(editor: User, dr_lin: Doctor) -> None:
    for article in (make_withdrawn(editor, dr_lin, "gone"), make_signed(editor, dr_lin, "signed")):
        with pytest.raises(Refused, match="Only a published answer"):
            renewing.renew(article.question, by=editor)


def test_words_that_were_taken_back_are_not_asked_for_again(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    second = editing.start_edition(live.question, editor=editor)
    Article.objects.filter(pk=second.pk).update(introduction="Wrong words.")
    revoking.revoke(sign_in_full(editing.text_saved(second, editor=editor), editor), doctor=dr_lin, reason="Wrong.")
    with pytest.raises(Refused) as refused:
        renewing.renew(live.question, by=editor)
    assert refused.value.code == "not-the-newest"


def test_what_cannot_be_asked_for_opens_no_edition(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    today = timezone.localdate()
    Doctor.objects.filter(pk=dr_lin.pk).update(leave_from=today, leave_until=today)
    with pytest.raises(Refused, match="is on leave until"):
        renewing.renew(live.question, by=editor)
    assert Article.objects.filter(question=live.question).count() == 1


def test_words_that_nobody_changed_are_read_whole_before_the_review_is_due(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    asked = renewing.renew(live.question, by=editor)
    found = reading.reading_of(Article.objects.with_text().get(pk=asked.pk), dr_lin)
    assert (found.is_due, found.is_whole) == (False, True)
    assert found.words == LivePage.objects.get(article=live).words != 0


@pytest.mark.parametrize("is_second", [False, True])
def test_a_doctor_on_leave_may_read_again_and_sign(
    editor: User, dr_lin: Doctor, dr_other: Doctor, is_second: bool
) -> None:
    draft = make_article(editor, dr_lin, life_stage="child", second_reviewer=dr_other)
    live = publishing.publish(sign_in_full(draft, editor), editor=editor)
    asker, colleague = (dr_other, dr_lin) if is_second else (dr_lin, dr_other)
    with time_machine.travel(due_in(live, 0)):
        verified_anew()
        today = {"leave_from": timezone.localdate(), "leave_until": timezone.localdate()}
        Doctor.objects.update(**today)
        assert asker.user is not None
        before = everything()
        with pytest.raises(Refused, match="is on leave until") as refused:
            renewing.renew(live.question, by=asker.user)
        assert str(colleague) in str(refused.value), "the other one is not asked, and the asker is not named"
        assert str(asker) not in str(refused.value)
        assert everything() == before
        Doctor.objects.filter(pk=colleague.pk).update(leave_from=None, leave_until=None)
        asked = renewing.renew(live.question, by=asker.user)
        assert signing.sign(asked, doctor=Doctor.objects.get(pk=asker.pk), digest=asked.digest)
