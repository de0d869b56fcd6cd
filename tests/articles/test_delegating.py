"""Corrections of spelling under a doctor's standing permission: who allows them, what passes, what stops them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import auditing, chain, commenting, delegating, editing, leaving, publishing, signing
from articles.errors import Refused
from articles.models import Article, Cause, Event, Medicine, Reference, Signature, StandingPermission
from articles.models.vocabulary import RiskClass, Role, Status
from doctors.models import Doctor
from tests.articles.delegated import (
    CAUSE_MENDED,
    SLIP,
    allow,
    make_live,
    mend,
    mended_live,
)
from tests.texts import make_withdrawn
from tests.watching import check_sentence, refused, status_of, trail


def account_of(doctor: Doctor) -> User:
    assert doctor.user is not None
    return doctor.user


def codes(article: Article) -> list[str]:
    found = delegating.why_not(Article.objects.with_text().get(pk=article.pk))
    for finding in found:
        check_sentence(finding.sentence)
    return [finding.code for finding in found]


# Allowing and taking back


def test_a_doctor_allows_once_and_takes_back_once(dr_lin: Doctor) -> None:
    account = account_of(dr_lin)
    with refused("nothing-allowed"):
        delegating.revoke_permission(dr_lin, account=account)
    permission = delegating.allow_spelling(dr_lin, account=account)
    assert (permission.doctor, permission.granted_by, permission.revoked_at) == (dr_lin, account, None)
    with refused("allowed-already"):
        delegating.allow_spelling(dr_lin, account=account)
    ended = delegating.revoke_permission(dr_lin, account=account)
    assert ended.pk == permission.pk
    assert ended.revoked_at is not None
    assert ended.revoked_by == account
    again = delegating.allow_spelling(dr_lin, account=account)
    assert again.pk != permission.pk
    verbs = list(Event.objects.filter(verb__startswith="spelling").order_by("pk").values_list("verb", "actor"))
    assert verbs == [
        ("spelling_allowed", account.pk),
        ("spelling_revoked", account.pk),
        ("spelling_allowed", account.pk),
    ]


def test_nobody_else_allows_or_takes_back(dr_lin: Doctor, dr_other: Doctor, chief: User) -> None:
    for other in (chief, account_of(dr_other)):
        with refused("not-allowed"):
            delegating.allow_spelling(dr_lin, account=other)
    allow(dr_lin)
    for other in (chief, account_of(dr_other)):
        with refused("not-allowed"):
            delegating.revoke_permission(dr_lin, account=other)


@pytest.mark.parametrize(
    "state",
    [
        {"verified_at": None, "verified_by": None},
        {"verified_at": timezone.now() - dt.timedelta(days=400)},
        {"retired_at": timezone.now() - dt.timedelta(days=1)},
        {"user": None},
    ],
)
def test_who_may_not_sign_allows_nothing(dr_lin: Doctor, state: dict[str, Any]) -> None:
    account = account_of(dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(**state)
    with refused("not-allowed"):
        delegating.allow_spelling(Doctor.objects.get(pk=dr_lin.pk), account=account)


def test_an_account_that_edits_allows_nothing_in_its_own_name(dr_lin: Doctor, chief: User) -> None:
    Doctor.objects.filter(pk=dr_lin.pk).update(user=chief)
    with refused("not-allowed"):
        delegating.allow_spelling(Doctor.objects.get(pk=dr_lin.pk), account=chief)


@pytest.mark.parametrize("leave", ["retire", "lose_licence"])
def test_who_leaves_allows_nothing_any_more(dr_lin: Doctor, chief: User, leave: str) -> None:
    permission = allow(dr_lin)
    more = {"reason": "The licence was lost."} if leave == "lose_licence" else {}
    getattr(leaving, leave)(dr_lin, by=chief, **more)
    ended = StandingPermission.objects.get(pk=permission.pk)
    assert ended.revoked_by == chief


# An honest correction


def test_an_honest_correction_goes_live_without_the_doctor(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    permission = allow(dr_lin)
    draft = mend(live.question, editor)
    assert codes(draft) == []
    with trail("spelling_signed", actor=editor) as events:
        signed = delegating.sign_spelling(draft, editor=editor)
    assert signed.status == Status.SIGNED
    signature = Signature.objects.valid().get(article=signed)
    read = Signature.objects.get(article=live)
    assert (signature.role, signature.signed_by, signature.doctor) == (Role.DELEGATED, editor, dr_lin)
    assert (signature.standing_permission, signature.read_signature) == (permission, read)
    assert (signature.name, signature.title, signature.credentials) == (read.name, read.title, read.credentials)
    assert signature.attested == [], "the doctor attested nothing"
    assert (signed.byline_name, signed.byline_title) == (live.byline_name, live.byline_title)
    assert events[0].detail == {
        "digest": signed.digest, "doctor": dr_lin.pk, "permission": permission.pk, "read": read.pk,
    }  # fmt: skip
    again = publishing.publish(signed, editor=editor)
    assert again.live_page.content["short_answer"].startswith("The pain occurred")
    assert list(auditing.problems()) == []
    assert chain.broken_links(dr_lin) == []


def test_a_text_that_a_doctor_was_asked_to_read_may_be_signed_so_too(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    asked = signing.request_signature(mend(live.question, editor), editor=editor)
    assert list(signing.queue_for(dr_lin)) == [asked]
    publishing.publish(delegating.sign_spelling(asked, editor=editor), editor=editor)
    assert list(signing.queue_for(dr_lin)) == []
    assert list(auditing.problems()) == []


def test_a_correction_of_a_correction_leads_back_to_what_was_read(editor: User, dr_lin: Doctor) -> None:
    second = mended_live(editor, dr_lin)
    draft = mend(second.question, editor)
    Cause.objects.filter(article=draft, heading="Bone spurs").update(explanation=CAUSE_MENDED)
    third = publishing.publish(
        delegating.sign_spelling(editing.text_saved(draft, editor=editor), editor=editor), editor=editor
    )
    first = Article.objects.get(question=third.question, edition=1)
    for article in (second, third):
        signature = Signature.objects.select_related("read_signature").get(article=article)
        assert signature.read_signature is not None
        assert signature.read_signature.article_id == first.pk
    assert list(auditing.problems()) == []


def test_both_doctors_allow_it_where_two_sign(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_live(editor, dr_lin, life_stage="child", second_reviewer=dr_other)
    allow(dr_lin)
    draft = mend(live.question, editor)
    assert codes(draft) == ["permission-missing"]
    allow(dr_other)
    signed = delegating.sign_spelling(draft, editor=editor)
    valid = Signature.objects.valid().filter(article=signed).order_by("doctor")
    assert {(row.doctor, row.stands_as(signed)) for row in valid} == {
        (dr_lin, Role.BYLINE), (dr_other, Role.SECOND_REVIEWER),
    }  # fmt: skip
    assert publishing.publish(signed, editor=editor).signatures_required == 2
    assert list(auditing.problems()) == []


def test_a_medicine_restricted_since_brings_the_second_doctor_in(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin, lead="Quinine is no help.")
    allow(dr_lin)
    draft = mend(live.question, editor)
    Medicine.objects.create(name="Quinine", status="restricted", reason="For malaria only.")
    assert codes(draft) == ["second-reviewer-missing"]
    with refused("second-reviewer-missing"):
        delegating.sign_spelling(draft, editor=editor)


def test_the_risk_stays_or_rises(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin, lead="Quinine is no help.")
    allow(dr_lin)
    draft = mend(live.question, editor)
    assert live.risk_class == RiskClass.NORMAL
    Medicine.objects.create(name="Quinine")
    second = publishing.publish(delegating.sign_spelling(draft, editor=editor), editor=editor)
    assert second.risk_class == RiskClass.RAISED
    Medicine.objects.all().delete()
    draft = mend(live.question, editor)
    Cause.objects.filter(article=draft, heading="Bone spurs").update(explanation=CAUSE_MENDED)
    third = delegating.sign_spelling(editing.text_saved(draft, editor=editor), editor=editor)
    assert third.risk_class == RiskClass.RAISED


# What stops it


def test_without_a_permission_nothing_is_signed(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    draft = mend(live.question, editor)
    with refused("permission-missing"):
        delegating.sign_spelling(draft, editor=editor)
    allow(dr_lin)
    delegating.revoke_permission(dr_lin, account=account_of(dr_lin))
    with refused("permission-missing"):
        delegating.sign_spelling(draft, editor=editor)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"verified_at": timezone.now() - dt.timedelta(days=400)}, "doctor-unverified"),
        ({"retired_at": timezone.now() - dt.timedelta(days=1)}, "doctor-retired"),
        ({"job_title": "head of everything"}, "profile-changed"),
        ({"credentials": "MD, PhD"}, "profile-changed"),
        ({"name": "Lin Yunfei-Smith"}, "profile-changed"),
        ({"credentials": ""}, "credentials-missing"),
        ({"user": None}, "permission-missing"),
    ],
)
def test_a_doctor_who_is_not_who_they_were(editor: User, dr_lin: Doctor, state: dict[str, Any], code: str) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    Doctor.objects.filter(pk=dr_lin.pk).update(**state)
    with refused(code):
        delegating.sign_spelling(draft, editor=editor)


@pytest.mark.parametrize("change", [{"is_active": False}, {"is_staff": True}, {"is_superuser": True}])
def test_the_account_that_allowed_it_has_to_be_a_doctor_s_still(
    editor: User, dr_lin: Doctor, change: dict[str, bool]
) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    User.objects.filter(pk=account_of(dr_lin).pk).update(**change)
    with refused("permission-missing"):
        delegating.sign_spelling(draft, editor=editor)


def test_another_account_of_the_doctor_allowed_nothing(editor: User, dr_lin: Doctor, reader: User) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    Doctor.objects.filter(pk=dr_lin.pk).update(user=reader)
    with refused("permission-missing"):
        delegating.sign_spelling(draft, editor=editor)


def test_only_editors_sign_a_correction(editor: User, dr_lin: Doctor, reader: User) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    for account in (reader, account_of(dr_lin)):
        with refused("not-allowed"):
            delegating.sign_spelling(draft, editor=account)


def test_words_that_no_doctor_read_beside_the_text(editor: User, dr_lin: Doctor) -> None:
    """A change note stands on the doctor's page: nobody writes advice there under their name."""
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    for words, code in (
        ({"change_note": "Take three tablets."}, "change-note"),
        ({"source_reviewer": "Dr. Nobody"}, "beside-words"),
        ({"item_kind": "steps"}, "beside-words"),
        ({"evidence_searched_on": dt.date(2026, 1, 1)}, "beside-words"),
    ):
        kept = {name: getattr(draft, name) for name in words}
        Article.objects.filter(pk=draft.pk).update(**words)
        assert codes(draft) == [code]
        with refused(code):
            delegating.sign_spelling(draft, editor=editor)
        Article.objects.filter(pk=draft.pk).update(**kept)
    assert codes(draft) == []


@pytest.mark.parametrize("words", [{"life_stage": "adult"}, {"disclosure": "nothing"}, {"source_name": "Clinic"}])
def test_no_field_but_running_text_changes(editor: User, dr_lin: Doctor, words: dict[str, str]) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor, **words)
    found = delegating.why_not(Article.objects.with_text().get(pk=draft.pk))
    assert found
    with refused(found[0].code):
        delegating.sign_spelling(draft, editor=editor)


def refuse_structure(draft: Article, editor: User, change: Callable[[], object]) -> None:
    """The change is made and taken back; in between the verb refuses and says where."""
    with transaction.atomic():
        change()
        editing.text_saved(draft, editor=editor)
        with pytest.raises(Refused) as caught, transaction.atomic():
            delegating.sign_spelling(draft, editor=editor)
        assert caught.value.code in {"blocks", "fields", "not-prose"}
        check_sentence(str(caught.value))
        assert status_of(draft) == Status.DRAFT
        transaction.set_rollback(True)


def test_no_block_comes_goes_or_moves(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    everyday, medical = draft.sections.get(position=1), draft.sections.get(position=2)
    causes, sections = Cause.objects.filter(article=draft), draft.sections.filter(position=1)
    cause = everyday.causes.get()
    for change in (
        lambda: Cause.objects.create(article=draft, section=everyday, position=9, heading="Cold legs"),
        cause.delete,
        lambda: sections.update(position=9),
        lambda: causes.filter(section=everyday).update(section=medical),
        lambda: sections.update(kind="other"),
        lambda: causes.update(likelihood="rare"),
        lambda: draft.care_advice.update(level="emergency"),
        lambda: draft.care_advice.all().delete(),
        lambda: Reference.objects.filter(article=draft).update(year=2001),
        lambda: Reference.objects.create(article=draft, title="On walks", url="https://example.org/walks"),
    ):
        refuse_structure(draft, editor, change)


def test_every_block_that_is_more_is_named_with_its_words(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin, lead="Take 5 mg of it.")
    allow(dr_lin)
    draft = mend(live.question, editor, lead="Take 50 mg of it.")
    Cause.objects.filter(article=draft, heading="Bone spurs").update(
        explanation="They may lead to probelms with nerves."
    )
    draft = editing.text_saved(draft, editor=editor)
    first, second = [finding.sentence for finding in delegating.why_not(Article.objects.with_text().get(pk=draft.pk))]
    assert "Opening words" in first
    assert "“Take 5 mg” and is “Take 50 mg”" in first
    assert "Cause – Bone spurs – Explanation" in second
    assert "“They lead” and is “They may lead”" in second


def test_nothing_corrected_is_nothing_to_sign(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = editing.start_edition(live.question, editor=editor)
    with refused("nothing-corrected"):
        delegating.sign_spelling(draft, editor=editor)


def test_only_a_live_answer_is_corrected(editor: User, dr_lin: Doctor) -> None:
    allow(dr_lin)
    gone = make_withdrawn(editor, dr_lin, introduction=SLIP)
    draft = mend(gone.question, editor)
    with refused("no-live-edition"):
        delegating.sign_spelling(draft, editor=editor)
    with refused("not-open"):
        delegating.sign_spelling(gone, editor=editor)


def test_another_doctor_s_text_has_to_be_read(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin, dr_other)
    draft = mend(live.question, editor, doctor=dr_other)
    with refused("nothing-read"):
        delegating.sign_spelling(draft, editor=editor)


def test_a_doctor_who_sent_it_back_is_not_passed_over(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    asked = signing.request_signature(mend(live.question, editor), editor=editor)
    signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Say more of rest.")
    with refused("decided-already"):
        delegating.sign_spelling(asked, editor=editor)


def test_a_remark_is_seen_to_first(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    asked = signing.request_signature(mend(live.question, editor), editor=editor)
    remark = commenting.comment(
        asked, account=account_of(dr_lin), digest=asked.digest, quote="while resting", text="Only then?"
    )
    with refused("comments-open"):
        delegating.sign_spelling(asked, editor=editor)
    commenting.resolve(remark, editor=editor)
    assert delegating.sign_spelling(asked, editor=editor).status == Status.SIGNED
