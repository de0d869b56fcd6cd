"""A flood is cleared away at once: reports closed and questions declined, with one reason, each in the trail."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import giving_feedback, publishing
from articles.models import ErrorReport, Event, LivePage, ReaderQuestion
from doctors.models import Doctor
from tests.people import make_user
from tests.texts import make_published
from tests.watching import everything

REPORTS, QUESTIONS = "/admin/articles/errorreport/", "/admin/articles/readerquestion/"


@pytest.fixture
def reports(editor: User, dr_lin: Doctor) -> list[ErrorReport]:
    live = make_published(editor, dr_lin)
    page = LivePage.objects.get(question=live.question)
    for part in ("", "introduction", "lead"):
        giving_feedback.give(page, edition=live.digest[:12], part=part, verdict="error")
    return list(ErrorReport.objects.order_by("pk"))


@pytest.fixture
def questions(db: None) -> list[ReaderQuestion]:
    return [ReaderQuestion.objects.create(text=f"Buy pills {number}") for number in range(3)]


def test_reports_are_closed_with_one_reason_and_each_is_told_and_written_down(
    client: Client, editor: User, reports: list[ErrorReport]
) -> None:
    client.force_login(editor)
    data = {"action": "close_selected", "_selected_action": [report.pk for report in reports]}
    before = everything()
    assert "One outcome and one reason for all" in client.post(REPORTS, data).content.decode()
    wanting = client.post(REPORTS, data | {"confirmed": "yes"})
    assert "This field is required" in wanting.content.decode()
    assert (
        "Give a reason"
        in client.post(REPORTS, data | {"confirmed": "yes", "outcome": "right"}, follow=True).content.decode()
    )
    assert everything() == before
    page = client.post(REPORTS, data | {"confirmed": "yes", "outcome": "right", "reason": "Spam."}, follow=True)
    assert page.content.decode().count(": closed.") == 3
    assert set(ErrorReport.objects.values_list("outcome", "reason", "closed_by")) == {("right", "Spam.", editor.pk)}
    assert Event.objects.filter(verb="report_closed", actor=editor).count() == 3


def test_what_cannot_be_closed_so_stays_open_and_says_why(
    client: Client, editor: User, reports: list[ErrorReport]
) -> None:
    client.force_login(editor)
    data = {"action": "close_selected", "_selected_action": [report.pk for report in reports], "confirmed": "yes"}
    page = client.post(REPORTS, data | {"outcome": "corrected"}, follow=True).content.decode()
    assert page.count("still has the reported words") == 3
    assert ErrorReport.objects.open().count() == 3
    publishing.withdraw(reports[0].article, editor=editor, reason="Outdated.")
    client.post(REPORTS, data | {"outcome": "taken_down", "reason": "Withdrawn."})
    assert not ErrorReport.objects.open().exists()


def test_questions_are_declined_with_one_reason_and_each_is_told_and_written_down(
    client: Client, editor: User, questions: list[ReaderQuestion]
) -> None:
    client.force_login(editor)
    data = {"action": "decline_selected", "_selected_action": [asked.pk for asked in questions]}
    assert "One reason for all of these questions" in client.post(QUESTIONS, data).content.decode()
    assert ReaderQuestion.objects.waiting().count() == 3
    page = client.post(QUESTIONS, data | {"confirmed": "yes", "because": "unfit"}, follow=True).content.decode()
    assert page.count(": declined.") == 3
    assert set(ReaderQuestion.objects.values_list("state", "declined_because")) == {("declined", "unfit")}
    assert Event.objects.filter(verb="reader_question_declined", actor=editor).count() == 3
    again = client.post(f"{QUESTIONS}?state=all", data | {"confirmed": "yes", "because": "unfit"}, follow=True)
    assert again.content.decode().count("decided on this question already") == 3


def test_nobody_else_is_offered_it(
    client: Client, reports: list[ErrorReport], questions: list[ReaderQuestion], dr_lin: Doctor
) -> None:
    clerk = make_user("clerk", staff=True)
    before = everything()
    for account in (clerk, dr_lin.user):
        assert account is not None
        client.force_login(account)
        client.post(
            REPORTS,
            {
                "action": "close_selected",
                "_selected_action": [row.pk for row in reports],
                "confirmed": "yes",
                "outcome": "right",
                "reason": "Spam.",
            },
        )
        client.post(
            QUESTIONS,
            {
                "action": "decline_selected",
                "_selected_action": [row.pk for row in questions],
                "confirmed": "yes",
                "because": "unfit",
            },
        )
    assert everything() == before
