"""Sections and causes as they are read: numbers, headings, labels."""

from articles.parsing import labels
from articles.parsing.documents import Note, SectionKind, Unplaced
from articles.parsing.lines import Line, split_heading
from articles.parsing.prose import OpenCause, OpenSection, Prose
from articles.parsing.values import one_line


class Outline:
    """The sections so far, and which section and cause are open."""

    def __init__(self, warnings: list[Note], unplaced: list[Unplaced]) -> None:
        self.sections: list[OpenSection] = []
        self.section: OpenSection | None = None
        self.cause: OpenCause | None = None
        self._section_number = 0
        self._cause_number = 0
        self._style = ""  # how the open list writes its numbers, and how a list inside the open cause does
        self._substyle = ""
        self._warnings = warnings
        self._unplaced = unplaced

    def open_section(self, line: Line) -> tuple[Prose, str]:
        """Open the section of a SECTION line; gives its text and the words run in behind its label."""
        label, run_in = split_heading(line.value)
        self.cause = None
        self.section = OpenSection(line.number, label or None)
        self.sections.append(self.section)
        if line.ordinal and line.ordinal != self._section_number + 1:
            message = (
                f"Section {line.ordinal} does not follow section {self._section_number}; the printed order is kept."
            )
            self._warn("section-number-order", line, message)
        self._section_number = line.ordinal or self._section_number + 1
        return self.section.prose, run_in

    def open_cause(self, line: Line, default: SectionKind) -> tuple[Prose, str]:
        """Open the cause of a CAUSE line; gives its explanation and the words run in behind its heading.

        `default` is the kind of the section that is made where the list stands under no heading.
        """
        if self.section is None:
            self.section = OpenSection(line.number, None, default)
            self.sections.append(self.section)
        heading, run_in = split_heading(line.value)
        if not heading and run_in:
            message = "This numbered paragraph has no heading; write “1. Heading: text”, or a heading on its own line."
            self._warn("cause-without-heading", line, message)
        self._check_number(line, self.section)
        self._style = self._style if self.section.causes else line.key
        self._substyle = ""
        self.cause = OpenCause(line.ordinal, heading)
        self.section.causes.append(self.cause)
        return self.cause.explanation, run_in

    def is_sublist(self, line: Line) -> bool:
        """Whether a CAUSE line belongs to a list inside the open cause: numbered in another way, and not the next."""
        if self.cause is None or line.key == self._style:
            return False
        if line.key == self._substyle:
            return True
        if line.ordinal == self._cause_number + 1:
            return False
        self._substyle = line.key
        message = "This numbered line is read as text of the cause above it; number causes in one way if it is a cause."
        self._warn("sublist-kept-as-text", line, message)
        return True

    def label(self, line: Line, cause: OpenCause) -> Prose | None:
        """Place a label of the open cause. Gives the text that a label of text begins; None for a single value."""
        cause.kept = len(cause.explanation.paragraphs)
        if line.key == "advice":
            cause.advice = cause.advice or Prose()
            return cause.advice
        if line.key == "seek_care":
            cause.seek_care = cause.seek_care or Prose()
            return cause.seek_care
        if line.key == "condition":
            self._condition(line, cause)
        else:
            self._likelihood(line, cause)
        return None

    def state_kind(self, line: Line) -> bool:
        """Take a `Kind:` line; False where it does not stand directly under a section's heading."""
        section = self.section
        if section is None or section.causes or section.prose.paragraphs or section.stated:
            return False
        section.stated = labels.value_of(labels.KIND_OF, line.value)
        if section.stated is None:
            self._leave("unknown-value", line, "Kind is physiological, pathological, unspecified or other.")
        return True

    def section_prose(self) -> Prose | None:
        """The text of the open section while no cause of it is open."""
        return self.section.prose if self.section is not None and self.cause is None else None

    def close(self) -> None:
        """No cause or section takes what follows."""
        self.section = self.cause = None

    def ends_open(self) -> bool:
        """Whether the document's last section ends with a cause."""
        return bool(self.sections and self.sections[-1].causes)

    def words_after_last_cause(self) -> tuple[Prose, int]:
        """The last explanation and how many of its paragraphs are its own: one, or those that a label follows."""
        cause = self.sections[-1].causes[-1]
        return cause.explanation, max(cause.kept, 1)

    def _check_number(self, line: Line, section: OpenSection) -> None:
        number = line.ordinal
        previous = self._cause_number if section.causes else 0
        if number in section.numbers:
            message = f"Number {number} stands twice in this list; the printed order is kept. Correct the numbers."
            self._warn("duplicate-cause-number", line, message)
        elif number != previous + 1 and (section.causes or number != self._cause_number + 1):
            message = f"Number {number} does not follow {previous}; look whether an item is missing, or renumber."
            self._warn("cause-number-gap", line, message)
        section.numbers.add(number)
        self._cause_number = number

    def _condition(self, line: Line, cause: OpenCause) -> None:
        if cause.condition:
            self._leave("second-label", line, "A cause names one condition; the first line counts.")
        else:
            cause.condition = one_line(line.value)

    def _likelihood(self, line: Line, cause: OpenCause) -> None:
        value = labels.value_of(labels.LIKELIHOOD_OF, line.value)
        if value is None:
            self._leave("unknown-value", line, "Likelihood is common, less common or rare; correct or remove the line.")
        elif cause.likelihood is not None:
            self._leave("second-label", line, "A cause has one likelihood; the first line counts.")
        else:
            cause.likelihood = value

    def _leave(self, code: str, line: Line, message: str) -> None:
        self._unplaced.append(Unplaced(line.number, line.text))
        self._warn(code, line, message)

    def _warn(self, code: str, line: Line, message: str) -> None:
        self._warnings.append(Note(code, line.number, message))
