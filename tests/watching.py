"""What the tests ask of every verb: was it refused, did anything change, what does the trail say, what was locked."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from articles.errors import Refused
from articles.models import Article, Event

T = TypeVar("T")


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of every table of the portal, as the database gives it.

    In plain SQL: tests ask for this so often that Django took more time to build the queries than they run.
    """
    models = [model for app in ("articles", "doctors") for model in apps.get_app_config(app).get_models(True)]
    return {model._meta.label: _rows(model) for model in models}


def _rows(model: type[Model]) -> list[dict[str, Any]]:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {quote(model._meta.db_table)} ORDER BY {quote(model._meta.pk.column)}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def refused(code: str) -> Iterator[None]:
    """The verb inside is refused with this code and a sentence for a person, and nothing at all was changed."""
    before = everything()
    with pytest.raises(Refused) as caught, transaction.atomic():
        yield
    assert caught.value.code == code, str(caught.value)
    check_sentence(str(caught.value))
    assert everything() == before, "a refused verb changed something"


def check_sentence(sentence: str) -> None:
    """Words for a person: whole sentences, nothing left to fill in."""
    assert len(sentence.split()) >= 4, sentence
    assert sentence[0].isupper(), sentence
    assert sentence.endswith("."), sentence
    assert not re.search(r"%\(|\bNone\b|<[A-Z]", sentence), sentence


@contextmanager
def trail(*expected: str, actor: User) -> Iterator[list[Event]]:
    """The block writes exactly these events, in this order, by this person. They are in the list afterwards."""
    last = Event.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    written: list[Event] = []
    yield written
    written.extend(Event.objects.filter(pk__gt=last).order_by("pk"))
    assert [event.verb for event in written] == list(expected)
    assert {event.actor_id for event in written} <= {actor.pk}
    assert all(event.question_id is not None for event in written)


class BrokenInTheMiddleError(Exception):
    pass


@contextmanager
def breaking(monkeypatch: pytest.MonkeyPatch, *places: str) -> Iterator[None]:
    """The verb inside breaks at its last step, the trail (or at `places`); nothing at all was changed."""

    def stop(*args: object, **kwargs: object) -> None:
        raise BrokenInTheMiddleError

    before = everything()
    with monkeypatch.context() as patch:
        for place in places or ("articles.trail.record",):
            patch.setattr(place, stop)
        with pytest.raises(BrokenInTheMiddleError):
            yield
    assert everything() == before, "a verb that broke in the middle left something behind"


def locked_by(verb: Callable[[], object]) -> list[str]:
    """The tables whose rows `verb` locks, in that order. SQLite locks the whole file and says nothing of it."""
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL locks rows")
    with CaptureQueriesContext(connection) as queries:
        verb()
    locks = [query["sql"] for query in queries if query["sql"].rstrip().endswith(("FOR UPDATE", "FOR NO KEY UPDATE"))]
    names = {
        "articles_question": "question",
        "articles_readerquestion": "asked",
        "articles_article": "article",
        "doctors_doctor": "doctor",
    }
    return [names[match.group(1)] for sql in locks if (match := re.search(r'FROM "(\w+)"', sql))]


def queries_of(verb: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        verb()
    return len(queries)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Fails when the block is not done after some seconds, without waiting for its end."""

    def late(number: int, frame: FrameType | None) -> None:
        raise AssertionError(f"not done after {seconds} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def status_of(article: Article) -> str:
    return Article.objects.values_list("status", flat=True).get(pk=article.pk)


def walked(found: Sequence[T]) -> Sequence[T]:
    """What a walk over addresses visits: the first on both databases, of the others a third on SQLite, the rest on
    PostgreSQL, which minds a value of the wrong kind.

    What pages show does not depend on the database, and the walks are the dearest tests there are.
    """
    if connection.vendor == "sqlite":
        return found[::3]
    return [each for number, each in enumerate(found) if number % 3 or number == 0]
