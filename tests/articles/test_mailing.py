"""What is told by e-mail."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.db import transaction

from articles import editing, signing
from articles.models import Article
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_signed

Commit = Callable[..., AbstractContextManager[list[Callable[[], object]]]]


def told() -> list[tuple[str, list[str]]]:
    return [(message.subject, message.to) for message in mail.outbox]


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Commit) -> Commit:
    return django_capture_on_commit_callbacks


def test_the_doctor_is_told_when_a_text_waits(editor: User, dr_lin: Doctor, commit: Commit) -> None:
    draft = make_article(editor, dr_lin)
    with commit(execute=True):
        signing.request_signature(draft, editor=editor)
    assert told() == [("Please read and sign: What causes leg cramps?", ["lin-yunfei@example.org"])]
    assert "https://healthqa.example/desk/" in mail.outbox[0].body


def test_both_doctors_are_told_one_by_one(editor: User, dr_lin: Doctor, dr_other: Doctor, commit: Commit) -> None:
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    with commit(execute=True):
        signing.request_signature(draft, editor=editor)
    assert [to for _subject, to in told()] == [["lin-yunfei@example.org"], ["mara-ellison@example.org"]]


def test_the_doctor_is_told_when_the_text_changed_under_them(editor: User, dr_lin: Doctor, commit: Commit) -> None:
    asked = make_in_review(editor, dr_lin)
    Article.objects.filter(pk=asked.pk).update(lead="Changed.")
    with commit(execute=True):
        editing.text_saved(asked, editor=editor)
    assert told() == [("Review stopped: What causes leg cramps?", ["lin-yunfei@example.org"])]


def test_who_asked_for_changes_is_told_nothing_they_know(editor: User, dr_lin: Doctor, commit: Commit) -> None:
    asked = make_in_review(editor, dr_lin)
    with commit(execute=True):
        signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Shorter.")
    assert told() == []


def test_a_save_without_a_changed_word_and_a_draft_tell_nobody(editor: User, dr_lin: Doctor, commit: Commit) -> None:
    asked = make_in_review(editor, dr_lin)
    draft = make_article(editor, dr_lin, "draft")
    Article.objects.filter(pk=draft.pk).update(lead="Changed.")
    with commit(execute=True):
        editing.text_saved(asked, editor=editor)
        editing.text_saved(draft, editor=editor)
        make_signed(editor, make_doctor("Elsewhere"), "elsewhere")
    assert [to for _subject, to in told()] == [["elsewhere@example.org"]]


def test_mail_is_sent_after_the_commit_and_never_before(editor: User, dr_lin: Doctor, commit: Commit) -> None:
    draft = make_article(editor, dr_lin)
    with commit() as waiting:
        signing.request_signature(draft, editor=editor)
    assert (len(waiting), mail.outbox) == (1, [])


def test_a_request_that_is_taken_back_sends_nothing(editor: User, dr_lin: Doctor, commit: Commit) -> None:
    draft = make_article(editor, dr_lin)
    with commit(execute=True), transaction.atomic():
        signing.request_signature(draft, editor=editor)
        transaction.set_rollback(True)
    assert mail.outbox == []


@pytest.mark.parametrize(
    "failure",
    [
        ConnectionRefusedError("no server"),
        TimeoutError("slow server"),
        smtplib.SMTPRecipientsRefused({}),
        smtplib.SMTPServerDisconnected("gone"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_a_failing_mail_server_fails_nothing_and_nobody_else(
    editor: User,
    dr_lin: Doctor,
    dr_other: Doctor,
    commit: Commit,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    failure: Exception,
) -> None:
    sent: list[object] = []

    def send(subject: str, body: str, sender: object, to: list[str]) -> None:
        sent.append(to)
        if len(sent) == 1:
            raise failure

    monkeypatch.setattr("articles.mailing.send_mail", send)
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    with commit(execute=True):
        asked = signing.request_signature(draft, editor=editor)
    assert asked.status == Status.IN_REVIEW
    assert len(sent) == 2, "the other doctor is told all the same"
    assert "could not be sent" in caplog.text


@pytest.mark.parametrize("address", ["lin@example.org\nBcc: all@example.org", "lin@example.org\r\nX: y", "\n"])
def test_an_address_no_server_takes_fails_nothing(editor: User, dr_lin: Doctor, commit: Commit, address: str) -> None:
    User.objects.filter(doctor=dr_lin).update(email=address)
    draft = make_article(editor, Doctor.objects.get(pk=dr_lin.pk))
    with commit(execute=True):
        asked = signing.request_signature(draft, editor=editor)
    assert asked.status == Status.IN_REVIEW
    assert mail.outbox == []


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\x0b", "\x85", "\u2028", "\u2029"])
def test_a_line_end_in_the_question_adds_no_header(editor: User, dr_lin: Doctor, commit: Commit, line_end: str) -> None:
    draft = make_article(editor, dr_lin, question_text=f"Why?{line_end}Bcc: all@example.org")
    with commit(execute=True):
        signing.request_signature(draft, editor=editor)
    message = mail.outbox[0]
    assert message.subject == "Please read and sign: Why? Bcc: all@example.org"
    assert message.recipients() == ["lin-yunfei@example.org"]
    assert "Bcc" not in message.message()


@pytest.mark.parametrize("text", ["100 % sure?", "%(question)s", "%s %d", "{question}", "为什么抽筋？"])
def test_a_question_is_never_read_as_a_pattern(editor: User, dr_lin: Doctor, commit: Commit, text: str) -> None:
    draft = make_article(editor, dr_lin, question_text=text)
    with commit(execute=True):
        signing.request_signature(draft, editor=editor)
    assert mail.outbox[0].subject == f"Please read and sign: {text}"
    assert text in mail.outbox[0].body


def test_doctors_without_an_open_account_or_address_are_left_out(editor: User, commit: Commit) -> None:
    without, closed, silent = make_doctor("No Account", account=False), make_doctor("Closed"), make_doctor("Silent")
    User.objects.filter(doctor=closed).update(is_active=False)
    User.objects.filter(doctor=silent).update(email="")
    for doctor in (without, closed, silent):
        draft = make_article(editor, Doctor.objects.get(pk=doctor.pk), doctor.slug)
        with commit(execute=True):
            assert signing.request_signature(draft, editor=editor).status == Status.IN_REVIEW
    assert mail.outbox == []
