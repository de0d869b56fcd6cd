"""Reports of errors: one task for the same words, closed with what came of it, told in the public corrections."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from articles import delivering, error_reports, giving_feedback, heard, publishing, redacting, renewing, signing
from articles.errors import Incomplete, NotAllowed, Refused
from articles.models import Article, ErrorReport, Event, Feedback, LivePage
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, read, words
from tests.people import make_doctor, make_user, the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_published, publish_next

WORDS = "A reader wrote these words."


@stands
def live() -> Article:
    return make_published(the_editor(), the_doctor())


def say(article: Article, part: str = "introduction", verdict: str = "error", text: str = WORDS) -> Feedback:
    page = LivePage.objects.get(question=article.question_id)
    return giving_feedback.give(page, edition=article.digest[:12], part=part, verdict=verdict, words=text)


def report_of(article: Article, part: str = "introduction") -> ErrorReport:
    report = say(article, part).report
    assert report is not None
    return report


def counts_of(article: Article) -> dict[str, dict[str, int]]:
    fresh = Article.objects.with_text().get(pk=article.pk)
    return {one.name or "whole": dict(one.counts) for one in heard.of(fresh)}


def test_reports_of_the_same_words_are_one_task_and_other_verdicts_are_none(live: Article) -> None:
    first, second, other = say(live), say(live, text="Again."), say(live, part="lead")
    assert say(live, verdict="unclear").report is None
    assert first.report == second.report != other.report
    assert ErrorReport.objects.open().count() == 2
    opened = Event.objects.filter(verb="error_reported")
    assert [(event.actor, event.article, event.detail["block"]) for event in opened.order_by("pk")] == [
        (None, live, "introduction"),
        (None, live, "lead"),
    ]
    assert WORDS not in str(list(opened.values()))


def test_a_correction_closes_the_report_and_stands_in_the_public_log_without_the_readers_words(
    client: Client, editor: User, live: Article
) -> None:
    report = report_of(live)
    with pytest.raises(Refused, match="Edition 1, which readers read now, still has the reported words") as refused:
        error_reports.close(report, editor=editor, outcome="corrected")
    assert refused.value.code == "not-corrected"
    second = publish_next(live.question, editor, change_note="The dose is right now.")
    third = publish_next(live.question, editor, introduction="Said once more.")
    closed = error_reports.close(report, editor=editor, outcome="corrected")
    assert (closed.corrected_in, closed.closed_by, closed.is_open) == (second, editor, False)
    assert Event.objects.get(verb="report_closed").detail["edition"] == 2
    for address in ("/corrections/", "/feeds/corrections.xml"):
        page = client.get(address).content.decode()
        assert page.count("A reader had pointed out an error.") == 1, address
        assert WORDS not in page
    in_order(read(client, "/corrections/"), "Edition 3 took", "Edition 2 took the place of edition 1. A reader had")
    assert third.edition == 3


def test_what_came_of_a_report_is_said_once_with_a_reason_by_an_editor(
    editor: User, chief: User, reader: User, dr_lin: Doctor, live: Article
) -> None:
    report = report_of(live)
    for account in (reader, dr_lin.user):
        assert account is not None
        with pytest.raises(NotAllowed):
            error_reports.close(report, editor=account, outcome="right", reason="It is.")
    for outcome, reason, code in (
        ("", "x", "outcome-missing"), ("nonsense", "x", "outcome-missing"),
        ("right", "  ", "reason-missing"), ("right", "x" * 1001, "reason-too-long"),
    ):  # fmt: skip
        with pytest.raises(Incomplete) as incomplete:
            error_reports.close(report, editor=editor, outcome=outcome, reason=reason)
        assert incomplete.value.code == code
    with pytest.raises(Refused, match=r"Edition 1 is live\. Withdraw the answer first"):
        error_reports.close(report, editor=editor, outcome="taken_down", reason="Gone.")
    assert ErrorReport.objects.get().is_open
    publishing.withdraw(live, editor=editor, reason="Wrong.")
    with pytest.raises(Refused, match="No edition is live"):
        error_reports.close(report, editor=editor, outcome="corrected")
    assert error_reports.close(report, editor=chief, outcome="taken_down", reason="Gone.").outcome == "taken_down"
    with pytest.raises(Refused) as refused:
        error_reports.close(report, editor=editor, outcome="right", reason="x")
    assert refused.value.code == "closed-already"


def test_a_later_edition_with_the_words_back_is_no_correction(editor: User, chief: User, live: Article) -> None:
    report = report_of(live)
    publish_next(live.question, editor)
    assert error_reports.corrected_by(report) is not None
    publishing.roll_back(live.question, editor=chief, reason="Worse.")
    assert error_reports.corrected_by(report) is None


def test_a_new_report_after_a_closed_one_opens_a_new_task(editor: User, live: Article) -> None:
    first = report_of(live)
    error_reports.close(first, editor=editor, outcome="right", reason="It is.")
    assert report_of(live) != first


def test_the_same_words_twice_in_a_day_count_once_and_verdicts_without_words_each(live: Article) -> None:
    assert say(live) == say(live) != say(live, text="Others.")
    assert say(live, verdict="unclear", text="") != say(live, verdict="unclear", text="")
    assert ErrorReport.objects.count() == 1


def test_words_are_emptied_after_a_year_but_not_those_of_an_open_report(editor: User, live: Article) -> None:
    said = [say(live), say(live, part="lead"), say(live, verdict="unclear"), say(live, verdict="helpful", text="")]
    open_one, closed = said[0], said[1].report
    assert closed is not None
    error_reports.close(closed, editor=editor, outcome="right", reason="It is.")
    today = timezone.localdate()
    Feedback.objects.update(sent_on=today - dt.timedelta(days=365))
    delivering.deliver()
    assert Feedback.objects.filter(text=WORDS).count() == 3, "a year is not over"
    Feedback.objects.update(sent_on=today - dt.timedelta(days=366))
    counted = counts_of(live)
    delivering.deliver()
    assert list(Feedback.objects.filter(text=WORDS)) == [open_one]
    assert counts_of(live) == counted
    assert Feedback.objects.count() == 4
    error_reports.close(report_of(live), editor=editor, outcome="right", reason="It is.")
    assert giving_feedback.forget_old_words() == 1


def test_the_database_refuses_reports_that_contradict_themselves(editor: User, live: Article) -> None:
    report = report_of(live)
    for change in (
        {"outcome": "right"}, {"outcome": "corrected", "closed_by": editor, "closed_at": dt.datetime.now(dt.UTC)},
        {"closed_by": editor}, {"corrected_in": live},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            ErrorReport.objects.filter(pk=report.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ErrorReport.objects.create(question=live.question, article=live, block_digest=report.block_digest)


def test_counts_stay_with_the_same_words_and_start_anew_with_others(
    editor: User, dr_lin: Doctor, live: Article
) -> None:
    for part in ("", "introduction", "lead"):
        say(live, part, verdict="helpful")
    assert counts_of(live) == {name: {"helpful": 1} for name in ("whole", "introduction", "lead")}
    second = publish_next(live.question, editor)
    assert counts_of(second) == {"lead": {"helpful": 1}}, "the introduction is another one, and so is the whole"
    renewed = renewing.renew(second.question, by=editor)
    signing.sign(renewed, doctor=dr_lin, digest=renewed.digest)
    say(second, "", verdict="unclear")
    third = publishing.publish(Article.objects.get(pk=renewed.pk), editor=editor)
    assert counts_of(third) == {"whole": {"unclear": 1}, "lead": {"helpful": 1}}
    say(live, "introduction", verdict="unclear")  # from a page that a cache kept
    assert counts_of(live)["introduction"] == {"helpful": 1, "unclear": 1}
    assert counts_of(third) == {"whole": {"unclear": 1}, "lead": {"helpful": 1}}


def test_erasing_the_words_of_an_edition_erases_what_was_written_about_them(
    client: Client, editor: User, chief: User, live: Article
) -> None:
    report = report_of(live)
    error_reports.close(report, editor=editor, outcome="right", reason="It names Anna.")
    publishing.withdraw(live, editor=editor, reason="A person is named.")
    redacting.ask_redaction(live, chief=chief, reason="The law asks.")
    redacting.redact(live, second=make_user("second-chief", "Chief editors", staff=True))
    assert set(Feedback.objects.values_list("text", flat=True)) == {""}
    assert "Anna" not in ErrorReport.objects.get().reason
    client.force_login(editor)
    assert client.get(f"/admin/articles/errorreport/{report.pk}/change/").status_code == 200


# Where editors and the signing doctor see it


def test_the_signing_doctor_sees_it_beside_the_block_and_readers_do_not(
    client: Client, dr_lin: Doctor, dr_other: Doctor, live: Article
) -> None:
    cause = str(live.causes.get(heading="Bone spurs").block)[:8]
    say(live, cause, text="Which nerves?", verdict="unclear")
    say(live, "", text="Thank you <script>.", verdict="helpful")
    assert "Which nerves?" not in client.get("/questions/leg-cramps/").content.decode()
    assert dr_lin.user is not None
    assert dr_other.user is not None
    client.force_login(dr_lin.user)
    text = words(client.get(f"/desk/{live.pk}/"))
    in_order(text, "The whole answer", "Thank you <script>.", "Short answer")
    in_order(text, "Bone spurs", "They press on nerves.", "Readers said: unclear 1", "Which nerves?")
    client.force_login(dr_other.user)
    assert client.get(f"/desk/{live.pk}/").status_code == 404


def test_editors_find_reports_in_their_queue_with_age_and_close_them(
    client: Client, editor: User, live: Article
) -> None:
    report = report_of(live)
    ErrorReport.objects.filter(pk=report.pk).update(opened_on=timezone.localdate() - dt.timedelta(days=5))
    client.force_login(editor)
    in_order(words(client.get("/admin/")), "Errors that readers reported", "What causes leg cramps?", "open for 5 days")
    form = words(client.get(f"/admin/articles/article/{live.pk}/change/"))
    in_order(form, "What readers say of these words", "Short answer", "an error 1", "An error is reported", WORDS)
    listed = words(client.get("/admin/articles/errorreport/?state=open"))
    in_order(listed, "What causes leg cramps?", "Short answer", "5 days", "1", "open")
    page = f"/admin/articles/errorreport/{report.pk}"
    in_order(words(client.get(f"{page}/change/")), "Open for 5 days", "They are mostly harmless.", WORDS, "Close")
    refused = client.post(f"{page}/close/", {"outcome": "corrected", "reason": "Typed."})
    assert refused.status_code == 409
    in_order(words(refused), "still has the reported words", "Typed.")
    assert client.post(f"{page}/close/", {"outcome": "right"}).status_code == 422
    closed = client.post(f"{page}/close/", {"outcome": "right", "reason": "It is."}, follow=True)
    in_order(words(closed), "Closed: the words are right.", "The words are right")
    assert client.post(f"{page}/close/", {"outcome": "right", "reason": "x"}).status_code == 409
    assert "Errors that readers reported" not in words(client.get("/admin/"))
    assert words(client.get("/admin/articles/errorreport/?state=closed")).count("leg cramps") >= 1
    assert client.get("/admin/articles/errorreport/999/close/").status_code == 404


def test_only_editors_open_or_close_a_report(client: Client, reader: User, dr_lin: Doctor, live: Article) -> None:
    report = report_of(live)
    bystander = make_user("staff-only", staff=True)
    for account in (None, reader, dr_lin.user, bystander):
        if account is not None:
            client.force_login(account)
        for address in ("", f"{report.pk}/change/", f"{report.pk}/close/"):
            assert client.get(f"/admin/articles/errorreport/{address}").status_code in (302, 403)
        sent = {"outcome": "right", "reason": "x"}
        assert client.post(f"/admin/articles/errorreport/{report.pk}/close/", sent).status_code in (302, 403)
    assert ErrorReport.objects.get().is_open


# At the same time


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(6) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_six_reports_at_once_are_one_task(threads: ThreadPoolExecutor) -> None:
    live = make_published(make_user("editor", "Editors", staff=True), make_doctor("Lin Yunfei"))
    start = Barrier(6)

    def one(number: int) -> int | None:
        start.wait(10)
        try:
            return say(live, text=f"Report {number}").report_id
        finally:
            connection.close()

    assert len(set(threads.map(one, range(6)))) == 1
    assert (ErrorReport.objects.count(), Feedback.objects.count()) == (1, 6)
