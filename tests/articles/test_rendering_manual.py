"""The page that explains the format tells the truth."""

import re
from pathlib import Path

from articles.parsing import labels, parse
from articles.rendering import render

_PAGE = (Path(__file__).parents[2] / "docs" / "house-text.md").read_text("utf-8")
_EXAMPLE = "\n".join(re.sub(r"\s*←.*", "", line) for line in _PAGE.split("```")[1].strip("\n").split("\n"))


def test_the_example_is_in_the_canonical_layout() -> None:
    document = parse(_EXAMPLE)
    assert render(document) == _EXAMPLE
    assert document.warnings == ()
    assert document.unplaced == ()


def test_the_example_shows_what_the_page_says_of_it() -> None:
    document = parse(_EXAMPLE)
    assert document.doctors == ("Mara Ellison",)
    assert [section.kind for section in document.sections] == ["physiological", "pathological"]
    first = document.sections[1].causes[0]
    assert (first.advice.count("\n\n"), first.likelihood, first.condition) == (1, "common", "Osteophyte")
    assert document.closing.startswith("What follows is the closing.")
    assert document.associated_names == ("A", "B", "C", "D")
    assert document.references[0].kind == "guideline"


def test_the_page_names_every_label() -> None:
    tables = (labels.HEADER, labels.SECTION, labels.CAUSE, labels.CARE, labels.END, labels.OPENING, labels.ALONE)
    missing = [
        word
        for table in tables
        for key, words in table.items()
        for word in (words.english[0], words.chinese[0])
        if word not in _PAGE and key not in ("dated", "doctor")
    ]
    assert missing == []


def test_the_page_names_every_code_of_the_parser() -> None:
    folder = Path(__file__).parents[2] / "articles" / "parsing"
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    codes = set(re.findall(r'(?:Note\(|_warn\(|_leave\(\s*)"([a-z]+(?:-[a-z0-9]+)+)"', source))
    assert len(codes) > 20
    assert [code for code in sorted(codes) if f"`{code}`" not in _PAGE] == []
