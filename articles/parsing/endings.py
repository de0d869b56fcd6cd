"""What follows the lists: care cards, questions to ask, references, disclosure, associated conditions."""

from typing import cast

from articles.parsing import labels
from articles.parsing.documents import CareCard, CareLevel, Note, Reference, Unplaced
from articles.parsing.lines import Line, LineKind
from articles.parsing.prose import Prose
from articles.parsing.values import SEMICOLONS, one_line, read_reference, split_list

_BULLETS = ("- ", "• ", "* ", "– ")


class Endings:
    """The parts so far, and which of them is open."""

    def __init__(self, warnings: list[Note], unplaced: list[Unplaced]) -> None:
        self.associated: tuple[str, ...] | None = None
        self.disclosure = Prose()
        self.asked: list[str] = []
        self._cards: list[tuple[CareLevel, list[str]]] = []  # the heading, then the bullets
        self._references: list[str] = []
        self._reference_lines: list[int] = []
        self._open: list[str] = []
        self._bulleted = False
        self._warnings = warnings
        self._unplaced = unplaced

    def open(self, line: Line) -> None:
        """Open the care card or the list that the line names."""
        self._bulleted = False
        if line.key in labels.CARE:
            self._open = [one_line(line.value)]
            self._cards.append((cast(CareLevel, line.key), self._open))
        else:
            self._open = self.asked if line.key == "ask" else self._references

    def associate(self, line: Line) -> None:
        self.associated = (self.associated or ()) + split_list(line.value, SEMICOLONS)

    def takes(self, line: Line, *, after_blank: bool) -> bool:
        """Whether the line belongs to what is open; then it is placed."""
        bullet = _bullet(line)
        if self._open is self.asked or self._open is self._references:
            self._item(line, bullet, after_blank=after_blank)
            return True
        if bullet is not None and (line.kind is LineKind.TEXT or not after_blank):
            self._open.append(bullet)
        elif not after_blank or self._open == [""]:
            self._open[-1] = one_line(f"{self._open[-1]} {line.text}")
        else:
            return False
        return True

    def cards(self) -> tuple[CareCard, ...]:
        return tuple(CareCard(level, texts[0], tuple(texts[1:])) for level, texts in self._cards)

    def read_references(self) -> tuple[Reference, ...]:
        """The references; parts that no field takes go to `unplaced`."""
        references = []
        for number, text in zip(self._reference_lines, self._references, strict=True):
            reference, unknown = read_reference(text)
            references.append(reference)
            for part in unknown:
                message = "A part of this reference is neither year, address, kind nor date of access, or stands twice."
                self._leave("unknown-reference-part", number, part, message)
        return tuple(references)

    def leave_after_trailer(self, line: Line) -> None:
        """Words behind the trailer are titles of other pages more often than the answer; the first is warned about."""
        if any(note.code == "text-after-trailer" for note in self._warnings[-1:]):
            self._unplaced.append(Unplaced(line.number, line.text))
        else:
            message = "What follows the trailer is left out; move it above “Related Articles” if it is of the answer."
            self._leave("text-after-trailer", line.number, line.text, message)

    def _item(self, line: Line, bullet: str | None, *, after_blank: bool) -> None:
        if bullet is None and self._bulleted and after_blank:
            message = "This text stands behind a list and belongs to no item; move it above the list."
            self._leave("text-after-list", line.number, line.text, message)
            return
        if bullet is None and self._bulleted:
            self._open[-1] = one_line(f"{self._open[-1]} {line.text}")
            return
        self._open.append(one_line(line.text if bullet is None else bullet))
        if self._open is self._references:
            self._reference_lines.append(line.number)
        self._bulleted = self._bulleted or bullet is not None

    def _leave(self, code: str, number: int, text: str, message: str) -> None:
        self._unplaced.append(Unplaced(number, text))
        self._warnings.append(Note(code, number, message))


def _bullet(line: Line) -> str | None:
    """The words behind a bullet or a number; None for a line that has neither."""
    if line.kind is LineKind.CAUSE:
        return one_line(line.value)
    if line.escaped or not line.text.startswith(_BULLETS):
        return None
    return one_line(line.text[2:])
