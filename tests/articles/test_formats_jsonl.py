"""JSON Lines: what is written is read back, and what is wrong is named by line and field."""

from __future__ import annotations

import json
import tracemalloc
from dataclasses import replace
from io import BufferedReader, BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.formats import Found, documents_in, jsonl
from articles.formats.jsonl import LONGEST_LINE, line_of
from articles.parsing import Cause, Document, ParseError, Reference, Section, Unplaced
from tests.articles.generated_documents import documents, words

_settings = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LEAST = {"key": "k", "title": "What is it?", "lead": "An answer."}
OTHER = {"kind": "other"}
NESTED: dict[str, dict[str, Any]] = {
    "audience": {},
    "sections": {"kind": "other", "text": "x"},
    "care": {"level": "urgent", "heading": "x"},
    "references": {"title": "x"},
    "unplaced": {"line": 1, "text": "x"},
}


def found(data: bytes | str) -> list[Found]:
    written = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
    return list(documents_in(Path("a.jsonl"), BufferedReader(BytesIO(written)), "jsonl"))


def one(**fields: Any) -> Found:
    (only,) = found(json.dumps({**LEAST, **fields}))
    return only


def document(entry: Found) -> Document:
    assert isinstance(entry.content, Document), entry.content
    return entry.content


def errors(entry: Found) -> list[tuple[str, str]]:
    """Code and sentence of each error."""
    assert isinstance(entry.content, ParseError), entry.content
    return [(error.code, error.message) for error in entry.content.errors]


def code(entry: Found) -> str:
    ((only, _sentence),) = errors(entry)
    return only


@_settings
@given(documents(), st.lists(st.builds(Unplaced, st.integers(0, 20_000), words), max_size=2).map(tuple))
def test_what_is_written_is_read_back_as_an_equal_document(given_one: Document, left: tuple[Unplaced, ...]) -> None:
    whole = replace(given_one, unplaced=left)
    line = line_of("a-key", whole)
    (entry,) = found(line + "\n")
    assert (entry.key, entry.line, entry.content) == ("a-key", 1, whole)
    assert line_of("a-key", document(entry)) == line


def test_a_line_with_title_and_text_is_enough() -> None:
    assert document(one()) == Document(title="What is it?", lead="An answer.")


def test_the_opening_of_the_title_proposes_what_lists_name_as_in_house_text() -> None:
    assert document(one(title="What causes hiccups?")).items == "causes"
    assert document(one(title="What causes hiccups?", items="foods")).items == "foods"


def test_white_space_is_made_that_of_a_document() -> None:
    read = document(one(title=" What  is\nit? ", lead="\r\n One \r\n\r\n\r\n - two \n", tags=[" a  b ", ""]))
    assert (read.title, read.lead, read.tags) == ("What is it?", "One\n\n- two", ("a b",))


def test_lines_are_counted_and_blank_ones_passed_over() -> None:
    line = json.dumps(LEAST)
    entries = found(f"\ufeff{line}\r\n\n  \n{line}")
    assert [(entry.line, type(entry.content)) for entry in entries] == [(1, Document), (4, Document)]


def test_a_bad_line_stops_no_other() -> None:
    line = json.dumps(LEAST)
    entries = found(f"{line}\nnot json\n{line}\n")
    assert [isinstance(entry.content, Document) for entry in entries] == [True, False, True]
    assert isinstance(entries[1].content, ParseError)
    assert [(note.code, note.line) for note in entries[1].content.errors] == [("bad-json", 2)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"", "empty-file"),
        (b"\n \n", "empty-file"),
        (b"{", "bad-json"),
        (b"[]", "wrong-type"),
        (b'"text"', "wrong-type"),
        (b"null", "wrong-type"),
        (b"\xff\xfe{\x00}\x00", "unknown-encoding"),
        (b'{"key": "caf\xe9"}', "unknown-encoding"),
        (b"[" * 200_000, "bad-json"),
        (b'{"a":' * 200_000, "bad-json"),
        (b'{"key": "a", "key": "b", "title": "x?", "lead": "x"}', "bad-json"),
        (b'{"key": "a", "title": "x?", "lead": NaN}', "bad-json"),
        (b'{"key": "a", "title": "x?", "lead": "x", "sections": [{"kind": "other", "causes": 1' + b"0" * 5_000 + b"}]}",
         "bad-json"),
        (b'{"key": "a", "title": "x?", "lead": "' + b"x" * 1_000_000 + b'"}', "too-large"),
        (b'{"key": "a", "title": "x?", "lead": "' + b"x" * LONGEST_LINE + b'"}', "too-large"),
    ],
)  # fmt: skip
def test_what_is_no_line_of_this_format_is_refused(line: bytes, expected: str) -> None:
    (entry,) = found(line)
    assert code(entry) == expected


def test_lines_that_are_too_long_are_passed_over_piece_by_piece() -> None:
    good = json.dumps(LEAST).encode()
    for length in (LONGEST_LINE, LONGEST_LINE + 1, 3 * LONGEST_LINE + 7):
        entries = found(b"x" * length + b"\n" + good + b"\n")
        assert [entry.line for entry in entries] == [1, 2]
        assert code(entries[0]) in {"too-large", "bad-json"}
        assert document(entries[1]).title == "What is it?"


@pytest.mark.parametrize(
    ("fields", "expected", "name"),
    [
        ({"key": None}, "missing-field", "key"),
        ({"key": ""}, "wrong-value", "key"),
        ({"key": "k" * 201}, "wrong-value", "key"),
        ({"key": 7}, "wrong-type", "key"),
        ({"title": None}, "missing-field", "title"),
        ({"title": "  "}, "missing-title", "title"),
        ({"title": "x" * 501}, "title-too-long", "title"),
        ({"lead": ""}, "empty-body", "lead"),
        ({"lead": ["x"]}, "wrong-type", "lead"),
        ({"colour": "red"}, "unknown-field", "colour"),
        ({"publishd": "2023-05-13"}, "unknown-field", "publishd"),
        ({"published": "May 13, 2023"}, "wrong-value", "published"),
        ({"published": "2023-02-30"}, "wrong-value", "published"),
        ({"published": "20230513"}, "wrong-value", "published"),
        ({"published": 20230513}, "wrong-type", "published"),
        ({"doctors": "Dr. A"}, "wrong-type", "doctors"),
        ({"doctors": ["A", "B", "C"]}, "wrong-value", "doctors"),
        ({"tags": ["a", 1]}, "wrong-type", "tags[1]"),
        ({"tags": [None]}, "wrong-type", "tags[0]"),
        ({"tags": ["legs", "x" * 41]}, "no-tag-name", "tags"),
        ({"tags": ["Stop it!"]}, "no-tag-name", "Stop it!"),
        ({"items": "drinks"}, "wrong-value", "items"),
        ({"source_kind": "Original"}, "wrong-value", "source_kind"),
        ({"trailer_removed": 1}, "wrong-type", "trailer_removed"),
        ({"audience": []}, "wrong-type", "audience"),
        ({"audience": {"life_stage": "teen"}}, "wrong-value", "audience.life_stage"),
        ({"audience": {"age": 7}}, "unknown-field", "audience.age"),
        ({"sections": {}}, "wrong-type", "sections"),
        ({"sections": ["x"]}, "wrong-type", "sections[0]"),
        ({"sections": [{"text": "x"}]}, "missing-field", "sections[0].kind"),
        ({"sections": [{"kind": "bad"}]}, "wrong-value", "sections[0].kind"),
        ({"sections": [{"kind": "other", "causes": [{}]}]}, "missing-field", "sections[0].causes[0].title"),
        ({"sections": [{**OTHER, "causes": [{"title": "x", "number": True}]}]}, "wrong-type", "causes[0].number"),
        ({"sections": [{**OTHER, "causes": [{"title": "x", "number": -1}]}]}, "wrong-value", "causes[0].number"),
        ({"sections": [{**OTHER, "causes": [{"title": "x", "number": 1.0}]}]}, "wrong-type", "causes[0].number"),
        ({"care": [{"level": "soon", "heading": "x"}]}, "wrong-value", "care[0].level"),
        ({"references": [{"title": "x", "year": 10**30}]}, "wrong-value", "references[0].year"),
        ({"references": [{"title": "x", "pages": 3}]}, "unknown-field", "references[0].pages"),
        ({"unplaced": [{"text": "x"}]}, "missing-field", "unplaced[0].line"),
    ],
)  # fmt: skip
def test_every_mistake_names_its_line_and_field(fields: dict[str, Any], expected: str, name: str) -> None:
    entry = one(**fields)
    ((found_code, sentence),) = errors(entry)
    assert found_code == expected
    assert f"{name}”" in sentence
    assert isinstance(entry.content, ParseError)
    assert entry.content.errors[0].line == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "zero\u200bwidth?"},
        {"key": "a\x00b"},
        {"lead": "over\u202eride"},
        {"tags": ["fine", "lone \ud800 half"]},
        {"closing": "\ufeff"},
        {"unplaced": [{"line": 1, "text": "bell\x07"}]},
        {"sections": [{"kind": "other", "label": "\u2028", "causes": []}]},
        {"references": [{"title": "x", "url": "https://example.org/\u200b"}]},
    ],
)
def test_a_forbidden_character_is_refused_in_every_field(fields: dict[str, Any]) -> None:
    assert errors(one(**fields))[0][0] == "control-character"


@pytest.mark.parametrize("name", NESTED)
def test_unknown_fields_are_refused_at_every_depth(name: str) -> None:
    value = {**NESTED[name], "\ud800 \u202e": 1}
    entry = one(**{name: value if name == "audience" else [value]})
    assert code(entry) == "unknown-field"
    assert errors(entry)[0][1].isprintable()


def test_several_mistakes_are_told_at_once_but_not_without_end() -> None:
    assert [found_code for found_code, _ in errors(one(published=1, colour=2, title=3))] == [
        "wrong-type",
        "wrong-type",
        "unknown-field",
    ]
    assert len(errors(one(**{f"field-{number}": 1 for number in range(100)}))) == 20


def test_counts_are_written_for_readers_and_not_read() -> None:
    written = json.loads(line_of("k", Document(title="Why?", lead="One.\n\nTwo.", sections=(Section("other", "L"),))))
    assert written["lead_paragraphs"] == 2
    written["lead"] = "One."
    (entry,) = found(json.dumps(written))
    assert document(entry).lead == "One."


def test_the_original_is_house_text_that_any_layout_of_the_line_shares() -> None:
    fields = {**LEAST, "sections": [{"kind": "other", "causes": [{"title": "Cold", "number": 1}]}]}
    turned = dict(reversed(fields.items()))
    first, second = found(json.dumps(fields) + "\n" + json.dumps(turned, indent=None, separators=(" ,", " :")))
    assert first.original == second.original == "What is it?\n\nAn answer.\n\nI. \\\nKind: other\n\n1. Cold"


def test_a_line_keeps_what_house_text_has_no_place_for() -> None:
    whole = Document(
        title="Why?",
        sections=(Section("other", None, "Text.", (Cause(None, "A"),)),),
        references=(Reference("T", year=0),),
        unplaced=(Unplaced(3, "  left\tover "),),
    )
    (entry,) = found(line_of("k", whole))
    assert entry.content == whole


def test_memory_holds_one_line_and_not_the_file(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    line = json.dumps({**LEAST, "lead": "An answer of some length. " * 1_000}).encode() + b"\n"
    with path.open("wb") as file:
        for _ in range(800):
            file.write(line)
    tracemalloc.start()
    try:
        with path.open("rb") as file:
            count = sum(isinstance(entry.content, Document) for entry in jsonl.documents_in(path, file))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 800
    assert path.stat().st_size > 20_000_000
    assert peak < 3_000_000
