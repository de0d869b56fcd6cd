"""What happened to each block of an edition is named, and stands where a reader of the new text looks for it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from uuid import UUID

import pytest

from articles.canonical import Block
from articles.diffing import Alert, BlockChange, Comparison, Op, What, compare

_ROOT = Path(__file__).parents[2]
_PHYSIOLOGICAL, _PATHOLOGICAL = "physiological", "pathological"


def _key(number: int | None) -> UUID | None:
    return None if number is None else UUID(int=number)


def _section(kind: str, key: int | None = 100, label: str = "", text: str = "") -> Block:
    fields = (("kind", kind), ("label", label), ("text", text))
    return Block("section", tuple(field for field in fields if field[1]), _key(key))


def _cause(heading: str, key: int | None = None, explanation: str = "") -> Block:
    return Block("cause", (("heading", heading), ("explanation", explanation or f"{heading} explained.")), _key(key))


def _care(heading: str, bullets: str, key: int | None = None, level: str = "urgent") -> Block:
    fields = (("level", level), ("heading", heading), ("bullets", bullets))
    return Block("care", tuple(field for field in fields if field[1]), _key(key))


def _reference(title: str, year: int = 2020) -> tuple[str, str]:
    return "reference", f"kind: review\ntitle: {title}\nyear: {year}"


def _causes(*numbers: int) -> list[Block]:
    return [_cause(f"Heading {number}", number) for number in numbers]


def _told(comparison: Comparison) -> list[tuple[str, str]]:
    """What happened and the first value of the block, in order; `=` where nothing did."""
    return [(" ".join(sorted(change.what)) or "=", _named(change)) for change in comparison.changes]


def _named(change: BlockChange) -> str:
    block = change.new or change.old
    assert block
    return block.fields[0][1]


def test_the_same_text_has_no_changes() -> None:
    text = [Block("lead", (("text", "Rest."),)), _section(_PATHOLOGICAL), *_causes(1, 2), _care("Go", "Now")]
    comparison = compare(text, text)
    assert all(not change.what for change in comparison.changes)
    assert (comparison.unchanged, comparison.total, comparison.words_to_read) == (5, 5, 0)
    assert [field.new for field in comparison.changes[0].fields] == ["Rest."]


def test_everything_of_a_first_edition_is_added() -> None:
    comparison = compare([], [_section(_PATHOLOGICAL), *_causes(1)])
    assert _told(comparison) == [("added", _PATHOLOGICAL), ("added", "Heading 1")]
    assert comparison.changes[1].new_kind == _PATHOLOGICAL
    assert comparison.changes[1].old_kind is None


def test_four_of_five_blocks_unchanged() -> None:
    old = [Block("lead", (("text", "Rest."),)), _section(_PATHOLOGICAL), *_causes(1, 2, 3)]
    new = [*old[:4], _cause("Heading 3", 3, "Heading 3 explained well.")]
    comparison = compare(old, new)
    assert (comparison.unchanged, comparison.total) == (4, 5)
    assert comparison.words_to_read == len(["Heading", "3", "Heading", "3", "explained", "well"])


def test_a_reworded_cause_shows_only_the_words_that_changed() -> None:
    comparison = compare([_cause("Salt", 1, "Eat less salt.")], [_cause("Salt", 1, "Eat much less salt.")])
    (change,) = comparison.changes
    assert change.what == {What.REWORDED}
    assert [field.field for field in change.changed_fields] == ["explanation"]
    assert [(piece.op, piece.text) for piece in change.fields[1].pieces] == [
        (Op.SAME, "Eat "),
        (Op.ADDED, "much "),
        (Op.SAME, "less salt."),
    ]


def test_a_field_that_came_or_went_rewords_its_block() -> None:
    with_advice = Block(
        "cause", (("heading", "Salt"), ("explanation", "It is salt."), ("advice", "Eat less.")), _key(1)
    )
    without = Block("cause", (("heading", "Salt"), ("explanation", "It is salt.")), _key(1))
    came, went = compare([without], [with_advice]).changes[0], compare([with_advice], [without]).changes[0]
    assert came.what == went.what == {What.REWORDED}
    assert [(field.field, set(field.what)) for field in came.changed_fields] == [("advice", {What.ADDED})]
    assert [(field.field, set(field.what)) for field in went.changed_fields] == [("advice", {What.REMOVED})]


@pytest.mark.parametrize(
    ("order", "moved"),
    [
        ((2, 3, 4, 1), {1}),
        ((4, 1, 2, 3), {4}),
        ((1, 4, 2, 3), {4}),
        ((3, 4, 1, 2, 5), None),
        ((5, 4, 3, 2, 1), None),
    ],
)
def test_only_as_many_causes_moved_as_must(order: tuple[int, ...], moved: set[int] | None) -> None:
    old, new = [_section(_PATHOLOGICAL), *_causes(*sorted(order))], [_section(_PATHOLOGICAL), *_causes(*order)]
    changes = [change.new for change in compare(old, new).changes if What.MOVED in change.what]
    found = [block.key.int for block in changes if block and block.key]
    assert set(found) == moved if moved else len(found) == (2 if len(order) == 5 and order[0] == 3 else 4)
    kept = [number for number in order if number not in found]
    assert kept == sorted(kept)


def test_a_cause_in_a_section_of_another_kind_is_reclassified_not_moved() -> None:
    sections = _section(_PHYSIOLOGICAL, 100), _section(_PATHOLOGICAL, 200)
    one, two, three = _causes(1, 2, 3)
    comparison = compare([sections[0], one, two, sections[1], three], [sections[0], one, sections[1], two, three])
    assert _told(comparison)[3] == ("reclassified", "Heading 2")
    assert (comparison.changes[3].old_kind, comparison.changes[3].new_kind) == (_PHYSIOLOGICAL, _PATHOLOGICAL)
    assert comparison.unchanged == 4


def test_a_cause_in_another_section_of_the_same_kind_is_moved() -> None:
    sections = _section(_PATHOLOGICAL, 100, "A"), _section(_PATHOLOGICAL, 200, "B")
    one, two = _causes(1, 2)
    comparison = compare([sections[0], one, two, sections[1]], [sections[0], one, sections[1], two])
    assert [told for told, _ in _told(comparison)] == ["=", "=", "=", "moved"]


def test_when_a_section_changes_kind_it_and_each_of_its_causes_is_reclassified() -> None:
    old = [_section(_PHYSIOLOGICAL, 100, "Factors"), *_causes(1, 2, 3)]
    new = [_section(_PATHOLOGICAL, 100, "Factors"), *_causes(3, 1, 2)]
    comparison = compare(old, new)
    assert [told for told, _ in _told(comparison)] == [
        "reclassified",
        "moved reclassified",
        "reclassified",
        "reclassified",
    ]
    assert comparison.words_to_read == 1 + 3 * 2  # the label, and three headings of two words


def test_causes_go_with_a_section_that_moved() -> None:
    parts = [[_section(_PATHOLOGICAL, 100 * number, f"Part {number}"), *_causes(number)] for number in (1, 2, 3)]
    comparison = compare([*parts[0], *parts[1], *parts[2]], [*parts[1], *parts[2], *parts[0]])
    assert [told for told, _ in _told(comparison)] == ["=", "=", "=", "=", "moved", "="]


def test_removed_blocks_stand_where_they_stood() -> None:
    first, second = _section(_PHYSIOLOGICAL, 100), _section(_PATHOLOGICAL, 200)
    one, two, three, four, five = _causes(1, 2, 3, 4, 5)
    old = [Block("lead", (("text", "Rest."),)), first, one, two, second, three, Block("closing", (("text", "End."),))]
    new = [old[0], first, two, four, five, old[6]]
    assert _told(compare(old, new)) == [
        ("=", "Rest."),
        ("=", _PHYSIOLOGICAL),
        ("removed", "Heading 1"),
        ("=", "Heading 2"),
        ("added", "Heading 4"),
        ("added", "Heading 5"),
        ("removed", _PATHOLOGICAL),
        ("removed", "Heading 3"),
        ("=", "End."),
    ]


def test_what_moved_away_leaves_a_removed_block_at_its_old_place() -> None:
    one, two, three, four = _causes(1, 2, 3, 4)
    comparison = compare([one, two, three, four], [two, four, one])
    assert _told(comparison) == [
        ("=", "Heading 2"),
        ("removed", "Heading 3"),
        ("=", "Heading 4"),
        ("moved", "Heading 1"),
    ]


def test_a_cause_with_another_key_is_another_cause() -> None:
    comparison = compare([_cause("Salt", 1, "Old words here.")], [_cause("Salt", 2, "Other text instead.")])
    assert _told(comparison) == [("removed", "Salt"), ("added", "Salt")]


def test_the_same_words_under_a_new_key_need_not_be_read_again() -> None:
    assert compare([_cause("Salt", 1)], [_cause("Salt", 2)]).unchanged == 1


@pytest.mark.parametrize(
    "new",
    [
        _cause("SALT ", None, "Wholly different text about food."),
        _cause("Salty food", None, "Much salt makes thirsty and keeps water in the body, mostly."),
    ],
)
def test_without_keys_causes_are_known_by_heading_or_likeness(new: Block) -> None:
    old = _cause("Salt", None, "Much salt makes thirsty and keeps water in the body.")
    assert _told(compare([old], [new])) == [("reworded", new.fields[0][1])]


def test_of_two_equal_causes_the_one_that_stayed_in_its_section_is_unchanged() -> None:
    sections = _section(_PHYSIOLOGICAL, 100), _section(_PATHOLOGICAL, 200)
    stress = _cause("Stress")
    comparison = compare([sections[0], stress, sections[1], stress], [*sections, stress])
    assert [told for told, _ in _told(comparison)] == ["=", "removed", "=", "="]


def test_equal_causes_keep_their_sections_when_these_turn_round() -> None:
    parts = [[_section(_PATHOLOGICAL, 100 * number, f"Part {number}"), _cause("Stress")] for number in (1, 2, 3)]
    comparison = compare([*parts[0], *parts[1], *parts[2]], [*parts[2], *parts[1], *parts[0]])
    assert [told for told, _ in _told(comparison)].count("=") == 3 + 1


def test_a_cause_without_key_that_went_elsewhere_is_known_by_its_heading() -> None:
    sections = _section(_PHYSIOLOGICAL, 100), _section(_PATHOLOGICAL, 200)
    new = _cause("Salt", None, "Entirely fresh wording stands here.")
    comparison = compare([sections[0], _cause("Salt"), sections[1]], [*sections, new])
    assert _told(comparison)[2] == ("reclassified reworded", "Salt")


def test_blocks_there_is_one_of_are_known_by_their_name() -> None:
    old, new = Block("lead", (("text", "Rest."),)), Block("lead", (("text", "Drink and eat as usual."),))
    assert _told(compare([old], [new])) == [("reworded", "Drink and eat as usual.")]


def test_care_cards_are_known_by_text_heading_and_likeness_even_under_new_keys() -> None:
    old = [
        _care("Call now", "Chest pain\nNo breath", 1),
        _care("Today", "Fever", 2),
        _care("", "Pain that lasts and lasts on one leg", 3),
    ]
    new = [
        _care("", "Pain that lasts and lasts on one arm", 6),
        _care("Call now", "Chest pain\nNo breath", 4),
        _care("today", "High fever and a rash", 5),
    ]
    assert [told for told, _ in _told(compare(old, new))] == ["moved reworded", "=", "reworded"]


def test_chinese_care_cards_are_known_by_likeness() -> None:
    old, new = _care("", "胸口剧烈疼痛\n呼吸困难"), _care("", "胸口突然剧烈疼痛\n呼吸困难")
    (change,) = compare([old], [new]).changes
    assert change.what == {What.REWORDED}
    assert [piece.text for piece in change.fields[1].pieces if piece.op is not Op.SAME] == ["突然"]


def test_of_two_equal_care_cards_one_is_removed() -> None:
    card = _care("Today", "Fever")
    assert sorted(told for told, _ in _told(compare([card, card], [card]))) == ["=", "removed"]


def test_of_two_equal_care_cards_the_one_that_kept_its_order_stayed() -> None:
    card, other = _care("Today", "Fever"), _care("Now", "Fits")
    assert [told for told, _ in _told(compare([card, other, card], [other, card]))] == ["removed", "=", "="]


def test_a_level_is_replaced_whole_and_alerts_to_nothing() -> None:
    (change,) = compare([_care("Go", "Now", 1)], [_care("Go", "Now", 1, "emergency")]).changes
    assert change.what == {What.REWORDED}
    assert [(piece.op, piece.text) for piece in change.fields[0].pieces] == [
        (Op.REMOVED, "urgent"),
        (Op.ADDED, "emergency"),
    ]
    assert not change.alerts


def test_references_in_another_order_are_moved_and_their_fields_say_which() -> None:
    old = [Block("references", tuple(_reference(title) for title in ("A", "B", "C")))]
    new = [Block("references", tuple(_reference(title) for title in ("B", "C", "A")))]
    (change,) = compare(old, new).changes
    assert change.what == {What.MOVED}
    assert [set(field.what) for field in change.fields] == [set(), set(), {What.MOVED}]
    assert compare(old, new).words_to_read == 1


def test_references_added_removed_and_reworded_are_told_apart() -> None:
    old = [Block("references", (_reference("Sleep"), _reference("Salt", 2019), _reference("Stress")))]
    new = [Block("references", (_reference("Salt", 2024), _reference("Stress"), _reference("Exercise in old age")))]
    (change,) = compare(old, new).changes
    assert change.what == {What.REWORDED}
    assert [sorted(field.what) for field in change.fields] == [["removed"], ["reworded"], [], ["added"]]
    assert change.fields[1].alerts == {Alert.NUMBER}


def test_a_medicine_is_called_out_in_the_block_that_names_another() -> None:
    old, new = _cause("Pain", 1, "Try aspirin."), _cause("Pain", 1, "Try ibuprofen.")
    (change,) = compare([old], [new], frozenset({"Aspirin", "Ibuprofen"})).changes
    assert change.alerts == {Alert.MEDICINE}


def test_chinese_characters_are_words_to_read() -> None:
    new = [Block("lead", (("text", "每天喝水2次。"),))]
    assert compare([], new).words_to_read == 6


def test_a_section_without_a_label_that_was_reclassified_is_one_word_to_read() -> None:
    assert compare([_section(_PHYSIOLOGICAL)], [_section(_PATHOLOGICAL)]).words_to_read == 1


def test_the_comparison_needs_no_django() -> None:
    code = "import sys, articles.diffing; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=_ROOT, check=False).returncode == 0
