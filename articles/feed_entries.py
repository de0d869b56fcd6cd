"""The entries of feeds: a live answer, or what became of one. At most 50 a feed, the newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles.addresses import address
from articles.errata import Erratum
from articles.models import Article, LivePage, Publication
from articles.page_content import PageContent

MOST = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """`wording`: the question, "" where it is not to be shown. `summary` is HTML. `author`: name and page, if any."""

    id: str
    title: str
    wording: str
    url: str
    language: str
    published: dt.datetime
    updated: dt.datetime
    summary: str
    author: tuple[str, str] | None = None
    topics: tuple[str, ...] = ()


def of_answers(newest: QuerySet[Any, Any]) -> list[Entry]:
    """The entries of live answers: three queries, however many they are.

    `newest`: when each was published and its key, the newest first. Those are read first, so that no page's content is
    read that is not shown. What never changes of an answer is when it first went live, and with which text.
    """
    keys = [key for _published, key in newest[:MOST]]
    oldest = Publication.objects.filter(question=OuterRef("question")).order_by("pk").values("pk")[:1]
    found = Article.objects.public().for_page().filter(pk__in=keys).annotate(first_period=Subquery(oldest)).order_by()
    pages: dict[int, Any] = {article.pk: article for article in found}
    shown = [pages[key] for key in keys if key in pages]
    first = _periods([article.first_period for article in shown])
    return [_of_answer(article.live_page, first[article.first_period]) for article in shown]


def of_errata(told: Sequence[Erratum]) -> list[Entry]:
    return [_of_erratum(erratum) for erratum in told]


def _of_answer(page: LivePage, first: Publication) -> Entry:
    content: PageContent = page.content
    byline = content["byline"]
    with override(page.language):
        context = {"page": content, "live": page, "names_medicine": _names_medicine(content)}
        summary = render_to_string("feeds/answer.html", context)
        author_page = settings.SITE_URL + reverse("doctor", args=[byline["slug"]]) if byline["slug"] else ""
    return Entry(
        id=_tag_uri(first.live_from, "answer", first.article.digest),
        title=page.question_text,
        wording=page.question_text,
        url=settings.SITE_URL + address("answer", page.slug, page.language),
        language=page.language,
        published=first.live_from,
        updated=page.published_at,
        summary=summary,
        author=(byline["name"], author_page),
        topics=tuple(tag["name"] for tag in content["question"]["tags"]),
    )


def _of_erratum(erratum: Erratum) -> Entry:
    period, question = erratum.period, erratum.question
    ended = period.live_until or period.live_from
    with override(question.language):
        title = erratum.wording or _("An answer that was withdrawn")
        summary = render_to_string("feeds/correction.html", {"erratum": erratum})
    return Entry(
        id=_tag_uri(ended, "correction", period.article.digest),
        title=title,
        wording=erratum.wording,
        url=f"{settings.SITE_URL}{address('history', question.slug, question.language)}#edition-{erratum.edition}",
        language=question.language,
        published=ended,
        updated=ended,
        summary=summary,
    )


def _names_medicine(content: PageContent) -> bool:
    named = (cause["names_medicine"] for section in content["sections"] for cause in section["causes"])
    return content["names_medicine_outside_causes"] or any(named)


def _periods(keys: list[int]) -> dict[int, Publication]:
    """Periods in which answers were live, and with which text. One query."""
    periods = Publication.objects.filter(pk__in=keys).select_related("article").order_by()
    return {row.pk: row for row in periods.only("live_from", "article__digest")}


def _tag_uri(moment: dt.datetime, what: str, digest: str) -> str:
    """A name for ever (RFC 4151): of facts that are public and never change, so that a new address changes nothing.

    The moment tells apart two answers that once had the very same text.
    """
    utc = moment.astimezone(dt.UTC)
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{utc:%Y-%m-%d}:{what}/{utc:%H%M%S.%f}/{digest[:32]}"
