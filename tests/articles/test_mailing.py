"""What is told by e-mail: written down by the verb, sent by the worker, and what it says."""

from __future__ import annotations

import datetime as dt
import unicodedata
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction
from django.utils import timezone

from articles import delivering, digesting, editing, mailing, publishing, signing
from articles.models import Article, Medicine, OutgoingMail
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_next, make_published, make_signed


def told() -> list[tuple[str, list[str]]]:
    """What the worker sends now, and all it has sent."""
    delivering.deliver()
    return [(message.subject, message.to) for message in mail.outbox]


def test_the_doctor_is_told_when_a_text_waits(editor: User, dr_lin: Doctor) -> None:
    signing.request_signature(make_article(editor, dr_lin), editor=editor)
    assert told() == [("Please read and sign: What causes leg cramps?", ["lin-yunfei@example.org"])]
    assert "https://healthqa.example/desk/" in mail.outbox[0].body


def test_both_doctors_are_told_one_by_one(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    signing.request_signature(draft, editor=editor)
    assert [to for _subject, to in told()] == [["lin-yunfei@example.org"], ["mara-ellison@example.org"]]


def test_who_asked_for_changes_is_told_nothing_they_know(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    told()
    mail.outbox.clear()
    signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Shorter.")
    assert told() == []


def test_a_save_without_a_changed_word_and_a_draft_tell_nobody(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    draft = make_article(editor, dr_lin, "draft")
    told()
    mail.outbox.clear()
    Article.objects.filter(pk=draft.pk).update(lead="Changed.")
    editing.text_saved(asked, editor=editor)
    editing.text_saved(draft, editor=editor)
    make_in_review(editor, make_doctor("Elsewhere"), "elsewhere")
    assert [to for _subject, to in told()] == [["elsewhere@example.org"]]


def test_what_has_come_to_nothing_before_it_is_sent_is_not_sent(editor: User, dr_lin: Doctor) -> None:
    taken_back, _signed = make_in_review(editor, dr_lin, "taken"), make_signed(editor, dr_lin, "signed")
    editing.take_back(taken_back, editor=editor)
    assert told() == []
    assert not OutgoingMail.objects.exists()


def test_a_text_that_comes_again_is_told_again_with_the_digest_or_another_day(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    told()
    again = signing.request_signature(editing.take_back(asked, editor=editor), editor=editor)
    assert len(told()) == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        signing.request_signature(editing.take_back(again, editor=editor), editor=editor)
        assert len(told()) == 2


def test_the_first_text_of_the_sites_day_is_told_at_once_and_the_next_with_the_digest(
    editor: User, dr_lin: Doctor, dr_other: Doctor, settings: Any
) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    with time_machine.travel("2026-05-12 15:30Z"):  # 23:30 there
        Doctor.objects.update(verified_at=timezone.now())
        lin, other = Doctor.objects.get(pk=dr_lin.pk), Doctor.objects.get(pk=dr_other.pk)
        for number in range(4):
            make_in_review(editor, lin, f"answer-{number}")
        make_in_review(editor, other, "elsewhere")
        assert [subject for subject, _to in told()] == [
            "Please read and sign: What causes answer 0?",
            "Please read and sign: What causes elsewhere?",
        ]
        mail.outbox.clear()
        digesting.send_all()
        told()
        (digest,) = [message for message in mail.outbox if message.to == ["lin-yunfei@example.org"]]
        assert all(f"What causes answer {number}?" in digest.body for number in (1, 2, 3))
        mail.outbox.clear()
    with time_machine.travel("2026-05-12 16:30Z"):  # 00:30 of the next day
        make_in_review(editor, lin, "next-day")
        assert [subject for subject, _to in told()] == ["Please read and sign: What causes next day?"]


def test_what_is_about_safety_is_told_at_once_each_time_and_says_why(editor: User, dr_lin: Doctor) -> None:
    live = [make_published(editor, dr_lin, slug, lead="Some take Samplol.") for slug in ("first", "second")]
    down = make_published(editor, dr_lin, "down")
    publishing.withdraw(down, editor=editor, reason="It may harm.", safety=True)
    Medicine.objects.create(name="Samplol", status="withdrawn", reason="Harm.")
    make_in_review(editor, dr_lin, "ordinary")
    delivering.deliver()
    mail.outbox.clear()
    for article in (*live, down):
        signing.request_signature(make_next(article.question, editor, lead="Better."), editor=editor)
    subjects = [subject for subject, _to in told()]
    assert subjects == [f"Please read and sign: What causes {slug}?" for slug in ("first", "second", "down")]
    assert "The live answer names Samplol: withdrawn." in mail.outbox[0].body
    assert "was withdrawn for safety on" in mail.outbox[2].body


def test_the_next_text_takes_the_place_of_one_that_came_to_nothing(editor: User, dr_lin: Doctor) -> None:
    first = make_in_review(editor, dr_lin, "first")
    make_in_review(editor, dr_lin, "second")
    editing.take_back(first, editor=editor)
    make_in_review(editor, dr_lin, "third")
    assert told() == [("Please read and sign: What causes second?", ["lin-yunfei@example.org"])]
    assert len(told()) == 1


def test_the_verb_writes_and_sends_nothing(editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "get_connection", lambda *args, **kwargs: pytest.fail("the verb asked the server"))
    article = make_in_review(editor, dr_lin)
    row = OutgoingMail.objects.get()
    assert (row.account_id, row.kind, row.facts) == (dr_lin.user_id, "signature_requested", {"article": article.pk})


def test_a_request_that_is_taken_back_sends_nothing(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    with transaction.atomic():
        signing.request_signature(draft, editor=editor)
        transaction.set_rollback(True)
    assert told() == []


def test_a_safety_withdrawal_is_told_at_once_to_all_who_signed(
    editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    asked = signing.request_signature(draft, editor=editor)
    for doctor in (dr_lin, dr_other):
        signing.sign(asked, doctor=doctor, digest=asked.digest)
    live = publishing.publish(asked, editor=editor)
    publishing.withdraw(live, editor=chief, reason="The dose was wrong.", safety=True)
    subject = "Withdrawn for safety: What causes leg cramps?"
    assert told() == [(subject, ["lin-yunfei@example.org"]), (subject, ["mara-ellison@example.org"])]
    assert "The dose was wrong." in mail.outbox[0].body
    assert len(told()) == 2, "once"


def test_a_withdrawal_for_another_reason_waits_for_the_digest(editor: User, dr_lin: Doctor) -> None:
    publishing.withdraw(make_published(editor, dr_lin), editor=editor, reason="Out of date.")
    assert told() == []


@pytest.mark.parametrize("address", ["lin@example.org\nBcc: all@example.org", "lin@example.org\r\nX: y", "\n"])
def test_an_address_no_server_takes_fails_nothing(editor: User, dr_lin: Doctor, address: str) -> None:
    User.objects.filter(doctor=dr_lin).update(email=address)
    draft = make_article(editor, Doctor.objects.get(pk=dr_lin.pk))
    asked = signing.request_signature(draft, editor=editor)
    assert asked.status == Status.IN_REVIEW
    assert told() == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029", "\x00", "\u202e"])
def test_a_line_end_in_the_question_adds_no_header(line_end: str, dr_lin: Doctor) -> None:
    """Of every mail: they all pass here. Neither database nor forms take all of these; a mail must not rely on it."""
    assert dr_lin.user is not None
    question = f"Why?{line_end}Bcc: all@example.org"
    assert mailing.send_now(dr_lin.user, f"Please read and sign: {question}", question)
    message = mail.outbox[0]
    assert message.subject == "Please read and sign: Why? Bcc: all@example.org"
    assert message.recipients() == ["lin-yunfei@example.org"]
    assert "Bcc" not in message.message()
    assert not any(unicodedata.category(sign) == "Cc" and sign != "\n" for sign in str(message.body))


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"])
def test_a_line_end_in_a_stored_question_adds_none_either(editor: User, dr_lin: Doctor, line_end: str) -> None:
    make_in_review(editor, dr_lin, question_text=f"Why?{line_end}Bcc: all@example.org")
    assert told() == [("Please read and sign: Why? Bcc: all@example.org", ["lin-yunfei@example.org"])]
    assert "Bcc" not in mail.outbox[0].message()


@pytest.mark.parametrize("sign", ["x", "脚", "é", "😀"])
def test_a_subject_has_78_columns_at_most(sign: str) -> None:
    for length in (1, 38, 39, 40, 77, 78, 79, 10_000):
        subject = mailing.subject_line(sign * length)
        width = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in subject)
        assert width <= 78
        assert subject == sign * length or subject.endswith("…")
        sent = mail.EmailMessage(subject, "", to=["a@example.org"]).message().as_bytes()
        assert str(message_from_bytes(sent, policy=policy.default)["Subject"]).strip() == subject


@pytest.mark.parametrize(
    "text", ["100 % sure?", "%(question)s", "%s %d", "{question}", "为什么抽筋？", "{{ x }}<b>&amp;"]
)
def test_a_question_is_never_read_as_a_pattern(editor: User, dr_lin: Doctor, text: str) -> None:
    make_in_review(editor, dr_lin, question_text=text)
    assert told()[0][0] == f"Please read and sign: {text}"
    assert text in mail.outbox[0].body


def test_html_shows_words_and_runs_nothing(editor: User, dr_lin: Doctor) -> None:
    make_in_review(editor, dr_lin, question_text='<script>alert(1)</script><img src="https://example.org/x">')
    told()
    message = mail.outbox[0]
    assert isinstance(message, mail.EmailMultiAlternatives)
    ((made, kind),) = message.alternatives
    page, kind = str(made), str(kind)
    assert kind == "text/html"
    assert "&lt;script&gt;" in page
    for remote in ("<script", "<img", "<link", "@import", "url(", "http://"):
        assert remote not in page


def test_the_mail_speaks_the_language_of_the_text(editor: User, dr_lin: Doctor) -> None:
    from tests.texts import make_question

    question = make_question("tui", language="zh-hans")
    signing.request_signature(make_article(editor, dr_lin, question=question, question_text="为什么？"), editor=editor)
    told()
    assert "https://healthqa.example/zh-hans/desk/" in mail.outbox[0].body


def test_doctors_without_an_open_account_or_address_are_left_out(editor: User) -> None:
    without, closed, silent = make_doctor("No Account", account=False), make_doctor("Closed"), make_doctor("Silent")
    User.objects.filter(doctor=closed).update(is_active=False)
    User.objects.filter(doctor=silent).update(email="")
    for doctor in (without, closed, silent):
        draft = make_article(editor, Doctor.objects.get(pk=doctor.pk), doctor.slug)
        assert signing.request_signature(draft, editor=editor).status == Status.IN_REVIEW
    assert told() == []


def test_an_account_closed_after_the_verb_gets_nothing(editor: User, dr_lin: Doctor) -> None:
    make_in_review(editor, dr_lin)
    User.objects.filter(doctor=dr_lin).update(is_active=False)
    assert told() == []
    assert OutgoingMail.objects.get().problem == "no mailbox"
