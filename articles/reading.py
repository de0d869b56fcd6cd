"""What a doctor has still to read: the difference between a text and the one they signed last on this question."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from django.utils import timezone

from articles import alarms, canonical, diffing, review_clock, signing
from articles.alarms import Alarm
from articles.models import Article, LivePage, Medicine, Signature
from doctors.models import Doctor

#: Texts shown in a queue; who has more waiting sees the most urgent of those that wait longest.
QUEUE = 50


@dataclass(frozen=True, slots=True)
class Reading:
    """The text of an edition beside the one that `since` signed; all of it is new where `since` is None.

    `is_due`: the review of the live text is due, or will be within the days in which a doctor may ask for it.
    """

    since: Signature | None
    comparison: diffing.Comparison
    whole_words: int
    is_due: bool

    @property
    def is_whole(self) -> bool:
        """A review is a reading: where it is due, or no word differs, nothing is taken as read."""
        return self.since is None or self.is_due or not self.changed

    @property
    def words(self) -> int:
        return self.whole_words if self.is_whole else self.comparison.words_to_read

    @property
    def changed(self) -> list[diffing.BlockChange]:
        """What happened, in reading order, removed blocks too."""
        return [change for change in self.comparison.changes if change.what]


class Urgency(IntEnum):
    """The order of the queue."""

    SAFETY = 0
    DUE = 1
    WAITING = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """An edition in a doctor's queue. `due_on` is the day the live text has to be read again, where there is one.

    `alarm`: why it is about safety.
    """

    article: Article
    reading: Reading
    urgency: Urgency
    due_on: dt.date | None
    is_overdue: bool
    alarm: Alarm | None


def reading_of(article: Article, doctor: Doctor) -> Reading:
    """What changed in `article`, fetched `with_text()`, since this doctor's last signature on its question."""
    live = LivePage.objects.filter(question=article.question_id)
    return _readings([article], doctor, {page.question_id: page for page in live})[article.pk]


def queue_of(doctor: Doctor) -> list[Waiting]:
    """What waits for this doctor: safety first, then what is due, then what waits longest. A fixed number of queries.

    What is about safety: `alarms.of`.
    """
    articles = list(signing.queue_for(doctor).with_text()[:QUEUE])
    questions = [article.question_id for article in articles]
    live = {page.question_id: page for page in LivePage.objects.filter(question__in=questions)}
    found_alarms = alarms.of(questions, live)
    pressing = timezone.localdate() + review_clock.PRESSING
    readings = _readings(articles, doctor, live)
    found = []
    for article in articles:
        page, alarm = live.get(article.question_id), found_alarms.get(article.question_id)
        urgency = Urgency.DUE if page is not None and page.due_on <= pressing else Urgency.WAITING
        urgency = Urgency.SAFETY if alarm is not None else urgency
        due_on, is_overdue = (page.due_on, page.is_overdue) if page is not None else (None, False)
        found.append(Waiting(article, readings[article.pk], urgency, due_on, is_overdue, alarm))
    return sorted(found, key=lambda waiting: (waiting.urgency, _since_when(waiting)))


def _since_when(waiting: Waiting) -> tuple[float, int]:
    """Among what is due the earliest due day comes first, else what was asked for first."""
    asked = waiting.article.requested_at
    moment = asked.timestamp() if asked else 0.0
    if waiting.urgency == Urgency.DUE and waiting.due_on is not None:
        return waiting.due_on.toordinal(), waiting.article.pk
    return moment, waiting.article.pk


def _readings(articles: Sequence[Article], doctor: Doctor, live: dict[int, LivePage]) -> dict[int, Reading]:
    """`live`: the live pages by question."""
    signed = _last_signed(articles, doctor)
    medicines = _medicine_names()
    soon = timezone.localdate() + review_clock.RENEWABLE
    due = {question for question, page in live.items() if page.due_on <= soon}
    found = {}
    for article in articles:
        question = article.question_id
        found[article.pk] = _reading(article, signed.get(question), medicines, is_due=question in due)
    return found


def _reading(article: Article, since: Signature | None, medicines: frozenset[str], *, is_due: bool) -> Reading:
    old = canonical.blocks_of(since.article) if since else []
    if since is not None and canonical.digest_of_blocks(old) != since.digest:
        since, old = None, []  # `verify` names what happened; here nothing is taken as read
    new = canonical.blocks_of(article)
    return Reading(since, diffing.compare(old, new, medicines), diffing.words_in(new), is_due)


def _last_signed(articles: Iterable[Article], doctor: Doctor) -> dict[int, Signature]:
    """By question: this doctor's last signature that still stands, on another edition, with the text it covers.

    One that was read: what was corrected under delegation since is still to be read.
    """
    editions = {article.question_id: article.edition for article in articles}
    signed = Signature.objects.valid().read().filter(doctor=doctor, article__question__in=editions)
    newest: dict[int, tuple[int, int]] = {}
    for pk, question, edition, text in signed.in_chain_order().values_list(
        "pk", "article__question", "article__edition", "article"
    ):
        if edition < editions[question]:
            newest[question] = (pk, text)
    texts = Article.objects.with_text().in_bulk([text for _pk, text in newest.values()])
    found = {}
    for signature in Signature.objects.filter(pk__in=[pk for pk, _text in newest.values()]):
        signature.article = texts[signature.article_id]
        found[signature.article.question_id] = signature
    return found


def _medicine_names() -> frozenset[str]:
    return frozenset(name for medicine in Medicine.objects.all() for name in medicine.names)
