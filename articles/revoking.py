"""A doctor takes their name back: the signature is revoked, and what it held up goes with it at once."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import chain, permissions, publishing, signing, trail
from articles.errors import Refused
from articles.locking import lock_article, lock_pages, lock_question
from articles.models import Article, Signature
from articles.models.vocabulary import EndCause, Role, Status, Verdict
from doctors.models import Doctor


@transaction.atomic
def revoke(article: Article, *, doctor: Doctor, reason: str, account: User | None = None) -> Signature:
    """Append a revocation of this doctor's signature on the edition. The words stay as they are, on record.

    A published page is taken down first (410 with the reason); a signed, unpublished edition is withdrawn, and the
    editor starts the next one. Raises `Incomplete("reason-missing")`, `Incomplete("reason-too-long")`,
    `Refused("nothing-signed")` and `NotAllowed`.
    """
    reason = publishing.reason_given(reason, missing=_("Give a reason. Readers of the withdrawn page will see it."))
    lock_pages()
    lock_question(article.question_id)
    fresh = lock_article(article)
    account = signing.own_account(doctor, account)
    if not permissions.is_put_before(doctor, fresh):
        raise Refused("nothing-signed", _("There is no valid signature of yours on this text."))
    revocation = revoke_locked(fresh, doctor=doctor, account=account, reason=reason)
    if revocation is None:
        raise Refused("nothing-signed", _("There is no valid signature of yours on this text."))
    return revocation


def revoke_locked(fresh: Article, *, doctor: Doctor, account: User, reason: str) -> Signature | None:
    """For verbs that locked question and edition and checked who asks. None where no valid signature stands.

    What was signed by delegation on this signature goes first: its page, and then its own record.
    """
    signed = Signature.objects.valid().filter(article=fresh, doctor=doctor).last()
    if signed is None:
        return None
    for leaning in signed.delegated.valid().select_related("article").order_by("-pk"):
        revoke_locked(lock_article(leaning.article), doctor=doctor, account=account, reason=reason)
    if fresh.status == Status.PUBLISHED:
        publishing.take_down(fresh, cause=EndCause.SIGNATURE_REVOKED, reason=reason)
    revocation = chain.append(
        fresh,
        doctor=doctor,
        account=account,
        role=Role(signed.stands_as(fresh)),
        verdict=Verdict.REVOKED,
        comment=reason,
    )
    if fresh.status == Status.SIGNED:
        Article.objects.filter(pk=fresh.pk).update(status=Status.WITHDRAWN)
    trail.record("revoked", actor=account, article=fresh, digest=fresh.digest)
    return revocation
