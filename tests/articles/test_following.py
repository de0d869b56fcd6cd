"""A reader follows by mail: nothing without a yes, nobody learns who follows, and what is ended is forgotten."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import following, tagging
from articles.models import Condition, Follow, Follower, Question, ReaderQuestion, ReadersMail, Tag
from doctors.models import Doctor
from tests.texts import make_published
from tests.watching import queries_of, refused

WHO = "reader@example.org"
LATER = dt.timedelta(days=3, minutes=1)


@pytest.fixture
def question(editor: User, dr_lin: Doctor) -> Question:
    return make_published(editor, dr_lin).question


@pytest.fixture
def tag(db: None) -> Tag:
    return Tag.objects.create(name="leg cramps", slug="leg-cramps")


def follow(about: following.Target, email: str = WHO, *, sure: bool = True) -> Follow:
    following.follow(email, about=about, language="en")
    found = next(row for row in Follow.objects.order_by("-pk") if row.about == about and row.follower.email == email)
    return following.confirm(following.key_to_confirm(found)) if sure else found


def sql_of(verb: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        verb()
    return [query["sql"].split(" ")[0] for query in queries if "SAVEPOINT" not in query["sql"]]


def test_each_kind_of_thing_is_followed_once_a_mailbox_and_only_after_a_yes(question: Question, tag: Tag) -> None:
    condition = Condition.objects.create(name="Gout", slug="gout")
    asked = ReaderQuestion.objects.create(text="Why?")
    for about in (question, tag, question.articles.get().doctor, condition, asked):
        for _ in range(2):
            following.follow(f" {WHO.upper()}", about=about, language="zh-hans")
        assert following.followers_of(about) == 0
        row = Follow.objects.get(created_at=Follow.objects.latest("created_at").created_at)
        assert (row.about, row.confirmed_at) == (about, None)
        for _ in range(2):
            assert following.confirm(following.key_to_confirm(row)).about == about
        assert following.followers_of(about) == 1
    assert (Follow.objects.count(), Follower.objects.get().email, ReadersMail.objects.count()) == (5, WHO, 5)


def test_a_known_and_an_unknown_mailbox_take_the_same_statements(question: Question, tag: Tag) -> None:
    follow(tag)
    follow(question, "other@example.org", sure=False)
    mailboxes = (WHO, "other@example.org", "new@example.org")
    said = {tuple(sql_of(lambda box=box: following.follow(box, about=question, language="en"))) for box in mailboxes}
    assert len(said) == 1
    assert following.follow(WHO, about=question, language="en") is None  # type: ignore[func-returns-value]


@pytest.mark.parametrize("email", ["a@[127.0.0.1]", "a@[10.0.0.1]", "a@[::1]", "A@LOCALHOST", "a@127.0.0.1"])
def test_the_number_of_a_machine_is_no_address_of_a_reader(tag: Tag, email: str) -> None:
    with refused("no-mailbox"):
        following.follow(email, about=tag, language="en")
    assert not Follower.objects.exists()


@pytest.mark.parametrize("email", ["", "reader", "a@b", "a b@example.org", "a\n@example.org", "a\x00@example.org"])
def test_what_is_no_address_is_refused(tag: Tag, email: str) -> None:
    for wrong in (email, f"{'a' * 60}@{'b' * 63}.{'c' * 63}.{'d' * 63}.example"):
        with refused("no-mailbox"):
            following.follow(wrong, about=tag, language="en")


def test_what_is_not_confirmed_in_three_days_is_gone_with_its_address(question: Question, tag: Tag) -> None:
    kept, lapsing = follow(tag), follow(question, sure=False)
    following.follow("nobody@example.org", about=tag, language="en")
    key = following.key_to_confirm(lapsing)
    assert following.asked(key) == lapsing
    with time_machine.travel(timezone.now() + LATER):
        with refused("link-ended"):
            following.confirm(key)
        assert following.forget() == 2
        assert queries_of(following.forget) == 2
    assert list(Follow.objects.all()) == [kept]
    assert [follower.email for follower in Follower.objects.all()] == [WHO]


def test_who_asks_again_has_three_days_again(tag: Tag) -> None:
    row = follow(tag, sure=False)
    with time_machine.travel(timezone.now() + dt.timedelta(days=2)):
        following.follow(WHO, about=tag, language="en")
    with time_machine.travel(timezone.now() + LATER):
        assert following.confirm(following.key_to_confirm(row)).pk == row.pk


def test_ending_forgets_at_once_and_works_again_and_again(question: Question, tag: Tag) -> None:
    one, other = follow(question), follow(tag)
    stop, stop_all = following.key_to_stop(one), following.key_to_stop_all(one.follower)
    assert following.ends(stop) == one
    for _ in range(2):
        following.unfollow(stop)
        assert list(Follow.objects.all()) == [other]
    assert following.is_ours(stop)
    for _ in range(2):
        following.unfollow(stop_all)
        assert not Follower.objects.exists()
        assert not ReadersMail.objects.exists()
    follow(tag)
    following.unfollow(following.key_to_stop(Follow.objects.get()))
    assert not Follower.objects.exists()


def test_a_link_does_only_what_it_was_made_for(tag: Tag) -> None:
    row = follow(tag, sure=False)
    confirm, stop, stop_all = (
        following.key_to_confirm(row),
        following.key_to_stop(row),
        following.key_to_stop_all(row.follower),
    )
    for wrong in (stop, stop_all, "", row.seed, f"{confirm}x", confirm[:-1], "\ud800", "a.b", row.follower.seed):
        with refused("link-ended"):
            following.confirm(wrong)
    for wrong in (confirm, "", row.seed, f"{stop}x", stop_all[1:], "\ud800"):
        assert not following.is_ours(wrong)
        with refused("link-ended"):
            following.unfollow(wrong)


def test_links_hold_over_a_change_of_the_secret_key(tag: Tag, settings: Any) -> None:
    key = following.key_to_stop(follow(tag))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    following.unfollow(key)
    assert not Follower.objects.exists()


def test_a_merged_tag_takes_its_followers_along(chief: User, tag: Tag) -> None:
    into = Tag.objects.create(name="cramps", slug="cramps")
    follow(tag, "old@example.org")
    follow(tag, "both@example.org")
    follow(into, "both@example.org", sure=False)
    follow(into, "new@example.org")
    tagging.merge(tag, into=into, editor=chief)
    assert following.followers_of(into) == 3
    assert Follow.objects.count() == 3


def test_a_follow_goes_with_what_it_was_about(tag: Tag) -> None:
    key = following.key_to_stop(follow(tag))
    tag.delete()
    assert not Follow.objects.exists()
    following.unfollow(key)
    following.forget()
    assert not Follower.objects.exists()


def test_no_row_prints_an_address(tag: Tag) -> None:
    row = follow(tag)
    printed = [f"{thing} {thing!r}" for thing in (row, row.follower, ReadersMail.objects.get())]
    assert not [text for text in printed if "@" in text]


def test_the_staff_see_how_many_follow_and_no_mailbox(
    client: Client, chief: User, question: Question, tag: Tag
) -> None:
    condition = Condition.objects.create(name="Gout", slug="gout")
    doctor = question.articles.get().doctor
    assert doctor is not None
    chief.user_permissions.set(Permission.objects.all())
    client.force_login(chief)
    for about in (question, tag, condition, doctor):
        follow(about)
        follow(about, "unsure@example.org", sure=False)
        page = client.get(reverse(f"admin:{about._meta.label_lower.replace('.', '_')}_change", args=[about.pk]))
        shown = page.content.decode()
        assert re.search(r"Follow by mail:.{0,200}?>1</", shown, re.DOTALL), about
    everywhere = [client.get(reverse("admin:index")).content.decode(), shown]
    assert not [page for page in everywhere if "reader@" in page or "unsure@" in page or "follower/" in page]
    for name in ("follower", "follow", "follownews", "readersmail"):
        assert client.get(f"/admin/articles/{name}/").status_code == 404
