"""What became of an answer: its editions, the newest first, and what each changed in the one before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils import timezone

from articles import diffing
from articles.models import Article, Publication
from articles.proving import Proof, prove


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition of a history. `before`: the public edition before it. `comparison`: where both show their words."""

    proof: Proof
    before: Proof | None
    comparison: diffing.Comparison | None

    @property
    def changed(self) -> list[diffing.BlockChange]:
        """What happened to its blocks, in reading order, removed ones too; without what only a signer is alerted to."""
        return [_plain(change) for change in self.comparison.changes if change.what] if self.comparison else []

    @property
    def day(self) -> dt.date | None:
        """The last day at whose end this edition was live and then no more; None while it is live, or if never."""
        return None if self.proof.is_current else next(filter(None, map(last_day, self.proof.periods)), None)


def entries(articles: Sequence[Article], shown: int) -> list[Entry]:
    """The first `shown` of these editions (`proving.editions()`, the newest first); one more is only compared with.

    Three queries, however many they are.
    """
    proofs = prove(articles)
    pairs = zip(proofs, [*proofs[1:], None], strict=True)
    return [Entry(proof, before, _compared(before, proof)) for proof, before in pairs][:shown]


def last_day(period: Publication) -> dt.date | None:
    """The last day at whose end `period` was still live, in the time zone of the site."""
    if period.live_until is None:
        return None
    day = _local_day(period.live_until) - dt.timedelta(days=1)
    return day if day >= _local_day(period.live_from) else None


def _compared(before: Proof | None, proof: Proof) -> diffing.Comparison | None:
    if before is None or not before.shows_words or not proof.shows_words:
        return None
    return diffing.compare(before.words, proof.words)


def _plain(change: diffing.BlockChange) -> diffing.BlockChange:
    fields = (
        replace(field, pieces=tuple(replace(piece, alerts=frozenset()) for piece in field.pieces))
        for field in change.fields
    )
    return replace(change, fields=tuple(fields))


def _local_day(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment, timezone.get_default_timezone())
