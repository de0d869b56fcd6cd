"""A doctor signs: asking for a signature, the queue, the signature, asking for changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import canonical, chain, editing, findings, mailing, medicines, permissions, stating, trail
from articles.errors import Incomplete, NotAllowed, Refused, StaleText
from articles.locking import lock_article
from articles.models import Article, ArticleQuerySet, Signature
from articles.models.vocabulary import BEFORE_DOCTORS, TWO_SIGNATURES, RiskClass, Role, Status, Verdict
from articles.permissions import Hindrance
from doctors.models import Doctor
from healthqa.lib.kept_queries import KeptQuery

_VALID = KeptQuery(
    lambda article, doctor: (
        Signature.objects.valid().filter(article=article, doctor=doctor).order_by().values_list("pk", flat=True)
    ),
    int,
    int,
)


def queue_for(doctor: Doctor) -> ArticleQuerySet:
    """Editions that wait for this doctor's signature, the one that has waited longest first."""
    return Article.objects.to_be_signed_by(doctor).select_related("question")


@transaction.atomic
def request_signature(article: Article, *, editor: User, byline_confirmed: bool = False) -> Article:
    """Put a draft before its doctor: copy the byline from the profile, freeze how many signatures it needs, tell them.

    `byline_confirmed` is the editor's word that the doctor an import linked by name is the right person. Raises
    `Refused` with the first finding's code and all findings' sentences, and `NotAllowed`.
    """
    fresh = lock_article(article)
    if fresh.status != Status.DRAFT:
        raise Refused("not-a-draft", _("Only a draft can be put before a doctor."))
    if not permissions.can_request_signature(editor, fresh):
        raise NotAllowed(_("Only editors can ask for a signature."))
    fresh.byline_confirmed = fresh.byline_confirmed or byline_confirmed
    return put_before(fresh, actor=editor)


def put_before(fresh: Article, *, actor: User, despite: Collection[str] = ()) -> Article:
    """Ask for the signatures of a locked draft, for verbs that have said who may.

    Raises the findings as `Refused`, but for those whose codes are in `despite`.
    """
    _refuse_for([finding for finding in findings.blocking_request(fresh) if finding.code not in despite])
    _copy_byline(fresh)
    fresh.signatures_required = findings.signatures_needed(fresh)
    fresh.digest = canonical.digest_of(fresh)
    fresh.digest_version = canonical.VERSION
    fresh.status = Status.IN_REVIEW
    fresh.requested_at = timezone.now()
    fresh.save(
        update_fields=[
            *("byline_name", "byline_title", "byline_credentials", "disclosure", "byline_confirmed"),
            *("signatures_required", "digest", "digest_version", "status", "requested_at", "updated_at"),
        ]
    )
    trail.record("signature_requested", actor=actor, article=fresh, digest=fresh.digest)
    mailing.tell_signature_requested(fresh)
    return fresh


@transaction.atomic
def sign(
    article: Article,
    *,
    doctor: Doctor,
    digest: str,
    account: User | None = None,
    attested: Sequence[str] = (),
    conflict_statement: str = "",
    comment: str = "",
) -> Signature:
    """The doctor stands behind exactly the text with this digest, the one they were shown. Returns the signature.

    `account` is who is signed in: the doctor's own by default, and no other may sign. Raises `StaleText` when the words
    changed, `NotAllowed` for who may not sign (`permissions.can_sign`), `Refused` where nothing is left to sign, and
    `Incomplete("conflicts-unsaid")` for a bare “none” of a doctor whose profile names conflicts of interest.
    """
    fresh, account, role = _waiting_for(doctor, article, digest, account, _("You have signed this text already."))
    if not permissions.can_sign(account, fresh):
        raise NotAllowed(_why_not(doctor, account, fresh))
    if stating.is_unsaid(doctor.conflicts_of_interest, conflict_statement):
        sentence = _(
            "Your profile names conflicts of interest, and here you wrote “none”. Say that you mean this topic."
        )
        raise Incomplete("conflicts-unsaid", sentence)
    signature = chain.append(
        fresh,
        doctor=doctor,
        account=account,
        role=role,
        verdict=Verdict.SIGNED,
        attested=attested,
        conflict_statement=conflict_statement,
        comment=comment,
    )
    if fresh.status == Status.IN_REVIEW:
        moved = {"status": Status.SIGNED, "risk_class": risk_of(fresh), "updated_at": timezone.now()}
        Article.objects.filter(pk=fresh.pk).update(**moved)
    trail.record("signed", actor=account, article=fresh, digest=digest, role=role)
    return signature


@transaction.atomic
def request_changes(
    article: Article, *, doctor: Doctor, comment: str, digest: str, account: User | None = None
) -> Signature:
    """The doctor sends a text back with the reason, which is kept. It returns to draft unless another doctor signed it.

    Raises `Incomplete("comment-missing")`, `Refused("not-in-review")`, `Refused("signed-already")`, `StaleText` and
    `NotAllowed`.
    """
    if not comment.strip():
        raise Incomplete("comment-missing", _("Say what should change, so that the editor can do it."))
    signed = _("You have signed this text. To stop it, withdraw your name.")
    fresh, account, role = _waiting_for(doctor, article, digest, account, signed)
    verdict = chain.append(
        fresh, doctor=doctor, account=account, role=role, verdict=Verdict.CHANGES_REQUESTED, comment=comment.strip()
    )
    trail.record("changes_requested", actor=account, article=fresh, digest=digest)
    if fresh.status == Status.IN_REVIEW:
        editing.back_to_draft(fresh, actor=account, why="changes_requested")
    return verdict


def risk_of(article: Article) -> RiskClass:
    """How soon a text must be read again: sooner for infants, children, pregnancy and where a medicine is named."""
    raised = article.life_stage in TWO_SIGNATURES or medicines.finder().names_one(findings.words_of(article))
    return RiskClass.RAISED if raised else RiskClass.NORMAL


def _copy_byline(article: Article) -> None:
    """The byline becomes words of the edition. So does the doctor's own disclosure where the editor wrote none."""
    doctor = article.doctor
    if doctor is None:  # the findings refuse this with a sentence of their own
        raise Refused("doctor-missing", _("Choose the doctor whose name stands under this answer."))
    article.byline_name = doctor.printed_name
    article.byline_title = chain.title_of(doctor, article.question.language)
    article.byline_credentials = doctor.credentials
    if not article.disclosure.strip():
        article.disclosure = doctor.conflicts_of_interest


def _refuse_for(found: list[findings.Finding]) -> None:
    if found:
        raise Refused(found[0].code, " ".join(finding.sentence for finding in found))


def _waiting_for(
    doctor: Doctor, article: Article, digest: str, account: User | None, signed: str
) -> tuple[Article, User, Role]:
    """The edition, locked, with the account and the role in which this doctor decides on it now.

    It has to hold the text of `digest` and wait for them; who has signed it already is told `signed`.
    """
    fresh = lock_article(article)
    account = own_account(doctor, account)
    role = _role(doctor, fresh)
    _refuse_stale(fresh, digest)
    if fresh.status not in BEFORE_DOCTORS:
        raise Refused("not-in-review", _("This edition is not waiting for a signature any more."))
    if _VALID(fresh.pk, doctor.pk):
        raise Refused("signed-already", signed)
    return fresh, account, role


def _refuse_stale(article: Article, shown: str) -> None:
    current = canonical.digest_of(article)
    if current != shown or current != article.digest:
        sentence = _("The text changed since you opened it, so nothing was signed. Please read what is new.")
        raise StaleText(shown=shown, current=current, sentence=sentence)


def own_account(doctor: Doctor, account: User | None) -> User:
    """The doctor's account, in which alone their name is given and taken back. Raises `NotAllowed` for another one."""
    if doctor.user is None or (account is not None and account.pk != doctor.user_id):
        raise NotAllowed(_("Only the doctor's own account can do this."))
    return doctor.user


def _role(doctor: Doctor, article: Article) -> Role:
    if not permissions.is_put_before(doctor, article):
        raise NotAllowed(_("This text was not put before %(doctor)s.") % {"doctor": doctor})
    return Role.BYLINE if doctor.pk == article.doctor_id else Role.SECOND_REVIEWER


def _why_not(doctor: Doctor, account: User, article: Article) -> str:
    if permissions.wrote_in(account, article):
        return _("Your account changed words of this edition, so another doctor has to sign it.")
    sentences: dict[Hindrance | None, str] = {
        Hindrance.EDITORIAL: _(
            "An account that edits or publishes cannot sign. Sign with an account of your own as a doctor."
        ),
        Hindrance.RETIRED: _("A retired doctor cannot sign."),
        Hindrance.UNVERIFIED: _(
            "Your registration has to be verified again before you can sign. Please ask the editors."
        ),
    }
    return sentences.get(permissions.hindrance_of(doctor, account), _("This account cannot sign this text."))
