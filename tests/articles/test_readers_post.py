"""Mails to followers on a real server: the way out in each, tried again, and a mailbox that is refused is forgotten."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connections
from django.utils import timezone

from articles import delivering, follow_news, following, outbox, publishing
from articles.models import Article, Follow, Follower, FollowNews, Question, ReadersMail, Tag
from articles.models.vocabulary import MailKind, ReadersMailKind
from articles.permissions import EDITORS
from doctors.models import Doctor
from tests.articles.following_steps import WHO, follow, morning
from tests.articles.smtp_server import Server, serving
from tests.people import make_doctor, make_user
from tests.texts import make_published, publish_next

REFUSAL = "550 no such user"


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    with serving(settings) as running:
        yield running


@pytest.fixture
def question(editor: User, dr_lin: Doctor) -> Question:
    return make_published(editor, dr_lin).question


def try_until_given_up() -> None:
    """A worker that looks whenever a mail is due, for nearly three days, until none is left or the last has to rest."""
    for _ in range(len(delivering.WAITS) + 1):
        due = ReadersMail.objects.filter(sent_at=None).order_by("not_before").values_list("not_before", flat=True)
        with time_machine.travel(max(timezone.now(), *due) + dt.timedelta(minutes=1), tick=True):
            delivering.deliver()


def taken(server: Server) -> list[Any]:
    found = [message_from_bytes(body, policy=policy.default) for body in server.taken]
    return [message for message in found if "lin-yunfei" not in message["To"]]


def test_the_way_out_arrives_whole_in_every_mail(server: Server, question: Question, editor: User) -> None:
    found = follow(question)
    publish_next(question, editor)
    with morning():
        delivering.deliver()
    key = following.key_to_stop_all(found.follower)
    (message,) = taken(server)
    assert message["List-Unsubscribe"].strip() == f"<https://healthqa.example/follow/stop/?key={key}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (message["To"], message["Auto-Submitted"]) == (WHO, "auto-generated")
    for kind in ("plain", "html"):
        body = message.get_body((kind,)).get_content()
        assert key in body
        assert following.key_to_stop(found) in body
        assert not [word for word in ("<img", "/desk/", "utm_", "src=") if word in body]


def test_a_refused_mailbox_is_forgotten_where_others_are_served(
    server: Server, question: Question, editor: User
) -> None:
    follow(question)
    follow(question, "gone@example.org")
    server.refused["gone@example.org"] = REFUSAL
    publish_next(question, editor)
    with morning():
        try_until_given_up()
    assert [follower.email for follower in Follower.objects.all()] == [WHO]
    assert not FollowNews.objects.exists()


def test_no_mailbox_is_forgotten_while_the_server_refuses_everybody(
    server: Server, question: Question, editor: User
) -> None:
    follow(question)
    follow(question, "other@example.org")
    for mailbox in (WHO, "other@example.org", "lin-yunfei@example.org"):
        server.refused[mailbox] = REFUSAL
    publish_next(question, editor)
    with morning():
        try_until_given_up()
        assert Follow.objects.confirmed().count() == 2
    server.refused.clear()
    with morning(6):
        delivering.deliver()
    assert sorted(message["To"] for message in taken(server)) == ["other@example.org", WHO]
    assert not FollowNews.objects.exists()


def test_thousands_of_mails_to_readers_do_not_keep_one_to_a_doctor_waiting(
    server: Server, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivering, "TO_READERS", 3)
    for number in range(5):
        follow(question, f"r{number}@example.org", sure=False)
    outbox.put(make_user("doctor"), MailKind.SECOND_FACTOR_REMOVED, key="one")
    assert delivering.deliver().sent == 4
    assert next(message["To"] for message in taken(server)) == "doctor@example.org"
    assert delivering.deliver().sent == 2
    assert ReadersMail.objects.exclude(facts={}).count() == 0


@pytest.fixture
def world(transactional_db: None) -> Question:
    return make_published(make_user("world-editor", EDITORS, staff=True), make_doctor("Ann World")).question


def test_who_stops_while_the_mail_is_sent_is_forgotten_all_the_same(server: Server, world: Question) -> None:
    key = following.key_to_stop_all(follow(world).follower)
    ReadersMail.objects.all().delete()
    live = Article.objects.public().get()
    publishing.withdraw(live, editor=User.objects.get(username="world-editor"), reason="Wrong.", safety=True)
    server.waits = 0.3

    def stop() -> None:
        time.sleep(0.1)
        following.unfollow(key)
        connections.close_all()

    thread = threading.Thread(target=stop)
    thread.start()
    delivering.deliver()
    thread.join()
    assert not Follower.objects.exists()
    assert not ReadersMail.objects.exists()


def test_two_workers_note_the_same_news_once(world: Question) -> None:
    follow(world)
    tag = Tag.objects.create(name="cramps", slug="cramps")
    world.tags.add(tag.name)
    publish_next(world, User.objects.get(username="world-editor"))
    start = threading.Barrier(2)

    def look() -> None:
        start.wait(30)
        follow_news.watch()
        connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert FollowNews.objects.count() == 1
    assert ReadersMail.objects.filter(kind=ReadersMailKind.NEWS).count() == 1
