"""The body of a document: lines in order, each placed by what it is and by what is open when it comes."""

from collections.abc import Callable
from enum import Enum

from articles.parsing import labels
from articles.parsing.documents import Document, Note, ParseError, Unplaced
from articles.parsing.endings import Endings
from articles.parsing.header import Header
from articles.parsing.lines import Line, LineKind, ends_sentence
from articles.parsing.outline import Outline
from articles.parsing.prose import Prose
from articles.parsing.sentences import conditions_named_in, enumeration


class State(Enum):
    HEADER = "header"
    QUESTION = "question"
    INTRODUCTION = "introduction"
    TEXT = "text"  # `Body.prose` says whose
    ENDING = "ending"  # inside a care card or a list at the end
    TRAILER = "trailer"


class Body:
    """Takes the lines after the title, gives the Document. No line is dropped: text, field, or `unplaced`."""

    def __init__(self, title: str, lines: list[Line]) -> None:
        self.title = title
        self.lines = lines
        self.warnings: list[Note] = []
        self.unplaced: list[Unplaced] = []
        self.header = Header(self.warnings, self.unplaced)
        self.outline = Outline(self.warnings, self.unplaced)
        self.endings = Endings(self.warnings, self.unplaced)
        self.question, self.introduction, self.lead, self.closing = Prose(), Prose(), Prose(), Prose()
        self.state = State.HEADER
        self.prose = self.lead
        self.back: Prose | None = None  # where text goes when the labelled block that is open ends
        self.label_waits = False  # the label that is open has no text yet
        self.fresh = True  # the next line of text begins a paragraph
        self.after_blank = True
        self.compact = False  # no blank line since the heading of a cause
        self.closing_marked = False
        self.trailer = False
        self._reply_follows = any(line.key == "reply" for line in lines)
        self._cause_lines = sum(line.kind is LineKind.CAUSE for line in lines)
        self._last = max((line.number for line in lines if line.kind is not LineKind.BLANK), default=0)

    def read(self) -> Document:
        """Place every line and close what is open. Raises ParseError where no words of an answer are left."""
        for line in self.lines:
            if line.kind is LineKind.BLANK:
                self._blank()
            else:
                self._take(line)
                self.after_blank = False
        if self.outline.ends_open() and not self.closing_marked:
            self.closing.take(*self.outline.words_after_last_cause())
        return self._document()

    def _blank(self) -> None:
        self.after_blank = self.fresh = True
        self.compact = False
        if self.back is not None and not self.label_waits:
            self.prose, self.back = self.back, None
        if self.state is State.INTRODUCTION and self.introduction.paragraphs:
            self.state = State.TEXT
        elif self.state is State.QUESTION and self.question.paragraphs and not self._reply_follows:
            self.state = State.HEADER

    def _take(self, line: Line) -> None:
        kind = line.kind
        if self.state is State.TRAILER:
            self._after_trailer(line)
        elif self.state is State.QUESTION and self._reply_follows and line.key != "reply":
            self._add(self.question, line)
        elif kind is LineKind.MARKER:
            _MARKERS[line.key](self, line)
        elif kind is LineKind.FIELD and line.key in _ENDING_FIELDS:
            _ENDING_FIELDS[line.key](self, line)
        elif self.state is State.ENDING and self.endings.takes(line, after_blank=self.after_blank):
            return
        elif kind is LineKind.SECTION:
            self._open_section(line)
        elif kind is LineKind.CAUSE and not self.outline.is_sublist(line):
            self._open_cause(line)
        elif kind is LineKind.TEXT or kind is LineKind.CAUSE:
            self._text(line)
        else:
            self._labelled(line)

    # Text

    def _add(self, prose: Prose, line: Line, text: str = "") -> None:
        starts = self.fresh or (self.compact and ends_sentence(prose.last_line()))
        prose.add(text or line.text, line.number, starts=starts)
        self.fresh = self.label_waits = False

    def _text(self, line: Line) -> None:
        if self.state is State.INTRODUCTION:
            self._add(self.introduction, line)
        elif self.state is State.QUESTION:
            self._add(self.question, line)
        else:
            self.state = State.TEXT
            in_lists_place = self.prose is self.lead or self.prose is self.outline.section_prose()
            if in_lists_place and not self._cause_lines and not line.escaped and self._enumerated(line):
                return
            self._add(self.prose, line)

    def _enumerated(self, line: Line) -> bool:
        found = enumeration(line.text)
        if found is None:
            return False
        before, causes = found
        self._cause_lines = len(causes)
        if before:
            self._add(self.prose, line, before)
        for cause in causes:
            self._open_cause(cause._replace(number=line.number))
        return True

    def _misplaced(self, line: Line) -> None:
        message = (
            "This line looks like a label or heading that has no meaning here; it is kept as text."
            " Move it, or put a backslash in front if it is text."
        )
        self.warnings.append(Note("misplaced-line", line.number, message))
        self._text(line._replace(kind=LineKind.TEXT, escaped=True))

    # Headings and labels

    def _to(self, prose: Prose, line: Line, text: str = "", *, back: Prose | None = None) -> None:
        """From here on text belongs to `prose`, beginning with the words that stand behind the heading or label."""
        self.state, self.prose, self.back = State.TEXT, prose, back
        self.fresh, self.label_waits, self.compact = True, True, False
        if text:
            self._add(prose, line, text)

    def _open_section(self, line: Line) -> None:
        self.closing_marked = False
        prose, run_in = self.outline.open_section(line)
        self._to(prose, line, run_in)

    def _open_cause(self, line: Line) -> None:
        alone = self._cause_lines == 1 and line.ordinal == 1 and not line.value.startswith("\\")
        if alone and self._enumerated(line):
            return
        self.closing_marked = False
        items = self.header.fields.get("items") or labels.proposed_items(self.title)
        prose, run_in = self.outline.open_cause(line, "unspecified" if items in (None, "causes") else "other")
        self._to(prose, line, run_in)
        self.compact = True

    def _labelled(self, line: Line) -> None:
        """A header line, or a label of a section or cause."""
        if line.kind is not LineKind.FIELD or line.key in labels.HEADER:
            if self.state is State.HEADER:
                self.header.take(line)
            else:
                self._misplaced(line)
        elif line.key in labels.SECTION and self.outline.state_kind(line):
            self.fresh = True
        elif line.key in labels.CAUSE and self.outline.cause is not None:
            target = self.outline.label(line, self.outline.cause)
            back = self.outline.cause.explanation
            if target is None:
                self._to(back, line)
            else:
                self._to(target, line, line.value, back=back)
        else:
            self._misplaced(line)

    # Markers and what follows the lists

    def _introduction(self, line: Line) -> None:
        if self.state in (State.HEADER, State.QUESTION) and not self.introduction.paragraphs:
            self._to(self.lead, line)
            self.state = State.INTRODUCTION
            if line.value:
                self._add(self.introduction, line, line.value)
        else:
            self._misplaced(line)

    def _question(self, line: Line) -> None:
        nothing_yet = not self.question.paragraphs and not self.lead.paragraphs and not self.outline.sections
        if nothing_yet and self.state in (State.HEADER, State.INTRODUCTION, State.TEXT):
            self.state, self.fresh = State.QUESTION, True
            if line.value:
                self._add(self.question, line, line.value)
        else:
            self._misplaced(line)

    def _reply(self, line: Line) -> None:
        if self.state in (State.HEADER, State.QUESTION):
            self.state, self.fresh = State.HEADER, True
        else:
            self._misplaced(line)

    def _answer(self, line: Line) -> None:
        if self.outline.sections or self.state not in (State.INTRODUCTION, State.TEXT, State.HEADER):
            self._misplaced(line)
        elif self.introduction.paragraphs and self.prose is self.lead:
            self.introduction.take(self.lead)
            self._to(self.lead, line)
        elif not self.lead.paragraphs:
            self._to(self.lead, line)
        else:
            self._misplaced(line)

    def _closing(self, line: Line) -> None:
        self.closing_marked = True
        self.outline.close()
        self._to(self.closing, line)

    def _ending(self, line: Line) -> None:
        self._leave_label()
        self.state, self.fresh = State.ENDING, True
        self.endings.open(line)

    def _associated(self, line: Line) -> None:
        self._leave_label()
        self.endings.associate(line)
        self.fresh = True
        if self.state is not State.HEADER:
            self.state = State.TEXT

    def _disclosure(self, line: Line) -> None:
        self._leave_label()
        self._to(self.endings.disclosure, line, line.value, back=self.prose)

    def _leave_label(self) -> None:
        if self.back is not None:
            self.prose, self.back = self.back, None

    def _trailer(self, line: Line) -> None:
        if line.key == "view_all" and line.number != self._last:
            self._misplaced(line)
        else:
            self.state, self.trailer = State.TRAILER, True

    def _after_trailer(self, line: Line) -> None:
        if line.key not in ("related", "view_all"):
            self.endings.leave_after_trailer(line)

    # The end

    def _document(self) -> Document:
        notes = self.warnings
        doctors = self.header.doctors()
        sections = tuple(section.closed(notes) for section in self.outline.sections)
        closing = self.closing.text(notes)
        introduction, lead = self.introduction.text(notes), self.lead.text(notes)
        if not (introduction or lead or closing or any(section.causes or section.text for section in sections)):
            raise ParseError(Note("empty-body", 0, "The file holds no answer; write the answer below the question."))
        fields = {"items": labels.proposed_items(self.title)} | self.header.fields
        associated = self.endings.associated
        return Document(
            title=self.title,
            doctors=doctors,
            reader_question=self.question.text(notes) or None,
            introduction=introduction or None,
            lead=lead,
            sections=sections,
            closing=closing,
            associated_names=conditions_named_in(closing) if associated is None else associated,
            care=self.endings.cards(),
            ask_your_doctor=tuple(self.endings.asked),
            references=self.endings.read_references(),
            disclosure=self.endings.disclosure.text(notes) or None,
            trailer_removed=self.trailer,
            warnings=tuple(sorted(notes, key=lambda note: note.line)),
            unplaced=tuple(sorted(self.unplaced, key=lambda left: left.line)),
            **fields,
        )


_MARKERS: dict[str, Callable[[Body, Line], None]] = {
    "introduction": Body._introduction,
    "question": Body._question,
    "reply": Body._reply,
    "answer": Body._answer,
    "closing": Body._closing,
    "ask": Body._ending,
    "references": Body._ending,
    "related": Body._trailer,
    "view_all": Body._trailer,
}
_ENDING_FIELDS: dict[str, Callable[[Body, Line], None]] = {
    "emergency": Body._ending,
    "urgent": Body._ending,
    "routine": Body._ending,
    "associated": Body._associated,
    "disclosure": Body._disclosure,
}
