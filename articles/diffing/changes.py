"""What a comparison of two editions says: the shapes, without the work."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from articles.canonical import Block


class What(StrEnum):
    """What happened to a block, or to one field of it."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RECLASSIFIED = "reclassified"
    REWORDED = "reworded"


class Op(StrEnum):
    """Where a piece of text stands: in both texts, only in the new one, only in the old one."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Alert(StrEnum):
    """What a change of words must not be overlooked for."""

    NUMBER = "number"
    UNIT = "unit"
    NEGATION = "negation"
    MEDICINE = "medicine"
    LATERALITY = "laterality"
    MODAL = "modal"


#: (block, field) of the values that are codes of a list, translated where they are shown.
CODES = frozenset(
    {
        ("audience", "life_stage"),
        ("audience", "sex"),
        ("source", "kind"),
        ("section", "kind"),
        ("cause", "likelihood"),
        ("care", "level"),
    }
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text of one field. `alerts` name what this piece takes away or brings; a SAME piece has none.

    A piece that stands against no other (an added sentence, the text of an added block) alerts to all it holds.
    """

    op: Op
    text: str
    alerts: frozenset[Alert] = frozenset()


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a block. SAME and ADDED pieces joined are its new value, SAME and REMOVED ones its old value.

    `what` is empty where the value and its place are the same; MOVED where an entry of a list (a reference) only
    stands elsewhere among its like.
    """

    field: str
    pieces: tuple[Piece, ...]
    what: frozenset[What] = frozenset()

    @property
    def old(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.op is not Op.ADDED)

    @property
    def new(self) -> str:
        return "".join(piece.text for piece in self.pieces if piece.op is not Op.REMOVED)

    @property
    def alerts(self) -> frozenset[Alert]:
        return frozenset().union(*(piece.alerts for piece in self.pieces))


@dataclass(frozen=True, slots=True)
class BlockChange:
    """What happened to one block; `what` is empty where nothing did.

    `fields` are all fields of either text, in the order of the new one, the unchanged ones as one SAME piece. Values
    that are codes (`CODES`) are replaced whole and alert to nothing. `old_kind` and `new_kind` are the kind of the
    section, or of the section a cause stands in; None for every other block and where there was or is no such block.
    """

    what: frozenset[What]
    old: Block | None
    new: Block | None
    fields: tuple[FieldChange, ...]
    old_kind: str | None = None
    new_kind: str | None = None

    @property
    def name(self) -> str:
        """The name of the block: `cause`, `section`, `references` …"""
        block = self.new or self.old
        return block.name if block else ""

    @property
    def changed_fields(self) -> tuple[FieldChange, ...]:
        return tuple(field for field in self.fields if field.what)

    @property
    def alerts(self) -> frozenset[Alert]:
        return frozenset().union(*(field.alerts for field in self.fields))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that changed between two editions.

    `changes` are all blocks in the reading order of the new text, the unchanged ones too; a removed block stands
    where it stood. `unchanged` of the `total` blocks of the new text need not be read again. `words_to_read`: all
    words of the added and reworded blocks of the new text (a Chinese character is a word), and of a block that was
    only moved or reclassified those of its heading, at least one, because it has to be found in its new place.
    """

    changes: tuple[BlockChange, ...]
    unchanged: int
    total: int
    words_to_read: int
