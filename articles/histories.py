"""What became of an answer: its editions, the newest first, and what each changed in the one before it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.utils import timezone

from articles import diffing
from articles.canonical import Block
from articles.models import Article, Publication
from articles.proving import Proof, prove

#: Characters that are compared for one page, less than a second's work; 15 editions of usual length. What is left over
#: is compared on a page of its own, which may take as long.
MOST_COMPARED, MOST_ALONE = 100_000, 400_000
#: Unchanged words that stand beside a change; longer ones are left out.
CONTEXT = 160


@dataclass(frozen=True, slots=True)
class Entry:
    """One edition of a history. `before`: the public edition before it. `changed`: what happened to its blocks, in
    reading order, removed ones too; None where the two are not compared, `is_long` where only for their length."""

    proof: Proof
    before: Proof | None
    changed: list[diffing.BlockChange] | None
    is_long: bool

    @property
    def day(self) -> dt.date | None:
        """The last day at whose end this edition was live and then no more; None while it is live, or if never."""
        return None if self.proof.is_current else next(filter(None, map(last_day, self.proof.periods)), None)


def entries(articles: Sequence[Article], shown: int) -> list[Entry]:
    """The first `shown` of these editions (`proving.editions()`, the newest first); one more is only compared with.

    Three queries, however many they are.
    """
    proofs = prove(articles)
    most = MOST_ALONE if shown == 1 else MOST_COMPARED
    return list(_entries(proofs[:shown], [*proofs[1:], None], most))


def last_day(period: Publication) -> dt.date | None:
    """The last day at whose end `period` was still live, in the time zone of the site."""
    if period.live_until is None:
        return None
    day = _local_day(period.live_until) - dt.timedelta(days=1)
    return day if day >= _local_day(period.live_from) else None


def _entries(proofs: Sequence[Proof], befores: Sequence[Proof | None], left: int) -> Iterator[Entry]:
    for proof, before in zip(proofs, befores, strict=False):
        if before is None or not before.shows_words or not proof.shows_words:
            yield Entry(proof, before, changed=None, is_long=False)
            continue
        length = sum(len(block.text) for block in (*before.words, *proof.words))
        is_long = length > left
        left -= 0 if is_long else length
        yield Entry(proof, before, None if is_long else _changed(before.words, proof.words), is_long)


def _changed(old: tuple[Block, ...], new: tuple[Block, ...]) -> list[diffing.BlockChange]:
    return [_plain(change) for change in _compared(old, new).changes if change.what]


@lru_cache(maxsize=64)
def _compared(old: tuple[Block, ...], new: tuple[Block, ...]) -> diffing.Comparison:
    """Kept for who comes next: signed words never change, so neither does what changed between them."""
    return diffing.compare(old, new)


def _plain(change: diffing.BlockChange) -> diffing.BlockChange:
    """For readers: without what only a signer is alerted to, and of long unchanged words those beside a change."""
    fields = (replace(field, pieces=tuple(_shown(field.pieces))) for field in change.fields)
    return replace(change, fields=tuple(fields))


def _shown(pieces: Sequence[diffing.Piece]) -> Iterator[diffing.Piece]:
    for place, piece in enumerate(pieces):
        text = piece.text
        if piece.op is diffing.Op.SAME and len(text) > 3 * CONTEXT:
            begin = f"{text[:CONTEXT]} " if place else ""
            end = f" {text[-CONTEXT:]}" if place < len(pieces) - 1 else ""
            text = f"{begin}…{end}"
        yield replace(piece, text=text, alerts=frozenset())


def _local_day(moment: dt.datetime) -> dt.date:
    return timezone.localdate(moment, timezone.get_default_timezone())
