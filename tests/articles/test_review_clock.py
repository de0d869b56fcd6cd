"""When a signed text is due to be read again."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from hypothesis import given
from hypothesis import strategies as st

from articles import review_clock
from articles.models import LivePage, Medicine
from doctors.models import Doctor
from tests.texts import make_published

day = dt.date


@pytest.mark.parametrize(
    ("signed_on", "risk", "due"),
    [
        (day(2023, 5, 12), "normal", day(2026, 5, 12)),
        (day(2023, 5, 12), "raised", day(2024, 5, 12)),
        (day(2023, 5, 12), "", day(2026, 5, 12)),
        (day(2024, 2, 29), "normal", day(2027, 2, 28)),
        (day(2024, 2, 29), "raised", day(2025, 2, 28)),
        (day(2023, 2, 28), "raised", day(2024, 2, 28)),
        (day(2025, 2, 28), "normal", day(2028, 2, 28)),
        (day(2023, 3, 1), "raised", day(2024, 3, 1)),
        (day(2023, 12, 31), "normal", day(2026, 12, 31)),
    ],
)
def test_the_due_day_is_the_same_day_some_years_later(signed_on: dt.date, risk: str, due: dt.date) -> None:
    assert review_clock.due_on(signed_on, risk) == due


def test_an_unknown_risk_is_an_error_and_no_guess() -> None:
    with pytest.raises(ValueError, match="unheard"):
        review_clock.due_on(day(2023, 5, 12), "unheard")


def test_an_answer_leaves_ninety_days_after_it_was_due() -> None:
    assert review_clock.leaves_on(day(2026, 5, 12)) == day(2026, 8, 10)


@pytest.mark.parametrize(
    ("today", "changes"),
    [
        (day(2023, 5, 12), day(2026, 5, 12)),
        (day(2026, 5, 11), day(2026, 5, 12)),
        (day(2026, 5, 12), day(2026, 8, 10)),
        (day(2026, 8, 9), day(2026, 8, 10)),
        (day(2026, 8, 10), dt.date.max),
        (day(2050, 1, 1), dt.date.max),
    ],
)
def test_the_page_next_changes_when_it_is_due_and_when_it_leaves(today: dt.date, changes: dt.date) -> None:
    assert review_clock.next_change(day(2023, 5, 12), "normal", today) == changes


@given(st.dates(min_value=day(1990, 1, 1), max_value=day(2200, 1, 1)), st.sampled_from(["normal", "raised", ""]))
def test_every_day_has_a_due_day_one_or_three_years_later(signed_on: dt.date, risk: str) -> None:
    due = review_clock.due_on(signed_on, risk)
    assert due.year - signed_on.year == (1 if risk == "raised" else 3)
    assert (due.month, due.day) in {(signed_on.month, signed_on.day), (2, 28)}
    assert review_clock.next_change(signed_on, risk, signed_on) == due


def test_the_stored_page_knows_its_days_and_today_alone_makes_it_overdue(editor: User, dr_lin: Doctor) -> None:
    page = make_published(editor, dr_lin).live_page
    assert page.due_on == review_clock.due_on(page.signed_on, "normal") == page.changes_on
    assert page.leaves_on == review_clock.leaves_on(page.due_on)
    for moment, overdue in ((page.due_on - dt.timedelta(days=1), False), (page.due_on, True), (page.leaves_on, True)):
        with time_machine.travel(dt.datetime.combine(moment, dt.time(12), tzinfo=dt.UTC), tick=False):
            assert LivePage.objects.get().is_overdue is overdue, moment


def test_a_text_that_names_a_medicine_is_due_after_a_year(editor: User, dr_lin: Doctor) -> None:
    Medicine.objects.create(name="Quinine")
    page = make_published(editor, dr_lin, lead="Some take quinine.").live_page
    assert page.due_on == review_clock.due_on(page.signed_on, "raised")
