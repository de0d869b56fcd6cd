"""The header of a document: from `Label: value` lines to the fields of a Document."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from articles.parsing import labels
from articles.parsing.dates import read_date
from articles.parsing.documents import Note, Unplaced
from articles.parsing.labels import fold
from articles.parsing.lines import Line, LineKind
from articles.parsing.values import COMMAS, SEMICOLONS, is_address, one_line, read_audience, split_list
from articles.tag_names import LONGEST, is_tag_name

_BEFORE = re.compile(r"(?:dr\. *|dr +|doctor +)(?=\S)", re.IGNORECASE)
_AFTER = re.compile(r"(?<=\S) *(?:医生|医师|大夫)$")
_RANK = re.compile(r" +(?:副?主任|主治|住院)(?:医生|医师|大夫)$")
_SECOND_DOCTOR = re.compile(r"[,;、/&] *(?:and +)?(?:dr[. ]|doctor )|\band +dr[. ]", re.IGNORECASE)


def without_honorific(written: str) -> str:
    """A doctor's name as written, less one "Dr.", "Doctor" or 医生."""
    name = one_line(written)
    before = _BEFORE.match(fold(name))
    if before:
        return name[before.end() :]
    after = _AFTER.search(name)
    return name[: after.start()] if after and not _RANK.search(name) else name


class Header:
    """Collects the header's lines. What it cannot take goes to `unplaced`, each with a warning on the same line."""

    def __init__(self, warnings: list[Note], unplaced: list[Unplaced]) -> None:
        self.fields: dict[str, Any] = {}
        self.author: str | None = None
        self.reviewer: str | None = None
        self._reviewer_line = Line(0, LineKind.BLANK, "")
        self._warnings = warnings
        self._unplaced = unplaced

    def take(self, line: Line) -> None:
        """Place a DATED, DOCTOR or header FIELD line."""
        if line.kind is LineKind.DATED:
            if line.key:
                self._set("dated", line, line.key, read_date)
            if line.value:
                self._set("source", line, line.value, one_line)
        elif line.kind is LineKind.DOCTOR or line.key == "doctor":
            self._doctor(line)
        elif line.key in ("author", "reviewer"):
            self._doctor(line, role=line.key)
        elif line.key == "tags":
            self._tags(line)
        elif line.value:
            self._set(line.key, line, line.value, _READERS[line.key])

    def doctors(self) -> tuple[str, ...]:
        """The byline and the reviewer. A reviewer without an author cannot be told from a byline: left out, said."""
        if self.author is None and self.reviewer is not None:
            self._leave(
                "reviewer-without-author",
                self._reviewer_line,
                self._reviewer_line.text,
                "A reviewer is named but no author; add a line such as `Dr. Name` for the byline.",
            )
            return ()
        return tuple(name for name in (self.author, self.reviewer) if name is not None)

    def _set(self, key: str, line: Line, written: str, read: Callable[[str], object | None]) -> None:
        if key in self.fields:
            self._second(line)
            return
        value = read(written)
        if value is None and key in ("dated", "evidence_searched"):
            self._leave(
                "unreadable-date",
                line,
                written,
                f"“{_short(written)}” does not name one certain day; write it as `May 13, 2023` or 2023-05-13.",
            )
        elif value is None:
            self._leave(
                "unknown-value",
                line,
                line.text,
                f"“{_short(written)}” is not a value this label knows; correct it or remove the line.",
            )
        else:
            self.fields[key] = value

    def _tags(self, line: Line) -> None:
        """The topics of the line; what is too long for one, or is a sentence, is left out."""
        if "tags" in self.fields:
            self._second(line)
            return
        names = split_list(line.value, COMMAS)
        self.fields["tags"] = tuple(filter(is_tag_name, names))
        for name in names:
            if not is_tag_name(name):
                message = (
                    f"“{_short(name)}” is no topic: a tag has at most {LONGEST} characters and no full stop, colon, "
                    f"semicolon, question or exclamation mark."
                )
                self._leave("no-tag-name", line, name, message)

    def _doctor(self, line: Line, role: str | None = None) -> None:
        name = without_honorific(line.value)
        if not name:
            return
        rank = _RANK.search(name)
        if rank:
            message = "The doctor's title belongs in the doctor's profile; write the name alone."
            self._leave("doctor-title-left-out", line, rank.group().strip(), message)
            name = name[: rank.start()]
        if _SECOND_DOCTOR.search(fold(name)):
            self._leave(
                "several-doctors",
                line,
                line.text,
                "Several doctors stand on one line; give each a line: `Author: Dr. …` and `Reviewer: Dr. …`.",
            )
        elif role != "reviewer" and self.author is None:
            self.author = name
        elif role != "author" and self.reviewer is None:
            self.reviewer, self._reviewer_line = name, line
            if role is None:
                message = "A second doctor without a role is read as the reviewer; write `Reviewer:` in front if so."
                self._warn("second-doctor", line, message)
        else:
            self._second(line)

    def _second(self, line: Line) -> None:
        self._leave(
            "second-header-line",
            line,
            line.text,
            "The header says this a second time; the first line counts. Remove the one that is wrong.",
        )

    def _leave(self, code: str, line: Line, text: str, message: str) -> None:
        self._unplaced.append(Unplaced(line.number, text))
        self._warn(code, line, message)

    def _warn(self, code: str, line: Line, message: str) -> None:
        self._warnings.append(Note(code, line.number, message))


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "…"


def _reader(index: Mapping[str, str]) -> Callable[[str], str | None]:
    return lambda written: index.get(fold(written).strip().casefold())


_READERS: dict[str, Callable[[str], object | None]] = {
    "source": one_line,
    "dated": read_date,
    "language": one_line,
    "department": one_line,
    "audience": read_audience,
    "also_asked_as": lambda written: split_list(written, SEMICOLONS),
    "items": _reader(labels.ITEMS_OF),
    "source_address": lambda written: written if is_address(written) else None,
    "source_kind": _reader(labels.SOURCE_KIND_OF),
    "licence": one_line,
    "evidence_searched": read_date,
}
