"""Files on disk -> `importing`, each document all or nothing, new ones some at a time; and what is told of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User

from articles.formats import ENDINGS, Format, Found, documents_in, format_of
from articles.formats.ahead import read_ahead
from articles.import_new import Incoming
from articles.importing import Imported, import_document, import_new
from articles.naming import Names
from articles.parsing import Document, Note, ParseError, parsed_report

#: Documents, and characters of them, that one transaction takes in: a kill costs no more than the last of them.
TOGETHER, CHARACTERS_TOGETHER = 50, 1_000_000

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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that was read and waits for its transaction."""

    path: Path
    incoming: Incoming

    def report(self, result: Imported) -> FileReport:
        return FileReport(str(self.path), self.incoming.key, result, self.incoming.document)


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

    def take(self, paths: Iterable[Path]) -> Iterator[FileReport]:
        """Import the files and report on each document in its order; what cannot be read is refused with its errors."""
        waiting: list[Waiting] = []
        for entry in self._entries(paths):
            if isinstance(entry, Waiting):
                waiting.append(entry)
            if isinstance(entry, FileReport) or self._is_full(waiting):
                yield from self._counted(self._import(waiting))
                waiting = []
            if isinstance(entry, FileReport):
                yield from self._counted([entry])
        yield from self._counted(self._import(waiting))

    def summary(self) -> dict[str, int]:
        return {outcome: self.outcomes[outcome] for outcome in ("created", "unchanged", "updated", "refused")}

    def _counted(self, reports: Iterable[FileReport]) -> Iterator[FileReport]:
        for report in reports:
            self.outcomes[report.result.outcome] += 1
            yield report

    def _entries(self, paths: Iterable[Path]) -> Iterator[Waiting | FileReport]:
        """What is in the files, in their order."""
        is_ahead = self.format in (None, "text") and not self.key
        for path, found in read_ahead(paths) if is_ahead else ((path, None) for path in paths):
            if found is None:
                yield from self._read(path)
            else:
                yield from (self._expected(path, one) for one in found)

    def _read(self, path: Path) -> Iterator[Waiting | FileReport]:
        try:
            with path.open("rb") as file:
                kind = self.format or format_of(path, file)
                if self.key and kind != "text":
                    sentence = "--key names the one document of a text file; this file's documents bring their keys."
                    yield _refused(path, self.key, Note("key-not-used", 0, sentence))
                    return
                for found in documents_in(path, file, kind):
                    yield self._expected(path, found)
        except OSError as error:
            sentence = f"The file cannot be read: {error.strerror or error}."
            yield _refused(path, self.key or path.stem, Note("unreadable", 0, sentence))

    def _expected(self, path: Path, found: Found) -> Waiting | FileReport:
        key = self.key or found.key
        place = f"{path}, line {found.line}"
        twin = self.places.setdefault(key, place) if key else place
        if twin != place:
            sentence = f"This run has read a document of the key “{key}” already: {twin}. Give one another key or name."
            return _refused(path, key, Note("duplicate-key", 0, sentence))
        if isinstance(found.content, ParseError):
            return _refused(path, key, *found.content.errors)
        return Waiting(path, Incoming(found.content, key, found.original))

    def _is_full(self, waiting: list[Waiting]) -> bool:
        size = sum(len(one.incoming.original) for one in waiting)
        return self.dry_run or len(waiting) >= TOGETHER or size >= CHARACTERS_TOGETHER

    def _import(self, waiting: list[Waiting]) -> Iterator[FileReport]:
        """All together where all are new, else one after the other."""
        results = None
        if len(waiting) > 1:
            results = import_new([one.incoming for one in waiting], editor=self.editor, names=self.names)
        for number, one in enumerate(waiting):
            yield one.report(self._imported(one.incoming) if results is None else results[number])

    def _imported(self, incoming: Incoming) -> Imported:
        return import_document(
            incoming.document,
            key=incoming.key,
            original=incoming.original,
            editor=self.editor,
            names=self.names,
            onto_draft=self.onto_draft,
            dry_run=self.dry_run,
        )


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
