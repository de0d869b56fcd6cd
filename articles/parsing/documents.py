"""What one file in the house text format holds, as frozen data.

A *text* is paragraphs separated by one blank line (`"\\n\\n"`); inside a paragraph every line stays on its own line,
so `- ` list lines do too. No line has white space at its ends. An absent text is `""`; an absent single value is None.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

SectionKind = Literal["physiological", "pathological", "unspecified", "other"]
ItemKind = Literal["causes", "steps", "foods", "symptoms"]
Likelihood = Literal["common", "less_common", "rare", "unstated"]
LifeStage = Literal["anyone", "infant", "child", "adolescent", "adult", "pregnancy", "older_adult"]
Sex = Literal["any", "female", "male"]
CareLevel = Literal["emergency", "urgent", "routine"]
SourceKind = Literal["original", "syndicated", "translated"]
ReferenceKind = Literal["guideline", "review", "study", "book", "leaflet", "website"]


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to tell the editor: a code for programs, the line (from 1; 0 is the whole file), a sentence."""

    code: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Words of the input that have no place in the document, with the line where they stood."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom the answer is about; `group` is free text such as "middle-aged women"."""

    life_stage: LifeStage = "anyone"
    sex: Sex = "any"
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One numbered item of a list. `number` is as printed: it may be wrong, double, or None where none was printed."""

    number: int | None
    heading: str
    explanation: str = ""
    advice: str = ""
    seek_care: str = ""
    likelihood: Likelihood = "unstated"
    condition: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A group of causes; `label` is None for a list that stands under no heading."""

    kind: SectionKind
    label: str | None = None
    text: str = ""
    causes: tuple[Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class CareCard:
    """When to get help how fast: a heading that is an action ("Call … if:") and its signs."""

    level: CareLevel
    heading: str
    bullets: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One source of the answer; `doi` and `isbn` without their prefix."""

    title: str
    organisation: str = ""
    year: int | None = None
    url: str = ""
    doi: str = ""
    isbn: str = ""
    kind: ReferenceKind | None = None
    accessed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One answer as its file gives it.

    `doctors` are names without honorific: the byline, then the reviewer. `items` is what the file says its lists
    name, else what the opening of the title proposes, else None. `disclosure` None means the file says nothing, "none"
    that there is nothing to disclose. `trailer_removed` remembers the "Related Articles / View All" of web copies.
    """

    title: str
    dated: date | None = None
    source: str | None = None
    doctors: tuple[str, ...] = ()
    language: str | None = None
    department: str | None = None
    tags: tuple[str, ...] = ()
    audience: Audience = Audience()
    also_asked_as: tuple[str, ...] = ()
    items: ItemKind | None = None
    source_address: str | None = None
    source_kind: SourceKind | None = None
    licence: str | None = None
    evidence_searched: date | None = None
    reader_question: str | None = None
    introduction: str | None = None
    lead: str = ""
    sections: tuple[Section, ...] = ()
    closing: str = ""
    associated_names: tuple[str, ...] = ()
    care: tuple[CareCard, ...] = ()
    ask_your_doctor: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    disclosure: str | None = None
    trailer_removed: bool = False
    warnings: tuple[Note, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()


class ParseError(Exception):
    """The file holds no answer that can be taken in; `errors` say where and what to do."""

    def __init__(self, *errors: Note) -> None:
        super().__init__("; ".join(error.message for error in errors))
        self.errors = errors

    def __reduce__(self) -> tuple[type["ParseError"], tuple[Note, ...]]:
        """Between processes too it is made of its notes."""
        return type(self), self.errors
