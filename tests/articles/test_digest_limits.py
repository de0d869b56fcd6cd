"""What a digest has no room for comes in the next: nothing is lost or told twice, and nothing unpublished is said."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from articles import byline_guard, commenting, delivering, digesting, editing, reassigning, signing
from articles.models import Article, OutgoingMail, Question
from doctors.models import Doctor
from tests.articles.delegated import allow, make_live, publish_mended
from tests.people import the_doctor, the_editor
from tests.signed_rows import forge, forge_pages_away
from tests.standing import stands
from tests.texts import make_in_review, make_published

pytestmark = pytest.mark.django_db
NAMED = 4
MANY = 2 * NAMED + 2


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule is the same for 20; to bring so many answers to life for each test would take minutes."""
    monkeypatch.setattr(digesting, "NAMED", NAMED)
    monkeypatch.setattr(byline_guard, "LINKED", NAMED // 2)


def after(days: float) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=True)


def digest(days: float = 0) -> str:
    """The digest that Dr. Lin gets on that day; empty where there is none."""
    mail.outbox.clear()
    with after(days):
        digesting.send_all()
        delivering.deliver()
    mine = [m for m in mail.outbox if m.subject.startswith("Your answers:") and m.to == ["lin-yunfei@example.org"]]
    return "\n".join(f"{message.subject}\n{message.body}" for message in mine)


@stands
def live() -> list[Article]:
    return [make_published(the_editor(), the_doctor(), f"answer-{one}") for one in range(MANY)]


def test_more_changes_than_two_digests_name_are_each_told_once(live: list[Article], dr_lin: Doctor) -> None:
    digesting.remember(dr_lin)
    for number, article in enumerate(live):
        Question.objects.filter(pk=article.question_id).update(slug=f"moved-{number}x")
    told: list[str] = []
    for day in range(1, 4):
        text = digest(day)
        found = re.findall(r"→ (moved-\d+x)", text)
        left = MANY - len(told) - len(found)
        assert ("more tomorrow" in text) == (left > 0)
        assert f"and {left} more tomorrow" in text or not left
        told += found
    assert sorted(told) == sorted(f"moved-{number}x" for number in range(MANY))
    assert digest(4) == ""


def test_what_is_alike_on_many_is_one_sentence_with_a_count(live: list[Article], dr_lin: Doctor) -> None:
    digesting.remember(dr_lin)
    Question.objects.update(body_area="legs")
    Question.objects.filter(pk=live[-1].question_id).update(slug="moved")
    text = digest(1)
    assert "(and on " in text
    assert f"Address of the page: answer-{MANY - 1} → moved" in text
    assert "tomorrow" not in text
    assert digest(2) == ""


def test_words_changed_behind_a_signature_hide_behind_nothing(live: list[Article], dr_lin: Doctor) -> None:
    digesting.remember(dr_lin)
    for number, article in enumerate(live[:-1]):
        Question.objects.filter(pk=article.question_id).update(slug=f"moved-{number}")
    forge("UPDATE articles_livepage SET summary = 'Buy this.' WHERE article_id = %s", live[-1].pk)
    part = digest(1).partition("Changed around your name")[2]
    part = part.partition("Changed around your name")[2]
    assert part.index("The words on the page changed") < part.index("moved-0")


def test_many_answers_that_came_down_are_each_named(live: list[Article], dr_lin: Doctor) -> None:
    digesting.remember(dr_lin)
    forge_pages_away()
    texts = [digest(day) for day in (1, 2, 3)]
    named = [int(pk) for text in texts for pk in re.findall(r"/desk/(\d+)/", text)]
    assert sorted(named) == [article.pk for article in live]
    assert digest(4) == ""


def test_a_correction_followed_by_many_others_is_in_the_first_mail_and_all_are_told(
    editor: User, dr_lin: Doctor
) -> None:
    allow(dr_lin)
    live = make_live(editor, dr_lin)
    digesting.remember(dr_lin)
    first = publish_mended(live, editor)
    others = [publish_mended(make_live(editor, dr_lin, f"other-{number}"), editor).pk for number in range(1, MANY)]
    texts = [digest(day) for day in (1, 2, 3)]
    assert f"/desk/{first.pk}/" in _spelling(texts[0])
    assert f"and {MANY - NAMED} more tomorrow" in _spelling(texts[0])
    assert texts[0].index("Signed for you: spelling") < texts[0].index("Changed around your name")
    named = [int(pk) for text in texts for pk in re.findall(r"/desk/(\d+)/", _spelling(text))]
    assert sorted(named) == sorted([first.pk, *others])
    assert digest(4) == ""


def _spelling(text: str) -> str:
    body = text.partition("\n")[2]
    return body.partition("Signed for you: spelling")[2].partition("Changed around")[0]


def test_of_many_that_wait_the_new_ones_are_named_and_the_others_are_on_the_desk(editor: User, dr_lin: Doctor) -> None:
    asked = [make_in_review(editor, dr_lin, f"question-{number}").pk for number in range(2 * NAMED)]
    texts = [digest(), digest(1)]
    assert f"Waiting for your signature ({2 * NAMED})" in texts[0]
    assert f"and {NAMED} more on your desk" in texts[0]
    named = [{int(pk) for pk in re.findall(r"/desk/(\d+)/", text)} for text in texts]
    assert named[0] | named[1] == set(asked)
    assert digest(2) == ""


# A mail that no server took


def test_what_a_digest_that_is_given_up_did_not_tell_is_news_again(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(dr_lin)
    live = make_live(editor, dr_lin)
    digesting.remember(dr_lin)
    mended = publish_mended(live, editor)
    make_in_review(editor, dr_lin, "waiting")
    Question.objects.filter(pk=live.question_id).update(body_area="legs")
    Doctor.objects.filter(pk=dr_lin.pk).update(bio="Sells creams.")
    with after(1), monkeypatch.context() as patch:
        digesting.send_all()
        patch.setattr(delivering, "WAITS", ())
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", _down)
        delivering.deliver()
    assert OutgoingMail.objects.given_up().filter(kind="digest", facts={}).count() == 1
    text = digest(2)
    for told in (f"/desk/{mended.pk}/", "Spelling corrected", "Body area: nothing → legs", "Sells creams.", "waiting?"):
        assert told in text, told
    assert digest(3) == ""


def _down(*_given: object, **_named: object) -> int:
    raise OSError("down")


# What a text is called


def test_words_of_a_draft_are_in_no_digest(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    taken, given = make_in_review(editor, dr_lin, "taken"), make_in_review(editor, dr_lin, "given")
    assert dr_lin.user is not None
    words = {"account": dr_lin.user, "digest": given.digest, "quote": "Tired muscles", "text": "Since when?"}
    comment = commenting.comment(given, **words)
    live = make_published(editor, dr_lin, "was-public")
    digesting.remember(dr_lin)
    reassigning.reassign(given.question, to=dr_other, editor=editor)
    reassigning.reassign(live.question, to=dr_other, editor=editor)
    commenting.resolve(comment, editor=editor)
    for article in Article.objects.filter(status="draft") | Article.objects.filter(pk=taken.pk):
        Article.objects.filter(pk=article.pk).update(question_text=f"UNPUBLISHED {article.pk}?")
    editing.text_saved(taken, editor=editor)
    mail.outbox.clear()
    digesting.send_all()
    delivering.deliver()
    (text,) = [m.body for m in mail.outbox if m.to == ["lin-yunfei@example.org"] and "Taken back" in m.subject]
    assert "UNPUBLISHED" not in text
    assert "Edition 1 of “taken”" in text
    assert "Edition 1 of “given”" in text
    assert "“Since when?”" in text


def test_a_draft_of_a_live_answer_is_called_as_readers_call_it(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    second = editing.start_edition(live.question, editor=editor)
    asked = signing.request_signature(editing.text_saved(second, editor=editor), editor=editor)
    digesting.remember(dr_lin)
    Article.objects.filter(pk=asked.pk).update(question_text="UNPUBLISHED?")
    editing.text_saved(asked, editor=editor)
    text = digest()
    assert "Taken back by an editor" in text
    assert "What causes leg cramps?" in text
    assert "UNPUBLISHED" not in text


@pytest.mark.parametrize("then", ["waits", "signed"])
def test_a_text_that_was_taken_back_and_asked_again_is_not_said_to_need_nothing(
    editor: User, dr_lin: Doctor, then: str
) -> None:
    asked = make_in_review(editor, dr_lin)
    digesting.remember(dr_lin)
    again = signing.request_signature(editing.take_back(asked, editor=editor), editor=editor)
    if then == "signed":
        signing.sign(again, doctor=dr_lin, digest=again.digest)
    text = digest()
    assert "there is nothing to do now" not in text
    assert ("Waiting for your signature" in text) == (then == "waits")
