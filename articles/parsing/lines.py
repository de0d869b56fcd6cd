"""What one line is, seen alone: a heading, a label with its value, a marker, or text.

Classification knows no context, so that the exporter can ask it whether a line of text needs a backslash. What a
heading or a label means where it stands is decided in `body.py`.
"""

import re
from enum import Enum
from typing import NamedTuple

from articles.parsing import labels
from articles.parsing.dates import looks_like_date
from articles.parsing.labels import fold
from articles.parsing.numerals import read_numeral

HEADING_LIMIT = 150  # longer numbered lines are paragraphs, not headings
_LABEL_LIMIT = 40  # no label of the table is longer
_HEAD = 400  # what is looked at of a long line; no mark or label reaches further
_DATE_LIMIT = 40


class LineKind(Enum):
    BLANK = "blank"
    TEXT = "text"
    SECTION = "section"  # ordinal, value: what follows the number
    CAUSE = "cause"  # ordinal, key: how the number is written, value: what follows it
    FIELD = "field"  # key, value
    MARKER = "marker"  # key, value (only behind the colon of an opening marker)
    DATED = "dated"  # key: the date as written, value: the source
    DOCTOR = "doctor"  # value: the name with its honorific


class Line(NamedTuple):
    number: int
    kind: LineKind
    text: str
    key: str = ""
    value: str = ""
    ordinal: int = 0
    escaped: bool = False


_NEVER_A_TITLE = (LineKind.DATED, LineKind.DOCTOR, LineKind.MARKER, LineKind.SECTION, LineKind.CAUSE)

_FIRST_OF_NUMBER = frozenset("0123456789(IVX一二三四五六七八九十" + "".join(map(chr, range(0x2160, 0x216C)))
                             + "".join(map(chr, range(0x2460, 0x2474))))  # fmt: skip
_DIGIT = re.compile("[0-9]")

_SECTION = re.compile(
    r"(?:(?P<roman>[IVX]{1,7}|[\u2160-\u216b]) ?[.、)]|(?P<chinese>[一二三四五六七八九十]{1,3}) ?[.、]"
    r"|\((?P<bracketed>[IVX]{1,7}|[\u2160-\u216b]|[一二三四五六七八九十]{1,3})\))(?P<space> *)"
)
_CAUSE = re.compile(
    r"(?:(?:\( ?(?P<bracketed>[0-9]{1,3}) ?\)|(?P<circled>[\u2460-\u2473]))[.、]?"
    r"|(?P<plain>[0-9]{1,3}) ?[.、)](?![0-9])) *"
)
_DOCTOR = re.compile(r"(?:dr\. *|dr +|doctor +)(?=\S)", re.IGNORECASE)
_DOCTOR_AFTER = re.compile(r" +(?:副?主任|主治|住院)?(?:医生|医师|大夫)$")
_SOURCE = re.compile(r"(?:(?<!\w)source|来源) ?:", re.IGNORECASE)
_REPLY_NUMBER = re.compile(r" ?\([0-9]{1,3}\)$")
_SENTENCE_END = re.compile(r"[.!?;…][\"'”)\]】」』》]*$|[,、]$")
SENTENCE_INSIDE = re.compile(r"[.!?;] |[。！？；]")
_INITIALS = re.compile(r"\b(?:[A-Z]|Jr|Sr|[A-Z][a-z]?\.[A-Z])\.$")


def classify(number: int, raw: str) -> Line:
    """The line's kind and parts. A leading backslash makes it text and is removed; time is bounded by its length."""
    text = raw.strip()
    if not text:
        return Line(number, LineKind.BLANK, "")
    if text[0] == "\\" and len(text) > 1:
        return Line(number, LineKind.TEXT, text[1:].strip() or text, escaped=True)
    if text[0] == "-":
        return Line(number, LineKind.TEXT, text)
    folded = fold(text if len(text) <= _HEAD else text[:_HEAD])
    # Most lines are text: the cheap questions come first.
    return (
        ((len(text) <= _LABEL_LIMIT or ":" in folded) and _labelled(number, text, folded))
        or (folded[0] in _FIRST_OF_NUMBER and _numbered(number, text, folded))
        or (_DIGIT.search(folded, 0, _DATE_LIMIT) and _dated(number, text, folded))
        or ((folded[0] in "dD" or text[-1] in "生师夫") and _doctor(number, text, folded))
        or Line(number, LineKind.TEXT, text)
    )


def is_structure(text: str) -> bool:
    """Whether a line of text, written as it is, would be read as anything but that text."""
    line = classify(0, text)
    return line.kind is not LineKind.TEXT or line.text != text


def cannot_be_title(line: Line) -> bool:
    """Whether a first line shows that the question is missing."""
    return line.kind in _NEVER_A_TITLE or (line.kind is LineKind.FIELD and line.key in labels.HEADER)


def split_heading(rest: str) -> tuple[str, str]:
    """What follows a number -> (heading, text run in behind it).

    The first colon is the border; a backslash in front says that all of it is heading. A long line without border, or
    one of several sentences, is all text: the heading is then `""`.
    """
    if rest.startswith("\\"):
        return " ".join(rest[1:].split()), ""
    border = fold(rest[: HEADING_LIMIT + 1]).find(":")
    if border > 0 and not SENTENCE_INSIDE.search(rest, 0, border):
        return " ".join(rest[:border].split()), rest[border + 1 :].strip()
    if len(rest) > HEADING_LIMIT or (SENTENCE_INSIDE.search(rest, 0, len(rest) - 1) and ends_sentence(rest)):
        return "", rest
    return " ".join(rest.split()), ""


def ends_sentence(text: str) -> bool:
    """Whether a line ends as sentences end."""
    return text[-1:] not in ",，、" and _SENTENCE_END.search(fold(text[-8:])) is not None


def _labelled(number: int, text: str, folded: str) -> Line | None:
    border = folded.find(":", 0, _LABEL_LIMIT)
    if border < 0 and len(text) > _LABEL_LIMIT:
        return None
    word = (folded if border < 0 else folded[:border]).strip().casefold()
    value = text[border + 1 :].strip() if border >= 0 else ""
    if border >= 0 and word in labels.FIELD_OF:
        return Line(number, LineKind.FIELD, text, labels.FIELD_OF[word], value)
    if word in labels.OPENING_OF:
        return Line(number, LineKind.MARKER, text, labels.OPENING_OF[word], value)
    if not value and _REPLY_NUMBER.sub("", word) in labels.ALONE_OF:
        return Line(number, LineKind.MARKER, text, labels.ALONE_OF[_REPLY_NUMBER.sub("", word)])
    if word in labels.BARE_SECTIONS:
        return Line(number, LineKind.SECTION, text, value=text)
    return None


def _numbered(number: int, text: str, folded: str) -> Line | None:
    cause = _CAUSE.match(folded)
    if cause:
        rest = text[cause.end() :]
        if any(character.isalpha() for character in rest[:_HEAD]) or rest.startswith("\\"):
            digits = cause["bracketed"] or cause["plain"]
            ordinal = int(digits) if digits else ord(cause["circled"]) - 0x245F
            return Line(number, LineKind.CAUSE, text, cause.lastgroup or "", rest, ordinal)
        return None
    section = _SECTION.match(folded)
    if section is None:
        return None
    ordinal = read_numeral(section["roman"] or section["chinese"] or section["bracketed"])
    rest = text[section.end() :]
    if not ordinal or not _is_label(rest, spaced=bool(section["space"]) or section["roman"] is None):
        return None
    return Line(number, LineKind.SECTION, text, value=rest, ordinal=ordinal)


def _is_label(rest: str, *, spaced: bool) -> bool:
    """Whether what follows a section's number can be its label: short, no sentence, clear of the number."""
    if rest.startswith("\\"):
        return True
    heading, run_in = split_heading(rest)
    if not heading or not any(character.isalpha() for character in heading):
        return False
    if not spaced and heading[0].isascii() and labels.kind_of_label(heading) is None:
        return False  # "V.A. clinics", "I.I.I."
    return bool(run_in) or not _SENTENCE_END.search(fold(heading))


def _dated(number: int, text: str, folded: str) -> Line | None:
    found = _SOURCE.search(folded, 0, _DATE_LIMIT + 10)
    if found is None:
        return Line(number, LineKind.DATED, text, text) if looks_like_date(text) else None
    written = text[: found.start()].strip()
    if written and any(character.isdigit() for character in written):
        return Line(number, LineKind.DATED, text, written, text[found.end() :].strip())
    return None


def _doctor(number: int, text: str, folded: str) -> Line | None:
    if len(text) > 80:
        return None
    before = _DOCTOR.match(folded)
    if before:
        name = text[before.end() :]
    elif found := _DOCTOR_AFTER.search(folded):
        name = text[: found.start()]
    else:
        return None
    if not name or name[0].islower() or ":" in folded:
        return None
    if _SENTENCE_END.search(fold(name)) and not _INITIALS.search(name):
        return None
    return Line(number, LineKind.DOCTOR, text, value=text)
