"""Words are erased because the law asks for it: a chief editor asks, a second person confirms, a tombstone stays.

Signatures, digests, periods of publication and the trail are kept; so is what a doctor wrote under a signature
(comment, conflicts of interest), for the chain of signatures is computed from it. docs/decisions/0016-redaction.md.
"""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import permissions, publishing, social_cards, trail
from articles.errors import NotAllowed, Refused
from articles.locking import lock_article, lock_question
from articles.models import (
    Article,
    ArticleQuerySet,
    BlockComment,
    BylineJournal,
    CareAdvice,
    Cause,
    ErrorReport,
    Feedback,
    Redaction,
    Reference,
    Section,
)
from articles.models.vocabulary import TOMBSTONE, RedactionState, Status
from articles.search import rebuilding
from articles.triggers.columns import ERASED
from healthqa.lib import rendered

#: The tables of an edition's words; their rows go, causes before the sections that hold them.
_ROWS = (Cause, Section, CareAdvice, Reference)


@transaction.atomic
def ask_redaction(article: Article, *, chief: User, reason: str) -> Redaction:
    """Ask for all words of an edition to be erased. Nothing is erased before a second person confirms (`redact`).

    Readers will see `reason` in place of the words, so it must not repeat them. Raises `Refused` with "reason-missing",
    "reason-too-long", "still-live", "not-ended", "live-stands-on-it", "redacted-already" or "asked-already", and
    `NotAllowed`.
    """
    if not permissions.may_redact(chief):
        raise NotAllowed(_("Only chief editors ask for words to be erased."))
    reason = publishing.reason_given(reason, missing=_("Give a reason. Readers will see it in place of the words."))
    fresh = _locked(article)
    _refuse_state(fresh)
    if fresh.redactions.waiting().exists():
        raise Refused("asked-already", _("The erasure of this edition was asked for already. It waits for a decision."))
    asked = Redaction.objects.create(article=fresh, reason=reason, asked_by=chief, asked_at=timezone.now())
    trail.record("redaction_asked", actor=chief, article=fresh, digest=fresh.digest, reason=reason)
    return asked


@transaction.atomic
def redact(article: Article, *, second: User) -> Article:
    """Erase the words of an edition for good: `second` confirms what another person asked for.

    In one transaction. What is left is a tombstone with its digest and the reason. Raises `Refused` with "not-asked",
    "still-live", "live-stands-on-it", "asker-gone" or "redacted-already", and `NotAllowed`, also for who asked and for
    another account of the same human where that can be told (`same_human`).
    """
    if not permissions.may_redact(second):
        raise NotAllowed(_("Only chief editors confirm that words are erased."))
    fresh = _locked(article)
    _refuse_state(fresh)
    asked = _waiting(fresh)
    if same_human(asked.asked_by, second):
        raise NotAllowed(_("Whoever asked cannot confirm it, with this account or another. A second person has to."))
    if not (asked.asked_by.is_active and asked.asked_by.is_staff):
        sentence = _("Whoever asked has no account here any more that may ask. Say that the words stay, and ask again.")
        raise Refused("asker-gone", sentence)
    _decide(asked, RedactionState.CONFIRMED, by=second)
    _erase_around(fresh)
    for model in _ROWS:
        model._default_manager.filter(article=fresh).delete()
    Article.objects.filter(pk=fresh.pk).update(**ERASED, unplaced=[], updated_at=timezone.now())
    social_cards.remove(fresh.digest)
    rebuilding.put_together()
    transaction.on_commit(rendered.forget_all)
    trail.record("redacted", actor=second, article=fresh, digest=fresh.digest, asked_by=asked.asked_by_id)
    return Article.objects.with_text().get(pk=fresh.pk)


@transaction.atomic
def refuse_redaction(article: Article, *, second: User, reason: str) -> Redaction:
    """Decide that the words stay, with the reason; who asked may take the question back so. It can be asked again.

    Raises `Refused` with "reason-missing", "reason-too-long" or "not-asked", and `NotAllowed`.
    """
    if not permissions.may_redact(second):
        raise NotAllowed(_("Only chief editors decide whether words are erased."))
    reason = publishing.reason_given(reason, missing=_("Say why the words stay."))
    fresh = _locked(article)
    refused = _decide(_waiting(fresh), RedactionState.REFUSED, by=second, answer=reason)
    trail.record("redaction_refused", actor=second, article=fresh, digest=fresh.digest, reason=reason)
    return refused


def same_human(one: User, other: User) -> bool:
    """Whether two accounts are one, or share an e-mail address or a full name. Two of one human may share neither."""
    if one.pk == other.pk or _addresses(one) & _addresses(other):
        return True
    name, others = (" ".join(account.get_full_name().split()).casefold() for account in (one, other))
    return bool(name) and name == others


def others_with_words(article: Article) -> ArticleQuerySet:
    """Editions that keep words when this one loses them: those of its question, and those with the very same text."""
    same = Q(question=article.question_id) | (Q(digest=article.digest) & ~Q(digest=""))
    others = Article.objects.filter(same).exclude(pk=article.pk).with_words()
    return others.select_related("question").defer("original_document").order_by("question", "edition")


def _locked(article: Article) -> Article:
    lock_question(article.question_id)
    return lock_article(article)


def _refuse_state(fresh: Article) -> None:
    if fresh.is_redacted:
        raise Refused("redacted-already", _("The words of this edition are erased already."))
    if fresh.status == Status.PUBLISHED:
        raise Refused("still-live", _("Readers read these words now. Withdraw the answer first, then ask again."))
    if fresh.status not in (Status.SUPERSEDED, Status.WITHDRAWN):
        sentence = _("This edition is still on its way: take the words out of its text, or of the next edition.")
        raise Refused("not-ended", sentence)
    if Article.objects.filter(status=Status.PUBLISHED, signatures__read_signature__article=fresh).exists():
        sentence = _(
            "A live answer stands on these words by a correction of spelling, and nothing could prove it any more."
            " Have its next edition read and signed, or withdraw it, first."
        )
        raise Refused("live-stands-on-it", sentence)


def _waiting(fresh: Article) -> Redaction:
    asked = fresh.redactions.waiting().select_for_update(of=("self",)).select_related("asked_by").first()
    if asked is None:
        raise Refused("not-asked", _("Nobody asked for these words to be erased, or it was decided meanwhile."))
    return asked


def _decide(asked: Redaction, state: RedactionState, *, by: User, answer: str = "") -> Redaction:
    asked.state, asked.decided_by, asked.answer = state, by, answer
    asked.decided_at = max(timezone.now(), asked.asked_at)
    asked.save(update_fields=["state", "decided_by", "decided_at", "answer"])
    return asked


def _erase_around(fresh: Article) -> None:
    """What repeats words of the edition elsewhere: remarks, the admin's log, its page in the journal, its document."""
    BlockComment.objects.filter(article=fresh).update(quote="", text=TOMBSTONE)
    Feedback.objects.filter(article=fresh).update(text="")
    ErrorReport.objects.filter(article=fresh).exclude(reason="").update(reason=TOMBSTONE)
    BylineJournal.objects.filter(article=fresh).delete()
    fresh.associated_conditions.clear()
    rows = {Article: [fresh.pk]} | {model: list(_ids(model, fresh)) for model in _ROWS}
    for model, ids in rows.items():
        logged = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model))
        logged.filter(object_id__in=map(str, ids)).update(object_repr=TOMBSTONE, change_message="")
    if fresh.original_document:
        copies = Article.objects.filter(question=fresh.question_id, original_document=fresh.original_document)
        copies.exclude(pk=fresh.pk).update(original_document="", unplaced=[])


def _ids(model: type[Section | Cause | CareAdvice | Reference], fresh: Article) -> list[int]:
    return list(model._default_manager.filter(article=fresh).values_list("pk", flat=True))


def _addresses(account: User) -> set[str]:
    """The e-mail addresses of an account, without what a mailbox ignores: capitals and what follows a “+”."""
    found = {account.email, *EmailAddress.objects.filter(user=account).values_list("email", flat=True)}
    return {_mailbox(address) for address in found if address.strip()}


def _mailbox(address: str) -> str:
    name, at, host = address.strip().casefold().rpartition("@")
    return f"{name.partition('+')[0]}{at}{host}"
