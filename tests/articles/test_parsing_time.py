"""Reading takes time in proportion to the length of the text, whatever it holds."""

from contextlib import suppress

import pytest

from articles.parsing import Document, ParseError, parse
from articles.rendering import render
from tests.articles import linear_time

_ONE_LINE = [
    "9",
    ".",
    " ",
    "I.I.I.",
    "1.",
    "1. ",
    "- ",
    "**",
    "\\",
    "(1) ",
    "1. a: ",
    "1. a: b 2. ",
    "Source: ",
    "Dr. ",
    "associated with conditions such as ",
    "，与",
    "一、",
    "a | ",
    ", ",
    "\u3000",
]
_MANY_LINES = [
    "9\n",
    ".\n",
    "- \n",
    "**\n",
    "\\\n",
    "1. a\n",
    "I. a\n",
    "1.\n",
    "x\n",
    "1. a: b\n\n",
    "\n",
    " \n",
    "What helps: x\n",
    "Emergency: x\n",
    "References\n- a | b\n",
    "Closing\n\nx\n\n1. a\n\n",
    "Dr. X\n",
    "May 13, 2023\n",
    "Related Articles\nx\n",
    "Tags: a\n",
    "x 1. a: b 2. c: d\n",
]
_SLACK = 0.02  # seconds: below it the clock says more than the parser


def _read(text: str) -> None:
    with suppress(ParseError):
        render(parse(text))


def _hostile(pattern: str, times: int) -> str:
    return "What causes x?\n\nLead: text\n\n" + pattern * times


def _is_linear(pattern: str, times: int) -> bool:
    """Whether four times the text takes about four times as long: 16 would be quadratic, 8 is the border."""
    small, large = _hostile(pattern, times), _hostile(pattern, 4 * times)
    return linear_time.is_within(lambda: _read(large), times=8, small=lambda: _read(small), slack=_SLACK)


@pytest.mark.parametrize("pattern", _ONE_LINE)
def test_one_long_line_takes_linear_time(pattern: str) -> None:
    assert _is_linear(pattern, 60_000 // len(pattern.encode()))


@pytest.mark.parametrize("pattern", _MANY_LINES)
def test_many_lines_take_linear_time(pattern: str) -> None:
    assert _is_linear(pattern, 2_400 // pattern.count("\n"))


def test_a_file_of_a_million_lines_is_refused_before_it_is_read() -> None:
    with pytest.raises(ParseError) as refused:
        parse("Why?\n" + "\n" * 900_000)
    assert [error.code for error in refused.value.errors] == ["too-large"]


def test_rendering_a_long_paragraph_takes_linear_time() -> None:
    small, large = (Document(title="Why?", lead="1. x: y 2. " * times) for times in (6_000, 24_000))
    assert linear_time.is_within(lambda: render(large), times=8, small=lambda: render(small), slack=_SLACK)
