"""Every shared document gives exactly what its manifest expects."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from articles.parsing import ParseError, decode, parse, parsed_report
from articles.rendering import render

_SHARED = os.environ.get("HEALTHQA_SHARED_DATA")
_COPIES = Path(__file__).parent.parent / "data" / "articles"
_FOLDER = Path(_SHARED) / "articles" if _SHARED else _COPIES
_NOTES = {"order", "title_note", "warnings"}

_ENTRIES: list[dict[str, Any]] = json.loads((_COPIES / "manifest.json").read_text("utf-8"))["files"]
_ENTRIES = [entry for entry in _ENTRIES if (_FOLDER / entry["file"]).exists()]
_GOOD = [entry for entry in _ENTRIES if "expect" in entry]
_BAD = [entry for entry in _ENTRIES if "error" in entry]


def _name(entry: dict[str, Any]) -> str:
    return str(entry["file"])


def _text(name: str) -> str:
    return decode((_FOLDER / name).read_bytes())[0]


def _assert_within(expected: Any, given: Any, where: str) -> None:
    """Every field that the manifest names is given, lists in full."""
    if isinstance(expected, dict):
        for key in expected.keys() - _NOTES:
            assert key in given, f"{where}: {key}"
            _assert_within(expected[key], given[key], f"{where}.{key}")
    elif isinstance(expected, list):
        assert len(given) == len(expected), where
        for position, one in enumerate(expected):
            _assert_within(one, given[position], f"{where}[{position}]")
    else:
        assert given == expected, where


def test_the_copied_files_are_all_there() -> None:
    assert len(_ENTRIES) == (17 if _SHARED else 16)


@pytest.mark.parametrize("entry", _GOOD, ids=_name)
def test_a_document_gives_what_the_manifest_expects(entry: dict[str, Any]) -> None:
    document = parse(_text(entry["file"]))
    _assert_within(entry["expect"], json.loads(json.dumps(parsed_report(document))), entry["file"])
    assert [warning.code for warning in document.warnings] == entry["expect"]["warnings"]
    assert document.unplaced == ()


@pytest.mark.parametrize("entry", _BAD, ids=_name)
def test_a_malformed_document_gives_its_error_with_a_sentence(entry: dict[str, Any]) -> None:
    with pytest.raises(ParseError) as refused:
        parse(_text(entry["file"]))
    assert [error.code for error in refused.value.errors] == [entry["error"]]
    assert str(refused.value).endswith(".")


def test_warnings_name_the_line_they_are_about() -> None:
    document = parse(_text("a10-duplicate-numbers-crlf-bom.txt"))
    assert [warning.line for warning in document.warnings] == [18, 22]
    document = parse(_text("a09-unknown-section.txt"))
    assert "Environmental Factors" in document.warnings[0].message


def test_the_nul_byte_is_refused_with_its_line() -> None:
    with pytest.raises(ParseError) as refused:
        parse(_text("a15-nul-byte.txt"))
    assert refused.value.errors[0].line == 16
    assert "a NUL character (U+0000)" in refused.value.errors[0].message


def test_a_byte_order_mark_and_windows_line_ends_leave_no_trace() -> None:
    report = json.dumps(parsed_report(parse(_text("a10-duplicate-numbers-crlf-bom.txt"))))
    assert "\\r" not in report
    assert "\\ufeff" not in report


def test_the_two_doctors_are_byline_and_reviewer() -> None:
    assert parse(_text("a07-diet-two-doctors.txt")).doctors == ("Hana Okafor", "Luis Prieto")


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("a01-roman-seed-exact", "causes"),
        ("a05-treatment-steps", "steps"),
        ("a06-prose-reference-range", None),
        ("a07-diet-two-doctors", "foods"),
    ],
)
def test_the_title_proposes_what_the_list_names(name: str, items: str | None) -> None:
    assert parse(_text(f"{name}.txt")).items == items


@pytest.mark.parametrize("name", ["a01-roman-seed-exact.txt", "a09-unknown-section.txt"])
def test_a_document_in_the_canonical_layout_comes_back_byte_for_byte(name: str) -> None:
    assert render(parse(_text(name))).encode() == (_FOLDER / name).read_bytes()


@pytest.mark.parametrize("entry", _GOOD, ids=_name)
def test_every_variant_comes_back_as_canonical_text_of_the_same_structure(entry: dict[str, Any]) -> None:
    document = parse(_text(entry["file"]))
    again = parse(render(document))
    assert parsed_report(again) == parsed_report(document)
    assert render(again) == render(document)
    assert [warning.code for warning in again.warnings] == [warning.code for warning in document.warnings]


@pytest.mark.skipif(not _SHARED, reason="HEALTHQA_SHARED_DATA does not name the shared data")
class TestSeed:
    def test_it_comes_back_byte_for_byte(self) -> None:
        raw = (_FOLDER / "seed.txt").read_bytes()
        assert render(parse(decode(raw)[0])).encode() == raw

    def test_its_closing_names_three_associated_conditions(self) -> None:
        assert parse(_text("seed.txt")).associated_names == (
            "osteoarthritis",
            "lower limb arterial occlusion",
            "avascular necrosis of the femoral head",
        )
