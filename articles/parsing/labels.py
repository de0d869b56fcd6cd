"""The words of the house text format, English and Chinese: the only table of labels, markers and values.

In every row the first word of a language is the one the exporter writes; the others are understood. Comparison is by
`fold`: full-width forms count as their narrow ones, capitals do not matter.
"""

from typing import NamedTuple, TypeVar

from articles.parsing.documents import (
    CareLevel,
    ItemKind,
    LifeStage,
    Likelihood,
    ReferenceKind,
    SectionKind,
    Sex,
    SourceKind,
)


class Words(NamedTuple):
    """The words for one thing, the exporter's own first."""

    english: tuple[str, ...]
    chinese: tuple[str, ...]

    def written(self, chinese: bool) -> str:
        return (self.chinese if chinese else self.english)[0]


_FOLDED = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: 0x20, 0xA0: 0x20, 0x2009: 0x20, 0x202F: 0x20, 0x2018: 0x27, 0x2019: 0x27, 0x3002: 0x2E, 0xFF61: 0x2E,
}  # fmt: skip


def fold(text: str) -> str:
    """The text with full-width forms, spaces and quotes made narrow. Same length, so that positions stay true."""
    return text if text.isascii() else text.translate(_FOLDED)


# `Label: value` lines of the header, in the order in which the exporter writes them.
HEADER: dict[str, Words] = {
    "source": Words(("Source",), ("来源",)),
    "dated": Words(("Date", "Published"), ("日期", "发布时间", "发布日期")),
    "doctor": Words(("Doctor",), ("医生", "医师")),
    "author": Words(("Author", "Written by"), ("作者", "撰文")),
    "reviewer": Words(("Reviewer", "Reviewed by", "Medically reviewed by"), ("审核", "审核医生", "审校", "审阅")),
    "language": Words(("Language",), ("语言",)),
    "department": Words(("Department",), ("科室",)),
    "tags": Words(("Tags", "Tag"), ("标签",)),
    "audience": Words(("Audience",), ("适用人群",)),
    "also_asked_as": Words(("Also asked as",), ("其他问法",)),
    "items": Words(("Items",), ("条目",)),
    "source_address": Words(("Source address",), ("来源地址",)),
    "source_kind": Words(("Source kind",), ("来源类型",)),
    "licence": Words(("Licence", "License"), ("许可", "许可证")),
    "evidence_searched": Words(("Evidence searched",), ("证据检索",)),
}
# `Label: value` lines of a section and of a cause.
SECTION: dict[str, Words] = {"kind": Words(("Kind",), ("类别",))}
CAUSE: dict[str, Words] = {
    "advice": Words(("What helps",), ("建议",)),
    "seek_care": Words(("See a doctor if",), ("就医指征",)),
    "likelihood": Words(("Likelihood",), ("可能性",)),
    "condition": Words(("Condition",), ("相关疾病",)),
}
# `Label: value` lines after the lists.
CARE: dict[str, Words] = {
    "emergency": Words(("Emergency",), ("紧急",)),
    "urgent": Words(("Urgent",), ("尽快就医",)),
    "routine": Words(("Routine",), ("常规就医",)),
}
END: dict[str, Words] = {
    "associated": Words(("Associated",), ("可能有关",)),
    "disclosure": Words(("Disclosure",), ("利益声明",)),
}
# Lines that stand alone. Those of OPENING may also have their text behind a colon.
OPENING: dict[str, Words] = {
    "introduction": Words(("Introduction",), ("引言", "导语", "简介")),
    "question": Words(("Reader's question", "Disease description"), ("读者提问", "病情描述", "患者提问")),
}
ALONE: dict[str, Words] = {
    "reply": Words(("Doctor's answer",), ("医生回答", "医生回复")),
    "answer": Words(("Answer",), ("回答",)),
    "closing": Words(("Closing",), ("结语",)),
    "ask": Words(("Ask your doctor",), ("问医生",)),
    "references": Words(("References",), ("参考文献",)),
    "related": Words(("Related Articles",), ("相关文章",)),
    "view_all": Words(("View All", "View more"), ("查看全部", "查看更多")),
}

KINDS: dict[SectionKind, Words] = {
    "physiological": Words(("physiological",), ("生理性",)),
    "pathological": Words(("pathological",), ("病理性",)),
    "unspecified": Words(("unspecified",), ("未说明",)),
    "other": Words(("other",), ("其他",)),
}
ITEMS: dict[ItemKind, Words] = {
    "causes": Words(("causes",), ("原因",)),
    "steps": Words(("steps",), ("步骤",)),
    "foods": Words(("foods",), ("食物",)),
    "symptoms": Words(("symptoms",), ("症状",)),
}
LIKELIHOODS: dict[Likelihood, Words] = {
    "common": Words(("common",), ("常见",)),
    "less_common": Words(("less common", "less_common", "uncommon"), ("较少见", "少见")),
    "rare": Words(("rare",), ("罕见",)),
    "unstated": Words(("unstated",), ("未说明",)),
}
LIFE_STAGES: dict[LifeStage, Words] = {
    "anyone": Words(("anyone",), ("任何人",)),
    "infant": Words(("infant", "infants"), ("婴儿",)),
    "child": Words(("child", "children"), ("儿童",)),
    "adolescent": Words(("adolescent", "adolescents"), ("青少年",)),
    "adult": Words(("adult", "adults"), ("成人",)),
    "pregnancy": Words(("pregnancy",), ("孕期",)),
    "older_adult": Words(("older adult", "older adults", "older_adult"), ("老年人",)),
}
SEXES: dict[Sex, Words] = {
    "any": Words(("any",), ("不限",)),
    "female": Words(("female",), ("女性",)),
    "male": Words(("male",), ("男性",)),
}
SOURCE_KINDS: dict[SourceKind, Words] = {
    "original": Words(("original",), ("原创",)),
    "syndicated": Words(("syndicated",), ("转载",)),
    "translated": Words(("translated",), ("翻译",)),
}
REFERENCE_KINDS: dict[ReferenceKind, Words] = {
    "guideline": Words(("guideline",), ("指南",)),
    "review": Words(("review",), ("综述",)),
    "study": Words(("study",), ("研究",)),
    "book": Words(("book",), ("书籍",)),
    "leaflet": Words(("leaflet",), ("宣传册",)),
    "website": Words(("website",), ("网站",)),
}
ORGANISATION = Words(("organisation", "organization", "by"), ("机构",))
ACCESSED = Words(("accessed",), ("访问于", "访问日期"))
CARE_LEVELS: tuple[CareLevel, ...] = ("emergency", "urgent", "routine")

# The openings of a title that propose what its lists name; an editor has the last word.
_PROPOSALS_ENGLISH: tuple[tuple[str, ItemKind], ...] = (
    ("what causes", "causes"), ("what is the cause", "causes"), ("what are the causes", "causes"), ("why ", "causes"),
    ("which foods", "foods"), ("what foods", "foods"), ("which food", "foods"),
    ("what are the symptoms", "symptoms"), ("which symptoms", "symptoms"),
    ("how can ", "steps"), ("how do ", "steps"), ("how to ", "steps"), ("how should ", "steps"),
)  # fmt: skip
_PROPOSALS_CHINESE: tuple[tuple[str, ItemKind], ...] = (
    ("什么原因", "causes"), ("为什么", "causes"), ("引起的", "causes"), ("吃什么", "foods"), ("哪些食物", "foods"),
    ("哪些症状", "symptoms"), ("什么症状", "symptoms"), ("怎么办", "steps"), ("如何", "steps"), ("怎样", "steps"),
)  # fmt: skip


def proposed_items(title: str) -> ItemKind | None:
    """What the wording of the title proposes that its lists name; None where it says nothing."""
    folded = fold(title).casefold()
    for opening, items in _PROPOSALS_ENGLISH:
        if folded.startswith(opening):
            return items
    for words, items in _PROPOSALS_CHINESE:
        if words in folded:
            return items
    return None


def kind_of_label(label: str) -> SectionKind | None:
    """The kind a section heading names, or None where it names none, both, or the opposite of one."""
    folded = fold(label).casefold()
    if "non-" in folded or "nonp" in folded or "非" in folded:
        return None
    physiological = "physiological" in folded or "生理" in folded
    pathological = "pathological" in folded or "病理" in folded
    if "pathophysio" in folded or physiological == pathological:
        return None
    return "physiological" if physiological else "pathological"


_Key = TypeVar("_Key", bound=str)


def _index(table: dict[_Key, Words]) -> dict[str, _Key]:
    """Each folded word of a table -> its key. For tables that are asked for every line or value."""
    return {fold(word).casefold(): key for key, words in table.items() for word in words.english + words.chinese}


KIND_OF = _index(KINDS)
ITEMS_OF = _index(ITEMS)
LIKELIHOOD_OF = _index(LIKELIHOODS)
LIFE_STAGE_OF = _index(LIFE_STAGES)
SEX_OF = _index(SEXES)
SOURCE_KIND_OF = _index(SOURCE_KINDS)
REFERENCE_KIND_OF = _index(REFERENCE_KINDS)
HEADER_OF = _index(HEADER)
FIELD_OF = HEADER_OF | _index(SECTION) | _index(CAUSE) | _index(CARE) | _index(END)
OPENING_OF = _index(OPENING)
ALONE_OF = _index(OPENING) | _index(ALONE)
# Headings of a section that are understood without a number.
BARE_SECTIONS = frozenset(
    f"{kind} {noun}" for kind in ("physiological", "pathological") for noun in ("factors", "causes", "reasons")
) | frozenset(f"{kind}{noun}" for kind in ("生理性", "病理性", "生理", "病理") for noun in ("因素", "原因", "病因"))


def value_of(index: dict[str, _Key], value: str) -> _Key | None:
    """The key of a written value, or None for a word the table does not hold."""
    return index.get(fold(value).strip().casefold())
