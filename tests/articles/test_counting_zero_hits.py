"""Searches that found nothing are counted: what readers miss, never who misses it."""

from __future__ import annotations

import datetime as dt
import threading
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from articles import counting_zero_hits
from articles.counting_zero_hits import LONGEST, ONCE_IN, count_zero_hit, countable
from articles.models import ZeroHit
from doctors.models import Doctor
from tests.texts import make_published
from tests.watching import queries_of, within

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


def looked_for(text: str, times: int = 2, language: str = "en") -> None:
    """So often, with the time between that it takes to count again."""
    for _time in range(times):
        count_zero_hit(text, language)
        cache.clear()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Wolf's   HOWL?", "wolf's howl"),
        ("wolf’s howl", "wolf's howl"),
        ("小腿抽筋，怎么办？", "小腿抽筋 怎么办"),
        ("ＷＯＬＦ", "wolf"),
        ("type 2 b12 wolf", "type wolf"),
        ("wolf_howl moon", "moon"),
        ("<script>alert(1)</script>", "script alert script"),
    ],
)
def test_only_words_are_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert countable(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "ann.lee@example.org itches",
            "ann ＠ example",
            "call +44 20 7946 0000",
            "110105199003071234",
            "born 3.7.1990",
        ),
        *("https://example.org/ann", "www.example.org", "一一０１０５１９９０", "", "?!…", "x", "\0\u202e", "7 8 9"),
        *("my name is johnny smithers zorbl herpex", "mr. john smith", "患者：张伟", "john dot smith at gmail dot com"),
        *("w" * 31, "wolf " * 13, "howling wolves " * 50, "狼" * 31),
    ],
)
def test_what_may_tell_of_a_person_or_is_long_is_not_counted(typed: str) -> None:
    assert countable(typed) == ""


@given(st.text(max_size=400))
def test_nothing_but_short_words_comes_out_of_any_text(text: str) -> None:
    kept = countable(text)
    assert len(kept) <= LONGEST
    assert not any(character.isdigit() or character in "@/_<>\0" for character in kept)
    assert kept in ("", countable(kept)), "counted again it is the same"


@pytest.mark.django_db
def test_what_was_typed_once_can_be_read_by_nobody() -> None:
    count_zero_hit("Ann Lee has the hiccups", "en")
    [row] = ZeroHit.objects.values()
    assert "ann" not in repr(row).lower()
    assert not ZeroHit.objects.wanted().exists()


@pytest.mark.django_db
def test_a_name_that_is_typed_twice_is_not_even_counted() -> None:
    looked_for("My name is Johnny Smithers zorbl herpex")
    looked_for("zorbl herpex", 1)
    assert ZeroHit.objects.count() == 1


@pytest.mark.django_db
def test_words_are_wanted_from_the_second_time_on_the_most_wanted_first() -> None:
    looked_for("wolf howl", 2)
    looked_for("HOWL", 3)
    looked_for("wolf howl", 2, "zh-hans")
    looked_for("once", 1)
    found = [(row.words, row.language, row.count) for row in ZeroHit.objects.wanted()]
    assert found == [("howl", "en", 3), ("wolf howl", "en", 2), ("wolf howl", "zh-hans", 2)]
    assert {field.name for field in ZeroHit._meta.get_fields()} == {
        *("id", "mark", "words", "language", "count", "last_on"),
    }, "nothing about who asked, and of the time only the day"


@pytest.mark.django_db
def test_a_page_that_is_loaded_again_counts_once() -> None:
    with time_machine.travel(NOON) as clock:
        for _time in range(5):
            count_zero_hit("wolf", "en")
        assert ZeroHit.objects.get().count == 1
        clock.shift(ONCE_IN + 1)
        count_zero_hit("wolf", "en")
    assert ZeroHit.objects.get().count == 2


@pytest.mark.django_db
def test_a_flood_of_words_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_zero_hits, "MOST_A_MINUTE", 3)
    with time_machine.travel(NOON, tick=False) as clock:
        for word in ("aa", "bb", "cc", "dd", "ee"):
            count_zero_hit(word, "en")
        assert ZeroHit.objects.count() == 3
        assert queries_of(lambda: count_zero_hit("ff", "en")) == 0
        clock.shift(60)
        count_zero_hit("gg", "en")
    assert ZeroHit.objects.count() == 4


@pytest.mark.django_db
def test_old_and_least_wanted_words_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    days = {"single old": (1, 31), "single": (1, 29), "wanted old": (9, 366), "wanted": (9, 364), "more wanted": (8, 1)}
    today = dt.date.today()  # noqa: DTZ011
    for word, (count, ago) in days.items():
        last = today - dt.timedelta(days=ago)
        ZeroHit.objects.create(mark=word, words=word, language="en", count=count, last_on=last)
    counting_zero_hits.prune()
    assert set(ZeroHit.objects.values_list("words", flat=True)) == {"single", "wanted", "more wanted"}
    monkeypatch.setattr(counting_zero_hits, "MOST_ROWS", 1)
    monkeypatch.setattr(counting_zero_hits, "PRUNE_EVERY", 1)
    count_zero_hit("fresh", "en")
    assert list(ZeroHit.objects.values_list("words", flat=True)) == ["wanted"]


@pytest.mark.django_db(transaction=True)
def test_a_count_does_not_wait_for_whoever_writes() -> None:
    """Another connection holds the row, on SQLite the whole file."""
    looked_for("wolf", 1)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                ZeroHit.objects.update(language="en")
                held.set()
                done.wait(10)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    try:
        assert held.wait(10)
        with within(5):
            count_zero_hit("wolf", "en")
    finally:
        done.set()
        other.join()
    assert ZeroHit.objects.get().count == 1
    cache.clear()
    count_zero_hit("wolf", "en")
    assert ZeroHit.objects.get().count == 2


def search(client: Client, query: str, method: str = "get", **extra: Any) -> None:
    assert getattr(client, method)(f"/search/?q={query}", **extra).status_code == 200


@pytest.mark.django_db
def test_only_the_first_page_that_a_person_opens_is_counted(client: Client, settings: Any) -> None:
    search(client, "wolf", "head")
    search(client, "wolf&page=2")
    search(client, "wolf&department=nothing")
    search(client, "")
    search(client, "wolf", headers={"Sec-Purpose": "prefetch"})
    settings.READ_ONLY = True
    search(client, "wolf")
    assert not ZeroHit.objects.exists()
    settings.READ_ONLY = False
    search(client, "wolf")
    assert ZeroHit.objects.get().count == 1


@pytest.mark.django_db
def test_what_was_found_by_a_guess_alone_is_counted_too(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "leg-cramps")
    search(client, "leg+cramps")
    assert not ZeroHit.objects.exists()
    search(client, "crmaps")
    cache.clear()
    search(client, "leg+lice")
    assert ZeroHit.objects.count() == 2


@pytest.mark.django_db
def test_words_are_counted_in_the_language_they_are_written_in(client: Client) -> None:
    search(client, "狼嚎")
    assert client.get("/zh-hans/search/?q=wolf").status_code == 200
    assert list(ZeroHit.objects.order_by("pk").values_list("language", flat=True)) == ["zh-hans", "en"]


@pytest.mark.django_db
def test_the_page_is_ready_before_the_count_is_written(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """A count that breaks, or takes long, is nothing a reader sees."""

    def broken(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("articles.views.search.count_zero_hit", broken)
    search(client, "wolf")
