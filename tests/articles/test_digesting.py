"""One mail a doctor a day at most, and only where there is something new to say."""

from __future__ import annotations

import datetime as dt
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import commenting, delivering, digesting, editing, outbox, publishing, reassigning, safety, signing
from articles.models import Article, BlockComment, BylineSnapshot, DigestState, Medicine, OutgoingMail, Question
from articles.models.vocabulary import MailKind
from doctors.models import Doctor
from tests.articles.delegated import allow, make_live, publish_mended
from tests.people import make_doctor
from tests.texts import make_in_review, make_published, make_signed

pytestmark = pytest.mark.django_db


def digests() -> list[mail.EmailMessage]:
    """What `send_digests` and the worker send now, other mails left out."""
    mail.outbox.clear()
    digesting.send_all()
    delivering.deliver()
    return [message for message in mail.outbox if message.subject.startswith("Your answers:")]


def after(days: float) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=True)


def test_who_has_nothing_to_hear_gets_nothing(editor: User, dr_lin: Doctor) -> None:
    assert digests() == []
    with after(1):
        assert digests() == []


def test_a_text_that_waits_is_told_once_and_again_after_a_week(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    (message,) = digests()
    assert message.subject == "Your answers: Waiting for your signature (1)"
    assert f"https://healthqa.example/desk/{asked.pk}/" in message.body
    for days in (1, 3, 6):
        with after(days):
            assert digests() == [], days
    with after(7):
        assert len(digests()) == 1
    with after(8):
        assert digests() == []


def test_what_was_told_before_is_counted_until_a_week_has_gone_by(editor: User, dr_lin: Doctor) -> None:
    """And what changed around the name comes before what is only waiting."""
    asked = [make_in_review(editor, dr_lin, slug).pk for slug in ("first", "second")]
    live = make_published(editor, dr_lin, "live")
    digests()
    bodies: dict[int, str] = {}
    for day in (1, 2, 6, 7, 8, 13, 14):
        with after(day):
            if day == 2:
                asked.append(make_in_review(editor, dr_lin, "third").pk)
            Question.objects.filter(pk=live.question_id).update(body_area=f"area {day}")
            (message,) = digests()
            bodies[day] = str(message.body)
            assert ("Waiting for your signature" in message.subject) is (day in (2, 7, 14)), "only with something named"
    for day, named, counted in (
        (1, [], "\n2 still on your desk"),
        (2, asked[2:], "\nand 2 more on your desk"),
        (6, [], "\n3 still on your desk"),
        (7, asked, ""),
        (8, [], "\n3 still on your desk"),
        (13, [], "\n3 still on your desk"),
        (14, asked, ""),
    ):
        around, _heading, waiting = bodies[day].partition("Waiting for your signature")
        assert f"area {day}" in around, day
        assert [pk for pk in asked if f"/desk/{pk}/" in waiting] == named, day
        assert counted in waiting, day
        assert ("on your desk" in waiting) is bool(counted), day


def test_one_a_day_whatever_happens(editor: User, dr_lin: Doctor) -> None:
    with time_machine.travel("2026-05-12 05:00Z"):
        make_in_review(editor, dr_lin)
        assert len(digests()) == 1
    with time_machine.travel("2026-05-12 15:00Z"):
        make_in_review(editor, dr_lin, "other")
        assert digests() == []
    with time_machine.travel("2026-05-13 05:00Z"):
        assert "What causes other?" in digests()[0].body


def test_what_is_not_told_stays_news(editor: User, dr_lin: Doctor) -> None:
    """Also where somebody took the memory of a doctor's digests away on a day that had its mail."""
    digests()
    assert dr_lin.user is not None
    outbox.put(dr_lin.user, MailKind.DIGEST, key=f"digest:{dr_lin.pk}:{timezone.localdate().isoformat()}")
    make_in_review(editor, dr_lin)
    assert digests() == []
    with after(1):
        assert len(digests()) == 1


def test_the_day_is_the_one_of_the_site(editor: User, dr_lin: Doctor, settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    with time_machine.travel("2026-05-12 15:30Z"):  # 23:30 there
        make_in_review(editor, dr_lin)
        assert len(digests()) == 1
        make_in_review(editor, dr_lin, "other")
    with time_machine.travel("2026-05-12 16:30Z"):  # 00:30 of the next day
        assert len(digests()) == 1


def test_a_run_that_breaks_off_tells_nothing_twice_and_forgets_nothing(
    editor: User, dr_lin: Doctor, dr_other: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_in_review(editor, dr_lin)
    make_in_review(editor, dr_other, "other")
    honest = digesting.digest_for

    def break_at_the_second(doctor: Doctor) -> str:
        if doctor == dr_other:
            raise KeyboardInterrupt
        return honest(doctor)

    with monkeypatch.context() as patch:
        patch.setattr(digesting, "digest_for", break_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            digesting.send_all()
    assert sorted(message.to[0] for message in digests()) == ["lin-yunfei@example.org", "mara-ellison@example.org"]


@pytest.mark.django_db(transaction=True)
def test_four_runs_at_once_tell_each_doctor_once(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    make_in_review(editor, dr_lin)
    make_published(editor, dr_other, "other")

    def run(_number: int) -> digesting.Run:
        try:
            return digesting.send_all()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(run, range(4)))
    assert sum(result.told for result in results) == 2
    assert sorted(OutgoingMail.objects.filter(kind="digest").values_list("account__username", flat=True)) == [
        "lin-yunfei",
        "mara-ellison",
    ]


def test_a_digest_torn_in_the_middle_is_written_whole_the_next_time(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_published(editor, dr_lin)
    with monkeypatch.context() as patch:
        patch.setattr(DigestState, "save", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            digesting.send_all()
    assert not BylineSnapshot.objects.exists()
    assert not OutgoingMail.objects.filter(kind="digest").exists()
    assert "It is live now, with your name." in digests()[0].body


def test_reviews_are_told_when_they_become_due_and_when_they_become_overdue(editor: User, dr_lin: Doctor) -> None:
    with time_machine.travel("2026-05-12 08:00Z"):
        Doctor.objects.update(verified_at=timezone.now())
        make_published(editor, Doctor.objects.get())
        digests()
    for day, told in (
        ("2029-04-11", ""),
        ("2029-04-12", "Review due on 12 May 2029."),
        ("2029-04-13", ""),
        ("2029-05-11", "Review due on 12 May 2029."),  # a week went by
        ("2029-05-12", "Review overdue since 12 May 2029."),
        ("2029-05-13", ""),
    ):
        with time_machine.travel(f"{day} 08:00Z"):
            assert [told in message.body for message in digests()] == ([True] if told else []), day


def test_comments_are_answered_once(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    assert dr_lin.user is not None
    made = commenting.comment(
        asked, account=dr_lin.user, digest=asked.digest, quote="Tired muscles", text="Since when? 100 % %(day)s <b>"
    )
    digests()
    with after(1):
        commenting.resolve(made, editor=editor)
        assert "“Since when? 100 % %(day)s <b>”" in digests()[0].body
    with after(2):
        assert digests() == []
    assert BlockComment.objects.count() == 1


def test_spelling_signed_under_the_permission_is_told_once(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    digests()
    with after(1):
        mended = publish_mended(live, editor)
        (message,) = digests()
    assert "Signed for you: spelling" in message.body
    assert "Spelling corrected under your standing permission on" in message.body
    assert f"https://healthqa.example/desk/{mended.pk}/" in message.body
    with after(2):
        assert digests() == []


def test_a_text_that_was_taken_back_is_told(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    digests()
    with after(1):
        Article.objects.filter(pk=asked.pk).update(lead="Changed.")
        editing.text_saved(asked, editor=editor)
        (message,) = digests()
    assert "Taken back by an editor" in message.body
    assert f"/desk/{asked.pk}/" not in message.body, "there is nothing to see"


def test_what_the_doctor_sent_back_is_no_news(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    digests()
    with after(1):
        signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Shorter.")
        assert digests() == []


def test_a_digest_that_comes_late_says_what_is_true_then(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    digesting.send_all()
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    delivering.deliver()
    assert mail.outbox == []


def test_doctors_who_cannot_be_reached_are_left_alone(editor: User) -> None:
    for name, fields in (("Closed", {"is_active": False}), ("Silent", {"email": ""})):
        doctor = make_doctor(name)
        make_in_review(editor, doctor, doctor.slug)
        User.objects.filter(doctor=doctor).update(**fields)
    make_in_review(editor, make_doctor("No Account", account=False), "none")
    assert digests() == []
    assert not DigestState.objects.exists()


def test_a_line_end_in_a_question_adds_no_header_to_a_digest(editor: User, dr_lin: Doctor) -> None:
    make_in_review(editor, dr_lin, question_text="Why?\r\nBcc: all@example.org\r\n" + "x" * 250)
    (message,) = digests()
    assert len(message.subject) <= 78
    assert message.recipients() == ["lin-yunfei@example.org"]
    assert "Bcc" not in message.message()


def test_the_facts_in_the_outbox_hold_no_word_of_a_text(editor: User, dr_lin: Doctor) -> None:
    make_in_review(editor, dr_lin, "secret-illness")
    make_signed(editor, dr_lin, "other")
    digesting.send_all()
    kept = str(list(OutgoingMail.objects.values_list("facts", "key", "problem")))
    assert "illness" not in kept
    assert "cramp" not in kept


@pytest.mark.parametrize("by", ["the admin", "SQL", "a new record"])
@pytest.mark.parametrize("status", ["restricted", "withdrawn"])
def test_a_medicine_that_becomes_unsafe_is_told_at_once(
    editor: User, dr_lin: Doctor, dr_other: Doctor, by: str, status: str
) -> None:
    make_published(editor, dr_lin, lead="Quinine was given once.")
    make_published(editor, dr_other, "other")
    if by != "a new record":
        Medicine.objects.create(name="quinine")
    delivering.deliver()
    mail.outbox.clear()
    if by == "a new record":
        Medicine.objects.create(name="quinine", status=status, reason="It harms blood.")
    else:
        Medicine.objects.update(status=status, reason="It harms blood.")
    delivering.deliver()
    (message,) = mail.outbox
    assert (message.subject, message.to) == (f"Medicine {status}: quinine", ["lin-yunfei@example.org"])
    assert "It harms blood." in message.body
    assert "What causes leg cramps?" in message.body
    delivering.deliver()
    assert len(mail.outbox) == 1
    Medicine.objects.update(status="normal")
    delivering.deliver()
    assert len(mail.outbox) == 1


def test_a_safety_withdrawal_by_plain_sql_is_told_too(editor: User, dr_lin: Doctor) -> None:
    from articles.models import Publication

    live = make_published(editor, dr_lin)
    delivering.deliver()
    mail.outbox.clear()
    period = {"live_until": timezone.now(), "end_cause": "safety", "reason": "Wrong dose."}
    Publication.objects.filter(article=live).update(**period)
    delivering.deliver()
    assert [message.subject for message in mail.outbox] == ["Withdrawn for safety: What causes leg cramps?"]
    delivering.deliver()
    assert len(mail.outbox) == 1


def test_looking_for_news_on_safety_takes_two_queries(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    safety.watch()
    with CaptureQueriesContext(connection) as queries:
        safety.watch()
    assert len(queries) == 2


def test_a_thousand_answers_take_the_queries_of_ten(editor: User, dr_lin: Doctor) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            digesting.digest_for(dr_lin)
        return len(found)

    for number in range(3):
        make_published(editor, dr_lin, f"answer-{number}", tags=("legs",))
    digesting.digest_for(dr_lin)
    DigestState.objects.update(mailed_on=None)
    few = queries()
    for number in range(3, 12):
        make_published(editor, dr_lin, f"answer-{number}", tags=("legs",))
    digesting.digest_for(dr_lin)
    DigestState.objects.update(mailed_on=None)
    assert queries() <= few


def test_the_command_says_what_it_did(editor: User, dr_lin: Doctor, capsys: pytest.CaptureFixture[str]) -> None:
    make_in_review(editor, dr_lin)
    call_command("send_digests")
    call_command("send_digests")
    said = capsys.readouterr().out.splitlines()
    assert said == [
        "1 digests written, 0 doctors with nothing new, 0 told today already",
        "0 digests written, 0 doctors with nothing new, 1 told today already",
    ]


def test_every_address_in_a_digest_opens_for_its_doctor(client: Client, editor: User, dr_lin: Doctor) -> None:
    live, gone = make_published(editor, dr_lin), make_published(editor, dr_lin, "gone")
    digests()
    with after(1):
        make_in_review(editor, dr_lin, "waiting")
        publishing.withdraw(gone, editor=editor, reason="Out of date.")
        live.question.tags.add("legs")
        (message,) = digests()
    assert dr_lin.user is not None
    client.force_login(dr_lin.user)
    addresses = re.findall(r"https://healthqa\.example(/desk/\d+/)", message.body)
    assert len(addresses) == 3
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
    assert "Withdraw my name" in client.get(f"/desk/{live.pk}/").content.decode()


def test_who_had_a_text_is_told_that_it_went_to_another_doctor_and_the_new_one_is_not(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    digests()
    with after(1):
        reassigning.reassign(asked.question, to=dr_other, editor=editor)
        (message,) = digests()
    assert message.to == ["lin-yunfei@example.org"]
    assert "It goes to another doctor now" in message.body
    assert "while you had it" not in message.body
