"""The canonical layout, word for word."""

from datetime import date

import pytest

from articles.parsing import Audience, CareCard, Cause, Document, Reference, Section, parse
from articles.rendering import render

_EVERYTHING = Document(
    title="What causes leg cramps at night?",
    dated=date(2023, 5, 3),
    source="Harbour Clinic Notes",
    doctors=("Mara Ellison", "Luis Prieto"),
    language="en",
    department="Orthopaedics",
    tags=("leg cramps", "calcium, oral"),
    audience=Audience("adult", "female", "middle-aged women"),
    also_asked_as=("charley horse", "night cramps"),
    items="symptoms",
    source_address="https://example.org/a",
    source_kind="original",
    licence="CC BY 4.0",
    evidence_searched=date(2026, 3, 1),
    reader_question="My leg?",
    introduction="One.\n\nTwo.",
    lead="Lead.\n- a\n- b",
    sections=(
        Section("physiological", "Physiological Factors", "1. of all: rest"),
        Section(
            "pathological",
            "Wear",
            "",
            (Cause(1, "Bone: spurs", "E.\n\nF.", "Rest.\n\n- ice", "it lasts", "less_common", "Osteophyte"),),
        ),
    ),
    closing="End.",
    associated_names=("Gout", "Flu"),
    care=(CareCard("emergency", "Call if:", ("pain", "fever")), CareCard("urgent", "Go today.")),
    ask_your_doctor=("Is it bad?",),
    references=(Reference("T", "WHO", 2024, "https://x.org", kind="guideline", accessed_on=date(2026, 5, 1)),),
    disclosure="none",
    trailer_removed=True,
)
_WRITTEN = """\
What causes leg cramps at night?

May 03, 2023 Source: Harbour Clinic Notes
Author: Dr. Mara Ellison
Reviewer: Dr. Luis Prieto
Language: en
Department: Orthopaedics
Tags: leg cramps, calcium\\, oral
Audience: adult, female, middle-aged women
Also asked as: charley horse; night cramps
Items: symptoms
Source address: https://example.org/a
Source kind: original
Licence: CC BY 4.0
Evidence searched: 2026-03-01
Reader's question:

My leg?

Doctor's answer (1)
Introduction
One.

Two.

Answer

Lead.
- a
- b

I. Physiological Factors

\\1. of all: rest

II. Wear
Kind: pathological

1. \\Bone: spurs

E.

F.

What helps: Rest.

What helps:
- ice

See a doctor if: it lasts

Likelihood: less common

Condition: Osteophyte

End.

Associated: Gout; Flu

Emergency: Call if:
- pain
- fever

Urgent: Go today.

Ask your doctor
- Is it bad?

References
- T | WHO | 2024 | https://x.org | guideline | accessed 2026-05-01

Disclosure: none

Related Articles

View All"""
_CHINESE = """\
小腿抽筋是什么原因？

2024年3月5日 来源：健康网
林云飞 医生
语言：zh-hans
标签：抽筋, 小腿
适用人群：成人, 女性
其他问法：腿抽筋；抽筋怎么回事
引言
多半没有危险。

原因如下：

一、生理性因素

1、受凉

注意保暖。

建议：热敷。

可能性：常见

二、病理性因素

1、缺钙

要补钙。

还可能与骨刺、糖尿病等疾病有关。

紧急：请立即拨打急救电话：
- 胸痛

问医生
- 要查血吗？

参考文献
- 手册 | 2024 | 指南 | 访问于 2026-08-20

利益声明：无

相关文章

查看全部"""


def test_everything_is_printed_in_its_fixed_place() -> None:
    assert render(_EVERYTHING) == _WRITTEN
    assert parse(_WRITTEN) == _EVERYTHING


def test_a_document_in_chinese_gets_the_chinese_labels() -> None:
    document = parse(_CHINESE)
    assert render(document) == _CHINESE
    assert document.doctors == ("林云飞",)
    assert document.associated_names == ("骨刺", "糖尿病")
    assert [section.kind for section in document.sections] == ["physiological", "pathological"]
    assert document.warnings == ()


def test_what_is_absent_is_not_printed() -> None:
    assert render(Document(title="Why?", lead="Text.")) == "Why?\n\nText."


def _last(explanation: str, closing: str, **labels: str) -> Document:
    sections = (Section("unspecified", causes=(Cause(1, "A", explanation, **labels),)),)
    return Document(title="Why?", sections=sections, closing=closing)


@pytest.mark.parametrize(
    ("document", "marked"),
    [
        (_last("One.", "End."), False),
        (_last("One.", ""), False),
        (_last("", ""), False),
        (_last("One.\n\nTwo.", ""), True),
        (_last("One.\n\nTwo.", "End."), True),
        (_last("", "End."), True),
        (_last("One.\n\nTwo.", "End.", advice="Rest."), False),
        (_last("One.", "End.", condition="Gout"), False),
        (_last("", "End.", advice="Rest."), True),
        (_last("", "", advice="Rest."), False),
        (Document(title="Why?", lead="Lead.", closing="End."), True),
        (Document(title="Why?", sections=(Section("physiological", "Physiological", "Text."),), closing="End."), True),
    ],
)
def test_the_closing_is_marked_only_where_it_would_be_misread(document: Document, marked: bool) -> None:
    written = render(document)
    assert ("Closing" in written.split("\n")) is marked
    again = parse(written)
    assert (again.sections, again.lead, again.closing) == (document.sections, document.lead, document.closing)


def test_a_single_paragraph_of_introduction_needs_no_answer_marker() -> None:
    assert "Answer" not in render(Document(title="Why?", introduction="One.", lead="Lead."))


def test_a_backslash_stands_only_where_a_line_would_be_misread() -> None:
    text = "Plain.\n* star\n# hash\n> quote\n3.9 mmol/L\n- item"
    assert render(Document(title="Why?", lead=text)) == f"Why?\n\n{text}"
    assert render(Document(title="Why?", lead="1. x\nClosing\n\\y")) == "Why?\n\n\\1. x\n\\Closing\n\\\\y"


def test_an_enumeration_is_escaped_only_where_no_list_follows() -> None:
    text = "Reasons: 1. A: one 2. B: two"
    assert f"\\{text}" in render(Document(title="Why?", lead=text))
    with_list = Document(title="Why?", lead=text, sections=(Section("unspecified", causes=(Cause(1, "A"),)),))
    assert f"\\{text}" not in render(with_list)


def test_a_question_that_looks_like_a_header_line_is_escaped() -> None:
    assert render(Document(title="May 13, 2023", lead="x")).startswith("\\May 13, 2023\n")


@pytest.mark.parametrize(
    ("section", "heading"),
    [
        (Section("physiological", None, "x"), "I. \\\nKind: physiological"),
        (Section("unspecified", None, "x"), "I. \\"),
        (Section("other", "Air: cold", "x"), "I. \\Air: cold"),
        (Section("physiological", "Pathological?", "x"), "I. \\Pathological?\nKind: physiological"),
    ],
)
def test_a_section_says_what_its_heading_does_not(section: Section, heading: str) -> None:
    document = Document(title="Why?", sections=(section,))
    assert render(document) == f"Why?\n\n{heading}\n\nx"
    assert parse(render(document)).sections == (section,)


def test_a_cause_without_printed_number_gets_its_position() -> None:
    causes = (Cause(None, "A"), Cause(None, "B"), Cause(1234, "C"))
    document = Document(title="Why?", sections=(Section("unspecified", causes=causes),))
    assert [cause.number for cause in parse(render(document)).sections[0].causes] == [1, 2, 3]


def test_an_empty_list_of_associated_names_outweighs_the_sentence() -> None:
    document = Document(title="Why?", lead="x", closing="Associated with conditions such as gout.")
    assert render(document).endswith("gout.\n\nAssociated:")
    assert parse(render(document)).associated_names == ()
