"""Two chief editors erase words in the admin: asked on one page, decided on another that says what goes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import publishing, redacting
from articles.models import Article, Redaction
from articles.models.vocabulary import Status
from articles.permissions import CHIEF_EDITORS
from doctors.models import Doctor
from tests.people import make_user, the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_in, make_superseded, make_withdrawn
from tests.watching import everything

WHY = "A court asked for it."


@pytest.fixture
def second(db: None) -> User:
    return make_user("second", CHIEF_EDITORS, staff=True)


@stands
def article() -> Article:
    return make_withdrawn(the_editor(), the_doctor())


def page(article: Article, end: str = "change/") -> str:
    return f"/admin/articles/article/{article.pk}/{end}"


def signed_in(account: User) -> Client:
    client = Client()
    client.force_login(account)
    return client


def test_two_chiefs_erase_the_words(article: Article, chief: User, second: User) -> None:
    mine, theirs = signed_in(chief), signed_in(second)
    assert "Ask to erase the words" in mine.get(page(article)).content.decode()
    assert b"do not repeat what is to be erased" in mine.get(page(article, "erase/ask/")).content
    assert mine.post(page(article, "erase/ask/"), {"reason": WHY})["Location"] == page(article)
    shown = theirs.get(page(article)).content.decode()
    assert "Decide on the erasure" in shown
    assert "Ask to erase the words" not in shown
    shown = theirs.get(page(article, "erase/")).content.decode()
    assert WHY in shown
    assert "Gone for good" in shown
    assert theirs.post(page(article, "erase/"), {"confirm": "1", "sure": "on"})["Location"] == page(article)
    assert Article.objects.get(pk=article.pk).is_redacted
    after = theirs.get(page(article)).content.decode()
    assert "The words of this edition are erased for good." in after
    assert "Decide on the erasure" not in after


def test_who_asked_sees_no_button_and_is_refused(article: Article, chief: User) -> None:
    client = signed_in(chief)
    client.post(page(article, "erase/ask/"), {"reason": WHY})
    shown = client.get(page(article, "erase/")).content.decode()
    assert "Erase the words" not in shown
    before = everything()
    assert client.post(page(article, "erase/"), {"confirm": "1", "sure": "on"}).status_code == 403
    assert everything() == before
    assert client.post(page(article, "erase/"), {"refuse": "1", "reason": "My mistake."}).status_code == 302
    assert Redaction.objects.get().state == "refused"


@pytest.mark.parametrize("sent", [{"confirm": "1"}, {"refuse": "1", "reason": " "}, {}])
def test_a_form_without_the_tick_or_the_reason_changes_nothing(
    article: Article, chief: User, second: User, sent: dict[str, str]
) -> None:
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    before = everything()
    assert signed_in(second).post(page(article, "erase/"), sent).status_code == 422
    assert everything() == before


def test_a_page_opened_before_the_decision_changes_nothing(article: Article, chief: User, second: User) -> None:
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    redacting.refuse_redaction(article, second=second, reason="No name is in it.")
    before = everything()
    response = signed_in(second).post(page(article, "erase/"), {"confirm": "1", "sure": "on"})
    assert (response.status_code, response["Location"]) == (302, page(article))
    assert everything() == before


def test_an_answer_that_went_live_meanwhile_is_named(
    article: Article, chief: User, second: User, editor: User, dr_lin: Doctor
) -> None:
    first = make_superseded(editor, dr_lin, "back-pain")
    redacting.ask_redaction(first, chief=chief, reason=WHY)
    publishing.roll_back(first.question, editor=chief, reason="The new one is wrong.")
    response = signed_in(second).post(page(first, "erase/"), {"confirm": "1", "sure": "on"})
    assert response.status_code == 409
    assert "Withdraw the answer first" in response.content.decode()


@pytest.mark.parametrize("state", Status)
def test_the_button_stands_where_it_can_be_used(editor: User, chief: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    shown = signed_in(chief).get(page(article)).content.decode()
    assert ("Ask to erase the words" in shown) == (state in (Status.SUPERSEDED, Status.WITHDRAWN))
    assert "Ask to erase the words" not in signed_in(editor).get(page(article)).content.decode()


def test_nobody_else_opens_the_pages(article: Article, chief: User, editor: User, reader: User, dr_lin: Doctor) -> None:
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    before = everything()
    for account in (editor, reader, dr_lin.user):
        assert account is not None
        for end in ("erase/ask/", "erase/"):
            client = signed_in(account)
            for response in (
                client.get(page(article, end)),
                client.post(page(article, end), {"confirm": "1", "sure": "on", "reason": WHY}),
            ):
                assert response.status_code in (302, 403)
                assert "/admin/login/" in response.get("Location", "/admin/login/")
    assert everything() == before


def test_the_page_names_editions_that_keep_the_words(editor: User, chief: User, second: User, dr_lin: Doctor) -> None:
    first = make_superseded(editor, dr_lin)
    redacting.ask_redaction(first, chief=chief, reason=WHY)
    shown = signed_in(second).get(page(first, "erase/")).content.decode()
    assert "leg-cramps, edition 2" in shown
    assert "may hold the same words" in shown


def test_the_records_are_read_and_never_changed(article: Article, chief: User, second: User) -> None:
    row = redacting.ask_redaction(article, chief=chief, reason=WHY)
    client = signed_in(User.objects.create_superuser("root"))
    assert client.get("/admin/articles/redaction/").status_code == 200
    assert client.get(f"/admin/articles/redaction/{row.pk}/change/").status_code == 200
    before = everything()
    assert client.post(f"/admin/articles/redaction/{row.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post("/admin/articles/redaction/add/", {"reason": "x"}).status_code == 403
    assert everything() == before
