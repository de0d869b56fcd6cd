"""The part of a digest on what changed around the doctor's name: what the mail names is known then, the rest waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from django.utils import timezone

from articles import byline_guard, byline_journal
from articles.byline_guard import Change, Changed, Shown
from articles.byline_journal import Between
from articles.models import BylineSnapshot
from doctors.models import Doctor

T = TypeVar("T")


def gather(doctor: Doctor, *, since: dt.datetime | None, named: int) -> tuple[list[dict[str, Any]], int]:
    """The sentences of a mail that names `named` answers, and how many answers it leaves for the next.

    `since`: for a doctor's first digest, from when on a publication is news; None for every other one. Moves the
    snapshots and the journal on for what is told.
    """
    before = dict(BylineSnapshot.objects.filter(doctor=doctor).values_list("question_id", "shown"))
    live = list(_live_now(doctor))
    journal = byline_journal.of_answers(doctor)
    found = [_on_live(one, before.get(one.question), journal.get(one.question, Between()), since) for one in live]
    found += _gone(before, journal, {one.question for one in found})
    changed = [one for one in found if one.changes]
    groups, told = byline_guard.grouped(changed, most=named)
    known = [one for one in found if not one.changes] + told
    _keep(doctor, [one for one in known if one.shown is not None and before.get(one.question) != one.shown])
    for some in _together(one.question for one in known if one.shown is None):
        BylineSnapshot.objects.filter(doctor=doctor, question__in=some).delete()
    byline_journal.forget(journal[one.question] for one in known if one.question in journal)
    return groups, len(changed) - len(told)


class _Live(NamedTuple):
    """What a digest has to know of a live answer: of a doctor with many, no page is held."""

    question: int
    article: int
    published_at: dt.datetime
    shown: Shown


def _live_now(doctor: Doctor) -> Iterator[_Live]:
    for pages in _together(byline_guard.pages_of(doctor).iterator(chunk_size=byline_guard.TOGETHER)):
        now = byline_guard.shown_on(pages)
        for page in pages:
            yield _Live(page.question_id, page.article_id, page.published_at, now[page.question_id])


def _on_live(one: _Live, told: Shown | None, between: Between, since: dt.datetime | None) -> Changed:
    found: list[Change] = []
    if told is not None:
        found = byline_journal.changes(told, between, one.shown)
    elif since is None or one.published_at >= since:
        found = [Change("live", None, None), *byline_journal.changes(None, between, one.shown)]
    return Changed(one.question, one.article, found, one.shown)


def _gone(before: dict[int, Shown], journal: dict[int, Between], live: set[int]) -> Iterator[Changed]:
    """Answers that were live with the name: when something was told last, or only since then."""
    for question in (pk for pk in dict.fromkeys((*before, *journal)) if pk not in live):
        told, between = before.get(question), journal.get(question, Between())
        article = between.article or (told["article"] if told else 0)
        yield Changed(question, article, byline_journal.changes(told, between, None), None)


def _keep(doctor: Doctor, known: list[Changed]) -> None:
    now = timezone.now()
    rows = [BylineSnapshot(doctor=doctor, question_id=one.question, shown=one.shown, taken_at=now) for one in known]
    BylineSnapshot.objects.bulk_create(
        rows,
        batch_size=byline_guard.TOGETHER,
        update_conflicts=True,
        unique_fields=["doctor", "question"],
        update_fields=["shown", "taken_at"],
    )


def _together(things: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while some := list(islice(rest, byline_guard.TOGETHER)):
        yield some
