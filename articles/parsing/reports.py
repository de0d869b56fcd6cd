"""The `parsed` part of an import report."""

from dataclasses import asdict
from datetime import date
from typing import Any

from articles.parsing.documents import Cause, Document, Reference, Section


def parsed_report(document: Document) -> dict[str, Any]:
    """The document as plain data for JSON.

    Field names are those that `tests/data/articles/manifest.json` expects, causes with all their words, then the extra
    lines; days are ISO 8601, texts are paragraphs separated by a blank line.
    """
    return {
        "title": document.title,
        "published": _day(document.dated),
        "source": document.source,
        "doctors": list(document.doctors),
        "reader_question": document.reader_question,
        "introduction": document.introduction,
        "lead": document.lead,
        "lead_paragraphs": _paragraphs(document.lead),
        "sections": [_section(section) for section in document.sections],
        "closing": document.closing,
        "closing_paragraphs": _paragraphs(document.closing),
        "associated_names": list(document.associated_names),
        "trailer_removed": document.trailer_removed,
        "language": document.language,
        "department": document.department,
        "tags": list(document.tags),
        "audience": asdict(document.audience),
        "also_asked_as": list(document.also_asked_as),
        "items": document.items,
        "source_address": document.source_address,
        "source_kind": document.source_kind,
        "licence": document.licence,
        "evidence_searched": _day(document.evidence_searched),
        "care": [
            {"level": card.level, "heading": card.heading, "bullets": list(card.bullets)} for card in document.care
        ],
        "ask_your_doctor": list(document.ask_your_doctor),
        "references": [_reference(reference) for reference in document.references],
        "disclosure": document.disclosure,
        "unplaced": [{"line": left.line, "text": left.text} for left in document.unplaced],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "kind": section.kind,
        "label": section.label,
        "text": section.text,
        "body_paragraphs": _paragraphs(section.text),
        "causes": [_cause(cause) for cause in section.causes],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "number": cause.number,
        "title": cause.heading,
        "paragraphs": _paragraphs(cause.explanation),
        "first_words": " ".join(cause.explanation.split()[:5]),
        "text": cause.explanation,
        "advice": cause.advice,
        "seek_care": cause.seek_care,
        "likelihood": cause.likelihood,
        "condition": cause.condition,
    }


def _reference(reference: Reference) -> dict[str, Any]:
    return {
        "title": reference.title,
        "organisation": reference.organisation,
        "year": reference.year,
        "url": reference.url,
        "doi": reference.doi,
        "isbn": reference.isbn,
        "kind": reference.kind,
        "accessed_on": _day(reference.accessed_on),
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _paragraphs(text: str) -> int:
    return text.count("\n\n") + 1 if text else 0
