"""What fits on two sheets: care cards always, advice and warnings whole or away, the rest while there is room."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import leaflets
from articles.leaflet_parts import Leaflet
from articles.leaflets import SHEETS
from articles.paper import FONT, lines, sheets_of
from articles.summaries import word_count

ADDRESS = "https://healthqa.example/questions/leg-cramps/"
PROOF = f"https://healthqa.example/verify/{'0' * 64}/"
FOOD = "\n".join(["- a handful with water and bread, and not too late in the evening"] * 12)

SENTENCE = "Tired muscles can clamp down while you rest."


def cause(**words: Any) -> dict[str, Any]:
    own = {"anchor": "c-x", "block": "b", "heading": "Long walks", "explanation": "", "advice": "", "seek_care": ""}
    return own | {"likelihood": "unstated", "condition": None, "names_medicine": False} | words


def page(causes: list[dict[str, Any]], **words: Any) -> Any:
    section = {"anchor": "physiological", "kind": "physiological", "label": "", "text": "", "causes": causes}
    own: dict[str, Any] = {"sections": [section], "item_kind": "causes", "care": [], "associated": []}
    own |= {"question": {"text": "What causes leg cramps?"}, "audience": {"group": ""}, "questions_to_ask": []}
    own |= {"byline": {"name": "Dr. Lin", "title": "", "credentials": ""}, "signatures": [], "is_sample": False}
    own |= dict.fromkeys(("short_answer", "introduction_rest", "lead", "closing"), "")
    return own | {"names_medicine_outside_causes": False, "disclosure": "none"} | words


def leaflet_of(shown: Any) -> Leaflet:
    return leaflets.leaflet_of(shown, ADDRESS, PROOF)


def card(level: str, signs: int) -> dict[str, Any]:
    return {"level": level, "heading": "Call for help if:", "bullets": ["the pain spreads to your arm"] * signs}


def lost(leaflet: Leaflet) -> tuple[bool, ...]:
    """What was shortened or left out, in the order in which it is given up."""
    lists = (leaflet.has_more_questions, leaflet.explains_less, leaflet.has_more_names, leaflet.has_more_disclosure)
    return (*lists, leaflet.is_bare, leaflet.is_longer)


def test_a_short_answer_is_whole() -> None:
    leaflet = leaflet_of(page([cause(explanation=SENTENCE, advice=SENTENCE)]))
    assert [item.is_whole for item in leaflet.items] == [True]
    assert not leaflet.is_cut
    assert leaflet_of(page([cause(explanation=SENTENCE)], lead=SENTENCE)).is_cut


def test_long_explanations_of_causes_are_cut_at_a_sentence() -> None:
    leaflet = leaflet_of(page([cause(explanation=" ".join([SENTENCE] * 30))]))
    [item] = leaflet.items
    assert item.start == " ".join([SENTENCE] * (36 // word_count(SENTENCE)))
    assert leaflet.is_cut


def test_steps_and_foods_are_explained_in_full_or_not_at_all() -> None:
    """There the explanation is the advice: a step that lost its second sentence would be another step."""
    steps = page([cause(explanation=" ".join([SENTENCE] * 30))], item_kind="steps")
    assert [item.is_whole for item in leaflet_of(steps).items] == [True]
    crowded = page([cause(explanation=" ".join([SENTENCE] * 40))] * 8, item_kind="steps")
    assert [(item.is_whole, item.start) for item in leaflet_of(crowded).items] == [(False, "")] * 8


def test_a_long_advice_is_left_out_of_its_item_alone() -> None:
    long = cause(explanation=SENTENCE, advice="- rest a little\n" * 25, seek_care="it lasts")
    [item, other] = leaflet_of(page([long, cause(advice="Rest.")])).items
    assert (item.advice.words, item.advice.is_left_out, item.seek_care.words) == ("", True, "it lasts")
    assert other.advice.words == "Rest."


@pytest.mark.parametrize(
    ("words", "given_up"),
    [
        ({"questions_to_ask": ["Could it be my back, or how I sit?"] * 90}, (1, 0, 0, 0, 0, 0)),
        ({"causes": [cause(explanation=FOOD)] * 15}, (0, 1, 0, 0, 0, 0)),
        ({"associated": [{"name": "a syndrome with a long name", "slug": ""}] * 700}, (0, 0, 1, 0, 0, 0)),
        ({"disclosure": SENTENCE * 400}, (0, 0, 0, 1, 0, 0)),
        ({"causes": [cause(advice=SENTENCE * 5, seek_care=SENTENCE * 5)] * 20}, (0, 1, 0, 0, 1, 0)),
        ({"care": [card("emergency", 70), card("urgent", 70), card("routine", 70)]}, (0, 0, 0, 0, 0, 1)),
    ],
    ids=["questions", "explanations", "names", "disclosure", "advice", "cards"],
)
def test_what_is_too_long_is_given_up_and_nothing_that_would_fit_after_it(
    words: dict[str, Any], given_up: tuple[int, ...]
) -> None:
    """Lines count, not words alone. One part of each answer is too long, and the leaflet says which."""
    causes = words.pop("causes", [cause(explanation=SENTENCE)])
    leaflet = leaflet_of(page(causes, item_kind="foods", **words))
    assert lost(leaflet) == tuple(map(bool, given_up))
    assert (sheets_of(page(causes, **words), leaflet, PROOF) > SHEETS) == leaflet.is_longer


def test_a_leaflet_that_is_longer_anyway_keeps_its_warnings() -> None:
    """Left out for nothing: it would take as much paper without them."""
    cards = [card("emergency", 70), card("urgent", 70), card("routine", 70)]
    shown = page([cause(explanation=SENTENCE, seek_care="it lasts")] * 2, care=cards, disclosure=SENTENCE)
    assert lost(leaflet_of(shown)) == (False, False, False, False, False, True)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 12), st.integers(0, 12)), max_size=70),
    st.integers(0, 60),
    st.integers(0, 300),
    st.integers(0, 60),
)
def test_a_leaflet_fits_or_says_so_and_no_warning_is_cut(
    sizes: list[tuple[int, int, int]], questions: int, names: int, signs: int
) -> None:
    parts = [[" ".join([SENTENCE] * size) for size in of_cause] for of_cause in sizes]
    causes = [cause(explanation=one, advice=two, seek_care=three) for one, two, three in parts]
    associated = [{"name": "gout", "slug": ""}] * names
    care = [card("emergency", signs), card("urgent", signs)]
    shown = page(causes, questions_to_ask=["Why?"] * questions, associated=associated, care=care)
    leaflet = leaflet_of(shown)
    assert (sheets_of(shown, leaflet, PROOF) > SHEETS) == leaflet.is_longer
    assert [item.cause for item in leaflet.items] == causes
    for item in leaflet.items:
        assert item.advice.words in ("", item.cause["advice"])
        assert item.seek_care.words in ("", item.cause["seek_care"])
        assert item.cause["explanation"].startswith(item.start)
        assert item.is_short or (item.is_whole and not item.is_bare)


def test_a_section_without_causes_is_no_empty_group() -> None:
    assert leaflet_of(page([], lead="Words.")).groups == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("one", 1), ("one\ntwo", 2), ("word " * 16, 2), ("药" * 45, 3), ("x" * 90, 3), ("W" * 30, 2)],
)
def test_lines_are_counted_as_a_printer_breaks_them(text: str, expected: int) -> None:
    """Of 23 wide characters each: words stay whole, those longer than a line do not, Chinese ones stand alone."""
    assert lines(text, 23 * FONT) == expected
