"""Two editions -> what happened to each block. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from uuid import UUID

from articles.canonical import Block
from articles.diffing.alerts import Medicines
from articles.diffing.aligning import Budget
from articles.diffing.changes import CODES, BlockChange, Comparison, What
from articles.diffing.fields import field_changes, what_happened, words_to_read
from articles.diffing.pairing import Entry, in_reading_order, moved, pair
from articles.diffing.words import normal

#: Where the causes stand that come before every other block.
_START = -1
#: Blocks whose key is kept from edition to edition. A care card may get a new one whenever it is typed anew.
_KEYED = frozenset({"section", "cause"})


def compare(old: Sequence[Block], new: Sequence[Block], medicines: Set[str] = frozenset()) -> Comparison:
    """What a reader of `old` has to know of `new`, blocks in reading order; `medicines` are the names to call out.

    Blocks are the same by their key, else by equal text, heading (a section's label) or likeness; a block there is
    only one of by its name. *Moved* is the smallest set of blocks without which the others stand in their old order:
    sections among sections, care cards among care cards, causes among the causes of their section; and a cause that
    went to another section of the same kind. *Reclassified* is a section whose kind changed, and each cause that
    stands in a section of another kind than before, whether it or its section changed; such a cause is called moved
    only if it also changed its order inside its section. A `references` block that holds the same entries in another
    order is moved, and its fields say which.

    Takes time almost in proportion to the length of the texts: past a budget of comparisons, differences are told in
    whole sentences and passages instead of words.
    """
    changes = tuple(_Comparing(_Edition(old), _Edition(new), Medicines(medicines)).changes())
    return Comparison(
        changes=changes,
        unchanged=sum(1 for change in changes if not change.what),
        total=len(new),
        words_to_read=sum(words_to_read(change.new, change.what) for change in changes if change.new),
    )


class _Edition:
    """A text as blocks in reading order and the causes that stand under each."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        self.parent: list[int] = []
        self.causes: dict[int, list[int]] = defaultdict(list)
        self.lists: dict[str, list[int]] = defaultdict(list)
        above = _START
        for index, block in enumerate(blocks):
            self.parent.append(above)
            self.lists[block.name].append(index)
            if block.name == "cause":
                self.causes[above].append(index)
            else:
                above = index

    @property
    def tops(self) -> list[int]:
        return [index for index, block in enumerate(self.blocks) if block.name != "cause"]

    def kind(self, index: int | None) -> str | None:
        """The kind of a section, or of the section a cause stands in."""
        if index is None or self.blocks[index].name not in ("section", "cause"):
            return None
        place = self.parent[index] if self.blocks[index].name == "cause" else index
        if place == _START or self.blocks[place].name != "section":
            return None
        return dict(self.blocks[place].fields).get("kind")


class _Comparing:
    """One comparison at work: who continues whom, who moved, and then the changes in order."""

    def __init__(self, old: _Edition, new: _Edition, medicines: Medicines) -> None:
        self.old, self.new, self.medicines, self.budget = old, new, medicines, Budget()
        self.pairs: dict[int, int] = {}
        self.moved: set[int] = set()
        for name in [name for name in new.lists if name != "cause"]:
            found = self._pair(name)
            self.moved |= moved(found)
            self.pairs |= found
        self._pair_causes()
        self.removed = set(range(len(old.blocks))) - set(self.pairs.values())

    def _pair_causes(self) -> None:
        found = self._pair("cause")
        self.pairs |= found
        stayed: dict[int, dict[int, int]] = defaultdict(dict)
        for new, old in found.items():
            if self._same_place(new, old):
                stayed[self.new.parent[new]][new] = old
            elif self.new.kind(new) == self.old.kind(old):
                self.moved.add(new)
        self.moved |= {new for causes in stayed.values() for new in moved(causes)}

    def _same_place(self, new: int, old: int) -> bool:
        """Whether a cause stands under the block it stood under."""
        return self._old_place(self.new.parent[new]) == self.old.parent[old]

    def _old_place(self, parent: int) -> int | None:
        return _START if parent == _START else self.pairs.get(parent)

    def _pair(self, name: str) -> dict[int, int]:
        left, right = self.old.lists[name], self.new.lists[name]
        keys = {self.old.blocks[index].key for index in left} & {self.new.blocks[index].key for index in right}
        trusted = None if name in _KEYED else keys
        before = [_entry(self.old.blocks[index], self.old.parent[index], trusted) for index in left]
        after = [_entry(self.new.blocks[index], self._place(index), trusted) for index in right]
        return {right[new]: left[old] for new, old in pair(before, after, self.budget).items()}

    def _place(self, index: int) -> int:
        """The old place of a new cause; new sections have places no old one has."""
        parent = self.new.parent[index]
        old = self._old_place(parent)
        return _START - 1 - parent if old is None else old

    def changes(self) -> Iterator[BlockChange]:
        tops = self._rows(self.old.tops, self.new.tops)
        for old, new in [(_START, _START), *tops]:
            if (old, new) != (_START, _START):
                yield self._change(old, new)
            before = self.old.causes.get(old, []) if old is not None else []
            after = self.new.causes.get(new, []) if new is not None else []
            for row in self._rows(before, after):
                yield self._change(*row)

    def _rows(self, old: list[int], new: list[int]) -> list[tuple[int | None, int | None]]:
        stayed = set(old)
        fixed = {index for index in new if index not in self.moved and self.pairs.get(index) in stayed}
        return in_reading_order(old, new, self.pairs, fixed, self.removed)

    def _change(self, old: int | None, new: int | None) -> BlockChange:
        before, after = None if old is None else self.old.blocks[old], None if new is None else self.new.blocks[new]
        fields = field_changes(before, after, self.medicines, self.budget)
        kinds = self.old.kind(old), self.new.kind(new)
        if before is None or after is None:
            what = frozenset({What.ADDED if before is None else What.REMOVED})
        else:
            what = what_happened(after.name, fields)
            what |= {What.MOVED} if new in self.moved else set()
            what |= {What.RECLASSIFIED} if kinds[0] != kinds[1] else set()
        return BlockChange(what, before, after, fields, *kinds)


def _entry(block: Block, place: int, trusted: set[UUID | None] | None) -> Entry:
    """`trusted`: the keys that tell two blocks apart; None where every key does."""
    values = dict(block.fields)
    heading = normal(values.get("heading") or values.get("label") or "")
    return Entry(
        text="\n".join(value for field, value in block.fields if (block.name, field) not in CODES),
        whole=block.fields,
        heading=" ".join(heading.split()),
        key=block.key if trusted is None or block.key in trusted else None,
        place=place if block.name == "cause" else 0,
        slot=None if block.name in ("cause", "care") else (block.name, values.get("kind", "")),
    )
