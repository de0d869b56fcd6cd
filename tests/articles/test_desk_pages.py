"""The desk's other pages: leave, the texts of somebody on leave, and reading again. The same questions of each."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import editing, signing
from articles.models import Article, BlockComment, Signature
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.articles.test_desk import DESK, decision, page_of, signed_in
from tests.articles.test_due import DAY, put_due
from tests.articles.test_leave import away
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_published
from tests.watching import everything

LEAVE = reverse("desk_leave")


@pytest.fixture
def lin(dr_lin: Doctor) -> Client:
    return signed_in(dr_lin.user)


@pytest.fixture
def other(dr_other: Doctor) -> Client:
    return signed_in(dr_other.user)


def for_deputy(article: Article, name: str = "desk_deputy") -> str:
    return reverse(name, args=[article.pk])


def test_a_doctor_enters_and_ends_a_leave(lin: Client, dr_lin: Doctor, dr_other: Doctor) -> None:
    today = timezone.localdate()
    form = {"first": today.isoformat(), "last": (today + 9 * DAY).isoformat(), "deputy": dr_other.pk}
    page = lin.post(LEAVE, form, follow=True).content.decode()
    assert "Your leave is entered." in page
    assert "Dr. Mara Ellison stands in." in page
    assert Doctor.objects.get(pk=dr_lin.pk).is_on_leave()
    assert "Your leave is over." in lin.post(reverse("desk_leave_end"), follow=True).content.decode()
    assert "No leave is entered." in lin.post(reverse("desk_leave_end"), follow=True).content.decode()
    assert lin.get(reverse("desk_leave_end")).status_code == 405


@pytest.mark.parametrize(
    ("changes", "status", "words"),
    [
        ({"last": ""}, 422, "This field is required."),
        ({"first": "x"}, 422, "Enter a valid date."),
        ({"first": "2026-02-30"}, 422, "Enter a valid date."),
        ({"last": "2020-01-01"}, 422, "before its first day"),
        ({"deputy": "999999"}, 422, "Select a valid choice"),
        ({"deputy": "\0"}, 422, ""),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    lin: Client, dr_lin: Doctor, changes: dict[str, str], status: int, words: str
) -> None:
    today = timezone.localdate().isoformat()
    response = lin.post(LEAVE, {"first": today, "last": today, "deputy": "", **changes})
    assert response.status_code in (status, 400)
    assert response.status_code == 400 or words in response.content.decode()
    assert Doctor.objects.get(pk=dr_lin.pk).leave_from is None


def test_the_new_pages_are_the_doctors_own(editor: User, chief: User, reader: User) -> None:
    for address in (LEAVE, reverse("desk_leave_end")):
        assert Client().post(address).status_code == 302
        for account in (editor, chief, reader):
            assert signed_in(account).post(address).status_code == 403


def test_the_deputy_finds_reads_and_comments(
    lin: Client, other: Client, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    assert other.get(for_deputy(asked)).status_code == 404
    away(dr_lin, dr_other)
    queue = other.get(DESK).content.decode()
    assert "For Dr. Lin Yunfei, on leave until" in queue
    assert for_deputy(asked) in queue
    page = other.get(for_deputy(asked)).content.decode()
    assert "They press on nerves." in page
    assert 'name="decision"' not in page
    words = {"digest": asked.digest, "quote": "Tired muscles cramp.", "text": "Since when?"}
    assert (
        "Your comment is with"
        in other.post(for_deputy(asked, "desk_deputy_comment"), words, follow=True).content.decode()
    )
    stale = other.post(for_deputy(asked, "desk_deputy_comment"), {**words, "digest": "0" * 64, "text": "Kept words."})
    assert stale.status_code == 409
    assert "Kept words." in stale.content.decode()
    assert BlockComment.objects.count() == 1
    assert "relies on you" not in queue


def test_the_deputy_signs_nothing_there(other: Client, editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    away(dr_lin, dr_other)
    before = everything()
    assert other.get(page_of(asked)).status_code == 404
    assert other.post(page_of(asked), decision(asked)).status_code == 404
    assert other.post(page_of(asked), decision(asked, decision="changes", comment="x")).status_code == 404
    assert other.post(for_deputy(asked), decision(asked)).status_code == 405
    assert everything() == before


def test_the_deputy_takes_over_and_signs(other: Client, editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    away(dr_lin, dr_other)
    page = other.post(for_deputy(asked, "desk_take_over"), follow=True).content.decode()
    assert "This text is yours now." in page
    taken = Article.objects.get(pk=asked.pk)
    assert other.post(page_of(taken), decision(taken)).status_code == 302
    assert Signature.objects.get().name == "Dr. Mara Ellison"
    assert other.post(for_deputy(asked, "desk_take_over")).status_code == 404, "nothing waits for Dr. Lin any more"


def test_what_another_doctor_signed_is_not_taken_over(
    other: Client, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    first = make_doctor("First")
    asked = make_in_review(editor, first, life_stage="child", second_reviewer=dr_lin)
    signing.sign(asked, doctor=first, digest=asked.digest)
    away(dr_lin, dr_other)
    assert "tell the editors" in other.get(for_deputy(asked)).content.decode()
    assert other.post(for_deputy(asked, "desk_take_over")).status_code == 409


def test_an_outsider_opens_nothing_of_it(
    editor: User, chief: User, reader: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    away(dr_lin, dr_other)
    outsider = make_doctor("Outside Doctor").user
    for name in ("desk_deputy_comment", "desk_take_over", "desk_read_again"):
        for account, status in ((outsider, 404), (dr_lin.user, 404), (editor, 403), (chief, 403), (reader, 403)):
            client = signed_in(account)
            assert client.post(for_deputy(asked, name), {"digest": asked.digest}).status_code == status, (name, account)
        assert Article.objects.get(pk=asked.pk).doctor == dr_lin
    assert Article.objects.count() == 1


def test_a_due_answer_is_read_again_and_signed_in_two_steps(lin: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert "To be read again" not in lin.get(DESK).content.decode()
    put_due(live, -3)
    queue = lin.get(DESK).content.decode()
    assert "Overdue since" in queue
    assert "Next 12 months: 1 signature" in queue
    page = lin.post(for_deputy(live, "desk_read_again"), follow=True).content.decode()
    asked = Article.objects.get(edition=2)
    assert "blocks unchanged since you signed" in page
    assert "Nothing changed since you signed; the review is due: read it whole" in page
    assert "Tired muscles cramp." in re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL), "not folded"
    assert "To read: 0 words" not in page
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", page) == [live.question_text]
    assert "Nothing changed, to be read whole" in lin.get(DESK).content.decode()
    assert lin.post(page_of(asked), decision(asked)).status_code == 302
    assert Article.objects.get(pk=asked.pk).status == Status.SIGNED
    again = lin.post(for_deputy(live, "desk_read_again"), follow=True).content.decode()
    assert "waits for the editors" in again
    assert lin.get(for_deputy(live, "desk_read_again")).status_code == 405


def test_a_due_answer_that_editors_work_on_offers_no_button(lin: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    put_due(live, 10)
    editing.start_edition(live.question, editor=editor)
    queue = lin.get(DESK).content.decode()
    assert "The editors are writing the next edition." in queue
    assert for_deputy(live, "desk_read_again") not in queue
    make_article(editor, dr_lin, "draft")
    assert "What causes draft?" not in lin.get(DESK).content.decode()


def test_from_the_signed_text_of_the_mail_one_reads_it_again(
    lin: Client, other: Client, editor: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    button = for_deputy(live, "desk_read_again")
    assert button not in lin.get(page_of(live)).content.decode(), "not due for long"
    put_due(live, -3)
    page = lin.get(page_of(live)).content.decode()
    assert "You signed this text" in page
    assert "Overdue since" in page
    assert f'action="{button}"' in page
    away(dr_lin, None)
    asked = lin.post(button, follow=True).content.decode()
    assert "Your decision" in asked, "the leave of who asks is no hindrance"
    page = lin.get(page_of(live)).content.decode()
    assert button not in page
    assert "Edition 2 is" in page, "it waits on the desk already"
