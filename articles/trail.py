"""The one way to write the trail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser

from articles.models import Article, Event, Question


def record(
    verb: str,
    *,
    actor: AbstractBaseUser | None,
    article: Article | None = None,
    question: Question | None = None,
    **detail: Any,
) -> Event:
    """Append who did what on which edition (or question). `detail` must be JSON and never holds words of a text."""
    event = entry(verb, actor=actor, article=article, question=question, **detail)
    event.save()
    return event


def entry(
    verb: str,
    *,
    actor: AbstractBaseUser | None,
    article: Article | None = None,
    question: Question | None = None,
    **detail: Any,
) -> Event:
    """The entry that `record` writes, not saved yet."""
    question_id = article.question_id if article is not None else question and question.pk
    return Event(verb=verb, actor_id=actor and actor.pk, article=article, question_id=question_id, detail=detail)
