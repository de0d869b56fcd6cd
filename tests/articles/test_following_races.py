"""Two at the same moment, on two connections: one row, one yes, no row left behind, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles import following, tagging
from articles.models import Follow, Follower, ReadersMail, Tag
from tests.articles.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 20 if connection.vendor == "postgresql" else 4
WHO = "reader@example.org"


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(2) as executor:
        yield executor


def ask(tag: Tag) -> Follow:
    following.follow(WHO, about=tag, language="en")
    return Follow.objects.get(tag=tag)


def test_asking_twice_at_once_makes_one_row_and_one_mail(pool: ThreadPoolExecutor) -> None:
    for number in range(ROUNDS):
        tag = Tag.objects.create(name=f"tag {number}", slug=f"tag-{number}")
        assert at_once(pool, *[lambda tag=tag: following.follow(WHO, about=tag, language="en")] * 2) == [None, None]
    assert [model.objects.count() for model in (Follower, Follow, ReadersMail)] == [1, ROUNDS, ROUNDS]


def test_saying_yes_and_ending_all_at_once_leaves_nothing_behind(pool: ThreadPoolExecutor) -> None:
    tag = Tag.objects.create(name="cramps", slug="cramps")
    for _ in range(ROUNDS):
        found = ask(tag)
        yes, end = following.key_to_confirm(found), following.key_to_stop_all(found.follower)
        said = at_once(pool, lambda yes=yes: following.confirm(yes), lambda end=end: following.unfollow(end))
        assert said in ([None, None], ["link-ended", None])
        assert not Follower.objects.exists()


def test_asking_anew_while_the_last_follow_is_ended_keeps_what_was_asked(pool: ThreadPoolExecutor) -> None:
    old, new = (Tag.objects.create(name=name, slug=name) for name in ("old", "new"))
    for _ in range(ROUNDS):
        end = following.key_to_stop(ask(old))
        assert at_once(pool, lambda: ask(new), lambda end=end: following.unfollow(end)) == [None, None]
        assert list(Follow.objects.values_list("tag__name", flat=True)) == ["new"]
        Follower.objects.all().delete()


def test_a_tag_that_is_merged_or_deleted_meanwhile_is_no_error(pool: ThreadPoolExecutor, chief: User) -> None:
    into = Tag.objects.create(name="into", slug="into")
    for number in range(ROUNDS):
        tag = Tag.objects.create(name=f"tag {number}", slug=f"tag-{number}")
        merge = [lambda tag=tag: tagging.merge(tag, into=into, editor=chief)]
        said = at_once(pool, lambda tag=tag: following.follow(WHO, about=tag, language="en"), *merge)
        assert said == [None, None]
        assert {follow.about for follow in Follow.objects.all()} <= {into}
    Tag.objects.filter(pk=tag.pk).delete()
    following.follow(WHO, about=tag, language="en")
    assert not Follow.objects.filter(tag=tag).exists()
