"""What followers are to be told, found in the publications themselves, by whatever way they were written.

Each beginning and each end of a publication is noted once, with a row for everybody who follows what it concerns
(`FollowNews`); a mail that was sent takes its rows with it. So no verb that publishes waits for the number of
followers, and what is rolled back is never told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import CharField, Exists, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from articles import following, outbox
from articles.models import Article, Cause, Follow, FollowNews, NewsNoted, Publication, QuestionTag, ReadersMail
from articles.models.readers import ReaderQuestion
from articles.models.vocabulary import EndCause, ItemKind, Language, ReadersMailKind

#: For so long a worker may stand still, and nothing is missed. Notes are kept for longer.
LOOKED_BACK, NOTES_KEPT = dt.timedelta(days=14), dt.timedelta(days=21)
#: Publications of one transaction, and of one pass: the rest has its turn with the next.
BATCH, A_PASS = 50, 1000
#: The hour (of the site) at which the news of a day go out.
HOUR = 7
_TOOK_DOWN = (EndCause.WITHDRAWN, EndCause.SAFETY, EndCause.SIGNATURE_REVOKED)
_GOES_ON = (EndCause.SUPERSEDED, EndCause.ROLLED_BACK)


def watch() -> None:
    """Write down the news and mails that are due, and forget what has lapsed. Few queries where there is nothing."""
    following.forget()
    oldest = Follow.objects.confirmed().aggregate(first=Min("confirmed_at"))["first"]
    if oldest is None:
        return  # who will follow later hears of what comes later
    since = max(oldest, timezone.now() - LOOKED_BACK)
    _note(lambda: _started(since), _tell_started, is_end=False)
    _note(lambda: _taken_down(since), _tell_taken_down, is_end=True)
    _put_news()
    _tell_askers()
    old = NewsNoted.objects.filter(noted_at__lt=timezone.now() - NOTES_KEPT)
    if old.exists():
        old.delete()


def next_morning(now: dt.datetime) -> dt.datetime:
    """When the news of `now` go out: at seven, one mail a day."""
    here = timezone.localtime(now)
    today = here.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if here < today:
        return today
    return timezone.make_aware(dt.datetime.combine(here.date() + dt.timedelta(days=1), dt.time(HOUR)))


def _put_news() -> None:
    """One mail next morning to each mailbox with news and no such mail: it will tell all that waits then.

    In the demo, where nobody stays so long, at once.
    """
    mails = ReadersMail.objects.filter(follower=OuterRef("follower"), kind=ReadersMailKind.NEWS, sent_at=None)
    waiting = Follow.objects.filter(Exists(FollowNews.objects.filter(follow=OuterRef("pk"))), ~Exists(mails)).order_by()
    followers = sorted(set(waiting.values_list("follower_id", flat=True)))
    now = timezone.now()
    due = now if settings.DEMO else next_morning(now)
    day = timezone.localtime(due).isoformat() if settings.DEMO else timezone.localdate(due).isoformat()
    if followers:
        outbox.put_for_reader(followers, ReadersMailKind.NEWS, key=f"news:{{follower}}:{day}", not_before=due)


def _note(find: Callable[[], QuerySet[Any, Any]], tell: Callable[[list[Any]], None], *, is_end: bool) -> None:
    """Note what `find` finds, batch by batch, and what `tell` writes with it; another worker may have been faster."""
    for _batch in range(A_PASS // BATCH):
        rows = list(find()[:BATCH])
        if not rows:
            return
        now = timezone.now()
        with suppress(IntegrityError), transaction.atomic():
            notes = [NewsNoted(publication_id=row.pk, is_end=is_end, noted_at=now) for row in rows]
            NewsNoted.objects.bulk_create(notes)
            tell(rows)


def _new(periods: QuerySet[Any, Any], *, is_end: bool) -> QuerySet[Any, Any]:
    noted = NewsNoted.objects.filter(publication=OuterRef("pk"), is_end=is_end)
    return periods.filter(~Exists(noted)).select_related("article")


def _started(since: dt.datetime) -> QuerySet[Any, Any]:
    """Live answers whose beginning nobody noted, with how the period before them ended. Found by their pages' index."""
    recent = Article.objects.public().filter(
        live_page__published_at__gte=since, live_page__language__in=Language.values
    )
    before = Publication.objects.filter(question=OuterRef("question"), pk__lt=OuterRef("pk")).order_by("-pk")
    periods = Publication.objects.current().filter(article__in=recent.order_by().values("pk"))
    ends = {"end_before": before.values("end_cause")[:1], "digest_before": before.values("article__digest")[:1]}
    found = _new(periods, is_end=False)
    told: QuerySet[Any, Any] = found.annotate(**{name: Subquery(value) for name, value in ends.items()})
    return told


def _taken_down(since: dt.datetime) -> QuerySet[Any, Any]:
    return _new(Publication.objects.ended().filter(live_until__gte=since, end_cause__in=_TOOK_DOWN), is_end=True)


def _tell_started(rows: list[Any]) -> None:
    """New words to who follows the question; a question that had no live answer to who follows what it is about."""
    reworded = [row for row in rows if row.digest_before != row.article.digest or row.end_before not in _GOES_ON]
    appeared = [row for row in rows if row.end_before not in _GOES_ON]
    found = _pairs("question", {row.pk: [row.question_id] for row in reworded})
    for column, subjects in _subjects(appeared).items():
        found += _pairs(column, subjects)
    moments = {row.pk: row.live_from for row in rows}
    _write([pair for pair in found if pair[0].confirmed_at <= moments[pair[1]]], is_end=False)


def _tell_taken_down(rows: list[Any]) -> None:
    """To who follows the question: at once where safety is the reason, else with the news of the day."""
    periods = {row.pk: row for row in rows}
    found = _pairs("question", {row.pk: [row.question_id] for row in rows})
    found = [pair for pair in found if pair[0].confirmed_at <= periods[pair[1]].live_until]
    unsafe = [pk for pk, row in periods.items() if row.end_cause == EndCause.SAFETY]
    for pk in unsafe:
        followers = [follow.follower_id for follow, publication in found if publication == pk]
        key = f"safety:{pk}:{{follower}}"
        outbox.put_for_reader(followers, ReadersMailKind.SAFETY, key=key, facts={"publication": pk})
    _write([pair for pair in found if pair[1] not in unsafe], is_end=True)


def _subjects(rows: list[Any]) -> dict[str, dict[int, list[int]]]:
    """By kind of thing and publication: the tags, the doctor and the conditions that these answers belong to."""
    by_article, by_question = {row.article_id: row.pk for row in rows}, {row.question_id: row.pk for row in rows}
    tags: dict[int, list[int]] = defaultdict(list)
    for question, tag in QuestionTag.objects.filter(content_object__in=by_question).values_list(
        "content_object_id", "tag_id"
    ):
        tags[by_question[question]].append(tag)
    causes = Cause.objects.filter(article__in=by_article, article__item_kind=ItemKind.CAUSES, condition__isnull=False)
    associated = Article.associated_conditions.through.objects.filter(article__in=by_article)
    conditions: dict[int, list[int]] = defaultdict(list)
    for article, condition in (
        *causes.order_by().values_list("article_id", "condition_id"),
        *associated.values_list("article_id", "condition_id"),
    ):
        conditions[by_article[article]].append(condition)
    return {"tag": tags, "doctor": {row.pk: [row.article.doctor_id] for row in rows}, "condition": conditions}


def _pairs(column: str, subjects: dict[int, list[int]]) -> list[tuple[Follow, int]]:
    """Each confirmed follow of one of these subjects, with the publication that is news of it. One query."""
    wanted = {subject for found in subjects.values() for subject in found}
    by_subject: dict[int, list[Follow]] = defaultdict(list)
    if wanted:
        follows = Follow.objects.confirmed().filter(**{f"{column}__in": wanted})
        for follow in follows.only("follower_id", "confirmed_at", column):
            by_subject[getattr(follow, f"{column}_id")].append(follow)
    return [(follow, pk) for pk, found in subjects.items() for subject in set(found) for follow in by_subject[subject]]


def _write(pairs: list[tuple[Follow, int]], *, is_end: bool) -> None:
    news = [FollowNews(follow=follow, publication_id=pk, is_end=is_end) for follow, pk in pairs]
    FollowNews.objects.bulk_create(news, ignore_conflicts=True, batch_size=1000)


def _tell_askers() -> None:
    """Who asked the question that was decided, once: it was declined, or its answer is live."""
    answered = Q(reader_question__in=ReaderQuestion.objects.answered().order_by().values("pk"))
    declined = Q(reader_question__state=ReaderQuestion.State.DECLINED)
    written = ReadersMail.objects.filter(key=Concat(Value("asked:"), Cast(OuterRef("pk"), CharField())))
    decided = Follow.objects.confirmed().filter(answered | declined, ~Exists(written))
    for pk, follower in decided.order_by("pk").values_list("pk", "follower_id")[:A_PASS]:
        outbox.put_for_reader([follower], ReadersMailKind.ASKED, key=f"asked:{pk}", facts={"follow": pk})
