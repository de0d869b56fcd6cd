"""Which reviews are due, for whom, and what the next twelve months hold: right by the clock, and cheap."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import override_settings
from django.utils import timezone

from articles import canonical, diffing, due, forecasting, publishing
from articles.due import Band
from articles.models import Article, LivePage
from doctors.models import Department, Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_published, sign_in_full
from tests.watching import queries_of

DAY = dt.timedelta(days=1)


def put_due(article: Article, days: int, **columns: object) -> None:
    """As if its signature were so much older: due in so many days from today."""
    day = timezone.localdate() + days * DAY
    LivePage.objects.filter(article=article).update(due_on=day, leaves_on=day + 90 * DAY, **columns)


@pytest.mark.parametrize(
    ("days", "band"),
    [
        (-400, "PAST_GRACE"),
        (-90, "PAST_GRACE"),
        (-89, "OVERDUE"),
        (0, "OVERDUE"),
        (1, "SOON"),
        (60, "SOON"),
        (61, "LATER"),
    ],
)
def test_each_day_is_in_one_band_in_python_and_in_the_database(
    editor: User, dr_lin: Doctor, days: int, band: str
) -> None:
    put_due(make_published(editor, dr_lin), days)
    page = LivePage.objects.get()
    assert due.band_of(page.due_on, timezone.localdate()) == Band[band]
    assert due.counts(due.live()) == {one: int(one == Band[band]) for one in Band}
    assert [row.band for row in due.page_of(due.live(), Band[band]).rows] == [Band[band]]
    assert page.is_overdue is (band in ("PAST_GRACE", "OVERDUE"))
    assert (page.leaves_on <= timezone.localdate()) is (band == "PAST_GRACE")


def test_a_band_changes_at_midnight_of_the_site(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    day = dt.date(2028, 2, 29)
    LivePage.objects.filter(article=live).update(due_on=day)
    with override_settings(TIME_ZONE="Asia/Shanghai"):
        midnight = dt.datetime.combine(day, dt.time(), timezone.get_default_timezone())
        for moment, band in ((midnight - dt.timedelta(seconds=1), Band.SOON), (midnight, Band.OVERDUE)):
            with time_machine.travel(moment, tick=False):
                assert due.page_of(due.live()).rows[0].band == band


def test_pages_follow_each_other_and_miss_nothing(editor: User, dr_lin: Doctor) -> None:
    slugs = [f"answer-{number}" for number in range(7)]
    for number, slug in enumerate(slugs):
        put_due(make_published(editor, dr_lin, slug), number // 3)  # several on one day
    seen: list[str] = []
    after = ""
    for _turn in range(4):
        page = due.page_of(due.live(), after=after, size=2)
        seen += [row.page.slug for row in page.rows]
        after = page.after
    assert (seen, after) == (slugs, "")


@pytest.mark.parametrize(
    "after", ["x", "2026-01-01", "2026-01-01_", "_", "2026-13-01_1", "2026-01-01_" + "9" * 40, "\0"]
)
def test_a_wrong_place_breaks_nothing(editor: User, dr_lin: Doctor, after: str) -> None:
    make_published(editor, dr_lin)
    assert len(due.page_of(due.live(), after=after).rows) == 1


def test_the_queue_says_who_cannot_sign_and_what_is_on_its_way(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    first, second = make_published(editor, dr_lin), make_published(editor, dr_other, "second")
    for article in (first, second):
        put_due(article, -1)
    Doctor.objects.filter(pk=dr_lin.pk).update(retired_at=timezone.now() - DAY)
    rows = {row.page.slug: row for row in due.page_of(due.live()).rows}
    assert rows["leg-cramps"].hindrance == "Dr. Lin Yunfei is retired."
    assert rows["second"].hindrance == ""
    assert rows["second"].open is None


def test_only_the_doctors_own_first_and_second(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    make_published(editor, dr_other, "others")
    make_published(editor, dr_other, "named-not-needed", second_reviewer=dr_lin)
    draft = make_article(editor, dr_other, "child", life_stage="child", second_reviewer=dr_lin)
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    make_published(editor, dr_lin, "own")
    found = due.page_of(due.live(doctor=dr_lin)).rows
    assert {row.page.slug for row in found} == {"own", "child"}


def test_tallies_count_by_doctor_and_department(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    eyes = Department.objects.create(name="Eyes", slug="eyes")
    put_due(make_published(editor, dr_lin, "a"), -1, department=eyes)
    put_due(make_published(editor, dr_lin, "b"), 10)
    put_due(make_published(editor, dr_other, "c"), 10)
    make_published(editor, dr_other, "later")
    assert [(one.of, one.overdue, one.soon) for one in due.by_doctor()] == [(dr_lin, 1, 1), (dr_other, 0, 1)]
    assert [(one.of, one.overdue, one.soon) for one in due.by_department()] == [(eyes, 1, 0), (None, 0, 2)]


def test_verifications_that_lapse_soon(dr_lin: Doctor, dr_other: Doctor) -> None:
    for doctor, days in ((dr_lin, 340), (dr_other, 330), (make_doctor("Lapsed"), 366), (make_doctor("Gone"), 340)):
        Doctor.objects.filter(pk=doctor.pk).update(verified_at=timezone.now() - days * DAY)
    Doctor.objects.filter(name="Gone").update(retired_at=timezone.now() - DAY)
    assert due.lapsing() == [dr_lin]


def test_a_live_page_knows_its_words_chinese_ones_too(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, introduction="小腿抽筋多半无害。")
    blocks = canonical.blocks_of(Article.objects.with_text().get(pk=live.pk))
    page = LivePage.objects.get()
    assert page.words == diffing.compare([], blocks).words_to_read
    other = make_published(editor, dr_lin, "other", introduction="x")
    assert page.words - (LivePage.objects.get(article=other).words or 0) == 8 - 1 + 1  # “leg cramps” are two words


@pytest.mark.parametrize("today", [dt.date(2026, 1, 31), dt.date(2027, 12, 31), dt.date(2028, 2, 29)])
def test_twelve_months_from_any_day(today: dt.date) -> None:
    firsts = forecasting.months_from(today)
    assert len(set(firsts)) == 12
    assert firsts[0] == today.replace(day=1)
    assert all(first.day == 1 for first in firsts)
    assert (firsts[-1].year * 12 + firsts[-1].month) - (today.year * 12 + today.month) == 11


def test_the_forecast_counts_both_signatures_and_every_word(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    with time_machine.travel(dt.datetime(2027, 3, 15, 12, tzinfo=dt.UTC)):
        Doctor.objects.update(verified_at=timezone.now())
        make_published(editor, dr_lin, "late")
        draft = make_article(editor, dr_lin, "child", life_stage="child", second_reviewer=dr_other)
        child = publishing.publish(sign_in_full(draft, editor), editor=editor)
        far = make_published(editor, dr_other, "far")
        put_due(Article.objects.get(question__slug="late"), -100, words=100)
        put_due(child, 31, words=300)
        LivePage.objects.filter(article=far).update(due_on=dt.date(2028, 3, 1), words=1000)
        together, each = forecasting.of_all()
        march, april = dt.date(2027, 3, 1), dt.date(2027, 4, 1)
        assert (together.months[march].signatures, together.months[march].words) == (1, 100)
        assert (together.months[april].signatures, together.months[april].words) == (2, 600)
        assert (together.total.signatures, together.total.words_each) == (3, 233)
        assert [(one.doctor, one.total.signatures, one.total.words) for one in each] == [
            (dr_lin, 2, 400),
            (dr_other, 1, 300),
        ]
        mine = forecasting.of_doctor(dr_other)
        assert (mine.total.signatures, mine.months[april].words_each) == (1, 300)
        LivePage.objects.filter(article=child).update(words=None)
        unknown = forecasting.of_doctor(dr_other).total
        assert (unknown.signatures, unknown.uncounted, unknown.words_each) == (1, 1, 0)


def test_queries_do_not_grow(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    counts = []
    for number in range(3):
        put_due(make_published(editor, dr_lin, f"lin-{number}"), number + 1)
        put_due(make_published(editor, make_doctor(f"Doctor {number}"), f"other-{number}"), -number)
        verbs = (
            lambda: due.page_of(due.live()),
            lambda: due.page_of(due.live(doctor=dr_lin), Band.SOON),
            lambda: due.counts(due.live()),
            due.by_doctor,
            due.by_department,
            due.lapsing,
            forecasting.of_all,
            lambda: forecasting.of_doctor(dr_lin),
        )
        counts.append([queries_of(verb) for verb in verbs])
    assert counts[0] == counts[1] == counts[2]
    assert sum(counts[0]) <= 18, counts[0]
