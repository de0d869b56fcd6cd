"""The worker and a real mail server: mails are sent once, tried again, given up; none is lost or waits for another."""

from __future__ import annotations

import datetime as dt
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes, policy
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, InterfaceError, connections, transaction
from django.test import Client
from django.utils import timezone

from articles import delivering, mailing, outbox
from articles.models import OutgoingMail
from articles.models.vocabulary import MailKind
from doctors.models import Doctor
from tests.articles.smtp_server import Server, serving
from tests.people import make_user
from tests.watching import within

KIND = MailKind.SECOND_FACTOR_REMOVED


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with serving(settings) as running:
        yield running


@pytest.fixture
def account(db: None) -> User:
    return make_user("lin")


def put(account: User, key: str = "one") -> OutgoingMail:
    outbox.put(account, KIND, key=key)
    return OutgoingMail.objects.get(key=key)


def later(minutes: float) -> Any:
    return time_machine.travel(timezone.now() + dt.timedelta(minutes=minutes), tick=True)


def test_a_server_gets_both_forms_and_says_who_wrote_it(server: Server, account: User) -> None:
    row = put(account)
    assert delivering.deliver() == delivering.Pass(sent=1)
    message = message_from_bytes(server.taken[0], policy=policy.default)
    assert message["To"] == "lin@example.org"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Message-ID"] == delivering.message_id(row)
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_what_was_sent_is_emptied_at_once_and_gone_after_two_weeks(server: Server, account: User) -> None:
    outbox.put(account, KIND, key="one", facts={"article": 1})
    delivering.deliver()
    row = OutgoingMail.objects.get()
    assert (row.facts, row.sent_at is not None) == ({}, True)
    with later(60 * 24 * 13):
        delivering.deliver()
        assert OutgoingMail.objects.exists()
    with later(60 * 24 * 15):
        delivering.deliver()
        assert not OutgoingMail.objects.exists()


def test_one_key_is_one_mail(server: Server, account: User) -> None:
    assert [outbox.put(account, KIND, key="one") for _ in range(3)] == [True, False, False]
    delivering.deliver()
    assert not outbox.put(account, KIND, key="one"), "also after it was sent"
    delivering.deliver()
    assert len(server.taken) == 1


def test_the_address_is_the_one_of_the_moment(server: Server, account: User) -> None:
    put(account)
    User.objects.filter(pk=account.pk).update(email="new@example.org")
    delivering.deliver()
    assert message_from_bytes(server.taken[0])["To"] == "new@example.org"


@pytest.mark.parametrize("failure", ["refuses", "hangs up", "is slow", "is not there"])
def test_a_server_that_fails_is_asked_again(server: Server, account: User, failure: str, settings: Any) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    port = settings.EMAIL_PORT
    row = put(account)
    server.hangs_up, server.waits = failure == "hangs up", 1 if failure == "is slow" else 0
    server.refused = {"lin@": "550 no such user lin@example.org here"} if failure == "refuses" else {}
    settings.EMAIL_PORT = 1 if failure == "is not there" else port
    started = time.monotonic()
    assert delivering.deliver().failed == 1
    assert time.monotonic() - started < 5
    row.refresh_from_db()
    assert row.tries == 1
    assert row.problem
    assert "example.org" not in row.problem, "no address is kept"
    assert dt.timedelta(seconds=50) < row.not_before - timezone.now() <= dt.timedelta(minutes=1)
    server.hangs_up, server.waits, server.refused, settings.EMAIL_PORT = False, 0, {}, port
    assert delivering.deliver() == delivering.Pass(), "not before its time"
    with later(2):
        assert delivering.deliver().sent == 1
    row.refresh_from_db()
    assert row.problem == ""


def test_waits_grow_and_then_it_is_given_up_and_told(
    server: Server, account: User, caplog: pytest.LogCaptureFixture
) -> None:
    server.refused = {"lin@": "550 no"}
    row, moments, begun = put(account), [], timezone.now()
    while row.given_up_at is None:
        with time_machine.travel(row.not_before + dt.timedelta(seconds=1), tick=False):
            moments.append(timezone.now() - begun)
            delivering.deliver()
        row.refresh_from_db()
        assert len(moments) < 50
    waits = [later - earlier for earlier, later in pairwise(moments)]
    assert waits == sorted(waits)
    assert dt.timedelta(days=2) < moments[-1] < dt.timedelta(days=4)
    assert (row.facts, row.sent_at) == ({}, None)
    assert "was given up after 11 tries: SMTPRecipientsRefused 550" in caplog.text
    warnings = run_checks(databases=["default"], tags=["database"])
    assert [warning.id for warning in warnings if warning.id in ("articles.W001", "articles.W002")] == ["articles.W001"]


def test_one_refused_address_keeps_nobody_waiting(server: Server, db: None) -> None:
    for number in range(8):
        put(make_user(f"user{number}"), f"key{number}")
    server.refused = {f"user{number}@": "550 no" for number in range(5)}
    result = delivering.deliver()
    assert (result.sent, result.failed) == (3, 5)


def test_a_dead_server_is_asked_three_times_not_a_thousand(server: Server, db: None) -> None:
    server.hangs_up = True
    for number in range(8):
        put(make_user(f"user{number}"), f"key{number}")
    assert delivering.deliver().failed == delivering.DEAF
    assert OutgoingMail.objects.filter(tries=0).count() == 5


def test_a_mail_that_cannot_be_made_keeps_nobody_waiting(server: Server, account: User) -> None:
    OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(account=account, kind=kind, key=kind, created_at=timezone.now(), not_before=timezone.now())
            for kind in ("no such kind", "signature_requested", KIND)
        ]
    )
    result = delivering.deliver()
    assert (result.sent, result.failed) == (1, 2)


def test_who_dies_after_sending_sends_again_and_loses_nothing(server: Server, account: User) -> None:
    row = put(account)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delivering, "_try", lambda row, result: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            delivering.deliver()
    assert delivering.deliver() == delivering.Pass(), "claimed: another worker may be at it"
    with later(11):
        assert delivering.deliver().sent == 1
    server.dies_after_taking = True
    second = put(account, "two")
    assert delivering.deliver().failed == 1
    server.dies_after_taking = False
    with later(2):
        assert delivering.deliver().sent == 1
    ids = [message_from_bytes(taken)["Message-ID"] for taken in server.taken]
    assert ids == [delivering.message_id(row), delivering.message_id(second), delivering.message_id(second)]


@pytest.mark.django_db(transaction=True)
def test_four_workers_send_each_mail_once(server: Server) -> None:
    for number in range(24):
        put(make_user(f"user{number}"), f"key{number}")

    def work(_number: int) -> delivering.Pass:
        try:
            return delivering.deliver()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(work, range(4)))
    assert sum(result.sent for result in results) == 24
    receivers = sorted(message_from_bytes(taken)["To"] for taken in server.taken)
    assert receivers == sorted(f"user{number}@example.org" for number in range(24))


def test_an_ended_mail_cannot_keep_what_it_was_about(account: User) -> None:
    put(account)
    for ended in ({"sent_at": timezone.now()}, {"given_up_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OutgoingMail.objects.update(facts={"article": 1}, **ended)
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingMail.objects.update(sent_at=timezone.now(), given_up_at=timezone.now())


def test_a_secret_is_sent_in_the_request_and_kept_nowhere(server: Server, account: User) -> None:
    assert mailing.send_now(account, "Your code", "Code: 482913")
    assert b"482913" in server.taken[0]
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("failure", ["refuses", "hangs up", "is slow"])
def test_a_secret_that_cannot_be_sent_is_told_and_not_logged(
    server: Server, account: User, failure: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "IN_REQUEST", 0.3)
    server.hangs_up, server.waits = failure == "hangs up", 1 if failure == "is slow" else 0
    server.refused = {"lin@": "550 no such user lin@example.org"} if failure == "refuses" else {}
    started = time.monotonic()
    assert not mailing.send_now(account, "Your code", "Code: 482913")
    assert time.monotonic() - started < 3
    assert "could not be sent" in caplog.text
    assert "482913" not in caplog.text
    assert "lin@example.org" not in caplog.text
    assert not OutgoingMail.objects.exists()


def test_the_command_tells_what_it_did_and_ends_with_1_where_something_failed(server: Server, account: User) -> None:
    put(account)
    said = StringIO()
    call_command("deliver_mail", stdout=said)
    assert said.getvalue().startswith("1 sent")
    put(account, "two")
    server.refused = {"lin@": "451 later"}
    with pytest.raises(SystemExit) as stop:
        call_command("deliver_mail", stdout=said)
    assert stop.value.code == 1
    assert "SMTPRecipientsRefused 451" in said.getvalue()


@pytest.mark.parametrize("options", [(), ("--forever",)])
def test_without_a_mail_server_nothing_counts_as_sent(account: User, settings: Any, options: tuple[str, ...]) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    outbox.put(account, KIND, key="one", facts={"article": 1})
    with pytest.raises(CommandError, match="EMAIL_URL is missing"):
        call_command("deliver_mail", *options)
    assert delivering.deliver() == delivering.Pass(problem="no mail server")
    row = OutgoingMail.objects.waiting().get()
    assert (row.facts, row.tries) == ({"article": 1}, 0)
    assert not mailing.send_now(account, "Your code", "Code: 482913")


def test_the_service_outlives_a_database_that_went_away(account: User, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [InterfaceError("connection already closed"), DatabaseError("gone")]

    def deliver(**_options: Any) -> delivering.Pass:
        if answers:
            raise answers.pop()
        signal.raise_signal(signal.SIGTERM)
        return delivering.Pass(sent=1)

    monkeypatch.setattr("articles.delivering.deliver", deliver)
    monkeypatch.setattr("articles.management.commands.deliver_mail.close_old_connections", lambda: None)
    kept = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    said = StringIO()
    try:
        with within(20):
            call_command("deliver_mail", "--forever", "--interval", "1", stdout=said)
    finally:
        for name, handler in kept.items():
            signal.signal(name, handler)
    assert said.getvalue().startswith("1 sent")


@pytest.mark.django_db(transaction=True)
def test_the_service_goes_on_until_it_is_told_to_stop(server: Server, account: User) -> None:
    put(account)
    kept = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    stop = threading.Timer(2, signal.raise_signal, [signal.SIGTERM])
    stop.start()
    try:
        with within(20):
            call_command("deliver_mail", "--forever", "--interval", "1", stdout=StringIO())
    finally:
        stop.cancel()
        for name, handler in kept.items():
            signal.signal(name, handler)
    assert len(server.taken) == 1


def test_nothing_is_sent_while_the_database_moves(account: User, settings: Any) -> None:
    put(account)
    settings.READ_ONLY = True
    call_command("deliver_mail", stdout=StringIO())
    call_command("send_digests", stdout=StringIO())
    assert mail.outbox == []


def test_a_worker_that_does_not_run_is_noticed(account: User) -> None:
    put(account)
    assert not [found for found in run_checks(databases=["default"], tags=["database"]) if found.id == "articles.W002"]
    with later(120):
        (found,) = run_checks(databases=["default"], tags=["database"])
    assert found.id == "articles.W002"


def test_a_chief_sees_what_was_given_up_and_changes_nothing(
    client: Client, chief: User, editor: User, dr_lin: Doctor
) -> None:
    assert dr_lin.user is not None
    put(dr_lin.user)
    OutgoingMail.objects.update(given_up_at=timezone.now(), problem="SMTPRecipientsRefused 550")
    client.force_login(chief)
    page = client.get("/admin/articles/outgoingmail/?state=given_up").content.decode()
    assert "SMTPRecipientsRefused 550" in page
    assert "lin-yunfei@example.org" not in page
    row = OutgoingMail.objects.get()
    one = f"/admin/articles/outgoingmail/{row.pk}/"
    assert client.get(f"{one}change/").status_code == 200
    assert client.post(f"{one}change/", {"problem": "x"}).status_code == 403
    assert client.get(f"{one}delete/").status_code == 403
    assert client.get("/admin/articles/outgoingmail/add/").status_code == 403
    client.force_login(editor)
    assert client.get("/admin/articles/outgoingmail/").status_code == 403
