"""Everything `render` writes is read back as the same document."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.parsing import Document, ParseError, parse
from articles.parsing.lines import is_structure
from articles.rendering import render
from tests.articles.generated_documents import LOOK_ALIKES, documents, lines, some_text

_settings = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_settings
@given(documents())
def test_what_render_writes_parses_to_an_equal_document(document: Document) -> None:
    assert replace(parse(render(document)), warnings=()) == document


@_settings
@given(documents())
def test_rendering_what_was_rendered_changes_nothing(document: Document) -> None:
    written = render(document)
    assert render(parse(written)) == written


@_settings
@given(st.lists(st.one_of(lines, st.just("")), max_size=25).map("\n".join))
def test_any_file_that_parses_renders_to_the_same_document(text: str) -> None:
    try:
        document = parse(text)
    except ParseError:
        return
    again = parse(render(document))
    assert replace(again, warnings=(), unplaced=()) == replace(document, warnings=(), unplaced=())
    assert again.unplaced == ()
    assert render(again) == render(document)


@_settings
@given(some_text)
def test_a_backslash_is_added_only_to_lines_that_would_be_read_as_structure(text: str) -> None:
    document = Document(title="Why?", lead="Before.", closing=text)
    for line in text.split("\n"):
        if line and not is_structure(line):
            assert line in render(document).split("\n")


def test_every_look_alike_survives_as_a_paragraph_of_its_own() -> None:
    for place in ("lead", "introduction", "closing", "reader_question", "disclosure"):
        for line in LOOK_ALIKES:
            paragraph = line.strip()
            document = replace(Document(title="Why?", lead="Text."), **{place: f"First.\n\n{paragraph}\n\nLast."})
            named = parse(render(document)).associated_names
            assert replace(parse(render(document)), associated_names=()) == document, (place, line, named)
