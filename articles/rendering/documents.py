"""The canonical layout: what `export_articles --format text` writes, and what comes back byte for byte."""

from articles.parsing import labels
from articles.parsing.documents import CareCard, Cause, Document, Section
from articles.parsing.labels import Words
from articles.parsing.lines import LineKind, cannot_be_title, classify, is_structure, split_heading
from articles.parsing.numerals import LAST_CHINESE, LAST_ROMAN, chinese_numeral, roman_numeral
from articles.parsing.sentences import conditions_named_in, enumeration
from articles.parsing.values import SEMICOLONS, join_list, write_reference
from articles.rendering.header import header_lines

_LAST_CAUSE_NUMBER = 999


def render(document: Document) -> str:
    """The document in the house text format, in the canonical layout, without a line end at its end.

    A document in Chinese (`language` begins with "zh") gets the Chinese labels. `parse(render(d))` equals `d` for
    every document that `parse` can give, warnings and unplaced words left aside; a cause without printed number gets
    its position. Nothing is raised.
    """
    return "\n\n".join(block for block in _Layout(document).blocks() if block)


class _Layout:
    """The blocks of one document: paragraphs, headings, lists, in order."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.chinese = (document.language or "").lower().startswith("zh")
        # Only where a document has no list is a list inside a paragraph looked for.
        self.enumerable = not any(section.causes for section in document.sections)

    def blocks(self) -> list[str]:
        document = self.document
        return [
            _escaped(document.title) if self._title_needs_escape() else document.title,
            *self._opening(),
            self._text(document.lead, enumerable=self.enumerable),
            *self._sections(),
            *self._closing(),
            *(self._card(card) for card in document.care),
            self._list("ask", document.ask_your_doctor),
            self._list("references", tuple(write_reference(r, chinese=self.chinese) for r in document.references)),
            self._labelled(labels.END["disclosure"], document.disclosure or ""),
            *([self._word(labels.ALONE[key]) for key in ("related", "view_all")] if document.trailer_removed else []),
        ]

    def _opening(self) -> list[str]:
        """The header, the reader's question, the introduction; blank lines where the sources have them."""
        document = self.document
        lines = header_lines(document, chinese=self.chinese)
        blocks = []
        if document.reader_question:
            question = self._word(labels.OPENING["question"]) + self._colon().rstrip()
            blocks += ["\n".join([*lines, question]), self._text(document.reader_question)]
            lines = [self._word(labels.ALONE["reply"]) + ("（1）" if self.chinese else " (1)")]
        if document.introduction:
            several = "\n\n" in document.introduction
            text = self._text(document.introduction, enumerable=several and self.enumerable)
            blocks.append("\n".join([*lines, self._word(labels.OPENING["introduction"]), text]))
            blocks.append(self._word(labels.ALONE["answer"]) if several else "")
        else:
            blocks.append("\n".join(lines))
        return blocks

    def _sections(self) -> list[str]:
        blocks: list[str] = []
        headed = 0
        for position, section in enumerate(self.document.sections):
            if position or not self._stands_bare(section):
                headed += 1
                blocks.append(self._section_heading(section, headed))
            blocks.append(self._text(section.text, enumerable=self.enumerable))
            for number, cause in enumerate(section.causes, 1):
                blocks += self._cause(cause, number)
        return blocks

    def _stands_bare(self, section: Section) -> bool:
        """Whether a list needs no heading: it has none, and its kind is what a list without heading is given."""
        items = self.document.items or labels.proposed_items(self.document.title)
        default = "unspecified" if items in (None, "causes") else "other"
        return section.label is None and not section.text and bool(section.causes) and section.kind == default

    def _section_heading(self, section: Section, number: int) -> str:
        if self.chinese:
            mark = chinese_numeral((number - 1) % LAST_CHINESE + 1) + "、"
        else:
            mark = roman_numeral((number - 1) % LAST_ROMAN + 1) + ". "
        heading = _heading(mark, section.label or "", LineKind.SECTION)
        implied = labels.kind_of_label(section.label) or "other" if section.label else "unspecified"
        if section.kind == implied:
            return heading
        return f"{heading}\n{self._field(labels.SECTION['kind'], self._word(labels.KINDS[section.kind]))}"

    def _cause(self, cause: Cause, position: int) -> list[str]:
        number = position if cause.number is None else cause.number
        number = number if 0 <= number <= _LAST_CAUSE_NUMBER else position % (_LAST_CAUSE_NUMBER + 1)
        likelihood = "" if cause.likelihood == "unstated" else self._word(labels.LIKELIHOODS[cause.likelihood])
        return [
            _heading(f"{number}、" if self.chinese else f"{number}. ", cause.heading, LineKind.CAUSE),
            self._text(cause.explanation),
            self._labelled(labels.CAUSE["advice"], cause.advice),
            self._labelled(labels.CAUSE["seek_care"], cause.seek_care),
            self._field(labels.CAUSE["likelihood"], likelihood) if likelihood else "",
            self._field(labels.CAUSE["condition"], cause.condition) if cause.condition else "",
        ]

    def _closing(self) -> list[str]:
        document = self.document
        blocks = [self._word(labels.ALONE["closing"]) if self._closing_needs_marker() else ""]
        blocks.append(self._text(document.closing))
        if document.associated_names != conditions_named_in(document.closing):
            names = join_list(document.associated_names, SEMICOLONS, "；" if self.chinese else "; ")
            blocks.append(self._field(labels.END["associated"], names).rstrip())
        return blocks

    def _closing_needs_marker(self) -> bool:
        """Whether the rule for the last cause (one paragraph, or up to its last label) would misread this end."""
        document = self.document
        if not document.sections or not document.sections[-1].causes:
            return bool(document.closing)
        last = document.sections[-1].causes[-1]
        if last.advice or last.seek_care or last.condition or last.likelihood != "unstated":
            return bool(document.closing) and not last.explanation
        if not last.explanation:
            return bool(document.closing)
        return "\n\n" in last.explanation

    def _card(self, card: CareCard) -> str:
        heading = self._field(labels.CARE[card.level], card.heading).rstrip()
        return "\n".join([heading, *(f"- {bullet}" for bullet in card.bullets)])

    def _list(self, key: str, items: tuple[str, ...]) -> str:
        return "\n".join([self._word(labels.ALONE[key]), *(f"- {item}" for item in items)]) if items else ""

    def _labelled(self, label: Words, text: str) -> str:
        """A text under a label: the label is written again before every further paragraph."""
        blocks = []
        for paragraph in text.split("\n\n") if text else ():
            first, *others = paragraph.split("\n")
            start = f"{self._word(label)}{self._colon().rstrip()}\n{first}"
            start = start if first.startswith("- ") else self._field(label, first)
            blocks.append("\n".join([start, *(_line(other) for other in others)]))
        return "\n\n".join(blocks)

    def _text(self, text: str, *, enumerable: bool = False) -> str:
        return "\n".join(_line(line, enumerable=enumerable) for line in text.split("\n"))

    def _field(self, label: Words, value: str) -> str:
        return f"{self._word(label)}{self._colon()}{value}"

    def _word(self, words: Words) -> str:
        return words.written(self.chinese)

    def _colon(self) -> str:
        return "：" if self.chinese else ": "

    def _title_needs_escape(self) -> bool:
        line = classify(1, self.document.title)
        return cannot_be_title(line) or line.text != self.document.title


def _line(line: str, *, enumerable: bool = False) -> str:
    """A line of text, with a backslash in front where it would be read as anything else."""
    if not line:
        return line
    return _escaped(line) if is_structure(line) or (enumerable and enumeration(line)) else line


def _heading(mark: str, heading: str, kind: LineKind) -> str:
    """A numbered heading, with a backslash in front of its words where they would not be read as just that."""
    written = f"{mark}{heading}"
    line = classify(1, written)
    plain = line.kind is kind and split_heading(line.value) == (heading, "") and not line.value.startswith("\\")
    return written if plain and heading else f"{mark}\\{heading}"


def _escaped(line: str) -> str:
    return "\\" + line
