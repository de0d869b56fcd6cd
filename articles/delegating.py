"""A doctor allows corrections of spelling in texts they signed; an editor's correction is signed under that."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import canonical, chain, delegation, editing, permissions, signing, trail
from articles.delegation import Basis, Plan
from articles.errors import NotAllowed, Refused
from articles.findings import Finding
from articles.locking import lock_article, lock_doctor
from articles.models import Article, StandingPermission
from articles.models.vocabulary import RiskClass, Role, Status, Verdict
from articles.permissions import Hindrance
from doctors.models import Doctor

TICK = dt.timedelta(microseconds=1)


@transaction.atomic
def allow_spelling(doctor: Doctor, *, account: User) -> StandingPermission:
    """From now on the spelling of texts that this doctor read and signed may be corrected under their name.

    Raises `NotAllowed` for any account but the doctor's own, and for a doctor who may not sign;
    `Refused("allowed-already")`.
    """
    fresh = lock_doctor(doctor)
    account = signing.own_account(fresh, account)
    hindrance = permissions.hindrance_of(fresh, account)
    if hindrance is Hindrance.EDITORIAL:
        raise NotAllowed(_("An account that edits or publishes cannot allow this in a doctor’s name."))
    if hindrance is not None:
        raise NotAllowed(_("Only a doctor who may sign now can allow this. Please ask the editors."))
    if StandingPermission.objects.open().filter(doctor=fresh).exists():
        raise Refused("allowed-already", _("You allow corrections of spelling already."))
    permission = StandingPermission.objects.create(doctor=fresh, granted_at=timezone.now(), granted_by=account)
    trail.record("spelling_allowed", actor=account, doctor=fresh.pk, permission=permission.pk)
    return permission


@transaction.atomic
def revoke_permission(doctor: Doctor, *, account: User) -> StandingPermission:
    """From now on every change waits for the doctor again. What was signed before stays signed.

    Raises `NotAllowed` for any account but the doctor's own, and `Refused("nothing-allowed")`.
    """
    fresh = lock_doctor(doctor)
    permission = end_permission(fresh, by=signing.own_account(fresh, account))
    if permission is None:
        raise Refused("nothing-allowed", _("You do not allow corrections of spelling."))
    return permission


def end_permission(doctor: Doctor, *, by: User) -> StandingPermission | None:
    """End what a locked doctor allows, for verbs that checked who asks. None where nothing is allowed."""
    permission = StandingPermission.objects.open().filter(doctor=doctor).first()
    if permission is None:
        return None
    # Two machines may differ by a moment: what was signed under it stays before its end.
    last = permission.signatures.aggregate(last=Max("created_at"))["last"]
    permission.revoked_at = max(timezone.now(), last + TICK) if last else timezone.now()
    permission.revoked_by = by
    permission.save(update_fields=["revoked_at", "revoked_by"])
    trail.record("spelling_revoked", actor=by, doctor=doctor.pk, permission=permission.pk)
    return permission


def why_not(article: Article) -> list[Finding]:
    """Everything that keeps an open edition, fetched `with_text()`, from being signed as a correction of spelling."""
    return list(delegation.plan_for(article).against)


@transaction.atomic
def sign_spelling(article: Article, *, editor: User) -> Article:
    """Sign an open edition in the name of its doctors, who allow it, because it only corrects the spelling of theirs.

    Every word is compared with the text that each of them read (`why_not`). The signatures are of a role of their own,
    name what they stand on, and leave the review due when it was. Raises `Refused` with the first reason's code and
    all reasons' sentences, and `NotAllowed`.
    """
    fresh = lock_article(article)
    if fresh.status not in (Status.DRAFT, Status.IN_REVIEW):
        raise Refused("not-open", _("Only a draft or a text in review can be signed as a correction of spelling."))
    if not permissions.can_edit(editor, fresh):
        raise NotAllowed(_("Only editors correct spelling in a doctor’s name."))
    _hold_doctors(fresh)
    plan = delegation.plan_for(fresh)
    if plan.against:
        raise Refused(plan.against[0].code, " ".join(finding.sentence for finding in plan.against))
    if fresh.status == Status.IN_REVIEW:
        editing.back_to_draft(fresh, actor=editor, why="spelling")
    ready = _put_forward(plan)
    for basis in plan.bases:
        _append(ready, basis, editor)
    raised = RiskClass.RAISED in (plan.previous and plan.previous.risk_class, signing.risk_of(ready))
    risk = RiskClass.RAISED if raised else RiskClass.NORMAL
    Article.objects.filter(pk=ready.pk).update(status=Status.SIGNED, risk_class=risk, updated_at=timezone.now())
    return Article.objects.get(pk=ready.pk)


def _hold_doctors(article: Article) -> None:
    """Nothing of the doctors and of what they allow changes until the end; the lower number first, as everywhere."""
    doctors = {doctor.pk: doctor for doctor in (article.doctor, article.second_reviewer) if doctor is not None}
    held = {pk: lock_doctor(doctor) for pk, doctor in sorted(doctors.items())}
    article.doctor = held.get(article.doctor_id or 0)
    article.second_reviewer = held.get(article.second_reviewer_id or 0)


def _put_forward(plan: Plan) -> Article:
    """The draft with its byline and digest, in review for a moment: what is signed is an edition in review."""
    ready = plan.edition
    ready.status = Status.IN_REVIEW
    ready.digest, ready.digest_version = canonical.digest_of(ready), canonical.VERSION
    ready.requested_at = timezone.now()
    fields = ("byline_name", "byline_title", "byline_credentials", "signatures_required", "digest", "digest_version")
    ready.save(update_fields=[*fields, "status", "requested_at", "updated_at"])
    return ready


def _append(article: Article, basis: Basis, editor: User) -> None:
    signature = chain.append(
        article,
        doctor=basis.doctor,
        account=editor,
        role=Role.DELEGATED,
        verdict=Verdict.SIGNED,
        conflict_statement=basis.read.conflict_statement,
        standing_permission=basis.permission,
        read_signature=basis.read,
    )
    trail.record(
        "spelling_signed",
        actor=editor,
        article=article,
        digest=signature.digest,
        doctor=basis.doctor.pk,
        permission=basis.permission.pk,
        read=basis.read.pk,
    )
