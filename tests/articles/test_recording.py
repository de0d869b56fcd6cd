"""A doctor's own record: whole, checkable with the recipe in the docs, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import editing, recording, revoking, signing
from articles.models import Article, Signature
from doctors.models import Doctor
from tests.articles.test_desk import signed_in
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_in_review, make_published, make_signed
from tests.watching import queries_of

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1", "＝1", '=HYPERLINK("http://x")')


@stands
def signed() -> Doctor:
    """A doctor who signed, sent back and took back; beside somebody else's signature."""
    editor, dr_lin = the_editor(), the_doctor()
    make_published(editor, dr_lin, "live")
    asked = make_in_review(editor, dr_lin, "asked")
    signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="=cmd|' /C calc'!A0")
    revoking.revoke(make_signed(editor, dr_lin, "taken-back"), doctor=dr_lin, reason="“Éclair”, 咖啡\nand a line")
    make_published(editor, the_doctor("Mara Ellison"), "others")
    return dr_lin


def downloaded(client: Client, kind: str) -> bytes:
    response = client.get(reverse(f"desk_record_{kind}"))
    assert response.status_code == 200
    assert response.streaming
    assert "attachment" in response["Content-Disposition"]
    assert "no-store" in response["Cache-Control"] or "private" in response["Cache-Control"]
    return b"".join(response.streaming_content)


def test_the_json_holds_every_row_and_only_their_own(signed: Doctor) -> None:
    record = json.loads(downloaded(signed_in(signed.user), "json"))
    own = Signature.objects.filter(doctor=signed).order_by("pk")
    assert [row["own_hash"] for row in record["signatures"]] == [one.own_hash for one in own]
    assert [row["facts"]["verdict"] for row in record["signatures"]] == [
        *("signed", "changes_requested", "signed", "revoked")
    ]
    first = record["signatures"][0]
    assert (first["question"], first["edition"]) == ("What causes live?", 1)
    assert first["verify"].endswith(f"/verify/{own[0].digest}/")
    assert first["facts"]["block_digests"] == own[0].block_digests
    assert record["signatures"][1]["verify"] == "", "words that were never public are proved to nobody"


def recipe() -> str:
    """The program in docs/digest.md that checks a record."""
    programs = re.findall(r"```python\n(.*?)```", (settings.BASE_DIR / "docs/digest.md").read_text(), re.DOTALL)
    return next(program for program in programs if "own_hash" in program)


def run(program: str, record: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "check.py").write_text(program, encoding="utf-8")
    (folder / "record.json").write_bytes(record)
    command = [sys.executable, "-I", "check.py", "record.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_recipe_in_the_docs_finds_the_chain_whole(signed: Doctor, tmp_path: Path) -> None:
    program = recipe()
    assert len(program.strip().splitlines()) <= 12
    done = run(program, downloaded(signed_in(signed.user), "json"), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4 signatures" in done.stdout


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: rows.pop(1),
        lambda rows: rows.reverse(),
        lambda rows: rows[0]["facts"].update(conflict_statement="something else"),
        lambda rows: rows[0].update(own_hash="0" * 64),
        lambda rows: rows.pop(0),
    ],
)
def test_the_recipe_sees_a_row_changed_left_out_or_moved(signed: Doctor, tmp_path: Path, change: object) -> None:
    record = json.loads(downloaded(signed_in(signed.user), "json"))
    change(record["signatures"])  # type: ignore[operator]
    assert run(recipe(), json.dumps(record).encode(), tmp_path).returncode == 1


def test_the_csv_opens_in_a_spreadsheet_and_runs_nothing(signed: Doctor) -> None:
    given = downloaded(signed_in(signed.user), "csv")
    assert given.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(given.decode("utf-8-sig"), newline="")))
    assert [row["verdict"] for row in rows] == ["signed", "changes_requested", "signed", "revoked"]
    assert rows[1]["comment"] == "'=cmd|' /C calc'!A0"
    assert rows[3]["comment"] == "“Éclair”, 咖啡\nand a line"
    assert rows[1]["previous_hash"] == rows[0]["own_hash"]
    assert rows[0]["name"] == "Dr. Lin Yunfei"
    assert not any(cell.lstrip().startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(text: str) -> None:
    assert recording.plain_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["none", "", "a=b", "1-2 days", "Dr. Lin"])
def test_plain_words_stay(text: str) -> None:
    assert recording.plain_cell(text) == text


def test_nobody_else_gets_it(signed: Doctor, editor: User, chief: User, reader: User, dr_other: Doctor) -> None:
    for name in ("desk_record", "desk_record_json", "desk_record_csv"):
        address = reverse(name)
        assert Client().get(address).status_code == 302
        for account in (editor, chief, reader):
            assert signed_in(account).get(address).status_code == 403
        response = signed_in(dr_other.user).get(address)
        page = b"".join(response.streaming_content) if response.streaming else response.content
        assert b"What causes live?" not in page
        assert signed_in(signed.user).post(address).status_code == 405


def test_pages_of_the_record_follow_each_other(signed: Doctor, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("articles.views.record.PAGE", 3)
    client = signed_in(signed.user)
    first = client.get(reverse("desk_record")).content.decode()
    assert first.count("<li") >= 3
    following = re.search(r'href="(\?before=\d+)"', first)
    assert following is not None
    second = client.get(reverse("desk_record") + following[1]).content.decode()
    assert "What causes live?" in second
    assert "?before=" not in second
    for wrong in ("x", "-1", "9" * 40, "١"):
        assert client.get(reverse("desk_record") + f"?before={wrong}").status_code == 200


def test_rows_are_read_in_a_fixed_number_of_queries(signed: Doctor, editor: User) -> None:
    before = queries_of(lambda: list(recording.as_json(signed)))
    make_published(editor, signed, "one-more")
    assert queries_of(lambda: list(recording.as_json(signed))) == before


def test_what_was_sent_back_keeps_its_question_and_shows_no_word_of_the_draft(signed: Doctor, editor: User) -> None:
    client, address = signed_in(signed.user), reverse("desk_record")
    assert "What causes asked?" in client.get(address).content.decode(), "the words that were sent back"
    draft = Article.objects.get(question__slug="asked")
    Article.objects.filter(pk=draft.pk).update(question_text="Does the new draft say so?")
    editing.text_saved(draft, editor=editor)
    given = [client.get(address).content, downloaded(client, "json"), downloaded(client, "csv")]
    for body in (text.decode() for text in given):
        assert "new draft" not in body
        assert "What causes live?" in body
    assert json.loads(given[1])["signatures"][1]["question"] == "asked"
