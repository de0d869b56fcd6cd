"""tests/standing.py itself: rows are made once for tests in a row, and no test sees what another did to them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.db import connection

from articles import triggers
from articles.models import Question
from tests.standing import stands

made: list[int] = []
copies: list[Group] = []


@stands
def standing_group() -> Group:
    group = Group.objects.create(name="Stands")
    Question.objects.create(slug="stands")
    made.append(group.pk)
    return group


@pytest.mark.parametrize("time", [1, 2, 3])
def test_each_test_gets_the_rows_as_they_were_made_and_a_copy_of_its_own(standing_group: Group, time: int) -> None:
    assert Group.objects.get(pk=standing_group.pk).name == standing_group.name == "Stands"
    assert made == [standing_group.pk], "the rows are made once"
    assert all(standing_group is not copy for copy in copies)
    copies.append(standing_group)
    standing_group.name = f"Changed {time}"
    standing_group.save()
    Question.objects.all().delete()


def test_a_test_among_them_may_take_the_triggers_away(standing_group: Group) -> None:
    triggers.remove(connection)
    assert Question.objects.filter(slug="stands").exists()


@pytest.mark.django_db
def test_who_does_not_ask_finds_nothing() -> None:
    assert not Group.objects.filter(name="Stands").exists()


def test_who_asks_again_has_them_made_again(standing_group: Group) -> None:
    assert Group.objects.filter(name="Stands").get() == standing_group
    assert made[-1] == standing_group.pk
