"""Sections, causes, their labels, and what is no list at all."""

import pytest

from articles.parsing import Cause, Document, Section, parse


def _parse(*body: str, title: str = "What causes cramps?") -> Document:
    return parse("\n".join([title, "", "Lead.", "", *body]))


def _causes(document: Document) -> list[tuple[int | None, str]]:
    return [(cause.number, cause.heading) for section in document.sections for cause in section.causes]


def _codes(document: Document) -> list[tuple[str, int]]:
    return [(warning.code, warning.line) for warning in document.warnings]


@pytest.mark.parametrize(
    "line",
    [
        "3.9 and 6.0 mmol/L is the usual range.",
        "1-2 days are enough.",
        "58 beats per minute",
        "60–100 beats/min",
        "2024. was a year",
        "1.",
        "1. 2. 3.",
        "(2019) study",
        "V. fib is an emergency.",
        "V.A. clinics",
        "C. difficile",
        "I.I.I.I.",
        "I. think, therefore I am.",
        "三、五天后复诊。",
        "* x",
        "# x",
        "> x",
    ],
)
def test_figures_and_abbreviations_are_no_list(line: str) -> None:
    document = _parse(line)
    assert document.sections == ()
    assert document.lead == f"Lead.\n\n{line}"
    assert document.warnings == ()


@pytest.mark.parametrize(
    "line",
    [
        "1. Dry air",
        "1.Dry air",
        "1) Dry air",
        "(1) Dry air",
        "（1）Dry air",
        "１．Dry air",
        "1、Dry air",
        "① Dry air",
        "1. Dry air:",
    ],
)
def test_a_number_may_be_written_in_many_ways(line: str) -> None:
    assert _causes(_parse(line, "", "Text.")) == [(1, "Dry air")]


@pytest.mark.parametrize(
    ("line", "label", "kind"),
    [
        ("I. Physiological Factors", "Physiological Factors", "physiological"),
        ("II) Pathological causes:", "Pathological causes", "pathological"),
        ("Ⅰ．Physiological Factors", "Physiological Factors", "physiological"),
        ("Pathological Factors", "Pathological Factors", "pathological"),
        ("I. Everyday causes (physiological)", "Everyday causes (physiological)", "physiological"),
        ("一、生理性因素", "生理性因素", "physiological"),
        ("（二）病理性因素", "病理性因素", "pathological"),
        ("病理性因素：", "病理性因素", "pathological"),
    ],
)
def test_the_heading_of_a_section_gives_its_kind(line: str, label: str, kind: str) -> None:
    section = _parse(line, "", "Text.").sections[0]
    assert (section.kind, section.label, section.text) == (kind, label, "Text.")


@pytest.mark.parametrize(
    "label",
    [
        "Environmental Factors",
        "Physiological and pathological factors",
        "Non-pathological factors",
        "Pathophysiological view",
        "非生理性因素",
        "Disease",
        "疾病因素",
    ],
)
def test_a_heading_that_names_no_kind_or_two_is_other_and_warned_about(label: str) -> None:
    document = _parse(f"I. {label}", "", "1. Cancer", "", "Text.")
    assert document.sections[0].kind == "other"
    assert _codes(document) == [("unknown-section", 5)]


def test_a_kind_line_under_the_heading_states_the_kind() -> None:
    document = _parse("I. Everyday life", "Kind: physiological", "", "Text.", "", "Kind: other")
    assert document.sections == (Section("physiological", "Everyday life", "Text.\n\nKind: other"),)
    assert _codes(document) == [("misplaced-line", 10)]


def test_an_unknown_kind_is_kept_with_a_warning() -> None:
    document = _parse("I. Everyday life", "Kind: harmless", "", "Text.")
    assert document.unplaced[0].text == "Kind: harmless"
    assert ("unknown-value", 6) in _codes(document)


def test_words_of_a_cause_never_give_a_kind() -> None:
    document = _parse("1. Pathological fracture", "", "Purely physiological.")
    assert document.sections[0].kind == "unspecified"


def test_text_may_run_in_behind_the_heading_of_a_section() -> None:
    section = _parse("一、生理性因素：受凉会引起抽筋。").sections[0]
    assert (section.label, section.text) == ("生理性因素", "受凉会引起抽筋。")


def test_the_first_colon_is_the_border_of_a_run_in_heading() -> None:
    document = _parse("1. Dermatitis: a shampoo: follow the leaflet.", "2、缺钙：多见于老人：要补钙。")
    causes = document.sections[0].causes
    assert [(cause.heading, cause.explanation) for cause in causes] == [
        ("Dermatitis", "a shampoo: follow the leaflet."),
        ("缺钙", "多见于老人：要补钙。"),
    ]


def test_a_colon_behind_a_sentence_is_no_border() -> None:
    assert _parse("1. Rest well. Note: sleep", "", "x").sections[0].causes[0].heading == "Rest well. Note: sleep"


def test_a_numbered_paragraph_of_sentences_has_no_heading() -> None:
    document = _parse("1. Stones are small. They can hurt for hours.", "", "2. Other")
    assert document.sections[0].causes[0] == Cause(1, "", "Stones are small. They can hurt for hours.")
    assert _codes(document) == [("cause-without-heading", 5)]


def test_wrong_numbers_are_kept_in_printed_order_with_a_warning_each() -> None:
    document = _parse("1. A", "", "x", "", "3. B", "", "x", "", "3. C", "", "x", "", "2. D", "", "x")
    assert _causes(document) == [(1, "A"), (3, "B"), (3, "C"), (2, "D")]
    assert _codes(document) == [("cause-number-gap", 9), ("duplicate-cause-number", 13), ("cause-number-gap", 17)]


def test_a_list_that_begins_with_two_misses_an_item() -> None:
    assert _codes(_parse("2. B", "", "x")) == [("cause-number-gap", 5)]


@pytest.mark.parametrize("number", [1, 3])
def test_numbers_may_restart_or_run_on_in_the_next_section(number: int) -> None:
    lines = ["I. Physiological", "1. A", "2. B", "II. Pathological", f"{number}. C"]
    assert _codes(_parse(*lines)) == []


def test_sections_out_of_order_are_warned_about() -> None:
    assert _codes(_parse("I. Physiological", "x", "III. Pathological", "y")) == [("section-number-order", 7)]


def test_numbers_in_another_way_inside_a_cause_are_its_text() -> None:
    document = _parse("1. Bone spurs", "", "Care:", "(1) rest", "(2) ice", "", "2. Gout", "", "x")
    assert _causes(document) == [(1, "Bone spurs"), (2, "Gout")]
    assert document.sections[0].causes[0].explanation == "Care:\n(1) rest\n(2) ice"
    assert _codes(document) == [("sublist-kept-as-text", 8)]


def test_headings_directly_over_their_text_make_each_sentence_line_a_paragraph() -> None:
    document = _parse("1. A", "One wraps", "and ends.", "Two.", "2. B", "Three.", "Closing words.")
    assert [cause.explanation for cause in document.sections[0].causes] == ["One wraps\nand ends.\n\nTwo.", "Three."]
    assert document.closing == "Closing words."


def test_the_labels_of_a_cause_are_read() -> None:
    document = _parse(
        *["1. A", "", "Text.", "", "What helps: rest", "and sleep", "", "What helps:", "- ice", "- tea", ""],
        *["See a doctor if:", "", "it lasts.", "", "Likelihood: Less common", "", "Condition: Osteophyte", "", "End."],
    )
    cause = Cause(1, "A", "Text.", "rest\nand sleep\n\n- ice\n- tea", "it lasts.", "less_common", "Osteophyte")
    assert document.sections[0].causes == (cause,)
    assert document.closing == "End."
    assert document.warnings == ()


def test_wrong_and_second_values_of_a_cause_are_kept_with_a_warning() -> None:
    document = _parse(
        "1. A", "Likelihood: often", "Likelihood: rare", "Likelihood: common", "Condition: B", "Condition: C"
    )
    cause = document.sections[0].causes[0]
    assert (cause.likelihood, cause.condition) == ("rare", "B")
    assert [left.text for left in document.unplaced] == ["Likelihood: often", "Likelihood: common", "Condition: C"]
    assert _codes(document) == [("unknown-value", 6), ("second-label", 8), ("second-label", 10)]


def test_a_label_outside_a_cause_stays_text_with_a_warning() -> None:
    document = _parse("What helps: rest")
    assert document.lead == "Lead.\n\nWhat helps: rest"
    assert _codes(document) == [("misplaced-line", 5)]


def test_causes_inside_a_paragraph_are_found_where_no_other_list_is() -> None:
    document = parse("为什么腿麻？\n\n常见原因有：1、久坐：压迫神经。2、受凉：血管收缩。3. 缺钙：抽筋。\n\n请就医。")
    assert document.lead == "常见原因有："
    assert _causes(document) == [(1, "久坐"), (2, "受凉"), (3, "缺钙")]
    assert document.closing == "请就医。"


@pytest.mark.parametrize(
    "text",
    [
        "Reasons are: 1. A: one",
        "Reasons are: 1. A one 2. B two",
        "Reasons are: 2. A: one 3. B: two",
        "Take 1. A rest. And so: on 2. B",
        "\\Reasons are: 1. A: one 2. B: two",
    ],
)
def test_other_figures_in_a_paragraph_are_no_causes(text: str) -> None:
    assert _parse(text).sections == ()


def test_a_paragraph_is_left_alone_where_the_document_has_a_list() -> None:
    document = _parse("Reasons: 1. A: one 2. B: two", "", "1. Real", "", "x")
    assert _causes(document) == [(1, "Real")]


def test_one_line_may_hold_the_whole_list() -> None:
    assert _causes(_parse("1. A: one. 2. B: two.")) == [(1, "A"), (2, "B")]


@pytest.mark.parametrize(
    ("title", "items", "kind"),
    [
        ("Why?", "", "unspecified"),
        ("Why is it so?", "Items: causes", "unspecified"),
        ("How to rest?", "", "other"),
        ("Is it bad?", "", "unspecified"),
        ("Is it bad?", "Items: symptoms", "other"),
        ("How to rest?", "Items: causes", "unspecified"),
    ],
)
def test_a_list_without_heading_is_unspecified_only_if_it_names_causes(title: str, items: str, kind: str) -> None:
    assert parse(f"{title}\n\n{items}\n\nLead.\n\n1. A\n\nx").sections[0].kind == kind
