"""request_signature, the queue, sign, request_changes."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from articles import canonical, editing, publishing, signing
from articles.models import Article, Cause, Medicine, OutgoingMail, Signature
from articles.models.vocabulary import MedicineStatus, Role, Status, Verdict
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_in, make_in_review, make_published, make_signed
from tests.watching import breaking, locked_by, queries_of, refused, status_of, trail

STATES = list(Status)


def make_delicate(editor: User, doctor: Doctor, second: Doctor, life_stage: str = "infant") -> Article:
    draft = make_article(editor, doctor, life_stage=life_stage, second_reviewer=second)
    return signing.request_signature(draft, editor=editor)


# Asking for a signature


def test_asking_copies_the_byline_and_freezes_what_is_asked(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    with trail("signature_requested", actor=editor) as events:
        asked = signing.request_signature(draft, editor=editor)
    assert (asked.status, asked.signatures_required) == (Status.IN_REVIEW, 1)
    assert asked.byline_name == "Dr. Lin Yunfei"
    assert asked.byline_title == "attending physician, Orthopaedics"
    assert asked.byline_credentials == "MD"
    assert asked.requested_at is not None
    assert asked.digest == canonical.digest_of(Article.objects.with_text().get(pk=asked.pk)) != draft.digest
    assert events[0].detail == {"digest": asked.digest}


def test_the_doctors_own_disclosure_becomes_part_of_the_words_where_there_is_none(editor: User, dr_lin: Doctor) -> None:
    Doctor.objects.filter(pk=dr_lin.pk).update(conflicts_of_interest="Paid by a maker of shoes.")
    silent = make_in_review(editor, Doctor.objects.get(pk=dr_lin.pk), disclosure=" ")
    assert silent.disclosure == "Paid by a maker of shoes."
    spoken = make_in_review(editor, dr_lin, "spoken", disclosure="none")
    assert spoken.disclosure == "none"


@pytest.mark.parametrize("state", STATES)
def test_a_signature_is_asked_for_a_draft_only(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    if state == Status.DRAFT:
        assert signing.request_signature(article, editor=editor).status == Status.IN_REVIEW
        return
    with refused("not-a-draft"):
        signing.request_signature(article, editor=editor)


def test_only_editors_ask(editor: User, reader: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    for account in (reader, dr_lin.user):
        assert account is not None
        with refused("not-allowed"):
            signing.request_signature(draft, editor=account)


def test_asking_names_everything_that_is_missing_at_once(editor: User) -> None:
    draft = make_article(editor, None, disclosure="", life_stage="infant")
    with refused("doctor-missing"):
        signing.request_signature(draft, editor=editor)
    with pytest.raises(Exception, match=r"(?s)doctor.*disclosure.*second doctor"):
        signing.request_signature(draft, editor=editor)


def test_a_byline_linked_by_name_alone_waits_for_an_editors_word(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin, byline_confirmed=False)
    with refused("byline-unconfirmed"):
        signing.request_signature(draft, editor=editor)
    asked = signing.request_signature(draft, editor=editor, byline_confirmed=True)
    assert asked.byline_confirmed
    assert Article.objects.get(pk=asked.pk).byline_confirmed


def test_an_unverified_doctor_may_be_asked_before_the_registration_is_checked(editor: User) -> None:
    assert make_in_review(editor, make_doctor("New Here", verified=False)).status == Status.IN_REVIEW


def test_a_request_that_breaks_in_the_middle_leaves_the_draft(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = make_article(editor, dr_lin)
    with breaking(monkeypatch):
        signing.request_signature(draft, editor=editor)


# One signature


def test_a_doctor_signs_exactly_what_they_were_shown(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    with trail("signed", actor=dr_lin.user) as events:  # type: ignore[arg-type]
        signature = signing.sign(
            asked, doctor=dr_lin, digest=asked.digest, attested=["read"], conflict_statement="none", comment="Good."
        )
    blocks = canonical.blocks_of(Article.objects.with_text().get(pk=asked.pk))
    assert signature == Signature.objects.valid().get()
    assert (signature.verdict, signature.role) == (Verdict.SIGNED, Role.BYLINE)
    assert (signature.digest, signature.digest_version) == (asked.digest, canonical.VERSION)
    assert signature.block_digests == [[block.name, block.digest] for block in blocks]
    assert (signature.name, signature.credentials) == ("Dr. Lin Yunfei", "MD")
    assert (signature.attested, signature.conflict_statement, signature.comment) == (["read"], "none", "Good.")
    assert signature.signed_by == dr_lin.user
    assert events[0].detail == {"digest": asked.digest, "role": "byline"}
    assert (status_of(asked), Article.objects.get().risk_class) == (Status.SIGNED, "normal")


@pytest.mark.parametrize("state", STATES)
def test_only_a_text_that_waits_can_be_signed(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    if state == Status.IN_REVIEW:
        signing.sign(article, doctor=dr_lin, digest=article.digest)
        return
    with refused("signed-already" if state == Status.SIGNED else "not-in-review"):
        signing.sign(article, doctor=dr_lin, digest=article.digest)


def test_a_text_that_changed_meanwhile_is_not_signed(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    Article.objects.filter(pk=asked.pk).update(lead="Changed meanwhile.")
    again = signing.request_signature(editing.text_saved(asked, editor=editor), editor=editor)
    with refused("stale-text"):
        signing.sign(again, doctor=dr_lin, digest=asked.digest)
    with pytest.raises(signing.StaleText) as caught:
        signing.sign(again, doctor=dr_lin, digest=asked.digest)
    assert (caught.value.shown, caught.value.current) == (asked.digest, again.digest)


def test_words_changed_behind_every_verb_are_not_signed(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    Cause.objects.filter(article=asked).update(explanation="Typed into the database.")
    with refused("stale-text"):
        signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    changed = canonical.digest_of(Article.objects.with_text().get(pk=asked.pk))
    with refused("stale-text"):
        signing.sign(asked, doctor=dr_lin, digest=changed)


@pytest.mark.parametrize("digest", ["", "0" * 64, "nonsense"])
def test_a_made_up_digest_signs_nothing(editor: User, dr_lin: Doctor, digest: str) -> None:
    asked = make_in_review(editor, dr_lin)
    with refused("stale-text"):
        signing.sign(asked, doctor=dr_lin, digest=digest)


def test_nobody_signs_for_another(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    nobody = make_doctor("No Account", account=False)
    with refused("not-allowed"):
        signing.sign(asked, doctor=dr_other, digest=asked.digest)
    with refused("not-allowed"):
        signing.sign(asked, doctor=dr_lin, digest=asked.digest, account=dr_other.user)
    with refused("not-allowed"):
        signing.sign(asked, doctor=dr_lin, digest=asked.digest, account=editor)
    with refused("not-allowed"):
        signing.sign(make_in_review(editor, nobody, "other"), doctor=nobody, digest=asked.digest)


def test_a_doctor_whose_account_was_closed_cannot_sign(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    User.objects.filter(doctor=dr_lin).update(is_active=False)
    with refused("not-allowed"):
        signing.sign(asked, doctor=Doctor.objects.get(pk=dr_lin.pk), digest=asked.digest)


def test_who_changed_a_word_cannot_sign_it(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    Article.objects.filter(pk=draft.pk).update(lead="My own words.")
    assert dr_lin.user is not None
    asked = signing.request_signature(editing.text_saved(draft, editor=dr_lin.user), editor=editor)
    with refused("not-allowed"):
        signing.sign(asked, doctor=dr_lin, digest=asked.digest)


@pytest.mark.parametrize(("days", "may"), [(0, True), (364, True), (365, False), (366, False), (-1, False)])
def test_a_verification_lasts_365_days(editor: User, dr_lin: Doctor, days: int, may: bool) -> None:
    asked = make_in_review(editor, dr_lin)
    assert dr_lin.verified_at is not None
    with time_machine.travel(dr_lin.verified_at + dt.timedelta(days=days), tick=False):
        if may:
            signing.sign(asked, doctor=dr_lin, digest=asked.digest)
            return
        with refused("not-allowed"):
            signing.sign(asked, doctor=dr_lin, digest=asked.digest)


def test_unverified_and_retired_doctors_do_not_sign(editor: User) -> None:
    unverified = make_doctor("New Here", verified=False)
    retired = make_doctor("Old Hand", retired_at=timezone.now() - dt.timedelta(minutes=1))
    for doctor in (unverified, retired):
        asked = make_in_review(editor, doctor, doctor.slug)
        with refused("not-allowed"):
            signing.sign(asked, doctor=doctor, digest=asked.digest)


def test_what_happens_to_the_doctor_after_signing_voids_nothing(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(
        retired_at=timezone.now(), verified_at=None, verified_by=None, name="Lin Y.", credentials=""
    )
    with time_machine.travel(timezone.now() + dt.timedelta(days=800)):
        assert Signature.objects.valid().filter(article=live).exists()
        assert Article.objects.public().get() == live


def test_a_signature_that_breaks_in_the_middle_is_none(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = make_in_review(editor, dr_lin)
    with breaking(monkeypatch):
        signing.sign(asked, doctor=dr_lin, digest=asked.digest)


def test_signing_holds_the_edition_and_then_the_doctor(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    assert locked_by(lambda: signing.sign(asked, doctor=dr_lin, digest=asked.digest)) == ["article", "doctor"]


def test_verbs_cost_the_same_for_two_causes_and_for_thirty(editor: User, dr_lin: Doctor) -> None:
    editor.get_all_permissions()  # asked once an account
    counts = []
    for slug, more in (("few", 0), ("many", 28)):
        draft = make_article(editor, dr_lin, slug)
        section = draft.sections.all()[0]
        for number in range(more):
            Cause.objects.create(article=draft, section=section, heading=f"Cause {number}")
        draft = editing.text_saved(draft, editor=editor)
        OutgoingMail.objects.all().delete()  # each is the first text of the day
        asking = queries_of(lambda d=draft: signing.request_signature(d, editor=editor))
        asked = Article.objects.get(pk=draft.pk)
        signs = queries_of(lambda a=asked: signing.sign(a, doctor=dr_lin, digest=a.digest))
        publishes = queries_of(lambda a=asked: publishing.publish(a, editor=editor))
        withdraws = queries_of(lambda a=asked: publishing.withdraw(a, editor=editor, reason="Wrong."))
        counts.append((asking, signs, publishes, withdraws))
    assert counts[0] == counts[1]
    assert all(count <= 40 for count in counts[0]), counts


def test_the_risk_is_raised_for_the_delicate_and_where_a_medicine_is_named(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    Medicine.objects.create(name="Quinine")
    named = make_signed(editor, dr_lin, "named", lead="Some take quinine.")
    infant = make_delicate(editor, dr_lin, dr_other)
    signing.sign(infant, doctor=dr_lin, digest=infant.digest)
    plain = make_signed(editor, dr_lin, "plain")
    articles = Article.objects.in_bulk([named.pk, infant.pk, plain.pk])
    assert [articles[pk].risk_class for pk in (named.pk, infant.pk, plain.pk)] == ["raised", "raised", "normal"]


# Two signatures


@pytest.mark.parametrize("life_stage", ["infant", "child", "pregnancy"])
@pytest.mark.parametrize("second_first", [False, True])
def test_delicate_readers_need_two_doctors_in_either_order(
    editor: User, dr_lin: Doctor, dr_other: Doctor, life_stage: str, second_first: bool
) -> None:
    asked = make_delicate(editor, dr_lin, dr_other, life_stage)
    assert asked.signatures_required == 2
    order = [dr_other, dr_lin] if second_first else [dr_lin, dr_other]
    signing.sign(asked, doctor=order[0], digest=asked.digest)
    with refused("signature-missing" if second_first else "second-signature-missing"):
        publishing.publish(asked, editor=editor)
    signing.sign(asked, doctor=order[1], digest=asked.digest)
    roles = dict(Signature.objects.values_list("doctor", "role"))
    assert roles == {dr_lin.pk: Role.BYLINE, dr_other.pk: Role.SECOND_REVIEWER}
    assert publishing.publish(asked, editor=editor).status == Status.PUBLISHED


def test_a_restricted_medicine_needs_two_doctors_and_a_normal_one_does_not(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    Medicine.objects.create(name="Quinine", status=MedicineStatus.RESTRICTED, reason="Heart rhythm.")
    Medicine.objects.create(name="Aspirin")
    draft = make_article(editor, dr_lin, lead="Some take Quinine.")
    with refused("second-reviewer-missing"):
        signing.request_signature(draft, editor=editor)
    draft.second_reviewer = dr_other
    draft.save(update_fields=["second_reviewer"])
    assert signing.request_signature(draft, editor=editor).signatures_required == 2
    assert make_in_review(editor, dr_lin, "aspirin", lead="Some take aspirin.").signatures_required == 1


def test_one_doctor_does_not_sign_twice(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_delicate(editor, dr_lin, dr_other)
    for doctor in (dr_lin, dr_other):
        signing.sign(asked, doctor=doctor, digest=asked.digest)
        with refused("signed-already"):
            signing.sign(asked, doctor=doctor, digest=asked.digest)


def test_a_third_doctor_does_not_sign(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_delicate(editor, dr_lin, dr_other)
    third = make_doctor("Third Doctor")
    with refused("not-allowed"):
        signing.sign(asked, doctor=third, digest=asked.digest)


# The queue


def test_the_queue_holds_what_waits_the_longest_waiting_first(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    with time_machine.travel(timezone.now() - dt.timedelta(days=3)):
        make_in_review(editor, dr_lin, "older")
    make_in_review(editor, dr_lin, "newer")
    make_article(editor, dr_lin, "draft")
    make_signed(editor, dr_lin, "done")
    make_published(editor, dr_lin, "live")
    both = make_delicate(editor, dr_other, dr_lin)
    assert [article.question.slug for article in signing.queue_for(dr_lin)] == ["older", "newer", "leg-cramps"]
    signing.sign(both, doctor=dr_other, digest=both.digest)
    assert both in signing.queue_for(dr_lin), "the second signature is still missing"
    assert both not in signing.queue_for(dr_other)


def test_the_queue_costs_two_queries_at_most(
    editor: User, dr_lin: Doctor, django_assert_max_num_queries: object
) -> None:
    for number in range(5):
        make_in_review(editor, dr_lin, f"q-{number}")
    with django_assert_max_num_queries(1):  # type: ignore[operator]
        assert len([article.question.slug for article in signing.queue_for(dr_lin)]) == 5
