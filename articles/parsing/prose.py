"""Paragraphs, sections and causes while they are being read."""

from dataclasses import dataclass, field

from articles.parsing.documents import Cause, Likelihood, Note, Section, SectionKind
from articles.parsing.labels import kind_of_label

_LONG_PARAGRAPH = 5_000


class Prose:
    """A text under construction: paragraphs of lines, with the line where each paragraph begins."""

    __slots__ = ("first_lines", "paragraphs")

    def __init__(self) -> None:
        self.paragraphs: list[list[str]] = []
        self.first_lines: list[int] = []

    def add(self, text: str, number: int, *, starts: bool) -> None:
        if starts or not self.paragraphs:
            self.paragraphs.append([text])
            self.first_lines.append(number)
        else:
            self.paragraphs[-1].append(text)

    def last_line(self) -> str:
        return self.paragraphs[-1][-1] if self.paragraphs else ""

    def take(self, other: "Prose", first: int = 0) -> None:
        """Move the other's paragraphs from `first` on to the end of this text."""
        self.paragraphs += other.paragraphs[first:]
        self.first_lines += other.first_lines[first:]
        del other.paragraphs[first:], other.first_lines[first:]

    def text(self, warnings: list[Note]) -> str:
        """The finished text; every very long paragraph adds a warning."""
        paragraphs = ["\n".join(lines) for lines in self.paragraphs]
        for paragraph, number in zip(paragraphs, self.first_lines, strict=True):
            if len(paragraph) > _LONG_PARAGRAPH:
                message = f"This paragraph has more than {_LONG_PARAGRAPH:,} characters; split it with blank lines."
                warnings.append(Note("very-long-paragraph", number, message))
        return "\n\n".join(paragraphs)


@dataclass(slots=True)
class OpenCause:
    """A cause under construction; `kept` is how many explanation paragraphs stood before its last label."""

    number: int | None
    heading: str
    explanation: Prose = field(default_factory=Prose)
    advice: Prose | None = None
    seek_care: Prose | None = None
    likelihood: Likelihood | None = None
    condition: str = ""
    kept: int = 0

    def closed(self, warnings: list[Note]) -> Cause:
        return Cause(
            number=self.number,
            heading=self.heading,
            explanation=self.explanation.text(warnings),
            advice=self.advice.text(warnings) if self.advice else "",
            seek_care=self.seek_care.text(warnings) if self.seek_care else "",
            likelihood=self.likelihood or "unstated",
            condition=self.condition,
        )


@dataclass(slots=True)
class OpenSection:
    """A section under construction; `stated` is the kind of its own `Kind:` line."""

    line: int
    label: str | None
    default: SectionKind = "unspecified"
    stated: SectionKind | None = None
    prose: Prose = field(default_factory=Prose)
    causes: list[OpenCause] = field(default_factory=list)
    numbers: set[int] = field(default_factory=set)

    def closed(self, warnings: list[Note]) -> Section:
        kind = self.stated or (kind_of_label(self.label) if self.label else self.default)
        if kind is None:
            message = (
                f"“{self.label}” names neither physiological nor pathological factors; its kind is “other”."
                " Correct the heading, or add the line `Kind: …` under it."
            )
            warnings.append(Note("unknown-section", self.line, message))
        text = self.prose.text(warnings)
        return Section(kind or "other", self.label, text, tuple(cause.closed(warnings) for cause in self.causes))
