"""A query that is compiled once answers as the query set does that it was compiled from."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import QuerySet, Value
from django.db.models.functions import Concat, Lower
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from doctors.models import Department, Doctor
from healthqa.lib.kept_queries import KeptQuery
from tests.texts import make_published


def in_department(key: int, name: str) -> QuerySet[Doctor]:
    return Doctor.objects.select_related("department").filter(department=key).exclude(name=name).order_by("name")


@pytest.fixture
def departments() -> list[Department]:
    made = [Department.objects.create(name=name, slug=name.lower()) for name in ("Heart", "Skin")]
    for department in made:
        for name in ("Ann", "Bo", "Cy"):
            slug = f"{name}-{department.slug}".lower()
            Doctor.objects.create(name=f"{name} of {department}", slug=slug, department=department)
    return made


@pytest.mark.django_db
def test_each_call_gives_the_rows_for_its_own_values(departments: list[Department]) -> None:
    heart, skin = departments
    kept = KeptQuery(in_department, int, str)
    for key, name in ((heart.pk, "Ann of Heart"), (skin.pk, "Cy of Skin"), (heart.pk, ""), (0, "")):
        wanted = list(in_department(key, name))
        found = kept(key, name)
        assert found == wanted
        assert [doctor.__dict__.keys() for doctor in found] == [doctor.__dict__.keys() for doctor in wanted]
    assert kept.first(heart.pk, "") == in_department(heart.pk, "").first()
    assert kept.first(0, "") is None


@pytest.mark.django_db
def test_a_row_comes_with_what_was_selected_along_with_it(departments: list[Department]) -> None:
    kept = KeptQuery(in_department, int, str)
    with CaptureQueriesContext(connection) as asked:
        names = {doctor.department.name for doctor in kept(departments[0].pk, "") if doctor.department}
    assert (names, len(asked)) == ({"Heart"}, 1)


@pytest.mark.django_db
def test_rows_of_values_are_kept_too(departments: list[Department]) -> None:
    kept = KeptQuery(lambda key: Doctor.objects.filter(department=key).order_by("name").values_list("name", "pk"), int)
    flat = KeptQuery(lambda key: Doctor.objects.filter(department=key).values_list("name", flat=True)[:1], int)
    key = departments[1].pk
    assert kept(key) == list(Doctor.objects.filter(department=key).order_by("name").values_list("name", "pk"))
    assert flat(key) == list(Doctor.objects.filter(department=key).values_list("name", flat=True)[:1])


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["Ann'; --", "%s", "\\", "Ä 'quoted' 50%", "中文"])
def test_a_text_is_a_value_whatever_is_in_it(departments: list[Department], words: str) -> None:
    Doctor.objects.create(name=words, slug="words")
    kept = KeptQuery(lambda name: Doctor.objects.filter(name=name), str)
    assert [doctor.name for doctor in kept(words)] == [words]


def test_a_value_that_is_changed_on_its_way_is_not_kept(db: None) -> None:
    def changed(name: Any) -> QuerySet[Doctor]:
        return Doctor.objects.filter(name=name.upper() + "!")

    with pytest.raises(ValueError, match="as it is"):
        KeptQuery(changed, str)("Ann")


@pytest.mark.django_db
def test_a_text_may_stand_in_an_expression(departments: list[Department]) -> None:
    kept = KeptQuery(lambda name: Doctor.objects.filter(name=Concat(Lower(Value(name)), Value(" of Skin"))), str)
    Doctor.objects.create(name="dee of Skin", slug="dee")
    assert [doctor.slug for doctor in kept("DEE")] == ["dee"]


@pytest.mark.django_db(transaction=True)
def test_rows_are_locked_inside_of_a_transaction_only(departments: list[Department]) -> None:
    kept = KeptQuery(lambda key: Doctor.objects.select_for_update().filter(department=key), int)
    with transaction.atomic():
        assert len(kept(departments[0].pk)) == 3
    with pytest.raises(TransactionManagementError):
        kept(departments[0].pk)


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_by_its_own_connection(departments: list[Department]) -> None:
    kept = KeptQuery(in_department, int, str)
    here = kept(departments[0].pk, "")
    found: list[Doctor] = []

    def ask() -> None:
        try:
            found.extend(kept(departments[0].pk, ""))
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == here


def pages_at(slug: str) -> QuerySet[Article]:
    return Article.objects.public().for_page().filter(live_page__slug=slug).order_by()


def test_raw_rows_hold_all_that_the_rows_proper_are_made_of(editor: User, dr_lin: Doctor) -> None:
    for slug in ("cold-feet", "leg-cramps"):
        make_published(editor, dr_lin, slug)
    kept = KeptQuery(pages_at, str)
    for slug in ("leg-cramps", "cold-feet", "leg-cramps"):
        expected = pages_at(slug).get()
        with CaptureQueriesContext(connection) as asked:
            (found,) = kept.made_of(kept.raw(slug))
            assert found == expected
            assert found.live_page.content == expected.live_page.content
            assert found.live_page.published_at == expected.live_page.published_at
            assert (found.doctor, found.live_page.due_on) == (expected.doctor, expected.live_page.due_on)
        assert len(asked) == 1
    assert kept.raw("leg-cramps' OR 1=1 --") == []
    assert kept.raw("leg-cramps") == kept.raw("leg-cramps") != kept.raw("cold-feet")
