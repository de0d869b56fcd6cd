"""The text as JSON, and the recipe of docs/digest.md that recomputes its digest: run as it is printed."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from articles import editing, publishing, revoking
from articles.models import OldSlug, Publication
from articles.models.vocabulary import EndCause, Language, Status
from doctors.models import Doctor
from tests.articles.pages.reading import read
from tests.articles.planting import Plants, fill
from tests.articles.recipe import fits, judged, recipe
from tests.texts import make_article, make_in, make_published, make_question, publish_next, sign_in_full

ADDRESS = "/questions/leg-cramps.json"


def test_the_recipe_has_ten_lines() -> None:
    assert len([line for line in recipe().splitlines() if line]) == 10


def test_the_recipe_fits_words_in_every_field(client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor,
                                              tmp_path: Path) -> None:  # fmt: skip
    draft = make_article(editor, dr_lin, second_reviewer=dr_other, life_stage="infant")
    plants = Plants()
    filled = fill(plants, draft, "full", editor)
    live = publishing.publish(sign_in_full(filled, editor), editor=editor)
    assert fits(client, ADDRESS, live.digest, tmp_path)


HOSTILE = (
    "“Quotes” \\n and\u2028more 🦴 é e\u0301\n\n- one\n- two **bold** [x](https://example.org)\n\nheading 5\nlater"
)


def test_the_recipe_fits_hostile_words_and_notices_a_changed_one(
    client: Client, editor: User, dr_lin: Doctor, tmp_path: Path
) -> None:
    live = make_published(editor, dr_lin, introduction=HOSTILE, closing=HOSTILE, associated_names=HOSTILE)
    assert fits(client, ADDRESS, live.digest, tmp_path)
    right = client.get(ADDRESS).json()
    for at, block in enumerate(right["blocks"]):
        changed = json.loads(json.dumps(right))
        changed["blocks"][at]["fields"][0][1] += "x"
        path = tmp_path / "changed.json"
        path.write_text(json.dumps(changed), encoding="utf-8")
        good, said = judged(path)
        assert not good, block["name"]
        assert said.startswith("It does NOT fit:")


def test_the_recipe_runs_by_itself_as_a_program(client: Client, editor: User, dr_lin: Doctor, tmp_path: Path) -> None:
    live = make_published(editor, dr_lin)
    program, text = tmp_path / "check.py", tmp_path / "text.json"
    program.write_text(recipe(), encoding="utf-8")
    text.write_bytes(client.get(ADDRESS).content)
    for source in (str(text), text.as_uri()):
        done = subprocess.run([sys.executable, "-I", program, source], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, f"It fits: {live.digest}\n"), done.stderr
    text.write_text(text.read_text("utf-8").replace("mostly", "mostly "), encoding="utf-8")
    assert subprocess.run([sys.executable, "-I", program, text], capture_output=True, check=False).returncode == 1


def test_what_it_says(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, change_note="Shorter.")
    period = Publication.objects.get()
    answer = client.get(ADDRESS).json()
    (signature,) = live.signatures.all()
    blocks = answer.pop("blocks")
    assert [block["name"] for block in blocks] == [name for name, _ in signature.block_digests]
    assert [[block["name"], block["digest"]] for block in blocks] == signature.block_digests
    assert blocks[0]["fields"] == [["text", "What causes leg cramps?"]]
    assert answer.pop("signatures") == [
        {
            "role": "byline",
            "name": "Dr. Lin Yunfei",
            "title": "attending physician, Orthopaedics",
            "credentials": "MD",
            "signed_at": seconds(signature.created_at),
            "attested": [],
            "conflict_statement": "",
            "digest": live.digest,
            "is_valid": True,
            "revoked_at": None,
            "record": signature.own_hash,
            "in_chain": True,
        }
    ]
    assert answer.pop("periods") == [
        {"from": seconds(period.live_from), "until": None, "ended_by": "", "reason": ""},
    ]
    assert len(answer.pop("notices")) == 2
    assert answer == of_the_edition(live.digest)


def of_the_edition(digest: str) -> dict[str, Any]:
    """What is left of the answer without blocks, signatures, periods and notices."""
    return {
        "format": "healthqa-text-1",
        "digest": digest,
        "digest_version": 1,
        "edition": 1,
        "is_current": True,
        "is_sample": False,
        "proof": f"https://healthqa.example/verify/{digest}/",
        "question": {
            "text": "What causes leg cramps?",
            "slug": "leg-cramps",
            "language": "en",
            "url": "https://healthqa.example/questions/leg-cramps/",
            "history": "https://healthqa.example/questions/leg-cramps/history/",
        },
        "change_note": "Shorter.",
    }


def seconds(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def test_a_past_edition_has_its_own(client: Client, editor: User, dr_lin: Doctor, tmp_path: Path) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    revoking.revoke(first, doctor=dr_lin, reason="I was wrong.")
    assert fits(client, f"/verify/{first.digest}.json", first.digest, tmp_path)
    answer = client.get(f"/verify/{first.digest[:8].upper()}.json").json()
    assert (answer["edition"], answer["is_current"]) == (1, False)
    assert [period["ended_by"] for period in answer["periods"]] == [EndCause.SUPERSEDED]
    assert (answer["signatures"][0]["is_valid"], answer["signatures"][0]["revoked_at"] is None) == (False, False)


def test_of_several_editions_with_these_words_the_live_one_speaks(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    fresh = editing.start_edition(first.question, editor=editor)
    publishing.publish(sign_in_full(fresh, editor), editor=editor)
    publishing.roll_back(first.question, editor=make_chief(), reason="It was not read.")
    answer = client.get(f"/verify/{first.digest}.json").json()
    assert (answer["edition"], answer["is_current"]) == (1, True)


def make_chief() -> User:
    from articles import permissions
    from tests.people import make_user

    return make_user("the-chief", permissions.CHIEF_EDITORS, staff=True)


def test_withdrawn_for_safety_has_no_words(client: Client, editor: User, dr_lin: Doctor) -> None:
    words = {"question_text": "Planted title?", "introduction": "Planted.", "change_note": "Planted."}
    live = make_published(editor, dr_lin, **words)
    publishing.withdraw(live, editor=editor, reason="A wrong dose.", safety=True)
    response = client.get(f"/verify/{live.digest}.json")
    answer = response.json()
    assert response.status_code == 410
    assert "Planted" not in response.content.decode()
    assert "blocks" not in answer
    assert "withdrawn for safety" in answer["message"]
    assert answer["periods"][0]["reason"] == "A wrong dose."
    assert answer["signatures"][0]["name"] == "Dr. Lin Yunfei"
    assert client.get(ADDRESS).status_code == 410


# As the answer page


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED])
def test_an_answer_that_is_not_live_has_none(state: Status, client: Client, editor: User, dr_lin: Doctor) -> None:
    make_in(state, editor, dr_lin)
    assert client.get(ADDRESS).status_code == client.get("/questions/never.json").status_code == 404


def test_a_withdrawn_answer_is_gone(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_in(Status.WITHDRAWN, editor, dr_lin)
    assert "New findings contradict it." in read(client, ADDRESS, 410)


def test_old_and_foreign_addresses_redirect(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    OldSlug.objects.create(slug="cramps", question=live.question)
    make_published(editor, dr_lin, question=make_question("眼皮跳", language=Language.CHINESE), question_text="跳？")
    for address, to in (
        ("/questions/cramps.json", ADDRESS),
        ("/zh-hans/questions/leg-cramps.json", ADDRESS),
        ("/questions/眼皮跳.json", "/zh-hans/questions/%E7%9C%BC%E7%9A%AE%E8%B7%B3.json"),
    ):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, to)
    assert "眼皮" in client.get("/zh-hans/questions/眼皮跳.json").content.decode(), "as letters, not as escapes"


# To be asked for again


def test_it_need_not_be_sent_twice(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    for address in (ADDRESS, f"/verify/{live.digest}.json", f"/verify/{live.digest}/"):
        first = client.get(address)
        assert first.headers["Cache-Control"] == "no-cache"
        again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
        assert client.get(address, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_date_is_that_of_the_last_thing_that_happened(client: Client, editor: User, dr_lin: Doctor) -> None:
    start = (timezone.now() + dt.timedelta(hours=1)).replace(microsecond=0)
    with time_machine.travel(start, tick=False) as clock:
        live = make_published(editor, dr_lin)
        address, day = f"/verify/{live.digest}.json", dt.timedelta(days=1)
        published = client.get(address)
        assert published.headers["Last-Modified"] == http_date(start.timestamp())
        clock.shift(day)
        since = {"if-modified-since": published.headers["Last-Modified"]}
        assert client.get(address, headers=since).status_code == 304
        publish_next(live.question, editor)
        superseded = client.get(address, headers=since)
        assert superseded.status_code == 200
        assert superseded.headers["ETag"] != published.headers["ETag"]
        assert superseded.headers["Last-Modified"] == http_date((start + day).timestamp())
        clock.shift(day)
        revoking.revoke(live, doctor=dr_lin, reason="I was wrong.")
        revoked = client.get(address, headers={"if-modified-since": superseded.headers["Last-Modified"]})
        assert (revoked.status_code, revoked.headers["Last-Modified"]) == (
            200,
            http_date((start + 2 * day).timestamp()),
        )


def test_what_is_withdrawn_is_withdrawn_for_who_has_a_copy(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    marks = {}
    for address in (ADDRESS, f"/verify/{live.digest}.json"):
        headers = client.get(address).headers
        marks[address] = {"if-none-match": headers["ETag"], "if-modified-since": headers["Last-Modified"]}
    publishing.withdraw(live, editor=editor, reason="A wrong dose.", safety=True)
    assert [client.get(address, headers=marks[address]).status_code for address in marks] == [410, 410]


def test_a_reader_leaves_no_trace(client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any) -> None:
    make_published(editor, dr_lin)
    response = client.get(ADDRESS)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
