"""The header lines of the canonical layout."""

from articles.parsing import labels
from articles.parsing.dates import write_date
from articles.parsing.documents import Document
from articles.parsing.header import without_honorific
from articles.parsing.labels import Words
from articles.parsing.lines import LineKind, classify
from articles.parsing.values import COMMAS, SEMICOLONS, join_list, write_audience


def header_lines(document: Document, *, chinese: bool) -> list[str]:
    """Date and source, doctors, then the extra lines that have something to say, in their fixed order."""
    values = _extra_values(document, chinese=chinese)
    extra = [_field(labels.HEADER[key], value, chinese=chinese) for key, value in values.items() if value]
    return [*_dated(document, chinese=chinese), *_doctors(document.doctors, chinese=chinese), *extra]


def _dated(document: Document, *, chinese: bool) -> list[str]:
    day = write_date(document.dated, chinese=chinese) if document.dated else ""
    source = _field(labels.HEADER["source"], document.source, chinese=chinese) if document.source else ""
    line = " ".join(part for part in (day, source) if part)
    return [line] if line else []


def _doctors(names: tuple[str, ...], *, chinese: bool) -> list[str]:
    if len(names) == 1:
        line = f"{names[0]} 医生" if chinese else f"Dr. {names[0]}"
        if classify(1, line).kind is LineKind.DOCTOR and without_honorific(line) == names[0]:
            return [line]
    roles = zip(("author", "reviewer"), names, strict=False)
    return [
        _field(labels.HEADER[role], _with_honorific(name, chinese=chinese), chinese=chinese) for role, name in roles
    ]


def _with_honorific(name: str, *, chinese: bool) -> str:
    written = f"{name} 医生"
    return written if chinese and without_honorific(written) == name else f"Dr. {name}"


def _extra_values(document: Document, *, chinese: bool) -> dict[str, str]:
    searched = document.evidence_searched
    items = document.items if document.items != labels.proposed_items(document.title) else None
    return {
        "language": document.language or "",
        "department": document.department or "",
        "tags": join_list(document.tags, COMMAS, ", "),
        "audience": write_audience(document.audience, chinese=chinese),
        "also_asked_as": join_list(document.also_asked_as, SEMICOLONS, "；" if chinese else "; "),
        "items": labels.ITEMS[items].written(chinese) if items else "",
        "source_address": document.source_address or "",
        "source_kind": labels.SOURCE_KINDS[document.source_kind].written(chinese) if document.source_kind else "",
        "licence": document.licence or "",
        "evidence_searched": searched.isoformat() if searched else "",
    }


def _field(label: Words, value: str, *, chinese: bool) -> str:
    return f"{label.written(chinese)}{'：' if chinese else ': '}{value}"
