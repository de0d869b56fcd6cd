"""Time travel: at any day of the past, the page shows exactly the words that were live at its end.

What was live is written down in a journal while editions are published, withdrawn, rolled back and revoked; the pages
are asked afterwards and know nothing of it.
"""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import editing, publishing, replaying, revoking
from articles.models import Article, Question
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.articles.pages.reading import read
from tests.texts import make_article, make_next, sign_in_full

UTC = dt.UTC
#: Zones whose clocks change: at midnight itself, at two o'clock, by half an hour, and one that left out a whole day.
#: The rule is Python's; PostgreSQL is asked whether it finds the same rows.
MANY_DAYS = 500 if connection.vendor == "sqlite" else 100
ZONES = ["UTC", "Asia/Shanghai", "America/New_York", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"]


@pytest.fixture
def zone(request: pytest.FixtureRequest, settings: Any) -> ZoneInfo:
    settings.TIME_ZONE = request.param
    return ZoneInfo(request.param)


@dataclass
class Journal:
    """Which words went live when (None: none were), for each question, in the order in which it happened."""

    lines: dict[int, list[tuple[dt.datetime, str | None]]] = field(default_factory=dict)
    unsafe: set[str] = field(default_factory=set)

    def note(self, question: Question, words: str | None) -> None:
        self.lines.setdefault(question.pk, []).append((timezone.now(), words))

    def live_at_the_end_of(self, day: dt.date, question: Question, zone: ZoneInfo) -> str | None:
        """The last line written on `day` or before, by the calendar on the wall."""
        words = None
        for moment, written in self.lines.get(question.pk, []):
            if moment.astimezone(zone).date() <= day:
                words = written
        return words


class House:
    """An editor, a chief and a doctor at work on some questions, by chance."""

    def __init__(self, editor: User, chief: User, doctor: Doctor, seed: int) -> None:
        self.editor, self.chief, self.doctor = editor, chief, doctor
        self.chance = random.Random(seed)
        self.journal = Journal()
        self.questions: list[Question] = []

    def begin(self, slug: str) -> None:
        words = f"Words of {slug} 1."
        draft = make_article(self.editor, self.doctor, slug, introduction=words)
        live = publishing.publish(sign_in_full(draft, self.editor), editor=self.editor)
        self.questions.append(live.question)
        self.journal.note(live.question, words)

    def do_something(self) -> None:
        question = self.chance.choice(self.questions)
        live = Article.objects.filter(question=question, status=Status.PUBLISHED).first()
        what = self.chance.choice(
            ["publish", "publish", "publish", "roll back", "roll back", "withdraw", "safety", "revoke"]
        )
        if live is None or what == "publish":
            self.publish(question)
        elif what == "roll back":
            self.roll_back(question, live)
        elif what == "revoke":
            revoking.revoke(live, doctor=self.doctor, reason="I was wrong.")
            self.journal.note(question, None)
        else:
            publishing.withdraw(live, editor=self.editor, reason="It was wrong.", safety=what == "safety")
            self.journal.note(question, None)
            self.journal.unsafe |= {live.introduction} if what == "safety" else set()

    def publish(self, question: Question) -> None:
        draft = make_next(question, self.editor)
        words = f"Words of {question.slug} {draft.edition}."
        Article.objects.filter(pk=draft.pk).update(introduction=words)
        draft = editing.text_saved(Article.objects.get(pk=draft.pk), editor=self.editor)
        publishing.publish(sign_in_full(draft, self.editor), editor=self.editor)
        self.journal.note(question, words)

    def roll_back(self, question: Question, live: Article) -> None:
        earlier = Article.objects.filter(question=question, status=Status.SUPERSEDED, edition__lt=live.edition)
        if earlier.exists():
            back = publishing.roll_back(question, editor=self.chief, reason="The one before was better.")
            self.journal.note(question, back.introduction)


def years_of_work(house: House, start: dt.datetime, steps: int) -> dt.datetime:
    """Steps some minutes to some weeks apart; many of them within minutes of a midnight. Returns the end."""
    with time_machine.travel(start, tick=False) as clock:
        for number in range(4):
            renew(house.doctor)
            house.begin(f"question-{number}")
            clock.shift(dt.timedelta(days=house.chance.randint(0, 9), minutes=house.chance.randint(1, 1440)))
        for _ in range(steps):
            renew(house.doctor)
            house.do_something()
            clock.shift(pause(house.chance))
        return timezone.now() + dt.timedelta(days=2)


def pause(chance: random.Random) -> dt.timedelta:
    now = timezone.localtime()
    midnight = (now + dt.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    to_midnight = midnight - now
    near = to_midnight + dt.timedelta(microseconds=chance.choice([-1, 0, 1]), days=chance.randint(0, 20))
    anywhere = dt.timedelta(days=chance.randint(0, 25), seconds=chance.randint(1, 86_400))
    same_day = dt.timedelta(minutes=chance.randint(1, 50))
    return max(chance.choice([near, anywhere, anywhere, same_day]), dt.timedelta(microseconds=1))


def renew(doctor: Doctor) -> None:
    """A registration is checked every year; here every day."""
    Doctor.objects.filter(pk=doctor.pk).update(verified_at=timezone.now())


@pytest.mark.parametrize(
    ("zone", "days"), [("America/New_York", MANY_DAYS), ("Asia/Shanghai", MANY_DAYS // 5)], indirect=["zone"]
)
def test_random_days_give_the_words_that_were_live(
    client: Client, editor: User, chief: User, dr_lin: Doctor, zone: ZoneInfo, days: int
) -> None:
    """Every day is replayed; every fifth is also asked of the page, which shows these words and no others."""
    house = House(editor, chief, dr_lin, seed=20_260_512)
    start = dt.datetime(2027, 1, 4, 15, tzinfo=UTC)
    end = years_of_work(house, start, steps=60)
    chance, seen = random.Random(7), {200: 0, 404: 0, 410: 0}
    with time_machine.travel(end, tick=False):
        for number in range(days):
            day = start.date() + dt.timedelta(days=chance.randint(-5, (end - start).days - 2))
            question = chance.choice(house.questions)
            live = house.journal.live_at_the_end_of(day, question, zone)
            expected = 404 if live is None else 410 if live in house.journal.unsafe else 200
            assert replayed(question, day) == (expected, live if expected == 200 else ""), (day, question.slug)
            if number % 5 == 0:
                assert shown(client, house, question, day) == (expected, {live} if expected == 200 else set())
            seen[expected] += 1
    assert min(seen.values()) >= max(2, days // 50), seen


def replayed(question: Question, day: dt.date) -> tuple[int, str]:
    found = replaying.replay(question, day)
    if found is None:
        return 404, ""
    return (200, found.content["short_answer"]) if found.content else (410, "")


def shown(client: Client, house: House, question: Question, day: dt.date) -> tuple[int, set[str]]:
    """The status of the page, and which of all words that were ever live are on it."""
    response = client.get(f"/questions/{question.slug}/", {"on": day.isoformat()})
    text = response.content.decode()
    return response.status_code, {
        words for lines in house.journal.lines.values() for _, words in lines if words and words in text
    }


@pytest.mark.parametrize("zone", ZONES, indirect=True)
def test_the_end_of_a_day_is_the_last_moment_of_its_date(zone: ZoneInfo) -> None:
    day = dt.date(2011, 1, 1)
    before = replaying.end_of(day - dt.timedelta(days=1))
    while day < dt.date(2019, 12, 31):
        end = replaying.end_of(day)
        after = end + dt.timedelta(microseconds=1)
        exists = (zone.key, day) != ("Pacific/Apia", dt.date(2011, 12, 30))
        assert (end > before) == exists, day
        if exists:
            assert end.astimezone(zone).date() == day
        assert after.astimezone(zone).date() > day
        before, day = end, day + dt.timedelta(days=1)


@pytest.mark.parametrize("zone", ["America/New_York"], indirect=True)
@pytest.mark.parametrize(
    ("published", "live_on"),
    [
        # Clocks go forward on 14 March 2027 (the day has 23 hours) and back on 7 November (25 hours).
        (dt.datetime(2027, 3, 15, 3, 59, 59, 999_999, tzinfo=UTC), dt.date(2027, 3, 14)),
        (dt.datetime(2027, 3, 15, 4, 0, 0, tzinfo=UTC), dt.date(2027, 3, 15)),
        (dt.datetime(2027, 11, 8, 4, 59, 59, tzinfo=UTC), dt.date(2027, 11, 7)),
        (dt.datetime(2027, 11, 8, 5, 0, 0, tzinfo=UTC), dt.date(2027, 11, 8)),
    ],
)
def test_days_on_which_the_clocks_change(
    client: Client, editor: User, dr_lin: Doctor, zone: ZoneInfo, published: dt.datetime, live_on: dt.date
) -> None:
    with time_machine.travel(published - dt.timedelta(days=1), tick=False) as clock:
        renew(dr_lin)
        signed = sign_in_full(make_article(editor, dr_lin), editor)
        clock.move_to(published)
        renew(dr_lin)
        publishing.publish(signed, editor=editor)
        clock.shift(dt.timedelta(days=5))
        before = live_on - dt.timedelta(days=1)
        assert "They are mostly harmless." in read(client, f"/questions/leg-cramps/?on={live_on}")
        assert "No answer on that day" in read(client, f"/questions/leg-cramps/?on={before}", 404)


@pytest.mark.parametrize("zone", ["Asia/Shanghai"], indirect=True)
def test_a_day_is_over_at_the_midnight_of_the_site(zone: ZoneInfo) -> None:
    day = dt.date(2027, 5, 12)
    with time_machine.travel(dt.datetime(2027, 5, 12, 15, 59, 59, tzinfo=UTC), tick=False):
        assert not replaying.is_over(day)
    with time_machine.travel(dt.datetime(2027, 5, 12, 16, 0, 0, tzinfo=UTC), tick=False):
        assert replaying.is_over(day)
        assert not replaying.is_over(day + dt.timedelta(days=1))
