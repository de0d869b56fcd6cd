"""Introduction, reader's question, closing, care cards, lists at the end, trailer."""

from datetime import date

import pytest

from articles.parsing import CareCard, Document, Reference, parse


def _parse(*lines: str) -> Document:
    return parse("\n".join(["What causes cramps?", "", *lines]))


def _codes(document: Document) -> list[tuple[str, int]]:
    return [(warning.code, warning.line) for warning in document.warnings]


@pytest.mark.parametrize(
    "lines",
    [
        ("Introduction", "Short.", "", "Lead."),
        ("Introduction:", "Short.", "", "Lead."),
        ("Introduction", "", "Short.", "", "Lead."),
        ("Introduction: Short.", "", "Lead."),
        ("引言：Short.", "", "Lead."),
        ("导语", "Short.", "", "Answer", "", "Lead."),
    ],
)
def test_the_introduction_ends_at_the_first_blank_line(lines: tuple[str, ...]) -> None:
    document = _parse(*lines)
    assert (document.introduction, document.lead) == ("Short.", "Lead.")
    assert document.warnings == ()


def test_the_answer_marker_ends_a_longer_introduction() -> None:
    document = _parse("Introduction", "One.", "", "Two.", "", "Answer", "", "Lead.")
    assert (document.introduction, document.lead) == ("One.\n\nTwo.", "Lead.")


def test_the_readers_question_ends_where_the_doctor_answers() -> None:
    document = _parse(
        "Disease description:",
        "",
        "My leg hurts.",
        "1. Why?",
        "",
        "Is it bad?",
        "",
        "Doctor's answer (1)",
        "Dr. Beata Lund",
        "Introduction",
        "Short.",
        "",
        "Lead.",
    )
    assert document.reader_question == "My leg hurts.\n1. Why?\n\nIs it bad?"
    assert document.doctors == ("Beata Lund",)
    assert (document.introduction, document.lead) == ("Short.", "Lead.")


def test_a_readers_question_without_end_takes_one_paragraph() -> None:
    document = _parse("病情描述：最近小腿抽筋。", "", "Dr. Beata Lund", "", "Lead.")
    assert (document.reader_question, document.lead) == ("最近小腿抽筋。", "Lead.")


def test_the_last_cause_takes_one_paragraph_and_the_rest_is_the_closing() -> None:
    document = _parse("Lead.", "", "1. A", "", "One.", "", "Two.", "", "2. B", "", "Three.", "", "Four.", "", "Five.")
    assert [cause.explanation for cause in document.sections[0].causes] == ["One.\n\nTwo.", "Three."]
    assert document.closing == "Four.\n\nFive."


def test_paragraphs_before_a_label_belong_to_the_last_cause() -> None:
    document = _parse("1. A", "", "One.", "", "Two.", "", "What helps: rest", "", "End.")
    assert document.sections[0].causes[0].explanation == "One.\n\nTwo."
    assert document.closing == "End."


@pytest.mark.parametrize("marker", ["Closing", "closing:", "结语"])
def test_the_closing_marker_decides_whatever_stands_before(marker: str) -> None:
    document = _parse("1. A", "", "One.", "", "Two.", "", marker, "", "End.")
    assert document.sections[0].causes[0].explanation == "One.\n\nTwo."
    assert document.closing == "End."


def test_a_closing_marker_alone_keeps_all_paragraphs_in_the_cause() -> None:
    document = _parse("1. A", "", "One.", "", "Two.", "", "Closing")
    assert document.sections[0].causes[0].explanation == "One.\n\nTwo."
    assert document.closing == ""


@pytest.mark.parametrize(
    ("closing", "names"),
    [
        ("It may be associated with conditions such as gout, or flu. See a doctor.", ("gout", "flu")),
        ("Associated with other diseases such as gout and flu.", ("gout", "flu")),
        ("夜里抽筋还可能与甲状腺功能减退、糖尿病等疾病有关。", ("甲状腺功能减退", "糖尿病")),
        ("See a doctor.", ()),
    ],
)
def test_the_closing_names_associated_conditions(closing: str, names: tuple[str, ...]) -> None:
    assert _parse("1. A", "", "x", "", closing).associated_names == names


def test_a_line_of_associated_names_counts_before_the_sentence() -> None:
    closing = "Associated with conditions such as gout."
    assert _parse("1. A", "", "x", "", closing, "", "Associated: a; b, c").associated_names == ("a", "b, c")
    assert _parse("1. A", "", "x", "", closing, "", "Associated:").associated_names == ()


def test_care_cards_have_a_heading_and_bullets() -> None:
    document = _parse(
        "Lead.",
        "",
        "Emergency: Call if:",
        "- chest pain",
        "• fainting",
        "",
        "- a long",
        "one",
        "",
        "紧急：",
        "立即拨打：",
        "1. 胸痛",
        "",
        "Routine: Book a visit.",
        "",
        "After.",
    )
    assert document.care == (
        CareCard("emergency", "Call if:", ("chest pain", "fainting", "a long one")),
        CareCard("emergency", "立即拨打：", ("胸痛",)),
        CareCard("routine", "Book a visit."),
    )
    assert document.lead == "Lead.\n\nAfter."


@pytest.mark.parametrize("mark", ["- ", "* ", "1. ", "（1）", ""])
def test_questions_to_ask_may_be_marked_in_any_way(mark: str) -> None:
    document = _parse("Lead.", "", "Ask your doctor", f"{mark}Is it bad?", f"{mark}Source: who says so?")
    assert document.ask_your_doctor == ("Is it bad?", "Source: who says so?")


def test_references_are_read_by_the_shape_of_their_parts() -> None:
    document = _parse(
        "Lead.",
        "",
        "References",
        "- Cramps | A. Author, B. Author | 2024 | https://example.org/x | guideline | accessed 2026-05-01",
        "- Legs | study | doi:10.1000/x | 1999",
        "- Bones | isbn: 978-3 | 书籍 | 访问于 2026-05-01 | 机构：2024",
        "- https://example.org/y",
        "- A \\| B | WHO",
        "- Plain title 2020, WHO",
    )
    day = date(2026, 5, 1)
    assert document.references == (
        Reference("Cramps", "A. Author, B. Author", 2024, "https://example.org/x", kind="guideline", accessed_on=day),
        Reference("Legs", year=1999, doi="10.1000/x", kind="study"),
        Reference("Bones", "2024", isbn="978-3", kind="book", accessed_on=day),
        Reference("https://example.org/y", url="https://example.org/y"),
        Reference("A | B", "WHO"),
        Reference("Plain title 2020, WHO"),
    )
    assert document.warnings == ()


def test_a_part_of_a_reference_without_field_is_kept_with_a_warning() -> None:
    document = _parse("Lead.", "", "References", "- Cramps | WHO | Journal of Legs | 2024 | 2025")
    assert [left.text for left in document.unplaced] == ["Journal of Legs", "2025"]
    assert _codes(document) == [("unknown-reference-part", 6), ("unknown-reference-part", 6)]


def test_text_behind_a_list_is_kept_with_a_warning() -> None:
    document = _parse("Lead.", "", "References", "- Cramps", "", "Written in haste.")
    assert document.unplaced[0].text == "Written in haste."
    assert _codes(document) == [("text-after-list", 8)]


@pytest.mark.parametrize("lines", [("Disclosure: none",), ("Disclosure:", "none"), ("利益声明：none",)])
def test_the_disclosure_is_read(lines: tuple[str, ...]) -> None:
    assert _parse("Lead.", "", *lines).disclosure == "none"


def test_a_missing_disclosure_is_not_an_empty_one() -> None:
    assert _parse("Lead.").disclosure is None


@pytest.mark.parametrize(
    "lines", [("Related Articles", "", "View All"), ("Related articles:",), ("View All",), ("相关文章", "查看全部")]
)
def test_the_trailer_is_dropped_and_remembered(lines: tuple[str, ...]) -> None:
    document = _parse("Lead.", "", *lines)
    assert (document.lead, document.trailer_removed, document.warnings) == ("Lead.", True, ())


def test_what_follows_the_trailer_is_kept_with_one_warning() -> None:
    document = _parse("Lead.", "", "Related Articles", "Why do arms hurt?", "", "View All", "Footer")
    assert [(left.line, left.text) for left in document.unplaced] == [(6, "Why do arms hurt?"), (9, "Footer")]
    assert _codes(document) == [("text-after-trailer", 6)]


def test_view_all_in_the_middle_is_text() -> None:
    document = _parse("Lead.", "", "View All", "", "More.")
    assert document.lead == "Lead.\n\nView All\n\nMore."
    assert _codes(document) == [("misplaced-line", 5)]


def test_a_backslash_makes_a_line_text_and_is_removed() -> None:
    document = _parse("\\1. Not a cause", "", "\\Closing", "\\\\x", "", "\\")
    assert document.lead == "1. Not a cause\n\nClosing\n\\x\n\n\\"
    assert document.warnings == ()


def test_lines_of_a_paragraph_stay_lines_without_outer_space() -> None:
    assert _parse("  One  ", "\u3000two", "- three", "", " ", "", "Four.").lead == "One\ntwo\n- three\n\nFour."


def test_a_very_long_paragraph_is_warned_about_at_its_first_line() -> None:
    assert _codes(_parse("Short.", "", "word " * 1_200)) == [("very-long-paragraph", 5)]
