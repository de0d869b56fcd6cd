"""The real MedQuAD sample and its awkward documents, where HEALTHQA_SHARED_DATA names the shared data."""

from __future__ import annotations

import os
import tarfile
from collections import Counter
from pathlib import Path

import pytest

from articles.formats import documents_in
from articles.models import Article
from articles.parsing import Document, ParseError
from tests.articles.test_import_commands import Capture, run

SHARED = os.environ.get("HEALTHQA_SHARED_DATA", "")
EVERY = 21  # every 21st of the 2,000 documents is imported here: 96, of all collections

pytestmark = pytest.mark.skipif(not SHARED, reason="HEALTHQA_SHARED_DATA does not name the shared data")


def unpacked(name: str, folder: Path) -> list[Path]:
    """The documents of an archive. Python 3.11 has `extractall(filter=…)` from 3.11.4 on; Debian 12 brings 3.11.2."""
    with tarfile.open(Path(SHARED) / "medquad" / f"{name}.tar.xz") as archive:
        for member in archive:
            file, path = archive.extractfile(member), folder / member.name
            if file is not None:
                assert path.resolve().is_relative_to(folder.resolve())
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.read())
    return sorted(folder.rglob("*.xml"))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return unpacked("medquad-sample", tmp_path_factory.mktemp("sample"))


def test_every_answer_of_the_sample_is_read(sample: list[Path]) -> None:
    documents, keys = [], Counter[str]()
    for path in sample:
        with path.open("rb") as file:
            for found in documents_in(path, file, "medquad"):
                assert isinstance(found.content, Document), (path, found.content)
                documents.append(found.content)
                keys[found.key] += 1
    assert (len(sample), len(documents), len(keys)) == (2_000, 6_092, 6_092)
    assert all(document.lead and document.source_address and document.unplaced for document in documents)
    codes = Counter(note.code for document in documents for note in document.warnings)
    assert codes.keys() == {"very-long-paragraph", "no-focus"}


def test_a_part_of_the_sample_is_imported_and_a_second_run_adds_nothing(
    db: None, capsys: Capture, sample: list[Path]
) -> None:
    paths = [str(path) for path in sample[::EVERY]]
    code, first = run(capsys, *paths)
    created = first["summary"]["created"]
    assert (code, len(first["files"])) == (0, created)
    assert created > len(paths)
    code, second = run(capsys, *paths)
    assert (code, second["summary"]) == (0, {"created": 0, "unchanged": created, "updated": 0, "refused": 0})
    assert Article.objects.count() == created


def test_the_awkward_documents_have_clear_outcomes(db: None, capsys: Capture, tmp_path: Path) -> None:
    paths = unpacked("medquad-edge", tmp_path)
    code, report = run(capsys, str(tmp_path))
    assert (len(paths), code) == (35, 1)
    assert report["summary"] == {"created": 9, "unchanged": 0, "updated": 0, "refused": 32}
    for entry in report["files"]:
        assert [error["code"] for error in entry["errors"]] == (["empty-body"] if entry["outcome"] == "refused" else [])
    partly = [entry for entry in report["files"] if entry["warnings"]]
    assert [(entry["key"], entry["warnings"][0]["code"]) for entry in partly] == [("2_GARD_QA-0002080-2", "no-answer")]
    older = [entry["key"] for entry in report["files"] if entry["key"].startswith("6_NINDS_QA-")]
    assert len(older) == 8


def test_a_part_of_a_document_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = unpacked("medquad-edge", tmp_path)[0]
    path.write_bytes(path.read_bytes()[:300])
    with path.open("rb") as file:
        (found,) = documents_in(path, file, "medquad")
    assert isinstance(found.content, ParseError)
    assert found.content.errors[0].code == "bad-xml"
