"""Files that another process reads: the same documents in the same order, whatever becomes of that process."""

from __future__ import annotations

import json
import multiprocessing
import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from articles.formats import ahead, texts
from articles.formats.ahead import read_ahead
from articles.generated_texts import generate
from articles.import_files import Run
from articles.models import Article
from articles.parsing import Note, ParseError
from articles.rendering import render

#: Enough for all that is read ahead at once, three times over.
FILES = 150


@pytest.fixture(autouse=True)
def _few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MANY", 3)
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(1, 9):
        (tmp_path / f"doc-{number}.txt").write_text(render(generate(number).document) + "\n", encoding="utf-8")
    (tmp_path / "doc-2.txt").write_bytes(b"")
    (tmp_path / "doc-4.txt").write_bytes(b"What is\x00 this?\n\xff\xfe\x81")
    (tmp_path / "doc-6.txt").write_text("No question and no answer.\n", encoding="utf-8")
    return tmp_path


def test_the_documents_are_those_that_are_read_here(folder: Path) -> None:
    paths = sorted(folder.iterdir())
    found = list(read_ahead(paths))
    assert [path for path, _documents in found] == paths
    for path, documents in found:
        assert documents is not None
        with path.open("rb") as file:
            here = list(texts.documents_in(path, file))
        assert str(documents) == str(here)
        assert [getattr(one.content, "errors", None) for one in documents] == [
            getattr(one.content, "errors", None) for one in here
        ]
    assert sum(isinstance(documents[0].content, ParseError) for _path, documents in found if documents) >= 2


def test_what_it_does_not_read_is_left_to_who_asks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "other.xml").write_text("<Document/>")
    (folder / "large.txt").write_text("x" * 100_001)
    paths = [*sorted(folder.iterdir()), folder / "gone.txt", folder]
    left = [path.name for path, documents in read_ahead(paths) if documents is None]
    assert left == ["large.txt", "other.xml", "gone.txt", folder.name]
    monkeypatch.setattr(ahead, "MANY", len(paths) + 1)
    assert [documents for _path, documents in read_ahead(paths)] == [None] * len(paths)
    monkeypatch.setattr(ahead, "MANY", 3)
    monkeypatch.setattr(ahead.os, "cpu_count", lambda: 1)
    assert [documents for _path, documents in read_ahead(paths)] == [None] * len(paths)


def test_it_is_a_few_files_ahead_and_no_more(folder: Path) -> None:
    asked = 0

    def paths() -> Iterator[Path]:
        nonlocal asked
        for _number in range(FILES):
            asked += 1
            yield folder / "doc-1.txt"

    reading = read_ahead(paths())
    next(reading)
    assert asked <= 60
    reading.close()  # type: ignore[attr-defined]
    assert asked <= 60


def test_no_file_is_lost_with_the_other_process(folder: Path) -> None:
    paths = [folder / f"doc-{1 if number % 2 else 3}.txt" for number in range(FILES)]
    reading = read_ahead(paths)
    found = [next(reading)]
    (other,) = multiprocessing.active_children()
    other.kill()
    found += reading
    assert [path for path, _documents in found] == paths
    assert found[0][1] is not None
    assert found[-1][1] is None


def test_an_import_tells_and_writes_the_same(
    folder: Path, editor: User, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> str:
        taken = Run(editor, dry_run=True)
        return json.dumps([report.as_json() for report in taken.take(sorted(folder.iterdir()))])

    read_there = run()
    monkeypatch.setattr(ahead, "MANY", 100)
    assert run() == read_there
    assert not Article.objects.exists()


def test_what_is_wrong_with_a_document_comes_through_whole() -> None:
    error = ParseError(Note("no-question", 3, "There is no question."), Note("empty", 9, "Nothing follows."))
    again = pickle.loads(pickle.dumps(error))  # noqa: S301
    assert (str(again), again.errors) == (str(error), error.errors)
