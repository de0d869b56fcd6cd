"""What fits on two sheets: advice and warnings are whole or away, explanations as long as there is room for."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from articles.leaflets import CAUSES_EXPLAINED, ROOM, leaflet_of
from articles.summaries import word_count

SENTENCE = "Tired muscles can clamp down while you rest."


def cause(**words: Any) -> dict[str, Any]:
    own = {"anchor": "c-x", "block": "b", "heading": "Long walks", "explanation": "", "advice": "", "seek_care": ""}
    return own | {"likelihood": "unstated", "condition": None, "names_medicine": False} | words


def page(causes: list[dict[str, Any]], **words: Any) -> Any:
    section = {"anchor": "physiological", "kind": "physiological", "label": "", "text": "", "causes": causes}
    own = {"sections": [section], "item_kind": "causes", "introduction_rest": "", "lead": "", "closing": ""}
    return own | words


def test_a_short_answer_is_whole() -> None:
    leaflet = leaflet_of(page([cause(explanation=SENTENCE, advice=SENTENCE)]))
    assert [item.is_whole for _section, items in leaflet.groups for item in items] == [True]
    assert not leaflet.is_cut
    assert leaflet_of(page([cause(explanation=SENTENCE)], lead=SENTENCE)).is_cut


def test_long_explanations_are_cut_at_a_sentence() -> None:
    leaflet = leaflet_of(page([cause(explanation=" ".join([SENTENCE] * 30))]))
    [(_section, [item])] = leaflet.groups
    assert item.start == " ".join([SENTENCE] * (CAUSES_EXPLAINED[0] // word_count(SENTENCE)))
    assert leaflet.is_cut


def test_steps_and_foods_are_explained_in_full_while_there_is_room() -> None:
    steps = page([cause(explanation=" ".join([SENTENCE] * 30))], item_kind="steps")
    [(_section, [item])] = leaflet_of(steps).groups
    assert item.is_whole
    crowded = page([cause(explanation=" ".join([SENTENCE] * 30))] * 4, item_kind="steps")
    assert not any(item.is_whole for _section, items in leaflet_of(crowded).groups for item in items)


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30)).map(
            lambda n: cause(
                explanation=" ".join([SENTENCE] * n[0]),
                advice=" ".join([SENTENCE] * n[1]),
                seek_care=" ".join([SENTENCE] * n[2]),
            )
        ),
        max_size=70,
    )
)
def test_no_answer_is_too_long_and_no_warning_is_cut(causes: list[dict[str, Any]]) -> None:
    leaflet = leaflet_of(page(causes))
    items = [item for _section, of_section in leaflet.groups for item in of_section]
    assert [item.cause for item in items] == causes
    if leaflet.is_bare:
        assert all(item.is_bare and not item.start for item in items)
        return
    told = [
        (item.cause["explanation"] if item.is_whole else item.start, item.cause["advice"], item.cause["seek_care"])
        for item in items
    ]
    assert sum(word_count(text) for texts in told for text in texts) <= ROOM
    assert all(item.cause["explanation"].startswith(item.start) for item in items)


def test_a_section_without_causes_is_no_empty_group() -> None:
    assert leaflet_of(page([], lead="Words.")).groups == []
