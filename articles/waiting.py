"""Who must act next: on one edition, and in the whole house. Reads only."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import public_parts
from articles.models import Article, ArticleQuerySet, ErrorReport, LivePage, ReaderQuestion, Signature, signers
from articles.models.vocabulary import BEFORE_DOCTORS, Status, Verdict

SHOWN = 6


def with_signers(articles: ArticleQuerySet) -> ArticleQuerySet:
    """The same editions, each knowing whose valid signature it has. Needed by `next_actor`."""
    valid = Signature.objects.valid().filter(article=OuterRef("pk"))
    return articles.select_related("doctor", "second_reviewer", "assignee", "live_page").annotate(
        has_byline_signature=Exists(valid.filter(doctor=OuterRef("doctor"))),
        has_second_signature=Exists(valid.exclude(doctor=OuterRef("doctor"))),
    )


def next_actor(article: Article) -> str:
    """Whose turn it is with an edition from `with_signers()`; empty when it is nobody's."""
    if article.status == Status.DRAFT:
        return _("editor: write") if article.assignee_id else _("editor")
    if article.status in BEFORE_DOCTORS:
        missing = _missing_signers(article)
        return ", ".join(missing) if missing else _("editor: publish")
    page: LivePage | None = getattr(article, "live_page", None)
    return _("editor: review overdue") if page is not None and page.is_overdue else ""


def _missing_signers(article: Article) -> list[str]:
    missing = []
    if not article.has_byline_signature:  # type: ignore[attr-defined]
        missing.append(str(article.doctor))
    if article.needs_two and not article.has_second_signature:  # type: ignore[attr-defined]
        missing.append(str(article.second_reviewer))
    return missing


@dataclass(frozen=True, slots=True)
class Pile:
    """Editions that wait for the same thing: a title, the first of them, and the filter that lists them all."""

    title: str
    rows: list[Article]
    query: str


def piles_for(user: User) -> list[Pile]:
    """What waits for this editor, the most urgent first. Five queries, each bounded."""
    editions = Article.objects.visible_to(user)
    sent_back = Signature.objects.filter(article=OuterRef("pk"), verdict=Verdict.CHANGES_REQUESTED)
    drafts = editions.filter(status=Status.DRAFT)
    today = timezone.localdate()
    second = Signature.objects.valid().filter(article=OuterRef("pk")).exclude(doctor=OuterRef("doctor"))
    fully = ~signers.needs_two() | Q(Exists(second))
    signed = editions.filter(fully, status=Status.SIGNED).order_by("updated_at")
    overdue = editions.public().filter(live_page__due_on__lte=today).order_by("live_page__due_on")
    found = [
        Pile(_("Sent back by a doctor"), _first(drafts.filter(Exists(sent_back))), "status__exact=draft"),
        Pile(_("Signed, to be published"), _first(signed), "status__exact=signed"),
        Pile(_("Assigned to you"), _first(editions.open().filter(assignee=user)), "assigned=me"),
        Pile(_("Byline to be confirmed"), _first(drafts.filter(byline_confirmed=False)), "status__exact=draft"),
        Pile(_("Review overdue"), _first(overdue), "overdue=yes"),
    ]
    return [pile for pile in found if pile.rows]


def open_reports() -> list[tuple[ErrorReport, str]]:
    """The errors that readers reported and nobody has closed, the oldest first, and in which part (`names_of`)."""
    reports = list(ErrorReport.objects.open().select_related("article")[:SHOWN])
    return list(zip(reports, public_parts.names_of(reports), strict=True))


def asked_by_readers() -> list[ReaderQuestion]:
    """The first of the readers' queue: what holds words of an emergency, then the oldest. One query."""
    waiting = ReaderQuestion.objects.waiting().order_by("-has_red_flag", "asked_on", "pk")
    return list(waiting.only("text", "language", "asked_on", "has_red_flag")[:SHOWN])


def counts_by_state(user: User) -> list[tuple[str, str, int]]:
    """State, its label and how many editions are in it: one query."""
    rows = Article.objects.visible_to(user).order_by().values("status").annotate(n=Count("pk"))
    found = {row["status"]: row["n"] for row in rows}
    return [(status.value, str(status.label), found[status.value]) for status in Status if status.value in found]


def _first(articles: ArticleQuerySet) -> list[Article]:
    return list(articles.only("pk", "question_text", "edition", "status", "question")[:SHOWN])
