"""Every word of the input is in the document or in what it lists as unplaced, with a warning on the same line."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.parsing import Document, ParseError, parse

_SHAPES = (
    "1. {}",
    "2. {}: {}",
    "(3) {}",
    "1. {}: {} 2. {}: {}",
    "{} 1. {}: {} 2. {}: {}",
    "I. {}",
    "II. {}: {}",
    "I. Physiological Factors {}",
    "Physiological Factors",
    "Pathological causes: {}",
    "一、{}",
    "1、{}：{}",
    "{}",
    "- {}",
    "- {} | {} | {} | {}",
    "\\{}",
    "{}: {}",
    "Introduction",
    "Introduction: {}",
    "Answer",
    "Closing",
    "Emergency: {}",
    "Urgent:",
    "Kind: {}",
    "What helps: {}",
    "See a doctor if:",
    "Likelihood: {}",
    "Condition: {}",
    "Dr. {}",
    "{} 医生",
    "{} 主任医师",
    "Dr. {}, Dr. {}",
    "Doctor: {}",
    "Author: Dr. {}",
    "Reviewer: {}",
    "May 13, 2023 Source: {}",
    "13/05/2023 {} Source: {}",
    "Source: {}",
    "Date: {}",
    "Language: {}",
    "Department: {}",
    "Tags: {}, {}",
    "Audience: adult, {}",
    "Also asked as: {}; {}",
    "Items: {}",
    "Source address: {}",
    "Source kind: {}",
    "Licence: {}",
    "Evidence searched: {}",
    "Reader's question",
    "Disease description: {}",
    "Doctor's answer (1)",
    "Related Articles",
    "View All",
    "References",
    "Ask your doctor",
    "Disclosure: {}",
    "Disclosure:",
    "Associated: {}; {}",
    "",
    "",
    "",
    "",
)


def _numbered(shapes: list[str]) -> tuple[str, int]:
    """The shapes with a word of its own in every gap."""
    count = 0
    lines = []
    for shape in shapes:
        gaps = shape.count("{}")
        lines.append(shape.format(*(f"Zq{count + gap}q" for gap in range(gaps))))
        count += gaps
    return "\n".join(lines), count


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(_SHAPES), min_size=3, max_size=30))
def test_every_word_is_placed_or_reported(shapes: list[str]) -> None:
    text, count = _numbered(shapes)
    try:
        document = parse(f"Why?\n\n{text}")
    except ParseError:
        return
    words = repr(replace(document, warnings=()))
    assert [word for word in (f"Zq{number}q" for number in range(count)) if word not in words] == []
    warned = {warning.line for warning in document.warnings}
    assert all(left.line in warned or _in_trailer(document, left.line) for left in document.unplaced)


def _in_trailer(document: Document, line: int) -> bool:
    """The text behind the trailer has one warning, on its first line."""
    return any(note.code == "text-after-trailer" and note.line <= line for note in document.warnings)
