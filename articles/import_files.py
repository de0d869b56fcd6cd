"""Files on disk -> `importing`, document after document, each all or nothing; and what is told of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from articles.formats import ENDINGS, Format, Found, documents_in, format_of
from articles.importing import Imported, import_document
from articles.naming import Names
from articles.parsing import Document, Note, ParseError, parsed_report

# What lies beside documents and is none: in capitals, as LICENSE.txt, LICENSE-CC-BY-4.0.txt, README.txt.
_BESIDE = re.compile(r"(?:LICEN[CS]E|README|COPYING|NOTICE|CREDITS)(?![a-z]).*")


@dataclass
class FileReport:
    """What became of one document of a file; `as_json()` has the shape of the interface contract."""

    file: str
    key: str
    result: Imported
    document: Document | None = None

    def as_json(self) -> dict[str, Any]:
        question = self.result.article.question if self.result.article is not None else None
        return {
            "file": self.file,
            "key": self.key or None,
            "outcome": self.result.outcome,
            "question": self.document.title if self.document is not None else None,
            "slug": question.slug if question is not None else None,
            "errors": [_note(note) for note in self.result.errors],
            "warnings": [_note(note) for note in self.result.warnings],
            "difference": self.result.difference,
            "parsed": parsed_report(self.document) if self.document is not None else None,
        }


@dataclass
class Run:
    """One run over many files: how it imports, and what it has seen. `format` None: each file says it itself."""

    editor: User
    format: Format | None = None
    key: str = ""
    onto_draft: bool = False
    dry_run: bool = False
    names: Names = field(default_factory=Names)
    places: dict[str, str] = field(default_factory=dict)
    outcomes: Counter[str] = field(default_factory=Counter)

    def take(self, path: Path) -> Iterator[FileReport]:
        """Import one file and report on each of its documents; what cannot be read is refused with its errors."""
        for report in self._reports(path):
            self.outcomes[report.result.outcome] += 1
            yield report

    def summary(self) -> dict[str, int]:
        return {outcome: self.outcomes[outcome] for outcome in ("created", "unchanged", "updated", "refused")}

    def _reports(self, path: Path) -> Iterator[FileReport]:
        try:
            with path.open("rb") as file:
                kind = self.format or format_of(path, file)
                if self.key and kind != "text":
                    sentence = "--key names the one document of a text file; this file's documents bring their keys."
                    yield _refused(path, self.key, Note("key-not-used", 0, sentence))
                    return
                for found in documents_in(path, file, kind):
                    yield self._taken(path, found)
        except OSError as error:
            sentence = f"The file cannot be read: {error.strerror or error}."
            yield _refused(path, self.key or path.stem, Note("unreadable", 0, sentence))

    def _taken(self, path: Path, found: Found) -> FileReport:
        key = self.key or found.key
        place = f"{path}, line {found.line}"
        twin = self.places.setdefault(key, place) if key else place
        if twin != place:
            sentence = f"This run has read a document of the key “{key}” already: {twin}. Give one another key or name."
            return _refused(path, key, Note("duplicate-key", 0, sentence))
        if isinstance(found.content, ParseError):
            return _refused(path, key, *found.content.errors)
        result = import_document(
            found.content,
            key=key,
            original=found.original,
            editor=self.editor,
            names=self.names,
            onto_draft=self.onto_draft,
            dry_run=self.dry_run,
        )
        return FileReport(str(path), key, result, found.content)


def files_in(paths: Iterable[Path], kind: Format | None = None) -> Iterator[Path]:
    """The files named, and every document below the folders named (of one format only, if given), in order of names.

    Hidden files and what lies beside documents (LICENSE…, README…) are passed over unless they are named.
    """
    endings = [ending for ending, one in ENDINGS.items() if kind in (None, one)]
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if _is_document(found, endings))
        else:
            yield path


def _is_document(path: Path, endings: list[str]) -> bool:
    if path.suffix.lower() not in endings or path.name.startswith(".") or _BESIDE.fullmatch(path.stem):
        return False
    return path.is_file()


def _refused(path: Path, key: str, *errors: Note) -> FileReport:
    return FileReport(str(path), key, Imported("refused", errors=list(errors)))


def _note(note: Note) -> dict[str, Any]:
    return {"code": note.code, "line": note.line, "message": note.message}
