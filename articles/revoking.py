"""A doctor takes their name back: the signature is revoked, and what it held up goes with it at once."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import chain, permissions, publishing, trail
from articles.errors import NotAllowed, Refused
from articles.locking import lock_article, lock_question
from articles.models import Article, Signature
from articles.models.vocabulary import EndCause, Role, Status, Verdict
from doctors.models import Doctor


@transaction.atomic
def revoke(article: Article, *, doctor: Doctor, reason: str, account: User | None = None) -> Signature:
    """Append a revocation of this doctor's signature on the edition. The words stay as they are, on record.

    A published page is taken down first (410 with the reason); a signed, unpublished edition is withdrawn, and the
    editor starts the next one. Raises `Refused("reason-missing")`, `Refused("nothing-signed")` and `NotAllowed`.
    """
    if not reason.strip():
        raise Refused("reason-missing", _("Give a reason. Readers of the withdrawn page will see it."))
    lock_question(article.question_id)
    fresh = lock_article(article)
    if doctor.user is None or (account is not None and account.pk != doctor.user_id):
        raise NotAllowed(_("Only the doctor's own account can take the name back."))
    signed = Signature.objects.valid().filter(article=fresh, doctor=doctor).last()
    if signed is None or not permissions.is_put_before(doctor, fresh):
        raise Refused("nothing-signed", _("There is no valid signature of yours on this text."))
    if fresh.status == Status.PUBLISHED:
        publishing.take_down(fresh, cause=EndCause.SIGNATURE_REVOKED, reason=reason.strip())
    revocation = chain.append(
        fresh,
        doctor=doctor,
        account=doctor.user,
        role=Role(signed.role),
        verdict=Verdict.REVOKED,
        comment=reason.strip(),
    )
    if fresh.status == Status.SIGNED:
        Article.objects.filter(pk=fresh.pk).update(status=Status.WITHDRAWN)
    trail.record("revoked", actor=doctor.user, article=fresh, digest=fresh.digest)
    return revocation
