"""`import_articles` and `export_articles` as an operator runs them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import OperationalError

from articles.models import Article, Question
from doctors.models import Doctor

COPIES = Path(__file__).parent.parent / "data" / "articles"
SHARED = os.environ.get("HEALTHQA_SHARED_DATA", "")
DOCUMENTS = Path(SHARED) / "articles" if SHARED else COPIES
EXPECTED: list[dict[str, Any]] = json.loads((COPIES / "manifest.json").read_text())["files"]
PRESENT = [entry for entry in EXPECTED if (DOCUMENTS / entry["file"]).exists()]

Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit code and the JSON report of an import."""
    code = 0
    try:
        call_command("import_articles", *arguments, "--report", "json")
    except SystemExit as stop:
        code = int(stop.code or 0)
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return code, report


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def test_every_shared_document_is_reported_as_the_manifest_says(db: None, capsys: Capture) -> None:
    code, report = run(capsys, *(str(DOCUMENTS / entry["file"]) for entry in PRESENT))
    assert code == 1  # four of them are bad on purpose
    assert report["summary"]["refused"] == sum("error" in entry for entry in PRESENT)
    for entry, done in zip(PRESENT, report["files"], strict=True):
        if "error" in entry:
            assert [error["code"] for error in done["errors"]] == [entry["error"]], entry["file"]
            continue
        assert done["outcome"] == "created"
        expected = {name: value for name, value in entry["expect"].items() if name in done["parsed"]}
        for name in ("title", "published", "source", "doctors", "introduction", "lead_paragraphs"):
            assert done["parsed"][name] == expected[name], (entry["file"], name)
        for section, wanted in zip(done["parsed"]["sections"], expected["sections"], strict=True):
            assert wanted.items() <= {**section, "causes": wanted["causes"]}.items()
            for cause, wish in zip(section["causes"], wanted["causes"], strict=True):
                assert wish.items() <= cause.items()
                assert cause["text"].startswith(wish["first_words"])


def test_a_second_run_finds_everything_unchanged(db: None, capsys: Capture) -> None:
    good = [str(DOCUMENTS / entry["file"]) for entry in PRESENT if "error" not in entry]
    run(capsys, *good)
    before = list(Article.objects.values())
    code, report = run(capsys, *good)
    assert (code, report["summary"]) == (0, {"created": 0, "unchanged": len(good), "updated": 0, "refused": 0})
    assert list(Article.objects.values()) == before


@pytest.mark.parametrize("stem", ["a01-roman-seed-exact", "seed"])
def test_the_canonical_layout_comes_back_byte_for_byte(db: None, capsys: Capture, stem: str) -> None:
    path = DOCUMENTS / f"{stem}.txt"
    if not path.exists():
        assert (stem, SHARED) == ("seed", "")  # the original is never in this repository
        return
    run(capsys, str(path))
    call_command("export_articles", "--question", Question.objects.get().slug)
    assert capsys.readouterr().out.encode() == path.read_bytes()


def test_an_exported_folder_imports_as_unchanged(db: None, capsys: Capture, tmp_path: Path) -> None:
    run(capsys, *(str(DOCUMENTS / entry["file"]) for entry in PRESENT if "error" not in entry))
    call_command("export_articles", "--output", str(tmp_path))
    capsys.readouterr()
    code, report = run(capsys, str(tmp_path))
    assert code == 0
    assert report["summary"]["unchanged"] == len(list(tmp_path.iterdir())) == Question.objects.count()


def test_one_bad_file_stops_no_other(db: None, capsys: Capture, tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "What is a?\n\nAn answer.")
    write(tmp_path, "b.txt", "What is b?\n\nA zero\u200bwidth space.")
    write(tmp_path, "c.txt", "What is c?\n\nAn answer.")
    code, report = run(capsys, str(tmp_path))
    assert code == 1
    assert [done["outcome"] for done in report["files"]] == ["created", "refused", "created"]
    error = report["files"][1]["errors"][0]
    assert (error["code"], error["line"]) == ("control-character", 3)


def test_a_file_that_is_not_there_is_refused_with_a_sentence(db: None, capsys: Capture, tmp_path: Path) -> None:
    code, report = run(capsys, str(tmp_path / "none.txt"))
    assert (code, report["files"][0]["errors"][0]["code"]) == (1, "unreadable")


def test_two_files_of_one_name_are_not_two_versions_of_one_answer(db: None, capsys: Capture, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder, "same.txt", f"What is {folder}?\n\nAn answer.")
    code, report = run(capsys, str(tmp_path))
    assert code == 1
    assert [done["outcome"] for done in report["files"]] == ["created", "refused"]
    assert report["files"][1]["errors"][0]["code"] == "duplicate-key"


def test_a_key_names_one_document(db: None, tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path, f"{name}.txt", "What is it?\n\nAn answer.")
    with pytest.raises(CommandError, match="one document"):
        call_command("import_articles", str(tmp_path), "--key", "it")


def test_a_key_makes_another_file_the_next_version(db: None, capsys: Capture, tmp_path: Path) -> None:
    run(capsys, str(write(tmp_path, "a.txt", "What is it?\n\nAn answer.")), "--key", "it")
    _code, report = run(capsys, str(write(tmp_path, "b.txt", "What is it?\n\nA better answer.")), "--key", "it")
    assert report["summary"]["updated"] == 1
    assert Question.objects.count() == 1


def test_only_an_account_that_edits_may_be_named(db: None, editor: User, reader: User, tmp_path: Path) -> None:
    path = str(write(tmp_path, "a.txt", "What is it?\n\nAn answer."))
    for name in ("reader", "nobody"):
        with pytest.raises(CommandError, match=name):
            call_command("import_articles", path, "--as", name)
    call_command("import_articles", path, "--as", "editor")
    assert Article.objects.get().saved_by == editor


def test_a_dry_run_leaves_no_row(db: None, capsys: Capture, tmp_path: Path) -> None:
    text = "What is it?\n\nMay 13, 2023 Source: Notes\nDr. Ada Sample\n\nAn answer."
    _code, report = run(capsys, str(write(tmp_path, "a.txt", text)), "--dry-run")
    assert report["summary"]["created"] == 1
    assert not Question.objects.exists()
    assert not Doctor.objects.exists()


def test_a_file_beyond_the_limit_is_refused_without_reading_it_all(db: None, capsys: Capture, tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    code, report = run(capsys, str(path))
    assert (code, report["files"][0]["errors"][0]["code"]) == (1, "too-large")


def test_export_without_a_choice_says_what_to_give(db: None, capsys: Capture, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Nothing to export"):
        call_command("export_articles")
    for name in ("a", "b"):
        write(tmp_path, f"{name}.txt", f"What is {name}?\n\nAn answer.")
    run(capsys, str(tmp_path))
    with pytest.raises(CommandError, match="--output"):
        call_command("export_articles")
    with pytest.raises(CommandError, match="no question"):
        call_command("export_articles", "--question", "missing")


def test_two_keys_that_would_share_a_file_name_both_come_out(db: None, capsys: Capture, tmp_path: Path) -> None:
    for key in ("q/r", "q-r", "../q-r", "长" * 120):
        run(capsys, str(write(tmp_path, "in.txt", f"What is {key}?\n\nAn answer.")), "--key", key)
    out = tmp_path / "out"
    call_command("export_articles", "--output", str(out))
    names = sorted(path.name for path in out.iterdir())
    assert len(names) == 4
    assert all(len(name.encode()) < 256 and not name.startswith(".") for name in names)


def test_a_folder_that_cannot_be_written_is_a_sentence(db: None, capsys: Capture, tmp_path: Path) -> None:
    run(capsys, str(write(tmp_path, "in.txt", "What is it?\n\nAn answer.")))
    with pytest.raises(CommandError, match="cannot be written"):
        call_command("export_articles", "--output", str(tmp_path / "in.txt"))


def test_a_database_that_cannot_be_used_is_a_sentence(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_given: Any, **_options: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("articles.import_files.import_document", busy)
    with pytest.raises(CommandError, match=r"database is locked.*it goes on where it stopped"):
        call_command("import_articles", str(write(tmp_path, "a.txt", "Why do feet itch?\n\nThey are dry.\n")))
