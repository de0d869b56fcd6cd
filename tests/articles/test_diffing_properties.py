"""Whatever two texts hold, their comparison leads from one to the other and adds up."""

from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise, permutations
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from articles.canonical import Block
from articles.diffing import Op, What, compare
from articles.diffing.alerts import Medicines
from articles.diffing.aligning import Budget, align, longest_increasing
from articles.diffing.tokens import is_word, lines_of, sentences_of, tokens_of
from articles.diffing.wording import pieces_of

_WORDS = "take may not left ≥ ½ 10⁹ don't co- -5 aspirin 不 左右 三天 毫克 必须 阿司匹林 。 ， ! e\u0301"
_PARTS = (
    *_WORDS.split(),
    "5 mg",
    "1–2 days",
    "3.9–6.0 mmol/L",
    " ",
    " ",
    "  ",
    "\n",
    "\n\n",
    ". ",
    ", ",
    "- ",
    "\u00a0",
)
texts = st.lists(st.sampled_from(_PARTS), max_size=40).map("".join) | st.text(max_size=40)
names = st.sampled_from(["lead", "section", "cause", "cause", "care", "references", "closing"])
keys = st.none() | st.integers(1, 5).map(lambda number: UUID(int=number))


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    name = draw(names)
    fields = {
        "section": ("kind", "label", "text"),
        "cause": ("heading", "explanation", "advice"),
        "care": ("level", "heading", "bullets"),
        "references": ("reference", "reference", "reference"),
    }.get(name, ("text",))
    kinds = st.sampled_from(["physiological", "pathological"])
    values = [(field, draw(kinds if field == "kind" else texts)) for field in fields]
    return Block(name, tuple(value for value in values if value[1]), draw(keys))


editions = st.lists(blocks(), max_size=8)


@given(texts)
def test_a_text_is_its_parts(text: str) -> None:
    assert "".join(lines_of(text)) == "".join(sentences_of(text)) == "".join(tokens_of(text)) == text


@given(texts, texts, st.sampled_from([0, 50, 3_000_000]))
def test_pieces_lead_from_the_old_value_to_the_new(old: str, new: str, budget: int) -> None:
    pieces = pieces_of(old, new, Medicines({"Aspirin", "阿司匹林"}), Budget(budget))
    assert "".join(piece.text for piece in pieces if piece.op is not Op.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.op is not Op.REMOVED) == new
    assert all(piece.text for piece in pieces)
    assert not any(piece.alerts for piece in pieces if piece.op is Op.SAME)


@given(texts, texts)
def test_no_two_changes_are_parted_by_white_space_or_punctuation_alone(old: str, new: str) -> None:
    pieces = pieces_of(old, new, Medicines(()), Budget())
    for first, second in pairwise(pieces):
        assert first.op is not second.op
        assert (first.op, second.op) != (Op.ADDED, Op.REMOVED)
    for piece in pieces[1:-1]:
        assert piece.op is not Op.SAME or is_word(piece.text) or "\n" in piece.text


@given(texts, texts)
def test_alerts_do_not_depend_on_the_direction(old: str, new: str) -> None:
    there, back = (pieces_of(*pair, Medicines({"aspirin"}), Budget()) for pair in ((old, new), (new, old)))
    alerts = [frozenset().union(*(piece.alerts for piece in pieces)) for pieces in (there, back)]
    if [piece.text for piece in there if piece.op is Op.SAME] == [piece.text for piece in back if piece.op is Op.SAME]:
        assert alerts[0] == alerts[1]


@given(editions)
def test_an_edition_compared_with_itself_is_unchanged(edition: list[Block]) -> None:
    comparison = compare(edition, edition)
    assert comparison.unchanged == comparison.total == len(edition)
    assert comparison.words_to_read == 0
    assert [change.new for change in comparison.changes] == edition


@given(editions, editions)
def test_a_comparison_leads_from_one_edition_to_the_other(old: list[Block], new: list[Block]) -> None:
    comparison = compare(old, new)
    assert [change.new for change in comparison.changes if change.new] == new
    assert Counter(change.old for change in comparison.changes if change.old) == Counter(old)
    for change in comparison.changes:
        after = [(field.field, field.new) for field in change.fields if What.REMOVED not in field.what]
        before = [(field.field, field.old) for field in change.fields if What.ADDED not in field.what]
        assert after == list(change.new.fields if change.new else ())
        assert Counter(before) == Counter(change.old.fields if change.old else ())


@given(editions, editions)
def test_the_counts_add_up(old: list[Block], new: list[Block]) -> None:
    comparison = compare(old, new)
    assert comparison.total == len(new)
    assert comparison.unchanged == sum(1 for change in comparison.changes if not change.what)
    for change in comparison.changes:
        assert (What.ADDED in change.what) == (change.old is None)
        assert (What.REMOVED in change.what) == (change.new is None)
        assert len(change.what) == 1 or not change.what & {What.ADDED, What.REMOVED}
        assert change.what or (change.old and change.new and change.old.fields == change.new.fields)
    assert (comparison.words_to_read > 0) <= (comparison.unchanged < comparison.total)


def test_the_fewest_possible_causes_moved_in_every_order_of_six() -> None:
    causes = [Block("cause", (("heading", f"Heading {number}"),), UUID(int=number + 1)) for number in range(6)]
    for order in permutations(range(6)):
        changes = compare(causes, [causes[number] for number in order]).changes
        stayed = [number for number, change in zip(order, changes, strict=True) if not change.what]
        assert stayed == sorted(stayed)
        assert not any(list(more) == sorted(more) for more in combinations(order, len(stayed) + 1))


@given(st.lists(st.integers(0, 9), max_size=9))
def test_a_longest_increasing_subsequence_is_one(values: list[int]) -> None:
    found = [values[index] for index in longest_increasing(values)]
    assert found == sorted(set(found))
    longer = combinations(values, len(found) + 1)
    assert not any(list(more) == sorted(set(more)) for more in longer)


@given(st.lists(st.sampled_from("abcd"), max_size=30), st.lists(st.sampled_from("abcd"), max_size=30))
def test_small_sequences_are_aligned_as_well_as_can_be(old: list[str], new: list[str]) -> None:
    pairs = align(old, new, Budget(), lambda _: 1)
    assert all(old[left] == new[right] for left, right in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    row = [0] * (len(new) + 1)
    for item in old:
        above, row = row, [0]
        for column, other in enumerate(new):
            row.append(above[column] + 1 if item == other else max(above[column + 1], row[column]))
    assert len(pairs) == row[-1]


@given(st.lists(st.integers(0, 30), max_size=60), st.lists(st.integers(0, 30), max_size=60))
def test_without_a_budget_pairs_still_rise_and_are_equal(old: list[int], new: list[int]) -> None:
    pairs = align(old, new, Budget(0), lambda _: 1)
    assert all(old[left] == new[right] for left, right in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
