"""What readers said of the words of an edition, block by block, and what is reported to its doctors. Reads only.

A block is known by its digest: the same words keep what was said of them in the next edition, other words start anew.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from articles import canonical, page_order
from articles.models import Article, ErrorReport, Feedback, Signature
from articles.models.readers import FeedbackQuerySet
from articles.page_content import PageContent
from doctors.models import Doctor

#: Words of readers that are shown beside a block, the gravest first; a page of its own shows all of them.
SHOWN = 5
#: What a page has one of, and where its template shows what was said of it.
ONE_OF = ("reader_question", "introduction", "lead", "closing", "questions_to_ask", "references")
Verdict = Feedback.Verdict


@dataclass(frozen=True, slots=True)
class Place:
    """A block of an edition. `name` is "" for the whole answer; `heading` is the block's own, where it has one."""

    name: str
    heading: str
    key: str
    digest: str


@dataclass(frozen=True, slots=True)
class Heard(Place):
    """What was said of one block of the edition with the key `article`; `wrote`: how often words were left."""

    article: int
    counts: tuple[tuple[str, int], ...]
    wrote: int
    words: tuple[Feedback, ...]
    report: ErrorReport | None

    @property
    def more(self) -> int:
        return self.wrote - len(self.words)


@dataclass(frozen=True, slots=True)
class Reported:
    """A live answer with open reports of errors in words that readers read now, the oldest first.

    `sent`: how often an error was reported; nobody knows how many readers that were, since one may send several.
    """

    article: int
    question: str
    language: str
    reports: tuple[ErrorReport, ...]
    sent: int

    @property
    def since(self) -> dt.date:
        return self.reports[0].opened_on


def of(article: Article) -> list[Heard]:
    """Of each block about which something was said, in reading order. `article` is fetched `with_text()`.

    Three queries, whatever was said.
    """
    places = places_of(article)
    counts, wrote = _counts(article.question_id, places)
    if not counts:
        return []
    words, reports = _words(article.question_id, counts), _reports(article.question_id, counts)
    return [
        Heard(
            name=place.name,
            heading=place.heading,
            key=place.key,
            digest=digest,
            article=article.pk,
            counts=counts[digest],
            wrote=wrote[digest],
            words=tuple(words[digest]),
            report=reports.get(digest),
        )
        for digest, place in places.items()
        if digest in counts
    ]


def places_of(article: Article) -> dict[str, Place]:
    """The whole answer and its blocks by their digests, in reading order. `article` is fetched `with_text()`."""
    blocks = canonical.blocks_of(article)
    whole = Place("", "", "", canonical.digest_of_blocks(blocks))
    found = [whole, *(Place(one.name, _heading(one), str(one.key or ""), one.digest) for one in blocks)]
    return {place.digest: place for place in found}


def words_about(article: Article, digests: Iterable[str]) -> QuerySet[Feedback]:
    """All that readers wrote about these blocks, the gravest first."""
    return _written(article.question_id, digests).gravest_first()


def put_beside(content: PageContent, article: Article, said: Iterable[Heard]) -> list[Heard]:
    """Put what was said beside the parts of the page of `article`; returns the rest, which no page shows by itself.

    What was said of the whole answer is `content["said"]["whole"]`.
    """
    page = cast("dict[str, Any]", content)
    page["said"], rest = {}, []
    keyed = {cause["block"]: cause for section in page["sections"] for cause in section["causes"]}
    sections, cards = page_order.sections_of(article), page_order.cards_of(article)
    keyed |= {str(row.block): part for row, part in zip(sections, page["sections"], strict=True)}
    keyed |= {str(row.block): part for row, part in zip(cards, page["care"], strict=True)}
    for heard in said:
        if heard.key in keyed:
            keyed[heard.key]["said"] = heard
        elif heard.name in ONE_OF or not heard.name:
            page["said"][heard.name or "whole"] = heard
        else:
            rest.append(heard)
    return rest


def reported_to(doctor: Doctor) -> list[Reported]:
    """The live answers under this doctor's valid signature in whose words readers reported errors, still open.

    The one that waits longest first. Reports of words that readers read no more are the editors' alone. Two queries.
    """
    live = Article.objects.public().filter(question__in=ErrorReport.objects.open().values("question"))
    signed = Signature.objects.valid().filter(doctor=doctor, article__in=live).select_related("article__live_page")
    texts = {one.article.question_id: one for one in signed}
    if not texts:
        return []
    reports: dict[int, list[ErrorReport]] = defaultdict(list)
    for report in ErrorReport.objects.open().filter(question__in=texts).annotate(sent=Count("feedback")):
        signature = texts[report.question_id]
        if report.block_digest in {signature.digest, *(digest for _name, digest in signature.block_digests)}:
            reports[report.question_id].append(report)
    return [_reported(texts[question].article, found) for question, found in reports.items()]


def _reported(article: Article, reports: list[ErrorReport]) -> Reported:
    page = article.live_page
    sent = sum(report.sent for report in reports)  # type: ignore[attr-defined]
    return Reported(article.pk, page.question_text, page.language, tuple(reports), sent)


def _heading(block: canonical.Block) -> str:
    fields = dict(block.fields)
    return fields.get("heading", "") or fields.get("label", "")


def _counts(question_id: int, digests: Iterable[str]) -> tuple[dict[str, tuple[tuple[str, int], ...]], Counter[str]]:
    """By digest: each verdict that was given, as its label, and how often; and how many left words."""
    rows = Feedback.objects.of_question(question_id).filter(block_digest__in=list(digests)).order_by()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    wrote: Counter[str] = Counter()
    given = rows.values_list("block_digest", "verdict").annotate(n=Count("pk"), wrote=Count("pk", filter=~Q(text="")))
    for digest, verdict, number, with_words in given:
        found[digest][verdict] = number
        wrote[digest] += with_words
    labels = {verdict.value: str(verdict.label) for verdict in Verdict}
    counts = {
        digest: tuple((labels[verdict], numbers[verdict]) for verdict in labels if numbers[verdict])
        for digest, numbers in found.items()
    }
    return counts, wrote


def _written(question_id: int, digests: Iterable[str]) -> FeedbackQuerySet:
    return Feedback.objects.of_question(question_id).with_words().filter(block_digest__in=list(digests))


def _words(question_id: int, digests: Iterable[str]) -> dict[str, list[Feedback]]:
    """Of each block the gravest, counted by the database: a flood about one of them hides nothing about another."""
    place = Window(RowNumber(), partition_by="block_digest", order_by=[F("gravity").asc(), F("pk").desc()])
    first = _written(question_id, digests).gravest_first().annotate(place=place).filter(place__lte=SHOWN)
    found: dict[str, list[Feedback]] = defaultdict(list)
    for said in first:
        found[said.block_digest].append(said)
    return found


def _reports(question_id: int, digests: Iterable[str]) -> dict[str, ErrorReport]:
    rows = ErrorReport.objects.open().filter(question=question_id, block_digest__in=list(digests))
    return {report.block_digest: report for report in rows}
