"""publish and withdraw."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from articles import editing, publishing, revoking, signing
from articles.models import Article, Cause, LivePage, Publication, Signature
from articles.models.vocabulary import EndCause, Status
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import (
    make_article,
    make_in,
    make_next,
    make_published,
    make_question,
    make_signed,
    publish_next,
    sign_in_full,
)
from tests.watching import breaking, locked_by, refused, status_of, trail


def test_publishing_puts_state_period_and_page_in_place_together(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    before = timezone.now()
    with trail("published", actor=editor) as events:
        live = publishing.publish(signed, editor=editor)
    assert live.status == Status.PUBLISHED == status_of(signed)
    assert live is not signed
    period = Publication.objects.get()
    assert (period.article, period.question, period.live_until, period.end_cause) == (live, live.question, None, "")
    assert before <= period.live_from <= timezone.now()
    page = LivePage.objects.get()
    assert (page.article, page.digest, page.slug) == (live, live.digest, "leg-cramps")
    assert page.published_at == period.live_from
    assert events[0].detail == {"digest": live.digest, "replaces": None}
    assert Article.objects.public().get() == live


CODES = {
    Status.DRAFT: "signature-missing",
    Status.IN_REVIEW: "signature-missing",
    Status.PUBLISHED: "published-already",
    Status.SUPERSEDED: "not-signed",
    Status.WITHDRAWN: "not-signed",
}


@pytest.mark.parametrize("state", CODES)
def test_only_a_signed_edition_is_published(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    with refused(CODES[state]):
        publishing.publish(article, editor=editor)


def test_the_next_edition_takes_the_place_of_the_live_one(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    second = sign_in_full(make_next(first.question, editor), editor)
    with trail("published", actor=editor) as events:
        live = publishing.publish(second, editor=editor)
    assert events[0].detail["replaces"] == 1
    assert (status_of(first), live.status) == (Status.SUPERSEDED, Status.PUBLISHED)
    ended, current = Publication.objects.order_by("pk")
    assert (ended.article, ended.end_cause) == (first, EndCause.SUPERSEDED)
    assert ended.live_until is not None
    assert ended.live_until <= current.live_from, "never two editions live at one moment"
    page = LivePage.objects.get()
    assert page.article == live
    assert page.content["introduction_rest"] + page.content["short_answer"] == "Edition 2 says it better."


def test_the_second_edition_may_have_another_doctor(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    first = make_published(editor, dr_lin)
    draft = make_next(first.question, editor)
    Article.objects.filter(pk=draft.pk).update(doctor=dr_other)
    live = publishing.publish(sign_in_full(draft, editor), editor=editor)
    assert LivePage.objects.get().doctor == live.doctor == dr_other
    assert list(Doctor.objects.public()) == [dr_other]


def test_nobody_without_the_right_publishes(editor: User, reader: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    former = User.objects.get(pk=editor.pk)
    former.is_staff = False
    former.save()
    for account in (reader, dr_lin.user, former):
        assert account is not None
        with refused("not-allowed"):
            publishing.publish(signed, editor=account)


def test_words_changed_behind_every_verb_are_never_published(
    without_triggers: None, editor: User, dr_lin: Doctor
) -> None:
    signed = make_signed(editor, dr_lin)
    Cause.objects.filter(article=signed).update(explanation="Typed into the database.")
    with refused("stale-text"):
        publishing.publish(signed, editor=editor)


def test_a_digest_forged_to_fit_changed_words_has_no_signature(
    without_triggers: None, editor: User, dr_lin: Doctor
) -> None:
    from articles import canonical

    signed = make_signed(editor, dr_lin)
    Cause.objects.filter(article=signed).update(explanation="Typed into the database.")
    forged = canonical.digest_of(Article.objects.with_text().get(pk=signed.pk))
    Article.objects.filter(pk=signed.pk).update(digest=forged)
    with refused("signature-missing"):
        publishing.publish(signed, editor=editor)


def test_a_signature_counts_for_its_own_edition_only_even_where_another_has_the_same_words(
    without_triggers: None, editor: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin)
    fresh = editing.start_edition(first.question, editor=editor)
    asked = signing.request_signature(fresh, editor=editor)
    assert asked.digest == first.digest
    Article.objects.filter(pk=asked.pk).update(status=Status.SIGNED)
    with refused("signature-missing"):
        publishing.publish(asked, editor=editor)


@pytest.mark.parametrize("what", ["lapsed", "retired"])
def test_a_doctor_who_lapsed_or_retired_after_signing_stops_publishing_but_not_the_live_page(
    editor: User, dr_lin: Doctor, what: str
) -> None:
    live = make_published(editor, dr_lin, "live")
    signed = make_signed(editor, dr_lin)
    assert dr_lin.verified_at is not None
    with time_machine.travel(dr_lin.verified_at + dt.timedelta(days=365), tick=False):
        if what == "retired":
            now = timezone.now()
            Doctor.objects.filter(pk=dr_lin.pk).update(retired_at=now, verified_at=now)
        with refused("doctor-retired" if what == "retired" else "doctor-unverified"):
            publishing.publish(signed, editor=editor)
        assert Article.objects.public().get() == live
        assert Signature.objects.valid().filter(article=signed).exists()


def test_who_renews_the_verification_can_publish_what_was_signed_before(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    with time_machine.travel(timezone.now() + dt.timedelta(days=400)):
        Doctor.objects.filter(pk=dr_lin.pk).update(verified_at=timezone.now())
        assert publishing.publish(signed, editor=editor).status == Status.PUBLISHED


@pytest.mark.parametrize(
    "place",
    ["articles.trail.record", "articles.live_pages.put_up", "articles.related.enter", "articles.live_pages.build"],
)
def test_a_publication_that_breaks_in_the_middle_leaves_the_earlier_edition_live(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    first = make_published(editor, dr_lin)
    second = sign_in_full(make_next(first.question, editor), editor)
    with breaking(monkeypatch, place):
        publishing.publish(second, editor=editor)
    assert Article.objects.public().get() == first


def test_publishing_and_withdrawing_hold_the_question_and_then_the_edition(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    assert locked_by(lambda: publishing.publish(signed, editor=editor)) == ["question", "article"]
    assert locked_by(lambda: publishing.withdraw(signed, editor=editor, reason="Wrong.")) == ["question", "article"]


# Withdrawing


@pytest.mark.parametrize("safety", [False, True])
def test_withdrawing_takes_page_and_period_down_with_reason_and_replacement(
    editor: User, dr_lin: Doctor, safety: bool
) -> None:
    live = make_published(editor, dr_lin)
    instead = make_question("muscle-cramps")
    cause = EndCause.SAFETY if safety else EndCause.WITHDRAWN
    with trail("withdrawn", actor=editor) as events:
        gone = publishing.withdraw(live, editor=editor, reason=" Wrong dose. ", safety=safety, replacement=instead)
    assert gone.status == Status.WITHDRAWN == status_of(live)
    period = Publication.objects.get()
    assert (period.end_cause, period.reason, period.replacement) == (cause, "Wrong dose.", instead)
    assert events[0].detail == {"cause": cause, "reason": "Wrong dose."}
    assert not LivePage.objects.exists()
    assert not Article.objects.public().exists()
    assert Signature.objects.valid().filter(article=gone).exists(), "the record of who signed stays"


@pytest.mark.parametrize("state", [state for state in Status if state != Status.PUBLISHED])
def test_only_a_live_answer_is_withdrawn(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    with refused("not-published"):
        publishing.withdraw(article, editor=editor, reason="Wrong.")


@pytest.mark.parametrize("reason", ["", "\n \t"])
def test_withdrawing_needs_a_reason(editor: User, dr_lin: Doctor, reason: str) -> None:
    live = make_published(editor, dr_lin)
    with refused("reason-missing"):
        publishing.withdraw(live, editor=editor, reason=reason)


def test_nobody_without_the_right_withdraws(editor: User, reader: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_published(editor, dr_lin)
    for account in (reader, dr_lin.user, dr_other.user):
        assert account is not None
        with refused("not-allowed"):
            publishing.withdraw(live, editor=account, reason="Wrong.")


def test_a_withdrawal_that_breaks_in_the_middle_leaves_the_page_up(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = make_published(editor, dr_lin)
    for place in ("articles.trail.record", "articles.live_pages.remove"):
        with breaking(monkeypatch, place):
            publishing.withdraw(live, editor=editor, reason="Wrong.")


def test_after_a_withdrawal_the_next_edition_goes_live_again(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publishing.withdraw(first, editor=editor, reason="Wrong.")
    second = publish_next(first.question, editor)
    assert (second.edition, second.status, status_of(first)) == (2, Status.PUBLISHED, Status.WITHDRAWN)
    assert Article.objects.public().get() == second
    causes = Publication.objects.order_by("pk").values_list("end_cause", flat=True)
    assert list(causes) == [EndCause.WITHDRAWN, ""]


def test_withdrawing_while_the_next_edition_is_written_leaves_the_draft(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    draft = make_next(first.question, editor)
    publishing.withdraw(first, editor=editor, reason="Wrong.")
    assert status_of(draft) == Status.DRAFT
    assert publishing.publish(sign_in_full(draft, editor), editor=editor).edition == 2


# Bringing an earlier edition back


def test_rolling_back_brings_the_edition_before_back_with_its_old_signature(
    editor: User, chief: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin)
    second = publish_next(first.question, editor)
    with trail("rolled_back", actor=chief) as events:
        live = publishing.roll_back(first.question, editor=chief, reason=" A wrong dose. ")
    assert live.pk == first.pk
    assert (live.status, status_of(second)) == (Status.PUBLISHED, Status.SUPERSEDED)
    assert events[0].article == first
    assert events[0].detail == {"from_edition": 2, "reason": "A wrong dose."}
    causes = Publication.objects.order_by("pk").values_list("article__edition", "end_cause", "reason")
    assert list(causes) == [(1, "superseded", ""), (2, "rolled_back", "A wrong dose."), (1, "", "")]
    page = LivePage.objects.get()
    assert page.article == first
    assert page.signed_on == timezone.localdate(Signature.objects.filter(article=first).get().created_at)


def test_rolling_back_twice_goes_further_back_and_never_to_the_edition_that_was_rolled_back(
    editor: User, chief: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    publish_next(first.question, editor)
    assert publishing.roll_back(first.question, editor=chief, reason="Edition 3 is wrong.").edition == 2
    assert publishing.roll_back(first.question, editor=chief, reason="So is edition 2.").edition == 1


@pytest.mark.parametrize("state", list(Status))
def test_without_an_earlier_live_edition_nothing_is_rolled_back(
    editor: User, chief: User, dr_lin: Doctor, state: Status
) -> None:
    article = make_in(state, editor, dr_lin)
    if state == Status.SUPERSEDED:
        assert publishing.roll_back(article.question, editor=chief, reason="Wrong.").pk == article.pk
        return
    with refused("nothing-before"):
        publishing.roll_back(article.question, editor=chief, reason="Wrong.")


def test_an_edition_that_was_signed_but_never_live_is_not_brought_back(
    editor: User, chief: User, dr_lin: Doctor
) -> None:
    signed = make_signed(editor, dr_lin)
    publish_next(signed.question, editor)
    assert status_of(signed) == Status.SUPERSEDED
    with refused("nothing-before"):
        publishing.roll_back(signed.question, editor=chief, reason="Wrong.")


def test_an_edition_whose_signature_was_taken_back_does_not_come_back(
    editor: User, chief: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    revoking.revoke(first, doctor=dr_lin, reason="I was wrong.")
    with refused("signature-missing"):
        publishing.roll_back(first.question, editor=chief, reason="Wrong.")


def test_an_edition_of_a_retired_doctor_does_not_come_back(editor: User, chief: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    draft = make_next(first.question, editor)
    Article.objects.filter(pk=draft.pk).update(doctor=make_doctor("Successor"))
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    Doctor.objects.filter(pk=dr_lin.pk).update(retired_at=timezone.now())
    with refused("doctor-retired"):
        publishing.roll_back(first.question, editor=chief, reason="Wrong.")


def test_only_chiefs_roll_back_and_they_give_a_reason(editor: User, chief: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    with refused("not-allowed"):
        publishing.roll_back(first.question, editor=editor, reason="Wrong.")
    with refused("reason-missing"):
        publishing.roll_back(first.question, editor=chief, reason=" ")


def test_an_open_edition_survives_a_roll_back(editor: User, chief: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    draft = make_next(first.question, editor)
    publishing.roll_back(first.question, editor=chief, reason="Wrong.")
    assert status_of(draft) == Status.DRAFT
    assert publishing.publish(sign_in_full(draft, editor), editor=editor).edition == 3


def test_a_roll_back_that_breaks_in_the_middle_leaves_the_current_edition_live(
    editor: User, chief: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    with breaking(monkeypatch):
        publishing.roll_back(first.question, editor=chief, reason="Wrong.")
    with breaking(monkeypatch, "articles.live_pages.put_up"):
        publishing.roll_back(first.question, editor=chief, reason="Wrong.")


def test_rolling_back_holds_the_question_and_then_the_edition(editor: User, chief: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    order = locked_by(lambda: publishing.roll_back(first.question, editor=chief, reason="Wrong."))
    assert order == ["question", "article"]


def test_time_travel_shows_one_live_edition_at_any_moment(editor: User, chief: User, dr_lin: Doctor) -> None:
    start = timezone.now() + dt.timedelta(days=1)
    with time_machine.travel(start, tick=False) as clock:
        first = make_published(editor, dr_lin)
        clock.shift(dt.timedelta(days=1))
        publish_next(first.question, editor)
        clock.shift(dt.timedelta(days=1))
        live = publishing.roll_back(first.question, editor=chief, reason="Wrong.")
        clock.shift(dt.timedelta(days=1))
        publishing.withdraw(live, editor=editor, reason="Wrong.")
    days = [0, 0.5, 1, 1.5, 2, 2.5, 3, 4]
    found = [
        [period.article.edition for period in Publication.objects.at(start + dt.timedelta(days=day))] for day in days
    ]
    assert found == [[1], [1], [2], [2], [1], [1], [], []]
    assert make_article(editor, dr_lin, "unrelated").status == Status.DRAFT
