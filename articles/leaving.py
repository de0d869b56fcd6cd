"""A doctor goes for good: retires, or loses the licence. What was signed stays on record under the name of that day."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import delegating, permissions, publishing, revoking, trail
from articles.errors import NotAllowed, Refused
from articles.locking import lock_article, lock_doctor, lock_pages, lock_question
from articles.models import Article, ArticleQuerySet, Signature
from articles.models.vocabulary import FROZEN, Status
from doctors.models import Doctor


def signed_by(doctor: Doctor) -> ArticleQuerySet:
    """The editions that a valid signature of this doctor stands under, live ones first, for a page that asks twice."""
    valid = Signature.objects.valid().filter(doctor=doctor).values("article")
    return Article.objects.filter(pk__in=valid, status__in=FROZEN).order_by("-status", "question_text", "pk")


@transaction.atomic
def retire(doctor: Doctor, *, by: User) -> Doctor:
    """The doctor signs nothing more from now on. Live answers stay: each needs another doctor by its next review.

    Raises `NotAllowed` and `Refused("doctor-retired")`.
    """
    _refuse_others(by)
    fresh = lock_doctor(doctor)
    if fresh.is_retired:
        raise Refused("doctor-retired", _("%(doctor)s is retired.") % {"doctor": fresh})
    fresh.retired_at = timezone.now()
    fresh.save(update_fields=["retired_at"])
    delegating.end_permission(fresh, by=by)
    trail.record("doctor_retired", actor=by, doctor=fresh.pk)
    return fresh


@transaction.atomic
def lose_licence(doctor: Doctor, *, by: User, reason: str) -> list[Article]:
    """Revoke every valid signature of the doctor, take their live answers down and end the verification.

    Readers of the pages that come down see `reason`. Returns the editions that were live, in the order they came down.
    All or nothing. Raises `NotAllowed`, `Incomplete("reason-missing")` and `Incomplete("reason-too-long")`.
    """
    _refuse_others(by)
    reason = publishing.reason_given(reason, missing=_("Give a reason. Readers of the withdrawn pages will see it."))
    lock_pages()
    editions = list(signed_by(doctor).order_by("question_id", "-pk"))
    for article in editions:
        lock_question(article.question_id)
    withdrawn = []
    for article in editions:
        fresh = lock_article(article)
        was_live = fresh.status == Status.PUBLISHED
        if revoking.revoke_locked(fresh, doctor=doctor, account=by, reason=reason) is not None and was_live:
            withdrawn.append(fresh)
    fresh_doctor = lock_doctor(doctor)
    delegating.end_permission(fresh_doctor, by=by)
    Doctor.objects.filter(pk=fresh_doctor.pk).update(verified_at=None, verified_by=None)
    trail.record(
        "licence_lost",
        actor=by,
        doctor=doctor.pk,
        revoked=[article.pk for article in editions],
        withdrawn=[article.pk for article in withdrawn],
    )
    return withdrawn


def _refuse_others(by: User) -> None:
    if not permissions.can_verify_doctors(by):
        raise NotAllowed(_("Only who verifies doctors can do this."))
