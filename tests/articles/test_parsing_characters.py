"""Which characters may enter a text, and that a file with others is refused with its lines."""

import pytest

from articles.parsing import ParseError, parse
from healthqa.lib.text import forbidden_character


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "a NUL character (U+0000)"),
        ("\x07", "a control character (U+0007)"),
        ("\x0c", "a control character (U+000C)"),
        ("\x85", "a control character (U+0085)"),
        ("\u200b", "a zero-width space (U+200B)"),
        ("\u200e", "a left-to-right mark (U+200E)"),
        ("\u202e", "an invisible character that changes the writing direction (U+202E)"),
        ("\u2066", "an invisible character that changes the writing direction (U+2066)"),
        ("\u2028", "an invisible line separator (U+2028)"),
        ("\ufeff", "a zero-width no-break space (U+FEFF)"),
        ("\ud800", "a code that is no character (U+D800)"),
        ("\uffff", "a code that is no character (U+FFFF)"),
        ("\U000e0041", "an invisible character (U+E0041)"),
    ],
)
def test_a_character_that_hides_something_is_named_with_its_place(character: str, name: str) -> None:
    assert forbidden_character(f"leg {character}cramps") == (4, name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Tabs\tand\r\nline ends",
        "Sjögren, naïve, 60–100 beats, “quoted”, ½ tablet, 37.5 °C",
        "小腿抽筋　怎么办？",
        "می\u200cخواهم",  # Persian: the non-joiner keeps two letters apart
        "क्\u200dष",  # Hindi: the joiner asks for the half form
        "👩\u200d⚕\ufe0f says so",
        "נחש",
    ],
)
def test_what_a_script_needs_is_allowed(text: str) -> None:
    assert forbidden_character(text) is None


@pytest.mark.parametrize(
    "text", ["leg\u200dcramps", "\u200ccramps", "小\u200d腿", "می\u200c\u200cخواهم", "👩\u200d says"]
)
def test_a_joiner_where_no_script_needs_it_is_refused(text: str) -> None:
    assert forbidden_character(text) is not None


def test_a_file_with_forbidden_characters_is_refused_with_the_line_of_each() -> None:
    with pytest.raises(ParseError) as refused:
        parse("Why?\n\nFirst\u200b line.\n\nGood line.\n\nThird \x07line.")
    assert [(error.code, error.line) for error in refused.value.errors] == [
        ("control-character", 3),
        ("control-character", 7),
    ]
    assert refused.value.errors[0].message == "The line holds a zero-width space (U+200B); remove it."


def test_at_most_twenty_lines_are_named() -> None:
    with pytest.raises(ParseError) as refused:
        parse("Why?\n\n" + "\x07\n" * 100)
    assert len(refused.value.errors) == 20


def test_the_line_ends_of_word_processors_are_line_ends() -> None:
    assert parse("Why?\u2028\u2028One.\u2029Two.").lead == "One.\n\nTwo."
