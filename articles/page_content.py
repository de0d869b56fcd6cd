"""The shape of `LivePage.content`: plain data a template can show without asking the database anything.

Texts are the words as stored (the small Markdown subset); codes (kinds, levels, life stages) are values of
`articles.models.vocabulary`, translated where they are shown. Dates are ISO strings. `live_pages.build()` fills it.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict


class Link(TypedDict):
    name: str
    slug: str


class QuestionContent(TypedDict):
    text: str
    slug: str
    language: str
    kind: str
    department: Link | None
    body_area: str
    tags: list[Link]
    translations: list[dict[str, str]]  # language, slug, text of live translations


class AudienceContent(TypedDict):
    life_stage: str
    sex: str
    group: str


class BylineContent(TypedDict):
    name: str
    title: str
    credentials: str
    slug: str
    initials: str
    is_sample: bool


class SignatureContent(TypedDict):
    role: str
    name: str
    title: str
    credentials: str
    signed_on: str  # of a delegated one: the day on which the spelling was corrected
    conflict_statement: str
    read_on: NotRequired[str]  # of a delegated one only: the day on which the doctor read the words and signed them


class SourceContent(TypedDict):
    name: str
    url: str
    kind: str
    licence: str
    dated: str


class CauseContent(TypedDict):
    anchor: str
    block: str
    heading: str
    explanation: str
    advice: str
    seek_care: str
    likelihood: str
    condition: Link | None
    names_medicine: bool


class SectionContent(TypedDict):
    anchor: str
    kind: str
    label: str
    text: str
    causes: list[CauseContent]


class CareContent(TypedDict):
    level: str
    heading: str
    bullets: list[str]


class AssociatedContent(TypedDict):
    name: str
    slug: str  # "" where no condition page exists


class ReferenceContent(TypedDict):
    kind: str
    title: str
    organisation: str
    year: int | None
    url: str
    doi: str
    isbn: str
    accessed_on: str


class WordsContent(TypedDict):
    """The words of the edition, in the order in which a page shows them."""

    reader_question: str
    short_answer: str  # at most 60 words of the introduction, ended at a sentence where there is one
    introduction_rest: str
    lead: str
    care: list[CareContent]  # emergency first, then urgent, then routine
    item_kind: str
    sections: list[SectionContent]  # physiological first, then pathological, then the others, each in its own order
    closing: str
    names_medicine_outside_causes: bool
    associated: list[AssociatedContent]
    questions_to_ask: list[str]
    references: list[ReferenceContent]
    disclosure: str


class PageContent(WordsContent):
    version: int
    question: QuestionContent
    audience: AudienceContent
    byline: BylineContent
    signatures: list[SignatureContent]
    signed_on: str
    due_on: str
    leaves_on: str
    source: SourceContent
    source_reviewer: str
    evidence_searched_on: str
    edition: int
    digest: str
    blocks: int
    published_at: str
    first_published_at: NotRequired[str]  # when the first edition of the question went live; older pages lack it
    change_note: str
    is_sample: bool
