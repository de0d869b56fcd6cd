"""Plain SQL against delegated signatures and the permissions they stand on; what `verify` sees without the guard."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles import auditing, canonical, chain, delegating, editing, signing, triggers
from articles.models import Article, Cause, Event, Signature, StandingPermission
from articles.models.vocabulary import Role, Status, Verdict
from doctors.models import Doctor
from tests.articles.delegated import allow, make_live, mend, mended_live
from tests.signed_rows import forge, move, refused, signature_row, sql
from tests.texts import make_in_review, make_published, publish_next

BASELESS = "a delegated signature needs a permission that holds and a signature that was read"
MAY_NOT = "a doctor who may not sign delegates nothing"


def ready(editor: User, doctor: Doctor) -> Article:
    """An edition in review with other words than the live one: what somebody would like to see signed."""
    live = make_live(editor, doctor)
    allow(doctor)
    return signing.request_signature(mend(live.question, editor), editor=editor)


def forged(article: Article, doctor: Doctor, editor: User, **changes: Any) -> Signature:
    """A delegated signature by plain SQL, honest but for `changes`."""
    values: dict[str, Any] = {
        "role": Role.DELEGATED,
        "signed_by_id": editor.pk,
        "standing_permission": StandingPermission.objects.filter(doctor=doctor).last(),
        "read_signature": Signature.objects.filter(doctor=doctor, role=Role.BYLINE, verdict=Verdict.SIGNED).first(),
    }
    return signature_row(article, doctor, **{**values, **changes})


def codes() -> set[str]:
    return {problem.code for problem in auditing.problems()}


def test_an_honest_row_is_taken(editor: User, dr_lin: Doctor) -> None:
    article = ready(editor, dr_lin)
    row = forged(article, dr_lin, editor)
    assert Signature.objects.valid().filter(pk=row.pk).exists()
    move(article, Status.SIGNED)


@pytest.mark.parametrize("lacking", ["standing_permission", "read_signature"])
def test_a_delegated_signature_stands_on_both(editor: User, dr_lin: Doctor, lacking: str) -> None:
    article = ready(editor, dr_lin)
    with refused(BASELESS):
        forged(article, dr_lin, editor, **{lacking: None})


def test_the_permission_of_another_doctor_is_none(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    article = ready(editor, dr_lin)
    with refused(BASELESS):
        forged(article, dr_lin, editor, standing_permission=allow(dr_other))


def test_a_permission_holds_from_its_beginning_to_its_end(editor: User, dr_lin: Doctor) -> None:
    article = ready(editor, dr_lin)
    permission = StandingPermission.objects.get()
    with refused(BASELESS):
        forged(article, dr_lin, editor, created_at=permission.granted_at - dt.timedelta(seconds=1))
    assert dr_lin.user is not None
    ended = delegating.revoke_permission(dr_lin, account=dr_lin.user)
    with refused(BASELESS):
        forged(article, dr_lin, editor)
    assert ended.revoked_at is not None
    with refused(MAY_NOT):  # dated back into the time in which it held
        forged(article, dr_lin, editor, created_at=ended.revoked_at - dt.timedelta(microseconds=1))


def test_the_signature_that_was_read_is_the_doctor_s_own_on_an_earlier_edition_of_the_question(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    elsewhere = make_published(editor, dr_lin, "back-pain")
    second = make_published(editor, dr_lin, "knee-pain", life_stage="adult")
    article = ready(editor, dr_lin)
    others = make_published(editor, dr_other, "hip-pain")
    for wrong in (elsewhere, second, others):
        with refused(BASELESS):
            forged(article, dr_lin, editor, read_signature=Signature.objects.get(article=wrong))
    asked = signature_row(article, dr_lin, verdict=Verdict.CHANGES_REQUESTED)
    with refused(BASELESS):
        forged(article, dr_lin, editor, read_signature=asked)
    own = signature_row(article, dr_lin)
    with refused(BASELESS):  # not of an earlier edition
        forged(article, dr_lin, editor, read_signature=own)


def test_a_delegated_signature_was_not_read(editor: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    draft = mend(corrected.question, editor, lead="Take it all.")
    article = signing.request_signature(draft, editor=editor)
    with refused(BASELESS):
        forged(article, dr_lin, editor, read_signature=Signature.objects.get(article=corrected))


def test_a_signature_that_was_taken_back_holds_nothing_up(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    second = publish_next(live.question, editor)
    article = signing.request_signature(mend(second.question, editor), editor=editor)
    signature_row(live, dr_lin, verdict=Verdict.REVOKED)
    with refused(BASELESS):
        forged(article, dr_lin, editor, read_signature=Signature.objects.filter(article=live).first())


def test_the_person_stays_as_they_signed(editor: User, dr_lin: Doctor) -> None:
    article = ready(editor, dr_lin)
    for field in ("name", "title", "credentials", "conflict_statement"):
        with refused("a delegated signature keeps the person as they signed"):
            forged(article, dr_lin, editor, **{field: "Somebody else"})


def test_an_editor_signs_for_a_doctor_who_may_and_never_for_themselves(editor: User, dr_lin: Doctor) -> None:
    article = ready(editor, dr_lin)
    with refused(MAY_NOT):
        forged(article, dr_lin, editor, signed_by_id=dr_lin.user_id)
    for change in ({"verified_at": None, "verified_by": None}, {"retired_at": timezone.now()}, {"user": None}):
        with transaction.atomic():
            Doctor.objects.filter(pk=dr_lin.pk).update(**change)
            with refused(MAY_NOT):
                forged(article, dr_lin, editor)
            transaction.set_rollback(True)


def test_nothing_else_is_delegated(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    article = ready(editor, dr_lin)
    for verdict in (Verdict.REVOKED, Verdict.CHANGES_REQUESTED):
        with refused("nothing is decided by delegation"):
            forged(article, dr_lin, editor, verdict=verdict)
    with refused("a signature covers exactly the text"):
        forged(article, dr_lin, editor, digest="0" * 64)
    allow(dr_other)
    with refused("only the doctor of the byline or the second reviewer"):
        forged(article, dr_other, editor)
    with refused("only a delegated signature stands on another one"):
        forged(article, dr_lin, editor, role=Role.BYLINE, signed_by_id=dr_lin.user_id)


def test_the_page_comes_down_before_what_holds_it_up(editor: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    first = Article.objects.get(question=corrected.question, edition=1)
    with refused("the page that stands on a signature comes down before it is revoked"):
        signature_row(first, dr_lin, verdict=Verdict.REVOKED)


# The permission itself


def test_of_a_permission_only_the_end_is_set_once(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    permission = allow(dr_lin)
    once = "of a permission only the end is set, once"
    table = "articles_standingpermission"
    for change, value in (
        ("doctor_id", dr_other.pk), ("granted_by_id", editor.pk), ("granted_at", timezone.now()), ("id", 99),
    ):  # fmt: skip
        with refused(once):
            sql(f"UPDATE {table} SET {change} = %s", value)
    with refused("this record is only ever added to"):
        sql(f"DELETE FROM {table}")
    assert dr_lin.user is not None
    delegating.revoke_permission(dr_lin, account=dr_lin.user)
    with refused(once):
        StandingPermission.objects.filter(pk=permission.pk).update(revoked_at=None, revoked_by=None)
    with refused(once):
        StandingPermission.objects.filter(pk=permission.pk).update(revoked_by=editor)


def test_a_permission_does_not_end_before_what_it_allowed(editor: User, dr_lin: Doctor) -> None:
    mended_live(editor, dr_lin)
    signature = Signature.objects.get(role=Role.DELEGATED)
    with refused("a permission does not end before what was signed under it"):
        StandingPermission.objects.update(revoked_at=signature.created_at, revoked_by=editor)


def test_only_the_doctor_s_own_account_allows(editor: User, dr_lin: Doctor) -> None:
    sentence = "only a verified doctor allows corrections of spelling, with their own account"

    def granted(**changes: Any) -> StandingPermission:
        values: dict[str, Any] = {"doctor": dr_lin, "granted_by_id": dr_lin.user_id, "granted_at": timezone.now()}
        return StandingPermission.objects.create(**{**values, **changes})

    with refused(sentence):
        granted(granted_by_id=editor.pk)
    with refused("a permission begins open"):
        granted(revoked_at=timezone.now() + dt.timedelta(days=1), revoked_by=editor)
    for change in ({"verified_at": None, "verified_by": None}, {"retired_at": timezone.now()}):
        with transaction.atomic():
            Doctor.objects.filter(pk=dr_lin.pk).update(**change)
            with refused(sentence):
                granted()
            transaction.set_rollback(True)
    granted()
    with pytest.raises(IntegrityError), transaction.atomic():
        granted()


# Without the guard


def test_verify_names_the_words_that_were_more_than_spelling(editor: User, dr_lin: Doctor) -> None:
    """Somebody takes the triggers away, writes what they like and recomputes every digest and hash: it fits itself."""
    corrected = mended_live(editor, dr_lin)
    assert codes() == set()
    triggers.remove(connection)
    Cause.objects.filter(article=corrected, heading="Bone spurs").update(
        explanation="They lead to probelms with kidneys."
    )
    article = Article.objects.with_text().get(pk=corrected.pk)
    digest = canonical.digest_of(article)
    Article.objects.filter(pk=article.pk).update(digest=digest)
    row = Signature.objects.get(article=article)
    row.digest, row.block_digests = digest, [[block.name, block.digest] for block in canonical.blocks_of(article)]
    row.own_hash = chain.hash_of(row)
    row.save()
    for event in Event.objects.filter(verb="spelling_signed"):
        Event.objects.filter(pk=event.pk).update(detail={**event.detail, "digest": digest})
    connection.check_constraints()
    triggers.install(connection)
    (found,) = [one for one in auditing.problems() if one.code == "delegation-more-than-spelling"]
    assert (found.article_id, found.edition, found.block) == (corrected.pk, 2, "cause 2")
    assert "with kidneys" in found.sentence
    assert "with nerves" in found.sentence


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE articles_standingpermission SET granted_at = '2099-01-01 00:00:00+00'", "delegation-not-allowed"),
        ("UPDATE articles_signature SET standing_permission_id = NULL", "delegation-baseless"),
        ("UPDATE articles_signature SET read_signature_id = NULL", "delegation-baseless"),
        ("UPDATE articles_signature SET read_signature_id = id WHERE role = 'delegated'", "delegation-baseless"),
        ("UPDATE articles_signature SET role = 'byline' WHERE role = 'delegated'", "delegation-astray"),
        ("UPDATE articles_signature SET title = 'Head of all' WHERE role = 'delegated'", "signer-differs"),
        ("DELETE FROM articles_event WHERE verb = 'spelling_signed'", "signing-not-in-trail"),
    ],
)
def test_verify_sees_what_a_delegated_signature_does_not_stand_on(
    editor: User, dr_lin: Doctor, statement: str, code: str
) -> None:
    mended_live(editor, dr_lin)
    assert codes() == set()
    forge(statement)
    assert code in codes()


def test_verify_sees_a_permission_of_another_doctor(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    mended_live(editor, dr_lin)
    forge("UPDATE articles_standingpermission SET doctor_id = %s", dr_other.pk)
    assert {"delegation-not-allowed", "signature-invalid"} <= codes()


def test_verify_sees_who_was_signed_for_without_a_word(editor: User, dr_lin: Doctor) -> None:
    """A whole signature written by hand, without trigger, permission and trail."""
    asked = make_in_review(editor, dr_lin)
    triggers.remove(connection)
    signature_row(asked, dr_lin, role=Role.DELEGATED, signed_by_id=editor.pk)
    Article.objects.filter(pk=asked.pk).update(status=Status.SIGNED)
    connection.check_constraints()
    triggers.install(connection)
    assert {"delegation-baseless", "signing-not-in-trail"} <= codes()
    assert not Signature.objects.valid().exists()
    assert editing.start_edition(asked.question, editor=editor).edition == 2
