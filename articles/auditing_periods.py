"""When an edition was live: its periods of publication against its signatures, its state and the trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from articles.auditing_finding import Finding
from articles.models import Article, Event, Publication
from articles.models.vocabulary import EndCause, Status, Verb, Verdict

#: What the trail calls the end of a period, where it stands in the trail of the edition itself.
_ENDS: dict[str, str] = {
    EndCause.WITHDRAWN: "withdrawn",
    EndCause.SAFETY: "withdrawn",
    EndCause.SIGNATURE_REVOKED: "revoked",
}
#: The begin or end of a period and its entry in the trail are written in one transaction.
_SAME_MOMENT = dt.timedelta(hours=1)


def findings_of(article: Article) -> Iterator[Finding]:
    """What is wrong with the periods of an edition fetched with them, its signatures and its trail."""
    periods = list(article.publications.all())
    is_open = any(period.live_until is None for period in periods)
    if is_open and article.status != Status.PUBLISHED:
        yield Finding("period-open", "is not published, but its period of publication has no end")
    if not is_open and article.status == Status.PUBLISHED:
        yield Finding("period-missing", "is published without an open period of publication")
    for period in periods:
        yield from _about_one(article, period)
        if period.live_until is None and (period.reason or period.replacement_id is not None):
            yield Finding("period-speaks-early", "has an open period of publication with a reason or a replacement")
    last = max(periods, key=lambda period: period.pk, default=None)
    if last is not None and article.status == Status.WITHDRAWN and last.end_cause and last.end_cause not in _ENDS:
        yield Finding("period-not-in-trail", "was withdrawn, and its period of publication ended for another cause")
    if any(period.question_id != article.question_id for period in periods):
        yield Finding("period-astray", "has a period of publication that belongs to another question")


def _begins(event: Event, article: Article) -> bool:
    is_published = event.verb == Verb.PUBLISHED and event.detail.get("digest") == article.digest
    return is_published or event.verb == Verb.ROLLED_BACK


def _about_one(article: Article, period: Publication) -> Iterator[Finding]:
    """A period has its place in time, and the trail knows when it began and why it ended."""
    signed = [row.created_at for row in article.signatures.all() if row.verdict == Verdict.SIGNED]
    if signed and period.live_from < min(signed):
        yield Finding("period-too-early", "has a period of publication from before it was signed")
    begun = [event.at for event in article.events.all() if _begins(event, article)]
    if not any(abs(at - period.live_from) <= _SAME_MOMENT for at in begun):
        yield Finding("publishing-not-in-trail", "has a period of publication whose begin the trail does not know")
    if period.live_until is None:
        return
    if not period.live_from <= period.live_until <= timezone.now():
        yield Finding("period-impossible", "has a period of publication that ends before it begins, or in the future")
    told = [event for event in article.events.all() if event.verb == _ENDS.get(period.end_cause)]
    if period.end_cause == EndCause.SIGNATURE_REVOKED:
        reasons = {row.comment for row in article.signatures.all() if row.verdict == Verdict.REVOKED}
        known = bool(told) and period.reason in reasons
    elif period.end_cause in (EndCause.WITHDRAWN, EndCause.SAFETY):
        known = {"cause": period.end_cause, "reason": period.reason} in [event.detail for event in told]
    elif period.end_cause == EndCause.SUPERSEDED:
        known = not period.reason and period.replacement_id is None
    else:  # the edition that came back has it in its own trail
        known = period.end_cause in EndCause.values
    if not known:
        yield Finding("period-not-in-trail", "has a period of publication whose end the trail does not know so")
    elif told and all(abs(event.at - period.live_until) > _SAME_MOMENT for event in told):
        yield Finding("period-not-in-trail", "has a period of publication that did not end when the trail says")
