"""`import_articles` and `export_articles` with every format, as an operator runs them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from articles.formats.medquad import CREDIT
from articles.models import Article, Question
from doctors.models import Doctor
from tests.articles.test_formats_medquad import CDC, GARD, OLDER
from tests.articles.test_import_commands import Capture, run, write

TEXT = (
    "What causes hiccups?\n\nMay 13, 2023 Source: Notes\nDr. Ada Sample\nTags: throat\n\nA lead.\n\n1. Cold\n\nIt is."
)


def line(**fields: Any) -> str:
    return json.dumps({"key": "k", "title": "What is it?", "lead": "An answer.", **fields}) + "\n"


def collection(folder: Path) -> Path:
    """A folder as MedQuAD's: three collections, one file with an empty answer, the licence."""
    for name, text in (("2_GARD_QA/07", GARD), ("6_NINDS_QA/07", OLDER), ("9_CDC_QA/07", CDC)):
        path = folder / f"{name}.xml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    write(folder, "LICENSE-CC-BY-4.0.txt", "Attribution 4.0 International\n\nIs no answer.")
    return folder


def test_a_folder_may_hold_every_format(db: None, capsys: Capture, tmp_path: Path) -> None:
    collection(tmp_path / "medquad")
    write(tmp_path, "hiccups.txt", TEXT)
    write(tmp_path, "two.jsonl", line() + line(key="l"))
    write(tmp_path, "more.ndjson", line(key="m"))
    write(tmp_path, "notes.md", "No answer.")
    write(tmp_path, "._hiccups.txt", "What another system left here?\n\nNothing.")
    code, report = run(capsys, str(tmp_path))
    assert (code, report["summary"]) == (0, {"created": 8, "unchanged": 0, "updated": 0, "refused": 0})
    assert {entry["key"] for entry in report["files"]} == {
        *("2_GARD_QA-07-1", "2_GARD_QA-07-5", "6_NINDS_QA-07-1", "9_CDC_QA-07-2"),
        *("hiccups", "k", "l", "m"),
    }
    assert {Path(entry["file"]).name for entry in report["files"]} == {
        "07.xml",
        "hiccups.txt",
        "two.jsonl",
        "more.ndjson",
    }


def test_a_second_run_of_every_format_adds_nothing(db: None, capsys: Capture, tmp_path: Path) -> None:
    collection(tmp_path / "medquad")
    write(tmp_path, "hiccups.txt", TEXT)
    write(tmp_path, "two.jsonl", line() + line(key="l"))
    run(capsys, str(tmp_path))
    before = list(Article.objects.values())
    code, report = run(capsys, str(tmp_path))
    assert (code, report["summary"]) == (0, {"created": 0, "unchanged": 7, "updated": 0, "refused": 0})
    assert list(Article.objects.values()) == before


def test_the_entry_of_a_document_tells_file_key_and_words(db: None, capsys: Capture, tmp_path: Path) -> None:
    _code, report = run(capsys, str(collection(tmp_path) / "2_GARD_QA"))
    first, second = report["files"]
    assert first["file"] == second["file"] == str(tmp_path / "2_GARD_QA" / "07.xml")
    assert (first["key"], first["question"]) == ("2_GARD_QA-07-1", "What is (are) Marsh fever?")
    assert [warning["code"] for warning in first["warnings"]] == ["no-answer"]
    assert first["parsed"]["lead_paragraphs"] == 2
    assert first["parsed"]["unplaced"][0] == {"line": 3, "text": "Focus: Marsh fever"}


def test_a_reader_finds_source_licence_and_credit(db: None, capsys: Capture, tmp_path: Path) -> None:
    run(capsys, str(collection(tmp_path) / "2_GARD_QA"))
    article = Article.objects.get(import_key="2_GARD_QA-07-1")
    assert (article.source_name, article.source_kind, article.licence) == ("GARD", "syndicated", "CC BY 4.0")
    assert article.source_url == "https://example.org/fever?id=7&x"
    assert article.closing == CREDIT
    assert article.doctor is None
    assert not Doctor.objects.exists()
    assert article.original_document.startswith("<Document")


def test_a_changed_answer_updates_its_own_question_only(db: None, capsys: Capture, tmp_path: Path) -> None:
    path = collection(tmp_path) / "2_GARD_QA" / "07.xml"
    run(capsys, str(path))
    path.write_text(GARD.replace("Most do.", "Nearly all do."))
    _code, report = run(capsys, str(path))
    assert [entry["outcome"] for entry in report["files"]] == ["unchanged", "updated"]
    assert Question.objects.count() == 2


@pytest.mark.parametrize("kind", ["text", "jsonl"])
def test_what_was_exported_imports_as_unchanged(db: None, capsys: Capture, tmp_path: Path, kind: str) -> None:
    (tmp_path / "in").mkdir()
    write(tmp_path / "in", "hiccups.txt", TEXT)
    steps = {"kind": "other", "label": "At home", "causes": [{"title": "Breathe", "number": 1, "text": "Slowly."}]}
    write(tmp_path / "in", "two.jsonl", line() + line(key="l", items="steps", sections=[steps]))
    run(capsys, str(tmp_path / "in"))
    call_command("export_articles", "--format", kind, "--output", str(tmp_path / "out"))
    assert "3 written" in capsys.readouterr().out
    assert len(list((tmp_path / "out").iterdir())) == (3 if kind == "text" else 1)
    code, report = run(capsys, str(tmp_path / "out"))
    assert (code, report["summary"]["unchanged"]) == (0, 3)
    assert Question.objects.count() == 3


def test_exported_medquad_finds_its_questions_again(db: None, capsys: Capture, tmp_path: Path) -> None:
    run(capsys, str(collection(tmp_path / "in")))
    call_command("export_articles", "--output", str(tmp_path / "out"))
    assert (tmp_path / "out" / "2_GARD_QA-07-5.txt").exists()
    call_command("export_articles", "--format", "jsonl", "--output", str(tmp_path / "out"))
    capsys.readouterr()
    before = Article.objects.get(import_key="2_GARD_QA-07-1").digest
    for name in ("2_GARD_QA-07-1.txt", "answers.jsonl"):
        code, report = run(capsys, str(tmp_path / "out" / name))
        assert (code, report["summary"]["created"]) == (0, 0)
    assert Article.objects.get(import_key="2_GARD_QA-07-1").digest == before
    assert Question.objects.count() == 4


def test_lines_come_out_for_a_program_to_read(db: None, capsys: Capture, tmp_path: Path) -> None:
    run(capsys, str(write(tmp_path, "hiccups.txt", TEXT)), "--key", "old")
    run(capsys, str(write(tmp_path, "one.jsonl", line(title="什么是咳嗽？"))))
    call_command("export_articles", "--format", "jsonl")
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(one)["key"] for one in lines] == ["old", "k"]
    assert "什么是咳嗽？" in lines[1]
    call_command("export_articles", "--format", "jsonl", "--question", Question.objects.earliest("pk").slug)
    (only,) = capsys.readouterr().out.splitlines()
    assert only == lines[0]


def test_one_key_twice_is_refused_whatever_the_files(db: None, capsys: Capture, tmp_path: Path) -> None:
    write(tmp_path, "a.jsonl", line() + line(lead="Another answer."))
    write(tmp_path, "k.txt", "What is k?\n\nAn answer.")
    code, report = run(capsys, str(tmp_path))
    assert code == 1
    assert [entry["outcome"] for entry in report["files"]] == ["created", "refused", "refused"]
    assert "line 1" in report["files"][1]["errors"][0]["message"]
    assert {entry["errors"][0]["code"] for entry in report["files"][1:]} == {"duplicate-key"}


def test_a_format_that_is_given_is_not_guessed(db: None, capsys: Capture, tmp_path: Path) -> None:
    collection(tmp_path)
    write(tmp_path, "hiccups.txt", TEXT)
    _code, report = run(capsys, str(tmp_path), "--format", "medquad")
    assert report["summary"]["created"] == 4
    _code, report = run(capsys, str(tmp_path), "--format", "text")
    assert [entry["key"] for entry in report["files"]] == ["hiccups"]
    code, report = run(capsys, str(tmp_path / "hiccups.txt"), "--format", "jsonl")
    assert code == 1
    assert {entry["errors"][0]["code"] for entry in report["files"]} == {"bad-json"}
    with pytest.raises(CommandError, match="no file"):
        call_command("import_articles", str(tmp_path), "--format", "jsonl")


def test_the_ending_alone_does_not_make_xml_of_text(db: None, capsys: Capture, tmp_path: Path) -> None:
    path = write(tmp_path, "text.xml", TEXT)
    _code, report = run(capsys, str(path))
    assert report["files"][0]["question"] == "What causes hiccups?"
    code, report = run(capsys, str(write(tmp_path, "page.xml", "<html/>")))
    assert (code, report["files"][0]["errors"][0]["code"]) == (1, "not-medquad")


def test_a_key_is_for_the_one_document_of_a_text_file(db: None, capsys: Capture, tmp_path: Path) -> None:
    code, report = run(capsys, str(write(tmp_path, "a.jsonl", line())), "--key", "other")
    assert (code, report["files"][0]["errors"][0]["code"]) == (1, "key-not-used")
    assert not Question.objects.exists()


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl"])
def test_a_language_without_answers_is_refused(db: None, capsys: Capture, tmp_path: Path, name: str) -> None:
    text = line(language="fr") if name == "a.jsonl" else "What is it?\n\nLanguage: fr\n\nAn answer."
    code, report = run(capsys, str(write(tmp_path, name, text)))
    assert (code, report["files"][0]["errors"][0]["code"]) == (1, "unknown-language")


def test_a_line_that_no_field_holds_is_refused_and_the_others_are_in(db: None, capsys: Capture, tmp_path: Path) -> None:
    text = line(title="x" * 400) + line(key="l", source_address="no address") + line(key="m")
    code, report = run(capsys, str(write(tmp_path, "a.jsonl", text)))
    assert code == 1
    assert [entry["outcome"] for entry in report["files"]] == ["refused", "refused", "created"]
    assert Question.objects.count() == 1


def test_what_is_told_without_report_names_each_document(db: None, capsys: Capture, tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", line() + "{\n")
    with pytest.raises(SystemExit):
        call_command("import_articles", str(path))
    told = capsys.readouterr().out
    assert re.search(r"created: .*a\.jsonl \[k\] → what-is-it, edition 1", told)
    assert "line 2: The line is no JSON" in told
    assert "1 created, 0 unchanged, 0 updated, 1 refused" in told


def test_a_dry_run_of_every_format_writes_nothing(db: None, capsys: Capture, tmp_path: Path) -> None:
    collection(tmp_path)
    write(tmp_path, "a.jsonl", line())
    _code, report = run(capsys, str(tmp_path), "--dry-run")
    assert report["summary"]["created"] == 5
    assert not Question.objects.exists()
