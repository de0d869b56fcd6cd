"""What is left of an erased edition for readers: the tombstone, the reason, the record; and never a word of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import Client

from articles import exporting, publishing, reading, redacting, signing
from articles.models import Article
from articles.permissions import CHIEF_EDITORS
from doctors.models import Doctor
from tests.articles.test_auditing import verify
from tests.people import make_user
from tests.texts import make_next, make_published, publish_next, sign_in_full

Clock = Any  # what time_machine travels with
WHY = "A court asked for it."
SECRET = "Quagga"
START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(START, tick=False) as coordinates:
        yield coordinates


@pytest.fixture
def second(db: None) -> User:
    return make_user("second", CHIEF_EDITORS, staff=True)


@pytest.fixture
def first(clock: Clock, editor: User, chief: User, second: User, dr_lin: Doctor) -> Article:
    """The first of two public editions, erased; the second, with other words, is live."""
    words = {"question_text": f"Is {SECRET} safe?", "introduction": f"{SECRET} is.", "change_note": SECRET}
    article = make_published(editor, dr_lin, **words)
    clock.shift(dt.timedelta(days=10))
    plain = {"question_text": "Is it safe?", "change_note": "Shorter.", "introduction": "It is."}
    publish_next(article.question, editor, **plain)
    clock.shift(dt.timedelta(days=10))
    return erase(article, chief, second)


def erase(article: Article, chief: User, second: User) -> Article:
    redacting.ask_redaction(article, chief=chief, reason=WHY)
    return redacting.redact(article, second=second)


def test_the_history_tells_of_it_and_shows_no_word(client: Client, first: Article) -> None:
    page = client.get("/questions/leg-cramps/history/").content.decode()
    assert SECRET not in page
    assert "The words were erased on 22 March 2026" in page
    assert WHY in page
    assert first.digest[:16] in page
    assert "Lin Yunfei" in page
    assert "[erased]" not in page
    assert "The words of edition 1 were erased, so what changed since is not shown." in page


@pytest.mark.parametrize("day", ["2026-03-02", "2026-03-11"])
def test_a_day_of_the_past_shows_the_tombstone(client: Client, first: Article, day: str) -> None:
    response = client.get(f"/questions/leg-cramps/?on={day}")
    page = response.content.decode()
    assert response.status_code == 410
    assert "noindex" in page
    assert SECRET not in page
    assert WHY in page
    assert client.get("/questions/leg-cramps/?on=2026-03-12").status_code == 200


def test_the_fingerprint_still_leads_to_the_record(client: Client, first: Article) -> None:
    page = client.get(f"/verify/{first.digest}/").content.decode()
    assert SECRET not in page
    assert WHY in page
    assert "Not current: its words were erased." in page
    assert "do NOT give this fingerprint" not in page
    assert "in its place in the doctor’s chain of signatures" in page


def test_programs_are_told_too(client: Client, first: Article) -> None:
    response = client.get(f"/verify/{first.digest}.json")
    assert response.status_code == 410
    told = response.json()
    assert told["redacted"] == {"at": "2026-03-22T09:00:00+00:00", "reason": WHY}
    assert told["digest"] == first.digest
    assert [signature["is_valid"] for signature in told["signatures"]] == [True]
    assert "blocks" not in told
    assert SECRET not in response.content.decode()


def test_the_live_edition_is_untouched(client: Client, first: Article) -> None:
    for address in ("/questions/leg-cramps/", "/questions/leg-cramps.txt", "/questions/leg-cramps.json"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert SECRET not in response.content.decode()
        assert WHY not in response.content.decode()


@pytest.mark.parametrize("safety", [False, True])
@pytest.mark.parametrize("ending", ["/", ".txt", ".json"])
def test_a_withdrawn_and_erased_answer_is_gone_without_its_question(
    client: Client, editor: User, chief: User, second: User, dr_lin: Doctor, safety: bool, ending: str
) -> None:
    live = make_published(editor, dr_lin, question_text=f"Is {SECRET} safe?")
    publishing.withdraw(live, editor=editor, reason="Out of date.", safety=safety)
    erase(live, chief, second)
    response = client.get(f"/questions/leg-cramps{ending}")
    page = response.content.decode()
    assert response.status_code == 410
    assert SECRET not in page
    assert "[erased]" not in page
    assert "Its text and its signatures are kept" not in page
    assert WHY in page
    assert live.digest[:4] in page


def test_every_page_of_an_erased_edition_opens_in_the_admin(client: Client, first: Article, chief: User) -> None:
    client.force_login(chief)
    base = f"/admin/articles/article/{first.pk}"
    for address in (f"{base}/change/", f"{base}/preview/", "/admin/articles/article/", "/admin/articles/redaction/"):
        response = client.get(address)
        assert response.status_code == 200, address
        assert SECRET not in response.content.decode()
    assert WHY in client.get(f"{base}/change/").content.decode()


def test_the_desk_shows_all_as_new_where_the_signed_text_was_erased(
    client: Client, editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin, introduction=f"{SECRET} is.")
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    draft = make_next(live.question, editor, introduction="Other words.")
    erase(live, chief, second)
    asked = signing.request_signature(draft, editor=editor)
    found = reading.reading_of(Article.objects.with_text().get(pk=asked.pk), dr_lin)
    assert found.since is None
    assert dr_lin.user is not None
    client.force_login(dr_lin.user)
    for address in ("/desk/", f"/desk/{asked.pk}/"):
        response = client.get(address)
        assert response.status_code == 200
        assert SECRET not in response.content.decode()


def test_it_is_not_exported(
    editor: User, chief: User, second: User, dr_lin: Doctor, capsys: pytest.CaptureFixture[str]
) -> None:
    live = make_published(editor, dr_lin, introduction=f"{SECRET} is.")
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    gone = erase(live, chief, second)
    assert SECRET not in exporting.text_of(gone)
    with pytest.raises(CommandError):
        call_command("export_articles", "--question", "leg-cramps")
    make_published(editor, dr_lin, "back-pain")
    call_command("export_articles", "--format", "jsonl")
    assert "leg-cramps" not in capsys.readouterr().out


def test_verify_says_redacted_and_is_content(first: Article) -> None:
    code, text = verify()
    assert code == 0
    said = f"Edition 1 of “leg-cramps” is redacted; its signatures are kept: {WHY}"
    assert text.splitlines() == [said, "2 editions, 0 problems"]


def test_the_next_edition_is_signed_and_published_after_an_erased_one(
    client: Client, editor: User, chief: User, second: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin, introduction=f"{SECRET} is.")
    publishing.withdraw(live, editor=editor, reason="Out of date.")
    erase(live, chief, second)
    words = {"question_text": "Is it safe?", "introduction": "It is.", "disclosure": "none"}
    draft = make_next(live.question, editor, **words)
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    assert client.get("/questions/leg-cramps/").status_code == 200
    assert verify()[0] == 0
