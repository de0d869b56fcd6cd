"""An editor publishes, withdraws, rolls back. Each writes the Publication and the read model in one transaction."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import canonical, findings, live_pages, mailing, medicines, one_edition, page_sources, permissions, trail
from articles.errors import Incomplete, NotAllowed, Refused, StaleText
from articles.locking import lock_article, lock_pages, lock_question
from articles.medicines import MedicineFinder
from articles.models import Article, Publication, Question, Signature
from articles.models.vocabulary import EndCause, Status

#: Characters of a reason. Whoever comes to a withdrawn page reads it before anything else: a paragraph, no essay.
LONGEST_REASON = 1_000


@transaction.atomic
def publish(article: Article, *, editor: User) -> Article:
    """Make a fully signed edition the live answer of its question; the edition before it is superseded.

    Recomputes the digest under the row lock. Raises `Refused` with the code of the first finding (`findings.check`) and
    the sentences of all, `StaleText` when stored and computed digest differ, and `NotAllowed`.
    """
    lock_pages()
    question = lock_question(article.question_id)
    fresh = lock_article(article)
    if fresh.status == Status.PUBLISHED:
        raise Refused("published-already", _("This edition is live already."))
    if not permissions.may_publish(editor):
        raise NotAllowed(_("This account may not publish."))
    known = _known(fresh)
    _refuse_findings(fresh, known)
    if not permissions.can_publish(editor, fresh):
        raise Refused("not-signed", _("Only a signed edition can be published."))
    before = one_edition.live_of(question.pk)
    if before is not None:
        _end(before, status=Status.SUPERSEDED, cause=EndCause.SUPERSEDED)
    live = _go_live(fresh, known, instead_of=before)
    trail.record("published", actor=editor, article=live, digest=live.digest, replaces=before and before.edition)
    return live


@transaction.atomic
def withdraw(
    article: Article,
    *,
    editor: User,
    reason: str,
    safety: bool = False,
    replacement: Question | None = None,
) -> Article:
    """Take the live answer down at once: its address says 410 with the reason and where to read instead.

    Raises `Incomplete("reason-missing")`, `Incomplete("reason-too-long")`, `Refused("not-published")` and `NotAllowed`.
    """
    reason = reason_given(reason, missing=_("Give a reason. Readers who come to this page will see it."))
    lock_pages()
    lock_question(article.question_id)
    fresh = lock_article(article)
    if replacement is not None and replacement.pk == fresh.question_id:
        raise Refused("replaces-itself", _("Choose another question to read instead, or none."))
    if fresh.status != Status.PUBLISHED:
        raise Refused("not-published", _("Only a published answer can be withdrawn."))
    if not permissions.can_withdraw(editor, fresh):
        raise NotAllowed(_("This account may not withdraw answers."))
    cause = EndCause.SAFETY if safety else EndCause.WITHDRAWN
    gone = take_down(fresh, cause=cause, reason=reason, replacement=replacement)
    trail.record("withdrawn", actor=editor, article=gone, cause=cause, reason=reason)
    if safety:
        mailing.tell_withdrawn_for_safety(Publication.objects.filter(article=gone).latest("pk"))
    return gone


@transaction.atomic
def roll_back(question: Question, *, editor: User, reason: str) -> Article:
    """Bring the edition that was live before the current one back, if its signatures still hold. Returns it.

    Raises `Incomplete` with "reason-missing" or "reason-too-long", `Refused("nothing-before")`, `Refused("redacted")`
    where its words are erased, the findings of that edition, and `NotAllowed`.
    """
    reason = reason_given(reason, missing=_("Give a reason. It stays in the history of this answer."))
    lock_pages()
    question = lock_question(question.pk)
    current = one_edition.live_of(question.pk)
    target = _before(current) if current is not None else None
    if current is None or target is None:
        raise Refused("nothing-before", _("There is no earlier published edition to bring back."))
    if not permissions.can_roll_back(editor, current):
        raise NotAllowed(_("Only chief editors bring an earlier edition back."))
    fresh = lock_article(target)
    if fresh.is_redacted:
        sentence = _("The words of edition %(n)d, which was live before, are erased. Start the next edition instead.")
        raise Refused("redacted", sentence % {"n": fresh.edition})
    known = _known(fresh)
    _refuse_findings(fresh, known)
    _end(current, status=Status.SUPERSEDED, cause=EndCause.ROLLED_BACK, reason=reason)
    live = _go_live(fresh, known, instead_of=current)
    trail.record("rolled_back", actor=editor, article=live, from_edition=current.edition, reason=reason)
    return live


def reason_given(reason: str, *, missing: str) -> str:
    """`reason` without the space around it. Raises `Incomplete` with "reason-missing" or "reason-too-long"."""
    given = reason.strip().replace("\r\n", "\n")
    if not given:
        raise Incomplete("reason-missing", missing)
    if len(given) > LONGEST_REASON:
        sentence = _("This reason has %(n)d characters, and %(most)d are the most. Shorten it and send it again.")
        raise Incomplete("reason-too-long", sentence % {"n": len(given), "most": LONGEST_REASON})
    return given


def _before(current: Article) -> Article | None:
    """The last edition before `current` that was live: rolling back twice goes back two editions."""
    earlier = Article.objects.filter(
        question=current.question_id, status=Status.SUPERSEDED, edition__lt=current.edition
    )
    return earlier.filter(publications__isnull=False).order_by("-edition").first()


def take_down(article: Article, *, cause: EndCause, reason: str, replacement: Question | None = None) -> Article:
    """End the live period of a locked, published edition, for `withdraw` and `revoking.revoke`, which say why."""
    return _end(article, status=Status.WITHDRAWN, cause=cause, reason=reason, replacement=replacement)


def _end(
    article: Article, *, status: Status, cause: EndCause, reason: str = "", replacement: Question | None = None
) -> Article:
    Publication.objects.current().filter(article=article).update(
        live_until=timezone.now(), end_cause=cause, reason=reason, replacement=replacement
    )
    live_pages.remove(article, is_replaced=status == Status.SUPERSEDED)
    article.status = status
    article.save(update_fields=["status", "updated_at"])
    return article


class _Known(NamedTuple):
    """What findings and page both ask of an edition."""

    finder: MedicineFinder
    valid: list[Signature]


def _known(article: Article) -> _Known:
    return _Known(medicines.finder(), page_sources.signatures_of([article]))


def _go_live(article: Article, known: _Known, *, instead_of: Article | None) -> Article:
    """Publish a locked edition whose findings are clear: state, period and read model together."""
    article.status = Status.PUBLISHED
    article.save(update_fields=["status", "updated_at"])
    period = Publication.objects.create(article=article, question=article.question, live_from=timezone.now())
    one_edition.read_associated(article)
    live_pages.put_up(article, page_sources.gather_for(article, *known, period), instead_of=instead_of)
    return article


def _refuse_findings(article: Article, known: _Known) -> None:
    current = canonical.digest_of(article)
    if current != article.digest:
        sentence = _("The text is not the one that was signed. Run “verify” and start the next edition.")
        raise StaleText(shown=article.digest, current=current, sentence=sentence)
    found = findings.check(article, **known._asdict())
    if found:
        raise Refused(found[0].code, " ".join(finding.sentence for finding in found))
