"""/questions/<slug>/?on=YYYY-MM-DD: the page of a past day, and clear words where there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles import publishing, revoking
from articles.models import Article, Cause, Condition, Medicine, OldSlug, Question
from articles.models.vocabulary import Language, Status
from doctors.models import Department, Doctor
from tests.articles.pages.reading import in_order, read
from tests.people import the_doctor, the_editor
from tests.signed_rows import forge
from tests.standing import stands
from tests.texts import make_article, make_in, make_published, make_question, publish_next, sign_in_full

ADDRESS = "/questions/leg-cramps/"
START = dt.datetime(2027, 1, 10, 12, tzinfo=dt.UTC)
FIRST, SECOND, GONE, TODAY = "2027-01-15", "2027-02-15", "2027-03-15", "2027-04-10"
Clock = time_machine.Traveller


@pytest.fixture
def clock(dr_lin: Doctor) -> Iterator[Clock]:
    """Noon of 10 January 2027, and the doctor's registration was just checked."""
    with time_machine.travel(START, tick=False) as clock:
        Doctor.objects.update(verified_at=START)
        yield clock


@stands
def withdrawn() -> Article:
    """Edition 1 from 10 January, edition 2 from 10 February, withdrawn on 10 March."""
    with time_machine.travel(START, tick=False) as clock:
        editor, doctor = the_editor(), the_doctor()
        Doctor.objects.update(verified_at=START)
        first = make_published(editor, doctor, introduction="First words.", change_note="Begun.")
        clock.move_to(START + dt.timedelta(days=31))
        second = publish_next(first.question, editor, introduction="Second words.")
        clock.move_to(START + dt.timedelta(days=59))
        publishing.withdraw(second, editor=editor, reason="Out of date.")
    return first


@pytest.fixture
def past(withdrawn: Article, clock: Clock) -> Article:
    """Today is 10 April."""
    clock.move_to(START + dt.timedelta(days=90))
    return withdrawn


def on(client: Client, day: str, status: int = 200) -> str:
    return read(client, f"{ADDRESS}?on={day}", status)


def test_the_words_of_that_day_under_a_banner(client: Client, past: Article) -> None:
    text = on(client, FIRST)
    in_order(
        text,
        "Not current. These are the signed words as they stood at the end of 15 January 2027.",
        "On 10 March 2027 this answer was withdrawn. Why, and what to read instead",
        "History of this answer",
        "What causes leg cramps?",
        "Dr. Lin Yunfei",
        "Not current Signed 10 January 2027",
        "Short answer First words.",
        "Everyday causes (physiological)",
        "Signed by Dr. Lin Yunfei",
        "edition 1",
        "New in this edition Begun.",
    )
    assert "Second words." not in text
    assert "Signed word for word" not in text
    assert "Next review" not in text
    assert "Second words." in on(client, SECOND)


def test_search_engines_are_told_to_leave_the_past_out(client: Client, past: Article) -> None:
    text = client.get(f"{ADDRESS}?on={FIRST}").content.decode()
    assert '<meta name="robots" content="noindex">' in text
    assert "<title>Not current: What causes leg cramps?" in text
    assert "canonical" not in text
    assert "ld+json" not in text


def test_what_became_of_it_is_told(client: Client, clock: Clock, editor: User, chief: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    clock.shift(dt.timedelta(days=31))
    assert "The same edition is live today. Read the current answer" in on(client, FIRST)
    second = publish_next(live.question, editor)
    assert "Another edition is live today. Read the current answer" in on(client, FIRST)
    publishing.roll_back(live.question, editor=chief, reason="A wrong dose.")
    assert "The same edition is live today." in on(client, FIRST)
    clock.shift(dt.timedelta(days=1))
    publishing.publish(sign_in_full(_next_of(second.question, editor), editor), editor=editor)
    publishing.withdraw(Article.objects.get(edition=3), editor=editor, reason="Dangerous.", safety=True)
    assert "this answer was withdrawn for safety. Do not act on it." in on(client, FIRST)


def _next_of(question: Question, editor: User) -> Article:
    from tests.texts import make_next

    return make_next(question, editor)


@pytest.mark.parametrize("day", ["2027-01-09", GONE, "2027-03-10", "1999-12-31", "0001-01-01"])
def test_a_day_without_an_answer_names_the_days_with_one(client: Client, past: Article, day: str) -> None:
    text = on(client, day, 404)
    in_order(text, "No answer on that day", "When an answer was live")
    in_order(text, "Edition 2: 10 February 2027, 12:00 UTC – 10 March 2027", "Edition 1: 10 January 2027, 12:00")
    assert "words" not in text.replace("which words", "")


@pytest.mark.parametrize(
    ("day", "sentence"),
    [(TODAY, "Today is not over"), ("2027-04-11", "11 April 2027 lies in the future"), ("9999-12-31", "in the future")],
)
def test_a_day_that_is_not_over(client: Client, past: Article, day: str, sentence: str) -> None:
    in_order(on(client, day, 404), "That day is not over", sentence, "When an answer was live")


MALFORMED = ["", "yesterday", "2027-1-15", "2027-02-30", "20270115", "2027-W03-1", "2027-01-15T10:00", " 2027-01-15",
             "２０２７-01-15", "2027-01-15'", "0000-01-01", "-2027-01-15", "9" * 300]  # fmt: skip


@pytest.mark.parametrize("day", MALFORMED)
@pytest.mark.parametrize("slug", ["leg-cramps", "hidden", "never"])
def test_a_malformed_day_is_refused_whatever_the_question(
    client: Client, past: Article, editor: User, dr_lin: Doctor, day: str, slug: str, django_assert_num_queries: Any
) -> None:
    make_article(editor, dr_lin, "hidden")
    with django_assert_num_queries(0):
        response = client.get(f"/questions/{slug}/", {"on": day})
    assert response.status_code == 400
    assert "Write the day as year, month and day" in response.content.decode()


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED])
@pytest.mark.parametrize("day", [FIRST, TODAY, "2030-01-01"])
def test_what_was_never_public_had_no_words_on_any_day(
    client: Client, clock: Clock, editor: User, dr_lin: Doctor, state: Status, day: str, django_assert_num_queries: Any
) -> None:
    make_in(state, editor, dr_lin, "zq-hidden")
    OldSlug.objects.create(slug="zq-old", question=Question.objects.get())
    clock.move_to(START + dt.timedelta(days=90))
    pages = set()
    for slug in ("zq-hidden", "zq-old", "zq-none"):
        with django_assert_num_queries(2):
            response = client.get(f"/questions/{slug}/?on={day}")
        assert response.status_code == 404
        pages.add(response.content.decode().replace(slug, ""))
    assert len(pages) == 1


def test_words_withdrawn_for_safety_are_shown_on_no_day(
    client: Client, clock: Clock, editor: User, dr_lin: Doctor
) -> None:
    planted = {"question_text": "Planted title?", "introduction": "Planted words.", "change_note": "Planted note."}
    live = make_published(editor, dr_lin, **planted)
    clock.shift(dt.timedelta(days=31))
    assert "Planted words." in on(client, FIRST)
    publishing.withdraw(live, editor=editor, reason="A wrong dose.", safety=True)
    response = client.get(f"{ADDRESS}?on={FIRST}")
    assert response.status_code == 410
    assert "Planted" not in response.content.decode()
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    in_order(
        on(client, FIRST, 410),
        "These words are not shown",
        "The text that was live at the end of 15 January 2027 was withdrawn for safety.",
        "A wrong dose.",
        "Signed by Dr. Lin Yunfei",
    )
    assert "Planted" not in on(client, "2027-01-01", 404)


def test_words_that_are_not_the_signed_ones_are_not_shown(client: Client, past: Article) -> None:
    forge("UPDATE articles_cause SET explanation = 'Take fifty.' WHERE article_id = %s", past.pk)
    text = on(client, FIRST, 409)
    assert "The stored words are not those that were signed, so they are not shown." in text
    assert "fifty" not in text
    assert "Second words." in on(client, SECOND)


def test_words_without_a_signature_of_that_day_are_not_shown(client: Client, past: Article) -> None:
    forge("UPDATE articles_signature SET created_at = '2027-03-01 00:00:00+00:00' WHERE article_id = %s", past.pk)
    assert "First words." not in on(client, FIRST, 409)


def test_a_signature_taken_back_later_stood_there_then(
    client: Client, clock: Clock, editor: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    clock.shift(dt.timedelta(days=31))
    revoking.revoke(live, doctor=dr_lin, reason="I was wrong.")
    in_order(on(client, FIRST), "Not current.", "Signed 10 January 2027", "Signed by Dr. Lin Yunfei")


def test_nothing_around_the_words_is_shown_as_it_is_today(
    client: Client, clock: Clock, editor: User, dr_lin: Doctor
) -> None:
    """Topics, department, condition pages and profiles may have gone with the last live answer that named them."""
    condition = Condition.objects.create(name="Osteophyte", slug="osteophyte")
    department = Department.objects.create(name="Secret department", slug="secret")
    draft = make_article(editor, dr_lin, tags=("secret-tag",))
    Cause.objects.filter(article=draft, heading="Bone spurs").update(condition=condition)
    draft.associated_conditions.add(condition)
    Question.objects.update(department=department)
    live = publishing.publish(sign_in_full(draft, editor), editor=editor)
    clock.shift(dt.timedelta(days=31))
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    text = client.get(f"{ADDRESS}?on={FIRST}").content.decode()
    assert "Bone spurs" in text
    for word in ("osteophyte", "secret", "/doctors/lin-yunfei/", 'class="related'):
        assert word not in text.lower()


def test_care_and_medicine_notes_stay_with_the_words(
    client: Client, clock: Clock, editor: User, dr_lin: Doctor
) -> None:
    Medicine.objects.create(name="Ibuprofen")
    make_published(editor, dr_lin, lead="Ibuprofen may help.")
    clock.shift(dt.timedelta(days=31))
    text = on(client, FIRST)
    in_order(text, "Urgent advice: See a doctor if: it lasts", "Ibuprofen may help.", "Use medicines only if a doctor")


def test_a_fixed_number_of_queries(
    client: Client, past: Article, editor: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(8):
        client.get(f"{ADDRESS}?on={FIRST}")
    with django_assert_num_queries(3):
        client.get(f"{ADDRESS}?on={GONE}")
    with django_assert_num_queries(2):
        client.get(f"{ADDRESS}?on={TODAY}")


def test_old_and_foreign_addresses_keep_the_day(client: Client, past: Article, editor: User, dr_lin: Doctor) -> None:
    OldSlug.objects.create(slug="cramps", question=past.question)
    for address in ("/questions/cramps/", "/zh-hans/questions/leg-cramps/"):
        response = client.get(f"{address}?on={FIRST}&next=https://evil.example/")
        assert (response.status_code, response["Location"]) == (301, f"{ADDRESS}?on={FIRST}")


def test_in_chinese(client: Client, clock: Clock, editor: User, dr_lin: Doctor) -> None:
    question = make_question("眼皮跳", language=Language.CHINESE)
    make_published(editor, dr_lin, question=question, question_text="眼皮为什么跳？")
    clock.shift(dt.timedelta(days=31))
    text = read(client, f"/zh-hans/questions/眼皮跳/?on={FIRST}")
    assert "眼皮为什么跳？" in text
    assert "2027年1月15日" in text


def test_it_is_asked_for_again_each_time(client: Client, past: Article) -> None:
    for day, status in ((FIRST, 200), (GONE, 404)):
        response = client.get(f"{ADDRESS}?on={day}")
        assert (response.status_code, response.headers["Cache-Control"]) == (status, "no-cache")
        assert not response.cookies
    response = client.get(f"{ADDRESS}?on={FIRST}")
    assert client.get(f"{ADDRESS}?on={FIRST}", headers={"if-none-match": response.headers["ETag"]}).status_code == 304


def test_only_reading_is_answered(client: Client, past: Article) -> None:
    assert client.post(f"{ADDRESS}?on={FIRST}").status_code == 405
    assert client.head(f"{ADDRESS}?on={FIRST}").status_code == 200


def test_the_link_in_the_history_leads_to_the_last_day_of_an_edition(
    client: Client, past: Article, clock: Clock, editor: User
) -> None:
    text = client.get(f"{ADDRESS}history/").content.decode()
    for day, words in (("2027-02-09", "First words."), ("2027-03-09", "Second words.")):
        assert f'href="{ADDRESS}?on={day}"' in text
        assert words in on(client, day)


def test_an_edition_of_some_hours_has_no_day(client: Client, clock: Clock, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin, introduction="First words.")
    clock.shift(dt.timedelta(hours=2))
    publish_next(first.question, editor, introduction="Second words.")
    clock.shift(dt.timedelta(days=2))
    assert "?on=" not in client.get(f"{ADDRESS}history/").content.decode()
    assert "Second words." in on(client, "2027-01-10")
    assert client.get(f"/verify/{first.digest}.json").json()["edition"] == 1, "its words can be had all the same"
