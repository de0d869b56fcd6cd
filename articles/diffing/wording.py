"""The words that changed in one value: by line, by sentence, by word; shown in runs a person can read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from articles.diffing.alerts import Marks, Medicines, negated, surplus
from articles.diffing.aligning import Budget, align, longest_increasing
from articles.diffing.changes import Alert, Op, Piece
from articles.diffing.tokens import bag, cost, is_han, is_word, likeness, lines_of, sentences_of, tokens_of, weight_of

#: From this likeness on two sentences are one, reworded, where there are as many old as new ones. Where there are not,
#: one may have been split, and each half is like the whole: see below.
_ALIKE = 0.7
#: From this likeness on two sentences are one, reworded, if no other is half as like either of them.
_ALONE_ALIKE = 0.4
#: A passage that keeps less than this part of its words is shown as replaced.
_KEPT = 1 / 3
#: Passages of fewer words are always compared word by word.
_FEW = 4
#: What one Chinese character weighs.
_HAN_WORD = 0.5
#: More words are never too short to stand between two changes, nor is longer text.
_MOST = 2
_LONG = 100


@dataclass(slots=True)
class _Run:
    """Text that is the same in both values, or that stands in one of them only."""

    same: bool
    old: list[str]
    new: list[str]
    #: Words of a change, on the side that has more; a Chinese character is half a word.
    words: float = 0

    def take(self, other: _Run) -> None:
        self.old += other.old
        self.new += other.new
        self.words += other.words


def pieces_of(old: str, new: str, medicines: Medicines, budget: Budget) -> tuple[Piece, ...]:
    """The pieces that lead from `old` to `new`, with their alerts. In time almost linear, whatever the texts hold."""
    if old == new:
        return (Piece(Op.SAME, new),) if new else ()
    return tuple(_alerted(_readable(_runs(old, new, budget)), Marks(old, medicines), Marks(new, medicines)))


def whole(old: str, new: str) -> tuple[Piece, ...]:
    """The value replaced as a whole: for codes, which have no words."""
    if old == new:
        return (Piece(Op.SAME, new),) if new else ()
    return tuple(Piece(op, text) for op, text in ((Op.REMOVED, old), (Op.ADDED, new)) if text)


def _runs(old: str, new: str, budget: Budget) -> Iterator[_Run]:
    """Equal lines; between them equal sentences; between them equal tokens."""

    def sentences(old_lines: list[str], new_lines: list[str]) -> Iterator[_Run]:
        left, right = sentences_of("".join(old_lines)), sentences_of("".join(new_lines))
        return _between(left, right, _equal(left, right, budget), alike)

    def alike(left: list[str], right: list[str]) -> Iterator[_Run]:
        return _between(left, right, _alike(left, right, budget), tokens)

    def tokens(old_sentences: list[str], new_sentences: list[str]) -> Iterator[_Run]:
        return _tokens("".join(old_sentences), "".join(new_sentences), budget)

    left, right = lines_of(old), lines_of(new)
    return _between(left, right, _equal(left, right, budget), sentences)


def _between(
    old: list[str],
    new: list[str],
    pairs: list[tuple[int, int]],
    deeper: Callable[[list[str], list[str]], Iterator[_Run]],
) -> Iterator[_Run]:
    """The pairs as they are if they are equal, else one level deeper, as is what stands between them."""
    old_from = new_from = 0
    for old_at, new_at in [*pairs, (len(old), len(new))]:
        if old_at > old_from or new_at > new_from:
            yield from deeper(old[old_from:old_at], new[new_from:new_at])
        if old_at < len(old) and old[old_at] == new[new_at]:
            yield _Run(True, [old[old_at]], [new[new_at]])
        elif old_at < len(old):
            yield from deeper([old[old_at]], [new[new_at]])
        old_from, new_from = old_at + 1, new_at + 1


def _equal(old: list[str], new: list[str], budget: Budget) -> list[tuple[int, int]]:
    """Which lines or sentences are the same, whatever the white space behind them."""
    return align([text.rstrip() for text in old], [text.rstrip() for text in new], budget, len)


def _alike(old: list[str], new: list[str], budget: Budget) -> list[tuple[int, int]]:
    """Which sentence became which: the most alike ones, as many as keep their order."""
    if not old or not new or len(old) == len(new) == 1 or not budget.spend(cost(old, new)):
        return []
    bags = [bag(sentence) for sentence in new]
    rows = [[likeness(words, other) for other in bags] for words in map(bag, old)]
    best: list[tuple[int, int]] = []
    for index, row in enumerate(rows):
        ratio = max(row)
        place = row.index(ratio)
        rivals = [*row[:place], *row[place + 1 :], *(other[place] for other in rows[:index] + rows[index + 1 :])]
        alone = ratio >= _ALONE_ALIKE and ratio >= 2 * max(rivals, default=0.0)
        if alone or (ratio >= _ALIKE and len(old) == len(new)):
            best.append((index, place))
    return [best[index] for index in longest_increasing([place for _, place in best])]


def _tokens(old: str, new: str, budget: Budget) -> Iterator[_Run]:
    left, right = tokens_of(old), tokens_of(new)
    pairs = align(left, right, budget, _worth)
    fewer = min(weight_of(old), weight_of(new))
    if fewer >= _FEW and weight_of(" ".join(left[index] for index, _ in pairs)) < _KEPT * fewer:
        pairs = []
    return _between(left, right, pairs, lambda removed, added: iter([_Run(False, removed, added)]))


def _worth(token: str) -> int:
    """What an equal token is worth: words count, white space and punctuation only decide between equals."""
    return 1 if not is_word(token) else 2 if is_han(token) else 3


def _readable(runs: Iterator[_Run]) -> list[_Run]:
    """Runs of one sort joined, and changes joined over what is too short to be read between them."""
    joined: list[_Run] = []
    for run in runs:
        if joined and joined[-1].same == run.same:
            joined[-1].take(run)
        else:
            joined.append(run)
    shown: list[_Run] = []
    for run in joined:
        if not run.same:
            run.words = max(weight_of("".join(run.old)), weight_of("".join(run.new)))
        shown.append(run)
        if len(shown) > 2 and not run.same and _too_short(*shown[-3:]):
            shown[-3].take(shown[-2])
            shown[-3].take(run)
            del shown[-2:]
    return shown


def _too_short(before: _Run, between: _Run, after: _Run) -> bool:
    """Whether what two changes leave standing between them is lost on a reader. A new line never is."""
    text = "".join(between.old)
    if len(text) > _LONG or "\n" in text:
        return False
    between.words = weight_of(text)
    around = min(before.words, after.words)
    return between.words <= _HAN_WORD or (between.words <= _MOST and 2 * between.words <= around)


def _alerted(runs: list[_Run], old_marks: Marks, new_marks: Marks) -> Iterator[Piece]:
    old_at = new_at = 0
    for run in runs:
        removed, added = "".join(run.old), "".join(run.new)
        old_to, new_to = old_at + len(removed), new_at + len(added)
        if run.same:
            yield Piece(Op.SAME, added)
        else:
            was, now = old_marks.between(old_at, old_to), new_marks.between(new_at, new_to)
            turned = frozenset({Alert.NEGATION} if negated(removed, added) else ())
            sides = ((Op.REMOVED, removed, surplus(was, now)), (Op.ADDED, added, surplus(now, was)))
            yield from (Piece(op, text, alerts | turned) for op, text, alerts in sides if text)
        old_at, new_at = old_to, new_to
