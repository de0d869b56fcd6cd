"""Words that were erased: that two persons wanted it, that nothing is left of them, that the record is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from articles.auditing_finding import Finding
from articles.models import Article, Redaction
from articles.models.vocabulary import RedactionState
from articles.triggers.columns import ERASED


@dataclass(frozen=True, slots=True)
class Erased:
    """No problem, but to be told: an edition without words, as it should be."""

    question: str
    edition: int
    reason: str

    @property
    def sentence(self) -> str:
        reason = " ".join(self.reason.split())
        return f"Edition {self.edition} of “{self.question}” is redacted; its signatures are kept: {reason}"


def confirmed_erasures() -> Iterator[Erased]:
    """What `verify` says of editions whose words were erased."""
    rows = Redaction.objects.confirmed().order_by("article__question__slug", "article__edition")
    for slug, edition, reason in rows.values_list("article__question__slug", "article__edition", "reason").iterator():
        yield Erased(slug, edition, reason)


def findings_of(article: Article) -> Iterator[Finding]:
    """What is wrong with the record of an erasure, and with what it should have left. Nothing where there is none."""
    confirmed = [row for row in article.redactions.all() if row.state == RedactionState.CONFIRMED]
    if not confirmed:
        if article.is_redacted:
            yield Finding("redaction-missing", "looks erased, and no two persons have confirmed that")
        return
    for row in confirmed:
        yield from _about_record(article, row)
    left = sorted(name for name, value in ERASED.items() if _plain(getattr(article, name)) != value)
    rows = (article.sections.all(), article.care_advice.all(), article.references.all())
    left += [str(found[0]._meta.verbose_name_plural) for found in rows if found]
    if left:
        yield Finding("words-not-erased", f"was to be erased and still holds words: {', '.join(left)}")


def _about_record(article: Article, row: Redaction) -> Iterator[Finding]:
    """Two different accounts, and the trail knows of both."""
    if row.decided_by_id is None or row.decided_by_id == row.asked_by_id:
        yield Finding("redaction-by-one", "was erased by one person alone")
    trail = {(event.verb, event.actor_id) for event in article.events.all()}
    if not {("redaction_asked", row.asked_by_id), ("redacted", row.decided_by_id)} <= trail:
        yield Finding("redaction-not-in-trail", "was erased, and the trail does not know who asked and who confirmed")


def _plain(value: object) -> str | None:
    return None if value is None else str(value)
