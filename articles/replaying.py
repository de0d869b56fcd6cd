"""A day of the past: the signed words that were live at its end, from rows that never change.

What stood around them then (topics, related answers, links to conditions) is not kept and not shown.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from articles import live_pages
from articles.models import Publication, Question, Signature
from articles.page_content import PageContent
from articles.page_sources import Around
from articles.proving import MOST, Proof, editions, prove


@dataclass(frozen=True, slots=True)
class Replay:
    """What readers found at the end of a day. `content` is None where the words are not shown: `proof` says why."""

    period: Publication
    proof: Proof
    content: PageContent | None


def end_of(day: dt.date) -> dt.datetime:
    """The last moment of `day` in the time zone of the site, whatever its clocks did that night."""
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), timezone.get_default_timezone())
    return midnight.astimezone(dt.UTC) - dt.timedelta(microseconds=1)


def is_over(day: dt.date) -> bool:
    """Whether nothing can be published on `day` any more."""
    return day < timezone.localdate(timezone=timezone.get_default_timezone())


def replay(question: Question, day: dt.date) -> Replay | None:
    """What was live at the end of `day`, which is over (`is_over`); None where nothing was. At most six queries."""
    moment = end_of(day)
    period = Publication.objects.filter(question=question).at(moment).first()
    if period is None:
        return None
    article = editions().select_related("doctor", "question__department").get(pk=period.article_id)
    (proof,) = prove([article])
    return Replay(period, proof, _content(proof, period, moment) if proof.shows_words else None)


def periods_of(question: Question) -> list[Publication]:
    """When an answer was public, the newest period first; one more than is shown at most."""
    periods = (
        Publication.objects.filter(question=question).select_related("article").defer("article__original_document")
    )
    return list(periods.order_by("-pk")[: MOST + 1])


def _content(proof: Proof, period: Publication, moment: dt.datetime) -> PageContent | None:
    """The page as it was; None where no signature held it up, which the verbs and the database do not allow."""
    article = proof.article
    signatures = list(
        Signature.objects.valid(at=moment).filter(article=article).select_related("read_signature").order_by("pk")
    )
    if not signatures:
        return None
    content = live_pages.content_of(
        article, signatures=signatures, around=Around([], []), published_at=period.live_from.isoformat()
    )
    content["question"]["department"] = None  # its page, like the doctor's, may be gone with the last live answer
    content["byline"]["slug"] = ""
    return content
