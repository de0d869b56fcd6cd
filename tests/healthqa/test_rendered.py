"""Pages that were rendered before: the same page each time, never an older one, and no file that does harm."""

from __future__ import annotations

import datetime as dt
import gzip
import logging
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from articles import furniture, publishing, redacting
from articles.models import Article, LivePage, Tag
from articles.permissions import CHIEF_EDITORS
from articles.views import answers
from doctors.models import PORTRAIT_WIDTHS, Doctor, portrait_name
from healthqa.lib import rendered
from tests.healthqa.kept_files import files
from tests.healthqa.page_caching import Portal
from tests.people import make_user
from tests.texts import make_published, make_question, publish_next

ANSWER = "/questions/leg-cramps/"
Change = Callable[[Article, User, Doctor, Settings], Any]


@pytest.fixture
def renders(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses for which a template was rendered."""
    found, render = list[str](), answers.render

    def counted(request: Any, *given: Any, **more: Any) -> HttpResponse:
        found.append(request.path)
        return render(request, *given, **more)

    monkeypatch.setattr(answers, "render", counted)
    return found


def test_an_answer_is_rendered_once_and_each_time_one_query_is_asked(
    client: Client, live: Article, folder: Path, renders: list[str]
) -> None:
    pages = []
    for _time in range(3):
        with CaptureQueriesContext(connection) as asked:
            pages.append(client.get(ANSWER))
        assert len(asked) == 1, asked.captured_queries
    assert renders == [ANSWER]
    assert len(files(folder)) == 1
    assert len({page.content for page in pages}) == 1
    assert len({tuple(sorted(page.headers.items())) for page in pages}) == 1


def test_the_page_is_the_one_that_is_sent_without_files(
    client: Client, live: Article, folder: Path, settings: Settings
) -> None:
    kept = [client.get(ANSWER) for _time in range(2)][1]
    settings.RENDERED_MB = 0
    plain = client.get(ANSWER)
    assert kept.content == plain.content
    assert {**kept.headers, "Vary": ""} == {**plain.headers, "Vary": ""}
    assert (plain.headers.get("Vary"), kept.headers["Vary"]) == (None, "Accept-Encoding")


def _new_photo(live: Article, editor: User, doctor: Doctor, settings: Settings) -> None:
    Doctor.objects.update(photo=portrait_name("0123456789abcdef", max(PORTRAIT_WIDTHS)))


def _topic_renamed(live: Article, editor: User, doctor: Doctor, settings: Settings) -> None:
    tag = Tag.objects.get(slug="calcium")
    tag.name = "magnesium"
    tag.save()
    furniture.refresh(furniture.of_tag(tag))


def _new_neighbour(live: Article, editor: User, doctor: Doctor, settings: Settings) -> None:
    question = make_question("night-cramps", tags=("calcium",))
    make_published(editor, doctor, question=question, question_text="Why cramps at night?")


def _neighbour_worded_anew(live: Article, editor: User, doctor: Doctor, settings: Settings) -> None:
    LivePage.objects.filter(slug="cold-feet").update(question_text="Why are feet cold in bed?")


def _neighbour_gone(live: Article, editor: User, doctor: Doctor, settings: Settings) -> None:
    other = Article.objects.public().get(question__slug="cold-feet")
    publishing.withdraw(other, editor=editor, reason="It does harm.", safety=True)


def _next_edition(live: Article, editor: User, doctor: Doctor, settings: Settings) -> None:
    publish_next(live.question, editor, lead="Other words stand here.")


def _other_name(live: Article, editor: User, doctor: Doctor, settings: Settings) -> None:
    settings.SITE_NAME = "Other answers"


CHANGES = [
    *(_new_photo, _topic_renamed, _new_neighbour, _neighbour_worded_anew, _neighbour_gone),
    *(_next_edition, _other_name),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__.strip("_"))
def test_after_a_change_the_page_is_the_new_one(
    change: Change, client: Client, live: Article, editor: User, dr_lin: Doctor, settings: Settings, folder: Path
) -> None:
    before = client.get(ANSWER)
    change(live, editor, dr_lin, settings)
    after = client.get(ANSWER)
    assert after.content != before.content
    settings.RENDERED_MB = 0
    assert client.get(ANSWER).content == after.content


def test_what_is_withdrawn_is_gone_and_what_comes_back_is_shown(
    client: Client, live: Article, editor: User, folder: Path
) -> None:
    assert client.get(ANSWER).status_code == 200
    publishing.withdraw(live, editor=editor, reason="It does harm.", safety=True)
    assert client.get(ANSWER).status_code == 410
    assert len(files(folder)) == 1, "a page that says why an answer went is not kept"


def test_an_answer_becomes_overdue_and_loses_a_neighbour_by_the_clock(
    client: Client, live: Article, folder: Path, renders: list[str]
) -> None:
    before = client.get(ANSWER)
    page = LivePage.objects.get(pk=live.pk)
    for day, is_another in (
        (page.due_on - dt.timedelta(days=1), False),
        (page.due_on, True),
        (page.due_on + dt.timedelta(days=1), True),
    ):
        moment = dt.datetime.combine(day, dt.time(12), tzinfo=timezone.get_current_timezone())
        with time_machine.travel(moment):
            shown = client.get(ANSWER)
            assert ("Review overdue" in shown.text) is is_another
            assert (shown.content != before.content) is is_another
    assert len(renders) == 2
    with time_machine.travel(page.leaves_on + dt.timedelta(days=1)):
        assert "Why cold-feet?" not in client.get(ANSWER).text
    assert "Why cold-feet?" in before.text


@pytest.mark.parametrize("damage", [b"", b"{}", None], ids=["empty", "other", "cut short"])
def test_a_file_that_is_damaged_is_made_anew(
    damage: bytes | None, client: Client, live: Article, folder: Path, renders: list[str]
) -> None:
    page = client.get(ANSWER)
    (path,) = files(folder)
    path.write_bytes(path.read_bytes()[:-7] if damage is None else damage)
    assert client.get(ANSWER).content == page.content
    assert client.get(ANSWER).content == page.content
    assert renders == [ANSWER, ANSWER]


def test_both_forms_are_whole_marked_and_need_not_be_sent_again(client: Client, live: Article, folder: Path) -> None:
    for _time in range(2):
        plain = client.get(ANSWER)
        packed = client.get(ANSWER, headers={"Accept-Encoding": "br, gzip"})
        assert gzip.decompress(packed.content) == plain.content
        assert packed.headers["Content-Encoding"] == "gzip"
        assert packed.headers["Content-Length"] == str(len(packed.content))
        assert packed.headers["ETag"] == plain.headers["ETag"][:-1] + '-gz"'
        for page, accepted in ((plain, "identity"), (packed, "gzip")):
            again = client.get(ANSWER, headers={"If-None-Match": page.headers["ETag"], "Accept-Encoding": accepted})
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["ETag"] == page.headers["ETag"]
        refused = client.get(ANSWER, headers={"Accept-Encoding": "gzip;q=0"})
        assert refused.content == plain.content


def test_the_page_cache_takes_the_compressed_page_as_it_is(live: Article, folder: Path) -> None:
    pages = []
    for _process in range(2):  # the first one renders, the second one reads the file
        portal = Portal()
        packed = portal.ask(ANSWER, HTTP_ACCEPT_ENCODING="gzip")
        pages += [packed.text, portal.ask(ANSWER).text, Portal().ask(ANSWER).text]
        held = {"HTTP_IF_NONE_MATCH": packed.head["etag"], "HTTP_ACCEPT_ENCODING": "gzip"}
        assert (portal.ask(ANSWER, **held).status, len(portal.made)) == (304, 1)
    assert len(set(pages)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        *(f"{ANSWER}?utm_source=x", f"{ANSWER}?page=7", f"{ANSWER}?on=2020-01-01", "/questions/nothing/"),
        *("/zh-hans/questions/leg-cramps/", "/questions/leg-cramps"),
    ],
)
def test_other_addresses_and_queries_leave_no_file(asked: str, client: Client, live: Article, folder: Path) -> None:
    client.get(ANSWER)
    kept = files(folder)
    client.get(asked, headers={"Cookie": "sessionid=0123456789abcdef0123456789abcdef; x=1"})
    assert files(folder) == kept


def test_a_place_that_cannot_be_written_costs_no_page_and_is_said_once(
    client: Client, live: Article, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write_text("a file, no folder", encoding="ascii")
    rendered._say_once.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert {client.get(ANSWER).status_code for _time in range(3)} == {200}
    assert [record.message.count(str(folder)) for record in caplog.records] == [1]


def test_many_readers_at_once_leave_one_whole_file(folder: Path) -> None:
    request, found = RequestFactory().get("/"), list[bytes]()

    def read() -> None:
        for number in range(30):
            body = f"page {number % 3}".encode() * 1_000
            response = rendered.rendered(request, number % 3, lambda body=body: HttpResponse(body))  # type: ignore[misc]
            found.append(b"" if response.content == body else response.content)

    threads = [threading.Thread(target=read) for _reader in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(found), set(found)) == (180, {b""})
    assert len(files(folder)) == 3


def test_the_files_stay_below_their_bound_and_the_oldest_go(
    folder: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rendered, "LOOKS", 1)
    settings.RENDERED_MB = 8  # 32 KB for each of 256 folders
    request = RequestFactory().get("/")

    def show(number: int) -> Path:
        path = rendered._path(request, number)
        rendered.rendered(request, number, lambda: HttpResponse(os.urandom(3_000)))
        return path

    of_one_folder = [number for number in range(6_000) if rendered._path(request, number).parent.name == "00"]
    old = time.time() - 10 * rendered.USED
    for place, number in enumerate(of_one_folder):
        os.utime(show(number), (old + place, old + place))
        show(of_one_folder[0])  # used again and again
    taken = sum(path.stat().st_blocks * 512 for path in files(folder))
    assert 16_000 < taken <= 33_000
    assert rendered._path(request, of_one_folder[0]).exists()
    assert not rendered._path(request, of_one_folder[1]).exists()


def test_links_of_a_prefix_are_seen_by_nobody_else(live: Article, folder: Path) -> None:
    prefixed = Portal().ask(ANSWER, SCRIPT_NAME="/elsewhere")
    assert 'href="/elsewhere/questions/' in prefixed.text
    assert "/elsewhere" not in Portal().ask(ANSWER).text


def test_no_page_that_was_rendered_of_erased_words_is_left(
    client: Client, live: Article, editor: User, chief: User, folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    client.get(ANSWER)
    assert len(files(folder)) == 1
    publishing.withdraw(live, editor=editor, reason="It does harm.", safety=True)
    redacting.ask_redaction(live, chief=chief, reason="A court asked for it.")
    assert len(files(folder)) == 1
    with django_capture_on_commit_callbacks(execute=True):
        redacting.redact(live, second=make_user("second", CHIEF_EDITORS, staff=True))
    assert files(folder) == []
