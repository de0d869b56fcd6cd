"""JSON Lines: one answer a line, with the fields of an import report's `parsed` and a `key`.

What `line_of` writes, `documents_in` reads back as an equal Document (warnings left aside). Nothing is guessed: an
unknown field, a wrong type or an unknown value refuses the line, by its number and the field's name.
"""

import json
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path
from typing import Any, get_args

from articles.formats.fields import Fields, Problems
from articles.formats.found import TITLE_LIMIT, Found, refused
from articles.parsing import (
    MAX_BYTES,
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
    parsed_report,
)
from articles.parsing.labels import proposed_items
from articles.rendering import render
from articles.tag_names import LONGEST, is_tag_name

#: Longer than any document that house text can hold becomes with its escapes and field names.
LONGEST_LINE = 4 * MAX_BYTES
_LONGEST_KEY = 200
_MOST_DOCTORS = 2
_LARGEST_NUMBER = 2_147_483_647
_LARGEST_YEAR = 9_999


def line_of(key: str, document: Document) -> str:
    """The document as one line, without a line feed."""
    return json.dumps({"key": key, **parsed_report(document)}, ensure_ascii=False)


def documents_in(_path: Path, file: BufferedReader) -> Iterator[Found]:
    """The document of each line that is not blank. No more than one line is held in memory."""
    empty = True
    for number, data in _lines(file):
        if data is not None and not data.strip():
            continue
        empty = False
        yield _found(number, data)
    if empty:
        yield refused("", 0, Note("empty-file", 0, "The file is empty; write one JSON object a line."))


def _lines(file: BufferedReader) -> Iterator[tuple[int, bytes | None]]:
    """Every line with its number; None for one that is too long, which is passed over piece by piece."""
    number = 0
    while data := file.readline(LONGEST_LINE + 1):
        number += 1
        too_long = len(data) > LONGEST_LINE
        while len(data) > LONGEST_LINE and not data.endswith(b"\n"):
            data = file.readline(LONGEST_LINE + 1)
        yield number, None if too_long else (data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data)


def _found(number: int, data: bytes | None) -> Found:
    if data is None:
        return refused("", number, _too_large(number, LONGEST_LINE))
    problems = Problems(number)
    try:
        fields = Fields(_loaded(data, number), problems)
    except ParseError as error:
        return Found("", number, "", error)
    key = _key(fields, problems)
    document = _document(fields, problems)
    fields.close()
    try:
        problems.stop()
        _check(document, number)
        original = render(document)
        if len(original.encode()) > MAX_BYTES:
            raise ParseError(_too_large(number, MAX_BYTES))
    except ParseError as error:
        return Found(key, number, "", error)
    # Kept with the edition in the form that editors read, and that every other form of the same words equals.
    return Found(key, number, original, document)


def _loaded(data: bytes, number: int) -> Any:
    try:
        return json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise ParseError(Note("unknown-encoding", number, "The line is not UTF-8; save the file as UTF-8.")) from None
    except json.JSONDecodeError as error:
        sentence = f"The line is no JSON: {error.msg} at character {error.colno}."
    except (ValueError, RecursionError) as error:
        sentence = str(error) if isinstance(error, _OtherJsonError) else "The line holds what no answer holds."
    raise ParseError(Note("bad-json", number, sentence))


class _OtherJsonError(ValueError):
    """JSON that Python reads and this format does not have."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise _OtherJsonError("An object of the line has the same field twice; keep one of them.")
    return value


def _refuse_constant(name: str) -> Any:
    raise _OtherJsonError(f"The line holds {name}, which is no JSON.")


def _key(fields: Fields, problems: Problems) -> str:
    key = fields.words("key", required=True)
    if (not key and not problems.notes) or len(key) > _LONGEST_KEY:
        problems.add("wrong-value", f"“key” must have 1 to {_LONGEST_KEY} characters.")
        return ""
    return key


def _check(document: Document, number: int) -> None:
    """What house text refuses is refused here too."""
    if len(document.title) > TITLE_LIMIT:
        sentence = f"“title” is longer than {TITLE_LIMIT} characters; write there nothing but the question."
        raise ParseError(Note("title-too-long", number, sentence))
    listed = any(section.causes or section.text for section in document.sections)
    if not (document.introduction or document.lead or document.closing or listed):
        raise ParseError(Note("empty-body", number, "The line holds no answer; write it in “lead” or in “sections”."))


def _document(fields: Fields, problems: Problems) -> Document:
    title = fields.words("title", required=True)
    if not title and not problems.notes:
        problems.add("missing-title", "“title” is empty; write the question there.")
    doctors = fields.list_of_words("doctors")
    if len(doctors) > _MOST_DOCTORS:
        problems.add("wrong-value", "“doctors” holds more than two names: the byline, then the reviewer.")
    fields.computed("lead_paragraphs", "closing_paragraphs")
    return Document(
        title=title,
        dated=fields.day("published"),
        source=fields.words("source") or None,
        doctors=doctors,
        language=fields.words("language") or None,
        department=fields.words("department") or None,
        tags=_tags(fields, problems),
        audience=_audience(fields.object("audience")),
        also_asked_as=fields.list_of_words("also_asked_as"),
        items=fields.choice("items", get_args(ItemKind)) or proposed_items(title),
        source_address=fields.words("source_address") or None,
        source_kind=fields.choice("source_kind", get_args(SourceKind)),
        licence=fields.words("licence") or None,
        evidence_searched=fields.day("evidence_searched"),
        reader_question=fields.text("reader_question") or None,
        introduction=fields.text("introduction") or None,
        lead=fields.text("lead"),
        sections=tuple(map(_section, fields.objects("sections"))),
        closing=fields.text("closing"),
        associated_names=fields.list_of_words("associated_names"),
        care=tuple(map(_care, fields.objects("care"))),
        ask_your_doctor=fields.list_of_words("ask_your_doctor"),
        references=tuple(map(_reference, fields.objects("references"))),
        disclosure=fields.text("disclosure") or None,
        trailer_removed=fields.flag("trailer_removed"),
        unplaced=tuple(map(_unplaced, fields.objects("unplaced"))),
    )


def _tags(fields: Fields, problems: Problems) -> tuple[str, ...]:
    names = fields.list_of_words("tags")
    for name in names:
        if not is_tag_name(name):
            problems.add(
                "no-tag-name",
                f"“{name[:LONGEST]}” in “tags” is no topic: a tag has at most {LONGEST} characters and no full stop, "
                f"colon, semicolon, question or exclamation mark.",
            )
    return names


def _audience(fields: Fields) -> Audience:
    audience = Audience(
        life_stage=fields.choice("life_stage", get_args(LifeStage)) or "anyone",
        sex=fields.choice("sex", get_args(Sex)) or "any",
        group=fields.words("group"),
    )
    fields.close()
    return audience


def _section(fields: Fields) -> Section:
    fields.computed("body_paragraphs")
    section = Section(
        kind=fields.choice("kind", get_args(SectionKind), required=True) or "other",
        label=fields.words("label") or None,
        text=fields.text("text"),
        causes=tuple(map(_cause, fields.objects("causes"))),
    )
    fields.close()
    return section


def _cause(fields: Fields) -> Cause:
    fields.computed("paragraphs", "first_words")
    cause = Cause(
        number=fields.number("number", _LARGEST_NUMBER),
        heading=fields.words("title", required=True),
        explanation=fields.text("text"),
        advice=fields.text("advice"),
        seek_care=fields.text("seek_care"),
        likelihood=fields.choice("likelihood", get_args(Likelihood)) or "unstated",
        condition=fields.words("condition"),
    )
    fields.close()
    return cause


def _care(fields: Fields) -> CareCard:
    card = CareCard(
        level=fields.choice("level", get_args(CareLevel), required=True) or "routine",
        heading=fields.words("heading"),
        bullets=fields.list_of_words("bullets"),
    )
    fields.close()
    return card


def _reference(fields: Fields) -> Reference:
    reference = Reference(
        title=fields.words("title", required=True),
        organisation=fields.words("organisation"),
        year=fields.number("year", _LARGEST_YEAR),
        url=fields.words("url"),
        doi=fields.words("doi"),
        isbn=fields.words("isbn"),
        kind=fields.choice("kind", get_args(ReferenceKind)),
        accessed_on=fields.day("accessed_on"),
    )
    fields.close()
    return reference


def _unplaced(fields: Fields) -> Unplaced:
    left = Unplaced(line=fields.number("line", _LARGEST_NUMBER, required=True) or 0, text=fields.exact("text"))
    fields.close()
    return left


def _too_large(number: int, limit: int) -> Note:
    return Note("too-large", number, f"The line is larger than {limit:,} bytes; split the answer or remove text.")
