"""Rows by their keys, made only where somebody looks at them."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from doctors.models import Department
from healthqa.lib.kept_rows import RowsByKey
from healthqa.lib.shown_values import values_of

by_key: RowsByKey[Department] = RowsByKey(lambda keys: Department.objects.filter(pk__in=keys).order_by("-name"), 3)


@pytest.fixture
def keys() -> list[int]:
    return [Department.objects.create(name=name, slug=name.lower()).pk for name in ("Eyes", "Heart", "Skin", "Teeth")]


@pytest.mark.django_db
def test_rows_come_in_the_order_of_their_keys_and_what_is_gone_is_left_out(keys: list[int]) -> None:
    eyes, heart, skin, teeth = keys
    for wanted in ([], [skin], [skin, eyes], [teeth, eyes, skin, heart], [heart, heart]):
        assert [department.pk for department in by_key(wanted)] == wanted
    Department.objects.filter(pk=heart).delete()
    assert [department.name for department in by_key([skin, heart, 0, eyes])] == ["Skin", "Eyes"]


@pytest.mark.django_db
def test_one_query_asks_for_several(keys: list[int], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for wanted, queries in ((keys[:1], 1), (keys[:3], 1), (keys, 2), ([], 0)):
        with django_assert_num_queries(queries):
            assert len(list(by_key(wanted))) == len(wanted)


@pytest.mark.django_db
def test_a_part_is_made_without_the_rest(keys: list[int]) -> None:
    rows = by_key(keys)
    some = rows[1:3]
    assert (len(rows), len(some), bool(some), bool(rows[4:])) == (4, 2, True, False)
    assert [department.name for department in some] == ["Heart", "Skin"]
    assert some[0] is some[0], "made once"
    assert rows._made is None
    assert rows[-1].name == "Teeth"


@pytest.mark.django_db
def test_what_rows_say_is_told_without_making_them(keys: list[int]) -> None:
    rows = by_key(keys)
    before = values_of({"rows": rows})
    assert rows._made is None
    assert values_of({"rows": by_key(keys)}) == before
    assert values_of({"rows": by_key(keys[::-1])}) != before
    Department.objects.filter(pk=keys[0]).update(description="Sample.")
    assert values_of({"rows": by_key(keys)}) != before
