"""Files that hold no answer are refused with a sentence that says what to do."""

import pytest

from articles.parsing import ParseError, parse


def _errors(text: str, max_bytes: int = 1_000_000) -> list[tuple[str, int]]:
    with pytest.raises(ParseError) as refused:
        parse(text, max_bytes=max_bytes)
    assert all(error.message.endswith(".") for error in refused.value.errors)
    return [(error.code, error.line) for error in refused.value.errors]


@pytest.mark.parametrize("text", ["", "\n", "  \n\t\n", "\ufeff", "\u3000\n"])
def test_a_file_without_words_is_empty(text: str) -> None:
    assert _errors(text) == [("empty-file", 0)]


@pytest.mark.parametrize(
    "first",
    [
        "May 13, 2023 Source: X",
        "2023-05-13",
        "2024年3月5日",
        "Source: X",
        "Dr. Mara Ellison",
        "医生：林云飞",
        "Introduction",
        "I. Physiological Factors",
        "1. Acid Reflux",
        "Related Articles",
        "Tags: a, b",
        "一、生理性因素",
    ],
)
def test_a_header_line_or_heading_in_first_place_means_that_the_question_is_missing(first: str) -> None:
    assert _errors(f"\n{first}\n\nSome text.") == [("missing-title", 2)]


def test_a_backslash_makes_any_first_line_the_question() -> None:
    assert parse("\\1. What is first?\n\nText.").title == "1. What is first?"


@pytest.mark.parametrize(
    "title", ["Emergency: when to call?", "Condition: what is it?", "10 foods that help", "Dr. Google: friend?"]
)
def test_a_question_that_resembles_a_label_of_the_body_is_a_question(title: str) -> None:
    assert parse(f"{title}\n\nText.").title == title


@pytest.mark.parametrize(
    "rest",
    [
        "",
        "\n\nMay 13, 2023\nDr. X",
        "\n\nRelated Articles\n\nView All",
        "\n\nReader's question\n\nMy leg?",
        "\n\nEmergency: call",
        "\n\nDisclosure: none",
        "\n\nI. \\",
    ],
)
def test_a_question_without_answer_is_an_empty_body(rest: str) -> None:
    assert _errors(f"Why?{rest}") == [("empty-body", 0)]


def test_the_size_is_counted_in_bytes() -> None:
    assert _errors("为什么？\n\n" + "痛" * 400, max_bytes=1_000) == [("too-large", 0)]
    assert parse("为什么？\n\n" + "痛" * 300, max_bytes=1_000).title == "为什么？"


def test_a_first_line_as_long_as_a_paragraph_is_no_question() -> None:
    assert _errors("word " * 200 + "\n\nText.") == [("title-too-long", 1)]


def test_the_exception_reads_as_its_messages() -> None:
    with pytest.raises(ParseError, match="The file is empty; write the question as its first line"):
        parse("")
