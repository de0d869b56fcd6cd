"""What anyone may check of an edition that was public: its words and their digest, who signed it, when it was live.

Everything is computed from the rows at the moment of asking; nothing here believes the read model or a stored digest.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Subquery

from articles import canonical, chain
from articles.models import Article, ArticleQuerySet, Publication, Redaction, Signature
from articles.models.vocabulary import EndCause, Verdict
from articles.text_rows import remember_words

#: Editions that one page shows at most.
MOST = 20
#: Hexadecimal digits of a digest, and how many of them are enough to look for one.
LONG, SHORT = 64, 8


@dataclass(frozen=True, slots=True)
class SignatureProof:
    """One signature and what became of it. `counts`: it is valid now. `in_chain`: it is as it was written, and stands
    between its neighbours in the doctor's chain."""

    row: Signature
    counts: bool
    revoked_at: dt.datetime | None
    in_chain: bool


@dataclass(frozen=True, slots=True)
class Proof:
    """An edition with what its rows say. `periods` are its own, the newest first.

    `safety` is the period that ended for safety, where the words are not to be shown for that reason; `redaction` is
    the record that they were erased, where there are none.
    """

    article: Article
    computed: str
    blocks: tuple[canonical.Block, ...]
    periods: tuple[Publication, ...]
    signatures: tuple[SignatureProof, ...]
    safety: Publication | None
    redaction: Redaction | None
    changed_at: dt.datetime

    @property
    def matches(self) -> bool:
        """Whether the stored words give the digest that was signed."""
        return self.computed == self.article.digest

    @property
    def is_current(self) -> bool:
        return any(period.live_until is None for period in self.periods)

    @property
    def shows_words(self) -> bool:
        """Words are shown where they are the signed ones and were not withdrawn for safety, or erased."""
        return self.matches and self.safety is None and self.redaction is None

    @property
    def words(self) -> tuple[canonical.Block, ...]:
        """The blocks in reading order; none where the words are not shown."""
        return self.blocks if self.shows_words else ()

    @property
    def wording(self) -> str:
        """The question as it was printed; "" where the words are not shown."""
        return canonical.line(self.article.question_text) if self.shows_words else ""


def is_digest(given: str) -> bool:
    """Whether `given` is a digest or long enough a part of one: 8 to 64 lower-case hexadecimal digits."""
    return SHORT <= len(given) <= LONG and set(given) <= set("0123456789abcdef")


def editions() -> ArticleQuerySet:
    """Every edition that was ever public, with what a proof needs of its own row."""
    return Article.objects.ever_public().select_related("question").defer("original_document", "unplaced")


def with_digest(prefix: str) -> list[Article]:
    """The editions that were ever public and whose digest begins so: one look at the index, one row over `MOST`.

    Whether they are of one text says `is_one_text`.
    """
    between = prefix.ljust(LONG, "0"), prefix.ljust(LONG, "f")
    return list(editions().filter(digest__range=between).order_by("digest", "-pk")[: MOST + 1])


def is_one_text(found: Sequence[Article], prefix: str) -> bool:
    """Whether no second text begins so. Where not all rows were read, only a whole digest can say that."""
    return len({article.digest for article in found}) == 1 and (len(found) <= MOST or len(prefix) == LONG)


def prove(articles: Sequence[Article]) -> list[Proof]:
    """The proofs of these editions (`editions()`), in their order: three queries, however many they are.

    One more where words of one were erased.
    """
    if not articles:
        return []
    remember_words(articles)
    of_text = _periods_of_texts({article.digest for article in articles})
    signatures = _signatures([article.pk for article in articles])
    erased = _redactions([article.pk for article in articles if article.is_redacted])
    return [
        _proof(article, of_text[article.digest], signatures[article.pk], erased.get(article.pk)) for article in articles
    ]


def redaction_of(article: Article) -> Redaction | None:
    """The record that the words of this edition were erased; no query where they were not."""
    return _redactions([article.pk] if article.is_redacted else []).get(article.pk)


def _redactions(ids: list[int]) -> dict[int, Redaction]:
    if not ids:
        return {}
    return {row.article_id: row for row in Redaction.objects.confirmed().filter(article__in=ids)}


def _proof(article: Article, of_text: list[Publication], rows: list[Signature], erased: Redaction | None) -> Proof:
    known = article.digest_version == canonical.VERSION
    blocks = tuple(canonical.blocks_of(article)) if known else ()
    own = tuple(period for period in reversed(of_text) if period.article_id == article.pk)
    return Proof(
        article=article,
        computed=canonical.digest_of_blocks(blocks) if known else "",
        blocks=blocks,
        periods=own,
        signatures=tuple(_signed(row, rows) for row in rows if row.verdict == Verdict.SIGNED),
        safety=withheld_since(own, of_text),
        redaction=erased,
        changed_at=max(_moments(of_text, rows)),
    )


def withheld(articles: Sequence[Article]) -> set[int]:
    """The ids of those editions whose words are not to be shown: withdrawn for safety, or erased. One query."""
    of_text = _periods_of_texts({article.digest for article in articles})
    hidden = set()
    for article in articles:
        periods = of_text[article.digest]
        own = [period for period in reversed(periods) if period.article_id == article.pk]
        if article.is_redacted or withheld_since(own, periods) is not None:
            hidden.add(article.pk)
    return hidden


def withheld_since(own: Iterable[Publication], of_text: Iterable[Publication]) -> Publication | None:
    """The period that ended for safety, if the words of an edition are not to be shown because of it.

    An edition that was withdrawn for safety shows its words never again. One with the very same words (signed anew, or
    answering another question) shows them only if they went live again afterwards, or stayed live elsewhere.
    """
    for period in own:
        if period.end_cause == EndCause.SAFETY:
            return period
    periods = list(of_text)
    ends = [(period.live_until, period) for period in periods if period.end_cause == EndCause.SAFETY]
    ended = [(end, period) for end, period in ends if end is not None]
    if not ended:
        return None
    last, period = max(ended, key=lambda found: found[0])
    is_back = any(other.live_until is None or other.live_from >= last for other in periods)
    return None if is_back else period


def _signed(row: Signature, rows: list[Signature]) -> SignatureProof:
    revocations = (other for other in rows if other.verdict == Verdict.REVOKED and other.doctor_id == row.doctor_id)
    revoked_at = next((other.created_at for other in revocations if other.pk > row.pk), None)
    before, after, counts = (getattr(row, name) for name in ("before", "after", "counts"))
    linked = row.previous_hash == (before or "") and after in (None, row.own_hash)
    return SignatureProof(row, counts, revoked_at, in_chain=linked and row.own_hash == chain.hash_of(row))


def _periods_of_texts(digests: set[str]) -> dict[str, list[Publication]]:
    """Every period of every edition with one of these digests, the oldest first."""
    found: dict[str, list[Publication]] = defaultdict(list)
    periods = Publication.objects.filter(article__digest__in=digests).order_by("pk")
    for period in periods.select_related("article").only(*_PERIOD):
        found[period.article.digest].append(period)
    return found


_PERIOD = ("article__digest", "question", "live_from", "live_until", "end_cause", "reason")


def _signatures(ids: list[int]) -> dict[int, list[Signature]]:
    """Signings and revocations of these editions, the oldest first, each with its neighbours in the doctor's chain."""
    of_doctor = Signature.objects.filter(doctor=OuterRef("doctor"))
    before = of_doctor.filter(pk__lt=OuterRef("pk")).order_by("-pk").values("own_hash")[:1]
    after = of_doctor.filter(pk__gt=OuterRef("pk")).order_by("pk").values("previous_hash")[:1]
    counts = Signature.objects.valid().filter(pk=OuterRef("pk"))
    rows = Signature.objects.filter(article__in=ids, verdict__in=[Verdict.SIGNED, Verdict.REVOKED])
    found: dict[int, list[Signature]] = defaultdict(list)
    rows = rows.select_related("standing_permission", "read_signature__article")
    for row in rows.annotate(before=Subquery(before), after=Subquery(after), counts=Exists(counts)).order_by("pk"):
        found[row.article_id].append(row)
    return found


def _moments(periods: Iterable[Publication], rows: Iterable[Signature]) -> Iterable[dt.datetime]:
    for period in periods:
        yield period.live_from
        if period.live_until is not None:
            yield period.live_until
    for row in rows:
        yield row.created_at
