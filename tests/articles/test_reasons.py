"""A reason is needed, and is a paragraph at most: in the verbs, the forms and the command; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from articles import publishing, revoking
from articles.errors import Refused
from articles.models import Article, Publication, Signature
from articles.models.vocabulary import Status
from articles.publishing import LONGEST_REASON
from doctors.models import Doctor
from tests.texts import make_published, publish_next
from tests.watching import everything, refused, status_of

LONG = "a" * (LONGEST_REASON + 1)
SENTENCE = "This reason has 1001 characters, and 1000 are the most. Shorten it and send it again."

Verb = Callable[[str], object]


@pytest.fixture(params=["withdraw", "roll_back", "revoke"])
def verb(request: pytest.FixtureRequest, editor: User, chief: User, dr_lin: Doctor) -> Verb:
    first = make_published(editor, dr_lin)
    live = publish_next(first.question, editor)
    verbs: dict[str, Verb] = {
        "withdraw": lambda reason: publishing.withdraw(live, editor=editor, reason=reason),
        "roll_back": lambda reason: publishing.roll_back(live.question, editor=chief, reason=reason),
        "revoke": lambda reason: revoking.revoke(live, doctor=dr_lin, reason=reason),
    }
    return verbs[request.param]


def test_a_verb_refuses_a_reason_that_is_too_long(verb: Verb) -> None:
    with refused("reason-too-long"):
        verb(LONG)
    with refused("reason-missing"):
        verb(" \r\n ")


def test_the_sentence_says_how_long_it_may_be() -> None:
    with pytest.raises(Refused, match=SENTENCE):
        publishing.reason_given(LONG, missing="")


def test_a_verb_takes_the_longest_reason_without_the_space_around_it(verb: Verb) -> None:
    verb(f"\n {'界' * LONGEST_REASON} \n")
    assert "界" * LONGEST_REASON in Publication.objects.values_list("reason", flat=True)


def test_a_line_end_counts_once_and_is_kept_as_one(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    publishing.withdraw(live, editor=editor, reason="a\r\n" * (LONGEST_REASON // 2))
    assert Publication.objects.get().reason == ("a\n" * (LONGEST_REASON // 2)).strip()


def test_the_command_says_so_and_changes_nothing(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    before = everything()
    with pytest.raises(CommandError, match=r"This reason has 1001 characters.*\[reason-too-long\]"):
        call_command("withdraw_article", "leg-cramps", username="editor", reason=LONG)
    with pytest.raises(CommandError, match="reason-missing"):
        call_command("withdraw_article", "leg-cramps", username="editor", reason=" ")
    assert everything() == before
    call_command("withdraw_article", "leg-cramps", username="editor", reason=LONG[1:], verbosity=0)
    assert status_of(live) == Status.WITHDRAWN


@pytest.mark.parametrize("name", ["withdraw", "roll-back"])
def test_the_form_of_one_edition_says_so_and_keeps_the_words(
    client: Client, editor: User, chief: User, dr_lin: Doctor, name: str
) -> None:
    first = make_published(editor, dr_lin)
    live = publish_next(first.question, editor)
    client.force_login(chief if name == "roll-back" else editor)
    address = reverse(f"admin:articles_article_{name}", args=[live.pk])
    assert "maxlength" not in client.get(address).content.decode(), "a browser would cut a pasted reason"
    before = everything()
    response = client.post(address, {"reason": LONG})
    page = response.content.decode()
    assert response.status_code == 422
    assert SENTENCE in page
    assert LONG in page
    assert everything() == before
    assert client.post(address, {"reason": LONG[1:]}).status_code == 302


def test_the_form_for_several_says_so_once_and_keeps_the_words(client: Client, editor: User, dr_lin: Doctor) -> None:
    articles = [make_published(editor, dr_lin, slug) for slug in ("one", "two")]
    client.force_login(editor)
    data = {"action": "withdraw_selected", "_selected_action": [article.pk for article in articles], "confirmed": "yes"}
    page = client.post(reverse("admin:articles_article_changelist"), data | {"reason": LONG}).content.decode()
    assert page.count(SENTENCE) == 1
    assert LONG in page
    assert {status_of(article) for article in articles} == {Status.PUBLISHED}


def test_a_doctor_who_takes_the_name_back_says_why_in_a_paragraph(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert dr_lin.user is not None
    client.force_login(dr_lin.user)
    address = reverse("desk_withdraw_name", args=[live.pk])
    page = client.post(address, {"reason": LONG}).content.decode()
    assert SENTENCE in page
    assert LONG in page
    assert Article.objects.public().get() == live
    assert Signature.objects.count() == 1
