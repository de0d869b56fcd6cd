"""The header: dates, source, doctors, extra lines; nothing guessed, nothing lost."""

from datetime import date

import pytest

from articles.parsing import Audience, Document, parse


def _parse(*header: str) -> Document:
    return parse("\n".join(["What causes cramps?", "", *header, "", "Some text."]))


def _codes(document: Document) -> list[tuple[str, int]]:
    return [(warning.code, warning.line) for warning in document.warnings]


@pytest.mark.parametrize(
    "written",
    [
        "May 13, 2023",
        "May 13 2023",
        "MAY 13, 2023",
        "May 13th, 2023",
        "13 May 2023",
        "2023-05-13",
        "2023/5/13",
        "2023.05.13",
        "2023年5月13日",
        "2023 年 5 月 13 日",
        "May 13，2023",
        "２０２３-０５-１３",
        "Date: 2023-05-13",
        "日期：2023年5月13日",
    ],
)
def test_a_date_that_can_mean_one_day_is_read(written: str) -> None:
    document = _parse(written)
    assert document.dated == date(2023, 5, 13)
    assert document.lead == "Some text."


@pytest.mark.parametrize(
    "written", ["03/05/2024", "13-05-2023", "May 2023", "Feb 30, 2024", "2023-13-05", "Mai 5, 2024"]
)
def test_any_other_date_is_kept_with_a_warning(written: str) -> None:
    document = _parse(f"{written} Source: Harbour Clinic Notes")
    assert document.dated is None
    assert document.source == "Harbour Clinic Notes"
    assert _codes(document) == [("unreadable-date", 3)]
    assert [(left.line, left.text) for left in document.unplaced] == [(3, written)]


@pytest.mark.parametrize("line", ["Source: Cainiu Health", "来源：Cainiu Health", "SOURCE ： Cainiu Health"])
def test_the_source_may_stand_alone(line: str) -> None:
    assert _parse(line).source == "Cainiu Health"


@pytest.mark.parametrize(
    "line",
    [
        "Dr. Lin Yunfei",
        "Dr Lin Yunfei",
        "DR. Lin Yunfei",
        "Dr．Lin Yunfei",
        "Doctor Lin Yunfei",
        "Doctor: Lin Yunfei",
        "Author: Dr. Lin Yunfei",
        "Written by: Lin Yunfei",
        "医生：Lin Yunfei",
        "作者：Lin Yunfei 医生",
        "Lin Yunfei 医生",
    ],
)
def test_a_doctor_is_named_without_honorific(line: str) -> None:
    document = _parse("May 13, 2023", line)
    assert document.doctors == ("Lin Yunfei",)
    assert document.warnings == ()


@pytest.mark.parametrize("line", ["林云飞 医生", "医生：林云飞", "医生：林云飞医生", "作者: 林云飞 大夫"])
def test_a_chinese_doctor_is_named_without_honorific(line: str) -> None:
    assert _parse(line).doctors == ("林云飞",)


@pytest.mark.parametrize(
    "line", ["Dr. Lin recommends that you rest.", "Doctor visits help.", "请咨询医生", "Mara Ellison"]
)
def test_a_sentence_about_doctors_names_none(line: str) -> None:
    document = _parse(line)
    assert document.doctors == ()
    assert document.lead.startswith(line)


def test_a_second_doctor_without_role_is_the_reviewer_and_asked_about() -> None:
    document = _parse("Dr. One", "Dr. Two", "Dr. Three")
    assert document.doctors == ("One", "Two")
    assert _codes(document) == [("second-doctor", 4), ("second-header-line", 5)]
    assert document.unplaced[0].text == "Dr. Three"


def test_the_role_decides_whatever_the_order() -> None:
    assert _parse("Reviewer: Dr. Two", "Author: Dr. One").doctors == ("One", "Two")


def test_a_reviewer_alone_is_no_byline() -> None:
    document = _parse("Reviewer: Dr. Two")
    assert document.doctors == ()
    assert _codes(document) == [("reviewer-without-author", 3)]
    assert document.unplaced[0].text == "Reviewer: Dr. Two"


def test_two_doctors_on_one_line_are_not_told_apart() -> None:
    document = _parse("Dr. One and Dr. Two")
    assert document.doctors == ()
    assert _codes(document) == [("several-doctors", 3)]


def test_a_doctors_rank_is_no_part_of_the_name() -> None:
    document = _parse("医生：林云飞 主任医师")
    assert document.doctors == ("林云飞",)
    assert document.unplaced[0].text == "主任医师"


def test_every_extra_line_is_read() -> None:
    document = _parse(
        "Language: zh-hans",
        "Department: Orthopaedics",
        "Tags: leg cramps, calcium，elderly",
        "Audience: adult, female, night staff",
        "Also asked as: charley horse; night cramps",
        "Items: symptoms",
        "Source address: https://example.org/a",
        "Source kind: Translated",
        "License: CC BY 4.0",
        "Evidence searched: 2026-03-01",
    )
    assert document == Document(
        title="What causes cramps?",
        language="zh-hans",
        department="Orthopaedics",
        tags=("leg cramps", "calcium", "elderly"),
        audience=Audience("adult", "female", "night staff"),
        also_asked_as=("charley horse", "night cramps"),
        items="symptoms",
        source_address="https://example.org/a",
        source_kind="translated",
        licence="CC BY 4.0",
        evidence_searched=date(2026, 3, 1),
        lead="Some text.",
    )


@pytest.mark.parametrize(
    ("written", "audience"),
    [
        ("adult", Audience("adult")),
        ("female", Audience(sex="female")),
        ("middle-aged women", Audience(group="middle-aged women")),
        ("older adults, men, retired", Audience("older_adult", "any", "men, retired")),
        ("anyone, any, female", Audience(group="female")),
        ("老年人，女性", Audience("older_adult", "female")),
        ("female, adult", Audience("anyone", "female", "adult")),
    ],
)
def test_each_part_of_the_audience_is_optional(written: str, audience: Audience) -> None:
    assert _parse(f"Audience: {written}").audience == audience


@pytest.mark.parametrize("line", ["Items: recipes", "Source kind: stolen", "Source address: example.org"])
def test_a_value_that_the_label_does_not_know_is_kept_with_a_warning(line: str) -> None:
    document = _parse(line)
    assert _codes(document) == [("unknown-value", 3)]
    assert document.unplaced[0].text == line


def test_a_tag_that_is_a_sentence_is_left_out_with_its_line() -> None:
    document = _parse(f"Tags: legs, Vaccines harm: stop them, {'x' * 41}, 停药！, {'y' * 40}")
    assert document.tags == ("legs", "y" * 40)
    assert _codes(document) == [("no-tag-name", 3)] * 3
    assert [left.text for left in document.unplaced] == ["Vaccines harm: stop them", "x" * 41, "停药！"]


def test_the_first_of_two_lines_counts_and_the_second_is_kept() -> None:
    document = _parse("May 13, 2023 Source: A", "Source: B", "Language: en", "Language: fr")
    assert (document.source, document.language) == ("A", "en")
    assert _codes(document) == [("second-header-line", 4), ("second-header-line", 6)]


def test_a_header_line_in_the_text_stays_text_with_a_warning() -> None:
    document = parse("Why?\n\nIntroduction\nShort.\n\nSource: WHO\n\n\\Source: WHO\n\nDr. Late")
    assert document.lead == "Source: WHO\n\nSource: WHO\n\nDr. Late"
    assert _codes(document) == [("misplaced-line", 6), ("misplaced-line", 10)]


def test_empty_labels_say_nothing() -> None:
    assert _parse("Source:", "Tags:", "Language:") == Document(
        title="What causes cramps?", items="causes", lead="Some text."
    )


@pytest.mark.parametrize(
    ("title", "items"),
    [
        ("Why do legs cramp?", "causes"),
        ("Which foods hold calcium?", "foods"),
        ("How can a blister be cared for?", "steps"),
        ("What are the symptoms of flu?", "symptoms"),
        ("How long does flu last?", None),
        ("Is it normal?", None),
        ("小腿抽筋是什么原因？", "causes"),
        ("口腔溃疡吃什么？", "foods"),
        ("打嗝怎么办？", "steps"),
        ("要紧吗？", None),
    ],
)
def test_the_opening_of_the_title_proposes_what_lists_name(title: str, items: str | None) -> None:
    assert parse(f"{title}\n\nText.").items == items
