"""Lists and profiles that were rendered before: never an older one, and nothing on them that was not told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from articles import furniture, publishing
from articles.models import Article, Condition, LivePage, Tag
from doctors.models import VERIFICATION_LASTS, Department, Doctor
from healthqa.lib import rendered
from tests.healthqa.kept_files import files
from tests.texts import make_published, make_question, publish_next

PAGES = [
    *(
        "/",
        "/questions/",
        "/questions/?letter=L",
        "/questions/?tag=calcium",
        "/tags/",
        "/tags/calcium/",
        "/conditions/",
    ),
    *("/conditions/gout/", "/departments/orthopaedics/", "/doctors/", "/doctors/lin-yunfei/", "/zh-hans/tags/calcium/"),
]


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The templates that were rendered."""
    found, render = list[str](), rendered.render

    def counted(request: Any, template: str, context: Any) -> Any:
        found.append(template)
        return render(request, template, context)

    monkeypatch.setattr(rendered, "render", counted)
    return found


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_rendered_once_and_the_template_asks_for_nothing_that_was_not_told(
    path: str, client: Client, live: Article, folder: Path, renders: list[str], settings: Settings
) -> None:
    client.get(path)  # what is kept elsewhere is read
    pages, asked = [], []
    for megabytes in (64, 0):
        settings.RENDERED_MB = megabytes
        with CaptureQueriesContext(connection) as queries:
            pages.append(client.get(path).content)
        asked.append(sorted(query["sql"] for query in queries))
    assert len(renders) == 2, "the first time, and without files"
    assert len(files(folder)) == 1
    assert pages[0] == pages[1]
    assert asked[0] == asked[1], "a page that asks later shows what its file is not found by"


def _worded_anew(live: Article, editor: User, doctor: Doctor) -> None:
    publish_next(live.question, editor, question_text="Lately, why leg-cramps?")


def _gone(live: Article, editor: User, doctor: Doctor) -> None:
    publishing.withdraw(live, editor=editor, reason="It does harm.", safety=True)


def _one_more(live: Article, editor: User, doctor: Doctor) -> None:
    department = Department.objects.get()
    question = make_question("late-cramps", tags=("calcium",), department=department)
    make_published(editor, doctor, question=question, question_text="Late cramps, why?")


def _renamed(live: Article, editor: User, doctor: Doctor) -> None:
    """Everything that has a name."""
    Condition.objects.update(summary="Written anew.")
    Department.objects.update(name="Bones")
    Doctor.objects.update(bio="Walks a lot.", job_title="Sample walker")
    tag = Tag.objects.get(slug="calcium")
    tag.name = "magnesium"
    tag.save()
    furniture.refresh(furniture.of_tag(tag))


CHANGES = {
    _worded_anew: ("/", "/questions/", "/questions/?letter=L", "/tags/calcium/", "/departments/orthopaedics/"),
    _gone: (
        "/",
        "/questions/",
        "/questions/?tag=calcium",
        "/tags/calcium/",
        "/conditions/gout/",
        "/doctors/lin-yunfei/",
    ),
    _one_more: ("/", "/questions/?letter=L", "/tags/calcium/", "/departments/orthopaedics/", "/doctors/lin-yunfei/"),
    _renamed: ("/tags/", "/conditions/gout/", "/departments/orthopaedics/", "/doctors/", "/doctors/lin-yunfei/"),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_after_a_change_each_page_is_the_new_one(
    change: Callable[..., None],
    client: Client,
    live: Article,
    editor: User,
    dr_lin: Doctor,
    settings: Settings,
    folder: Path,
) -> None:
    before = {path: client.get(path).content for path in PAGES}
    change(live, editor, dr_lin)
    after = {path: client.get(path).content for path in PAGES}
    settings.RENDERED_MB = 0
    assert after == {path: client.get(path).content for path in PAGES}
    assert {path for path in CHANGES[change] if after[path] == before[path]} == set()


def test_by_the_clock_an_answer_becomes_overdue_in_every_list(client: Client, live: Article, folder: Path) -> None:
    due = LivePage.objects.get(pk=live.pk).due_on
    for path in ("/questions/", "/tags/calcium/", "/doctors/lin-yunfei/"):
        assert "Review overdue" not in client.get(path).text
        with time_machine.travel(dt.datetime.combine(due, dt.time(12), tzinfo=timezone.get_current_timezone())):
            assert "Review overdue" in client.get(path).text
        assert "Review overdue" not in client.get(path).text


def test_a_verification_ends_at_its_minute(client: Client, live: Article, dr_lin: Doctor, folder: Path) -> None:
    noon = dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)
    Doctor.objects.update(verified_at=noon - VERIFICATION_LASTS)
    for seconds, is_due in ((-60, False), (60, True)):
        with time_machine.travel(noon + dt.timedelta(seconds=seconds), tick=False):
            assert ("The yearly check is due." in client.get("/doctors/lin-yunfei/").text) is is_due


def test_choices_that_do_not_exist_and_pages_that_are_not_there_leave_no_file(
    client: Client, live: Article, folder: Path
) -> None:
    for number in range(20):
        client.get(f"/questions/?tag=junk-{number}")
        client.get(f"/tags/calcium/?page={number + 2}")
        client.get(f"/questions/?page=1&junk={number}")
        client.get(f"/tags/junk-{number}/")
    assert len(files(folder)) == 1
