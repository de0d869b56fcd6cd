"""A reader's report of an error opens a task; an editor closes it and says what came of it."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import canonical, permissions, trail
from articles.errors import Incomplete, NotAllowed, Refused
from articles.locking import lock_question
from articles.models import Article, ErrorReport
from articles.public_parts import Part
from articles.publishing import reason_given
from articles.text_rows import remember_words

Outcome = ErrorReport.Outcome
#: Later editions that are looked through for the one that no longer holds the reported words.
_LOOKED_THROUGH = 20


def report(part: Part) -> ErrorReport:
    """The open task about these words: the one there is, or a new one. In the caller's transaction, which holds the
    question: so no second one is opened at the same time, and none is closed under the caller's hands."""
    about = {"question_id": part.article.question_id, "block_digest": part.digest}
    found = ErrorReport.objects.open().filter(**about).first()
    if found is None:
        found = ErrorReport.objects.create(**about, article=part.article, block_name=part.name)
        trail.record("error_reported", actor=None, article=part.article, report=found.pk, block=part.name)
    return found


@transaction.atomic
def close(report: ErrorReport, *, editor: User, outcome: str, reason: str = "") -> ErrorReport:
    """Say what came of a report. `Outcome.CORRECTED` finds the edition that holds the correction by itself.

    Raises `NotAllowed`; `Incomplete` with "outcome-missing", "reason-missing" or "reason-too-long"; `Refused` with
    "closed-already", "not-corrected" where readers still read the reported words, or "still-live".
    """
    if not permissions.may_close_reports(editor):
        raise NotAllowed(_("Only editors close reports of errors."))
    if outcome not in Outcome.values:
        raise Incomplete("outcome-missing", _("Choose what came of this report."))
    if reason.strip() or outcome != Outcome.CORRECTED:
        reason = reason_given(reason, missing=_("Give a reason: what was looked at, and what was found."))
    lock_question(report.question_id)
    fresh = ErrorReport.objects.select_for_update(of=("self",)).select_related("article").get(pk=report.pk)
    if not fresh.is_open:
        raise Refused("closed-already", _("Somebody has closed this report meanwhile."))
    live = Article.objects.public().filter(question=fresh.question_id).first()
    if outcome == Outcome.TAKEN_DOWN and live is not None:
        sentence = _("Edition %(n)d is live. Withdraw the answer first, or choose another outcome.")
        raise Refused("still-live", sentence % {"n": live.edition})
    fresh.corrected_in = _correction(fresh, live) if outcome == Outcome.CORRECTED else None
    fresh.outcome, fresh.reason = outcome, reason.strip()
    fresh.closed_at, fresh.closed_by = timezone.now(), editor
    fresh.save(update_fields=["outcome", "reason", "corrected_in", "closed_at", "closed_by"])
    corrected = fresh.corrected_in.edition if fresh.corrected_in else None
    trail.record(
        "report_closed", actor=editor, article=fresh.article, report=fresh.pk, outcome=outcome, edition=corrected
    )
    return fresh


def corrected_by(report: ErrorReport) -> Article | None:
    """The first public edition after the reported one without the reported words; None while readers read them."""
    live = Article.objects.public().filter(question=report.question_id).first()
    return _without(report, live) if live is not None else None


def _correction(report: ErrorReport, live: Article | None) -> Article:
    if live is None:
        raise Refused("not-corrected", _("No edition is live, so none holds a correction. Choose another outcome."))
    found = _without(report, live)
    if found is None:
        sentence = _(
            "Edition %(n)d, which readers read now, still has the reported words. Publish the correction first."
        )
        raise Refused("not-corrected", sentence % {"n": live.edition})
    return found


def _without(report: ErrorReport, live: Article) -> Article | None:
    later = (
        Article.objects.ever_public()
        .with_words()
        .filter(question=report.question_id, edition__gt=report.article.edition, edition__lte=live.edition)
    )
    editions = list(later.order_by("-edition")[:_LOOKED_THROUGH])
    remember_words(editions)
    found = None
    for edition in editions:  # from the live one back, as long as the words are not there
        blocks = canonical.blocks_of(edition)
        if report.block_digest in {canonical.digest_of_blocks(blocks), *(block.digest for block in blocks)}:
            break
        found = edition
    return found
