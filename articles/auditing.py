"""Is every signed word still the signed word? Recomputes digests, chains, validity, periods and pages from the rows.

The triggers refuse what SQL should not do; this finds what was done while they were away. Nothing is written. Called
*auditing* because *verifying* is what is done to a doctor's registration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice

from django.db import IntegrityError, connection, transaction
from django.db.models import Prefetch

from articles import (
    auditing_delegation,
    auditing_pages,
    auditing_periods,
    auditing_words,
    chain,
    medicines,
    page_sources,
    triggers,
)
from articles.auditing_finding import Finding
from articles.models import Article, ArticleQuerySet, Signature
from articles.models.vocabulary import TWO_SIGNATURES, Role, Status
from articles.page_sources import Sources
from articles.triggers import listing_rows
from doctors.models import Doctor

CHUNK = 200
#: So many answers that stand in wrong lists are named at most.
LISTED = 100
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Problem:
    """`code` is stable; `sentence` names what is wrong, and where it is an edition also question and edition."""

    code: str
    sentence: str
    article_id: int | None = None
    question: str = ""
    edition: int | None = None
    block: str = ""

    def as_json(self) -> dict[str, object]:
        return asdict(self)


def problems(progress: Progress | None = None) -> Iterator[Problem]:
    """Everything that is wrong, found while reading; `progress(done, total)` is told about editions.

    Reads in chunks, with a number of queries that does not grow with the editions of a chunk. An edition that looks
    wrong is locked and looked at once more before it is reported, so that a verb at work at the same time raises no
    alarm.
    """
    for name in triggers.missing(connection):
        yield Problem("trigger-missing", f"The trigger {name} is missing or changed. Run “manage.py migrate”.")
    yield from _broken_relations()
    for sentence in auditing_delegation.permissions_not_in_trail():
        yield Problem("permission-not-in-trail", sentence)
    yield from _editions(progress)
    yield from _lists()
    for doctor in Doctor.objects.filter(signatures__isnull=False).distinct().order_by("pk").iterator():
        for sentence in chain.broken_links(doctor):
            yield Problem("chain-broken", sentence)


def _broken_relations() -> Iterator[Problem]:
    """Rows that point to a row that is gone: only a connection that asks for no foreign keys can make them."""
    try:
        connection.check_constraints()
    except IntegrityError as error:
        yield Problem("relation-broken", f"A row points to one that is gone: {error}")


def _lists() -> Iterator[Problem]:
    """Live answers that stand in other lists of tags and conditions than their rows say, at most `LISTED` of them."""
    keys = listing_rows.differing(connection, LISTED)
    known = Article.objects.select_related("question").in_bulk(keys)
    for key in keys:
        article = known.get(key)
        where = _where(article) if article else f"An edition that is gone ({key})"
        sentence = "is in other lists of tags or conditions than its rows say; run “manage.py rebuild_pages”"
        yield Problem("lists-differ", f"{where} {sentence}.", article_id=key)


def problems_of(article: Article) -> list[Problem]:
    """What is wrong with one edition, read under its lock."""
    with transaction.atomic():
        Article.objects.select_for_update().only("pk").get(pk=article.pk)
        fresh = _whole(Article.objects.all()).get(pk=article.pk)
        return list(_judge(fresh, page_sources.gather([fresh])))


def _editions(progress: Progress | None) -> Iterator[Problem]:
    finder, total, done = medicines.finder(), Article.objects.count() if progress else 0, 0
    editions = _whole(Article.objects.order_by("pk")).iterator(chunk_size=CHUNK)
    while chunk := list(islice(editions, CHUNK)):
        sources = page_sources.gather([article for article in chunk if article.status == Status.PUBLISHED], finder)
        for article in chunk:
            if any(True for _ in _judge(article, sources)):
                yield from problems_of(article)
        done += len(chunk)
        if progress is not None:
            progress(done, total)


def _whole(editions: ArticleQuerySet) -> ArticleQuerySet:
    """The editions with all that is compared."""
    read = Prefetch("signatures__read_signature__article", Article.objects.with_text())
    signed = ("signatures__standing_permission", read, "redactions")
    related = (*signed, "contributions", "publications", "associated_conditions", "events")
    return editions.with_text().select_related("live_page", "question__department").prefetch_related(*related)


def _judge(article: Article, sources: Sources) -> Iterator[Problem]:
    found = [
        *auditing_words.findings_of(article),
        *auditing_delegation.findings_of(article),
        *auditing_periods.findings_of(article),
    ]
    if article.status == Status.PUBLISHED:
        found += _about_validity(article, sources.signatures[article.pk])
        # A page is right or wrong only beside sound words.
        found = found or list(auditing_pages.findings_of(article, sources))
    elif auditing_pages.page_of(article) is not None:
        found.append(Finding("page-of-unpublished", "has a public page and is not published"))
    for finding in found:
        yield Problem(
            finding.code,
            f"{_where(article)} {finding.what}.",
            article_id=article.pk,
            question=article.question.slug,
            edition=article.edition,
            block=finding.block,
        )


def _where(article: Article) -> str:
    return f"Edition {article.edition} of “{article.question.slug}”"


def _about_validity(article: Article, valid: list[Signature]) -> Iterator[Finding]:
    """A published edition has every signature it needs among its valid ones."""
    roles = {signature.stands_as(article) for signature in valid}
    if Role.BYLINE not in roles:
        yield Finding("signature-invalid", "is published without a valid signature of the doctor in its byline")
    two = article.needs_two or article.life_stage in TWO_SIGNATURES
    if two and Role.SECOND_REVIEWER not in roles:
        yield Finding("second-signature-invalid", "is published without the valid second signature that it needs")
