"""House text -> frozen dataclasses with line-numbered notes. Pure: no Django, no files, no clock."""

from articles.parsing.decoding import decode
from articles.parsing.documents import (
    Audience,
    CareCard,
    CareLevel,
    Cause,
    Document,
    ItemKind,
    LifeStage,
    Likelihood,
    Note,
    ParseError,
    Reference,
    ReferenceKind,
    Section,
    SectionKind,
    Sex,
    SourceKind,
    Unplaced,
)
from articles.parsing.reading import MAX_BYTES, parse
from articles.parsing.reports import parsed_report

__all__ = [
    "MAX_BYTES",
    "Audience",
    "CareCard",
    "CareLevel",
    "Cause",
    "Document",
    "ItemKind",
    "LifeStage",
    "Likelihood",
    "Note",
    "ParseError",
    "Reference",
    "ReferenceKind",
    "Section",
    "SectionKind",
    "Sex",
    "SourceKind",
    "Unplaced",
    "decode",
    "parse",
    "parsed_report",
]
