"""The public corrections: what became of words after readers could read them, the newest first.

Nobody marks a change as a correction: every new edition with other words is one, and so is each answer that was taken
down or went back to an earlier edition. A text that was read and signed again without a change is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from articles import canonical, proving
from articles.models import Article, ErrorReport, Publication, Question, Signature
from articles.models.vocabulary import EndCause, Role


class What(StrEnum):
    """What happened. Templates have the words."""

    CHANGED = "changed"
    SPELLING = "spelling"
    BROUGHT_BACK = "brought_back"
    WITHDRAWN = "withdrawn"
    SAFETY = "safety"
    REVOKED = "revoked"


_WHAT = {
    EndCause.SUPERSEDED: What.CHANGED,
    EndCause.ROLLED_BACK: What.BROUGHT_BACK,
    EndCause.WITHDRAWN: What.WITHDRAWN,
    EndCause.SAFETY: What.SAFETY,
    EndCause.SIGNATURE_REVOKED: What.REVOKED,
}
_SHOWN = (
    *("question__slug", "question__language", "question__is_sample", "article__edition", "article__digest"),
    *("live_from", "live_until", "end_cause", "reason"),
)


@dataclass(frozen=True, slots=True)
class Erratum:
    """One period of an answer that ended. `edition`: what was live in it; `then`: the number of what took its place.

    `is_reported`: a reader had reported an error that the new edition corrects.
    `wording` (the question) and `note` (what the new edition says of itself) are "" where words are not to be shown.
    """

    period: Publication
    what: What
    edition: int
    then: int | None
    wording: str
    note: str
    is_reported: bool = False

    @property
    def question(self) -> Question:
        return self.period.question

    @property
    def reason(self) -> str:
        """Why, where a person had to say it: the reason of a withdrawal, of a step back, of a revocation."""
        return self.period.reason


def periods() -> QuerySet[Any, Any]:
    """The periods that ended in a correction, the newest end first: to be cut to a page, and told by `errata`."""
    after = Publication.objects.filter(question=OuterRef("question"), pk__gt=OuterRef("pk")).order_by("pk")
    ended: QuerySet[Any, Any] = Publication.objects.ended().annotate(
        next_article=Subquery(after.values("article")[:1]), next_digest=Subquery(after.values("article__digest")[:1])
    )
    ended = ended.exclude(end_cause=EndCause.SUPERSEDED, next_digest=F("article__digest"))
    return ended.select_related("question", "article").only(*_SHOWN)


def periods_of(question: Question) -> QuerySet[Any, Any]:
    return periods().filter(question=question)


def errata(rows: Iterable[Publication]) -> list[Erratum]:
    """What these rows of `periods()` tell, in their order: two queries, however many they are."""
    told: list[Any] = list(rows)  # with the annotations of `periods`
    editions = _editions({key for row in told for key in (row.article_id, row.next_article) if key is not None})
    withheld = proving.withheld(list(editions.values()))
    return [_erratum(row, editions[row.article_id], editions.get(row.next_article), withheld) for row in told]


def _erratum(row: Publication, old: Article, new: Any, withheld: set[int]) -> Erratum:
    what = _WHAT[EndCause(row.end_cause)]
    has_successor = what in (What.CHANGED, What.BROUGHT_BACK) and new is not None
    then = new if has_successor else None
    if what is What.CHANGED and then is not None and then.is_spelling:
        what = What.SPELLING
    shown = [edition for edition in (then, old) if edition is not None and edition.pk not in withheld]
    return Erratum(
        period=row,
        what=what,
        edition=old.edition,
        then=then.edition if then is not None else None,
        wording=canonical.line(shown[0].question_text) if shown else "",
        note=then.change_note if what is What.CHANGED and then is not None and then.pk not in withheld else "",
        is_reported=what in (What.CHANGED, What.SPELLING) and then is not None and then.is_reported,
    )


def _editions(ids: set[int]) -> dict[int, Article]:
    if not ids:
        return {}
    spelling = Signature.objects.filter(article=OuterRef("pk"), role=Role.DELEGATED)
    reports = ErrorReport.objects.filter(corrected_in=OuterRef("pk"))
    fields = ("edition", "digest", "status", "question_text", "change_note")
    told = Article.objects.ever_public().annotate(is_spelling=Exists(spelling), is_reported=Exists(reports))
    found = told.filter(pk__in=ids).only(*fields)
    return {article.pk: article for article in found}
