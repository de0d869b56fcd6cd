"""What became of a reader's question, as its asker may know it: of an unpublished answer not even the name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles.models import Article, Follow, LivePage, Publication, Question, ReaderQuestion
from articles.models.follower import CONFIRM_WITHIN


class Stage(StrEnum):
    WAITING = "waiting"
    DECLINED = "declined"
    WRITTEN = "written"  # taken up: an answer is on its way, or not even begun
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"  # there was an answer; there is none now


@dataclass(frozen=True, slots=True)
class Outcome:
    """`answer` where one is live; `ended` is the question whose address says why its answer went."""

    stage: Stage
    answer: LivePage | None = None
    ended: Question | None = None


def asked_behind(token: str) -> ReaderQuestion | None:
    """The question of a private link, with `awaits_yes`: a mail asks the asker whether the address is theirs."""
    since = timezone.now() - CONFIRM_WITHIN
    unconfirmed = Follow.objects.filter(reader_question=OuterRef("pk"), confirmed_at=None, created_at__gt=since)
    found = ReaderQuestion.objects.behind(token).select_related("question")
    return found.annotate(awaits_yes=Exists(unconfirmed)).first()


def outcome_of(asked: ReaderQuestion) -> Outcome:
    """At most two queries, whatever became of it; `asked.question` is read with it."""
    if asked.state == ReaderQuestion.State.OPEN:
        return Outcome(Stage.WAITING)
    if asked.state == ReaderQuestion.State.DECLINED:
        return Outcome(Stage.DECLINED)
    if asked.question is None:
        return Outcome(Stage.WRITTEN)
    answering = asked.answered_by
    live = Article.objects.public().for_cards().filter(question__in=answering)
    found = {article.question_id: article.live_page for article in live}
    for key in answering:
        if key in found:
            return Outcome(Stage.ANSWERED, answer=found[key])
    if Publication.objects.filter(question=asked.question).exists():
        return Outcome(Stage.WITHDRAWN, ended=asked.question)
    return Outcome(Stage.WRITTEN)
