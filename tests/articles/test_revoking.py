"""revoke: a doctor takes their name back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import editing, publishing, revoking, signing
from articles.models import Article, LivePage, Publication, Signature
from articles.models.vocabulary import EndCause, Role, Status, Verdict
from doctors.models import Doctor
from tests.texts import make_article, make_in, make_published, make_signed
from tests.watching import breaking, locked_by, queries_of, refused, status_of, trail

REASON = "A new study contradicts it."


def test_a_live_page_goes_with_the_name_at_once(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    with trail("revoked", actor=dr_lin.user) as events:  # type: ignore[arg-type]
        revocation = revoking.revoke(live, doctor=dr_lin, reason=f" {REASON} ")
    assert (revocation.verdict, revocation.role, revocation.comment) == (Verdict.REVOKED, Role.BYLINE, REASON)
    assert revocation.digest == live.digest
    assert events[0].detail == {"digest": live.digest}
    assert status_of(live) == Status.WITHDRAWN
    assert not Article.objects.public().exists()
    assert not LivePage.objects.exists()
    period = Publication.objects.get()
    assert (period.end_cause, period.reason) == (EndCause.SIGNATURE_REVOKED, REASON)
    assert period.live_until is not None
    assert period.live_until <= timezone.now()
    assert not Signature.objects.valid().exists()


def test_a_signed_text_that_was_never_live_is_withdrawn(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    revoking.revoke(signed, doctor=dr_lin, reason=REASON)
    assert status_of(signed) == Status.WITHDRAWN
    assert not Publication.objects.exists()
    with refused("signature-missing"):
        publishing.publish(signed, editor=editor)
    assert editing.start_edition(signed.question, editor=editor).edition == 2


def test_a_superseded_text_stays_superseded_and_the_live_one_live(editor: User, dr_lin: Doctor) -> None:
    first = make_in(Status.SUPERSEDED, editor, dr_lin)
    live = Article.objects.public().get()
    revoking.revoke(first, doctor=dr_lin, reason=REASON)
    assert status_of(first) == Status.SUPERSEDED
    assert Article.objects.public().get() == live
    assert Signature.objects.valid().get().article == live


def test_revoking_keeps_every_word_and_the_first_signature_on_record(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    revoking.revoke(live, doctor=dr_lin, reason=REASON)
    kept = Article.objects.with_text().get(pk=live.pk)
    assert (kept.introduction, kept.digest, kept.byline_name) == (live.introduction, live.digest, "Dr. Lin Yunfei")
    verdicts = Signature.objects.in_chain_order().values_list("verdict", flat=True)
    assert list(verdicts) == [Verdict.SIGNED, Verdict.REVOKED]


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW])
def test_where_nothing_is_signed_nothing_is_revoked(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    with refused("nothing-signed"):
        revoking.revoke(article, doctor=dr_lin, reason=REASON)


@pytest.mark.parametrize("state", [Status.SIGNED, Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN])
def test_a_name_is_taken_back_once(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    revoking.revoke(article, doctor=dr_lin, reason=REASON)
    with refused("nothing-signed"):
        revoking.revoke(article, doctor=dr_lin, reason=REASON)


@pytest.mark.parametrize("reason", ["", " \n"])
def test_a_reason_is_needed(editor: User, dr_lin: Doctor, reason: str) -> None:
    live = make_published(editor, dr_lin)
    with refused("reason-missing"):
        revoking.revoke(live, doctor=dr_lin, reason=reason)


def test_nobody_takes_another_doctors_name_back(editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_published(editor, dr_lin)
    for account in (editor, chief, dr_other.user):
        with refused("not-allowed"):
            revoking.revoke(live, doctor=dr_lin, reason=REASON, account=account)
    with refused("nothing-signed"):
        revoking.revoke(live, doctor=dr_other, reason=REASON)


def test_retired_and_lapsed_doctors_may_still_take_their_name_back(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(retired_at=timezone.now(), verified_at=None, verified_by=None)
    revoking.revoke(live, doctor=Doctor.objects.get(pk=dr_lin.pk), reason=REASON)
    assert not Article.objects.public().exists()


@pytest.mark.parametrize("published", [True, False])
@pytest.mark.parametrize("by_second", [True, False])
def test_either_of_two_names_taken_back_takes_the_text_down(
    editor: User, dr_lin: Doctor, dr_other: Doctor, by_second: bool, published: bool
) -> None:
    draft = make_article(editor, dr_lin, life_stage="child", second_reviewer=dr_other)
    asked = signing.request_signature(draft, editor=editor)
    for doctor in (dr_lin, dr_other):
        signing.sign(asked, doctor=doctor, digest=asked.digest)
    if published:
        publishing.publish(asked, editor=editor)
    who, other = (dr_other, dr_lin) if by_second else (dr_lin, dr_other)
    revocation = revoking.revoke(asked, doctor=who, reason=REASON)
    assert revocation.role == (Role.SECOND_REVIEWER if by_second else Role.BYLINE)
    assert status_of(asked) == Status.WITHDRAWN
    assert Signature.objects.valid().get().doctor == other
    assert not Article.objects.public().exists()


def test_a_revoked_text_never_comes_back_by_the_same_signature(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    revoking.revoke(live, doctor=dr_lin, reason=REASON)
    with refused("signature-missing"):
        publishing.publish(live, editor=editor)
    fresh = editing.start_edition(live.question, editor=editor)
    assert not Signature.objects.valid().filter(article=fresh).exists()
    asked = signing.request_signature(fresh, editor=editor)
    assert asked.digest == live.digest, "the same words"
    with refused("signature-missing"):
        publishing.publish(asked, editor=editor)


def test_a_revocation_that_breaks_in_the_middle_leaves_the_page_up(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = make_published(editor, dr_lin)
    for place in ("articles.chain.append", "articles.trail.record"):
        with breaking(monkeypatch, place):
            revoking.revoke(live, doctor=dr_lin, reason=REASON)
    assert Article.objects.public().get() == live


def test_revoking_holds_question_edition_and_doctor_in_this_order(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    order = locked_by(lambda: revoking.revoke(live, doctor=dr_lin, reason=REASON))
    assert order == ["question", "article", "doctor"]


def test_revoking_costs_the_same_for_a_long_text(editor: User, dr_lin: Doctor) -> None:
    counts = []
    for slug, more in (("few", 0), ("many", 20)):
        live = make_published(editor, dr_lin, slug, questions_to_ask="\n".join(f"Line {n}?" for n in range(more + 1)))
        counts.append(queries_of(lambda a=live: revoking.revoke(a, doctor=dr_lin, reason=REASON)))
    assert counts[0] == counts[1]
