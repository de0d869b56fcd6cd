"""Hypothesis strategies for Documents, full of lines that look like something else."""

from datetime import date

from hypothesis import strategies as st

from articles.parsing import Audience, CareCard, Cause, Document, Reference, Section
from articles.parsing.header import _RANK, _SECOND_DOCTOR
from articles.parsing.labels import fold, proposed_items
from articles.parsing.reading import plain_title
from articles.parsing.sentences import conditions_named_in
from articles.parsing.values import is_address, one_line, read_audience
from articles.tag_names import is_tag_name

LOOK_ALIKES = (
    "1. x",
    "1. Heading: text",
    "2) y: z",
    "(3) Third",
    "①受凉",
    "1、受凉：说明",
    "3.9 and 6.0 mmol/L",
    "1-2 days",
    "1.",
    "0. x",
    "I. x",
    "I. \\x",
    "IV. Physiological Factors",
    "Ⅱ．Pathological Factors",
    "一、生理性因素",
    "（二）病理性因素",
    "V.A. clinics",
    "Physiological Factors",
    "Pathological causes: text",
    "生理性因素",
    "Introduction",
    "Introduction: x",
    "引言",
    "Answer",
    "Closing",
    "closing:",
    "结语",
    "Emergency: call",
    "Urgent:",
    "紧急：拨打",
    "Kind: other",
    "What helps: rest",
    "建议：休息",
    "See a doctor if: x",
    "Likelihood: often",
    "Condition: A",
    "- x",
    "- - x",
    "-",
    "- 1. x",
    "* x",
    "# x",
    "> x",
    "• x",
    "\\",
    "\\\\",
    "\\x",
    "\\ x",
    "\\\\1. x",
    "Dr. X",
    "Dr. Dr. X",
    "Doctor Who",
    "林云飞 医生",
    "May 13, 2023",
    "2024年3月5日",
    "May 13, 2023 Source: X",
    "Feb 30, 2024",
    "Source: WHO",
    "来源：X",
    "Author: Dr. A",
    "Tags: a, b",
    "Language: zh",
    "Related Articles",
    "View All",
    "view all:",
    "查看全部",
    "References",
    "Ask your doctor",
    "Disclosure: none",
    "Associated: A; B",
    "Reader's question:",
    "Doctor's answer (1)",
    "医生回答（1）",
    "Disease description: x",
    "Reasons are: 1. A: one 2. B: two 3. C: three",
    "x: y",
    "x：y",
    "a: 1. b: c",
    "|",
    "a | b",
    "\\|",
    "；",
    ";",
    ",",
    "、",
    "associated with conditions such as A, B, or C.",
    "与骨刺、腰椎间盘突出等疾病有关。",
    "summer？",
    "ＦＵＬＬ．",
    "**bold**",
    "https://example.org/x",
    "2024",
    "guideline",
    "accessed 2026-05-01",
    "doi:10.1/x",
    "female",
    "adult",
    "any",
    "**" * 40,
    "x" * 160,
    "1. " + "long words " * 20,
    "5. " + "y" * 149 + ": z",
)

_letters = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
_raw = st.one_of(
    st.sampled_from(LOOK_ALIKES),
    st.sampled_from(LOOK_ALIKES),
    st.text(_letters, max_size=30),
    st.text(st.sampled_from("1I.:：-\\ 、，x一)("), max_size=12),
    st.builds(lambda a, b: f"{a} {b}", st.sampled_from(LOOK_ALIKES), st.sampled_from(LOOK_ALIKES)),
)
lines = _raw.map(str.strip).filter(bool)
words = _raw.map(one_line)
some_words = words.filter(bool)
paragraphs = st.lists(lines, min_size=1, max_size=3).map("\n".join)
some_text = st.lists(paragraphs, min_size=1, max_size=3).map("\n\n".join)
texts = st.one_of(st.just(""), some_text)
days = st.one_of(st.none(), st.dates(date(1000, 1, 1)))
titles = words.map(plain_title).filter(bool)
addresses = st.sampled_from(["https://example.org/a", "http://example.org/|x", "https://例子.cn/；"])
names = some_words.filter(lambda name: not _RANK.search(name) and not _SECOND_DOCTOR.search(fold(name)))
items_of_list = st.lists(some_words, max_size=3).map(tuple)

causes = st.builds(
    Cause,
    number=st.integers(0, 999),
    heading=words,
    explanation=texts,
    advice=st.one_of(st.just(""), texts),
    seek_care=st.one_of(st.just(""), texts),
    likelihood=st.sampled_from(["common", "less_common", "rare", "unstated", "unstated"]),
    condition=st.one_of(st.just(""), st.just(""), words),
)
sections = st.builds(
    Section,
    kind=st.sampled_from(["physiological", "pathological", "unspecified", "other"]),
    label=st.one_of(st.none(), st.sampled_from(["Physiological Factors", "病理性因素"]), some_words),
    text=texts,
    causes=st.lists(causes, max_size=3).map(tuple),
)
_references = st.builds(
    Reference,
    title=some_words.filter(lambda title: not is_address(title)),
    organisation=words,
    year=st.one_of(st.none(), st.integers(0, 9999)),
    url=st.one_of(st.just(""), addresses),
    doi=words,
    isbn=words,
    kind=st.sampled_from([None, "guideline", "review", "study", "book", "leaflet", "website"]),
    accessed_on=days,
)
_care_cards = st.builds(
    CareCard, level=st.sampled_from(["emergency", "urgent", "routine"]), heading=words, bullets=items_of_list
)
_audiences = st.one_of(
    st.builds(
        Audience,
        life_stage=st.sampled_from(["anyone", "infant", "older_adult"]),
        sex=st.sampled_from(["any", "female", "male"]),
        group=st.sampled_from(["", "female", "adult, any", "middle-aged women", "夜班工人"]),
    ),
    words.filter(bool).map(read_audience),
)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """A Document as `parse` can give one: normal texts, and an answer in it."""
    title = draw(titles)
    proposed = proposed_items(title)
    parts = draw(st.lists(sections, max_size=3))
    introduction, lead, closing = draw(st.one_of(st.none(), some_text)), draw(texts), draw(texts)
    if not (introduction or lead or closing or any(part.text or part.causes for part in parts)):
        lead = draw(some_text)
    named = conditions_named_in(closing)
    return Document(
        title=title,
        dated=draw(days),
        source=draw(st.one_of(st.none(), some_words)),
        doctors=tuple(draw(st.lists(names, max_size=2))),
        language=draw(st.sampled_from([None, "en", "zh-hans"])),
        department=draw(st.one_of(st.none(), some_words)),
        tags=tuple(filter(is_tag_name, draw(items_of_list))),
        audience=draw(_audiences),
        also_asked_as=draw(items_of_list),
        items=draw(st.sampled_from(["causes", "steps", "foods", "symptoms", proposed, proposed])) or proposed,
        source_address=draw(st.one_of(st.none(), addresses)),
        source_kind=draw(st.sampled_from([None, "original", "syndicated", "translated"])),
        licence=draw(st.one_of(st.none(), some_words)),
        evidence_searched=draw(days),
        reader_question=draw(st.one_of(st.none(), some_text)),
        introduction=introduction,
        lead=lead,
        sections=tuple(parts),
        closing=closing,
        associated_names=draw(st.one_of(st.just(named), items_of_list)),
        care=draw(st.lists(_care_cards, max_size=2).map(tuple)),
        ask_your_doctor=draw(items_of_list),
        references=draw(st.lists(_references, max_size=2).map(tuple)),
        disclosure=draw(st.one_of(st.none(), some_text)),
        trailer_removed=draw(st.booleans()),
    )
