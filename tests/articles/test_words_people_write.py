"""How many of the ways people write of an emergency raise a card of its kind, and how many other questions raise one.

The lists in `tests/data/red_flags/` were written before the red flags they measure. Words were mended against one half;
of the other only the share was looked at. See docs/decisions/0022-asking.md. “Plain” ones were seen to fail by a reader
of the demo, or are like those; the list was mended against all of them.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from articles import flag_words
from articles.models import RedFlag
from tests.articles.questions_sent import first_flags

WRITTEN = Path(__file__).parents[1] / "data" / "red_flags"
HALVES = ("mended", "held_out", "slips_mended", "slips_held_out", "plain")
#: The shares that have to be reached. Three of the quiet ones beside slips raised a card before slips were known, too.
LEAST_RAISED = {"mended": 0.95, "held_out": 0.95, "slips_mended": 0.95, "slips_held_out": 0.95, "plain": 1}
MOST_FALSE = {"mended": 0.03, "held_out": 0.03, "slips_mended": 0.07, "slips_held_out": 0.03, "plain": 0}


@pytest.fixture
def listed(db: None) -> list[tuple[str, flag_words.Listed]]:
    """The cards of the red flags a new portal has, with their words."""
    first_flags()
    return [(flag.card, flag_words.read(flag.groups)) for flag in RedFlag.objects.all()]


def written(name: str) -> list[str]:
    return (WRITTEN / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def cards_of(text: str, listed: list[tuple[str, flag_words.Listed]]) -> set[str]:
    ready = flag_words.Text(text)
    return {card for card, words in listed if ready.holds(words)}


@pytest.mark.parametrize("half", HALVES)
def test_nearly_all_ways_to_write_of_an_emergency_raise_its_card(
    half: str, listed: list[tuple[str, flag_words.Listed]]
) -> None:
    lines = [line.split("\t") for line in written(f"raised_{half}")]
    missed = [(card, text) for card, text in lines if card not in cards_of(text, listed)]
    assert len(lines) > 40
    assert 1 - len(missed) / len(lines) >= LEAST_RAISED[half], missed


@pytest.mark.parametrize("half", HALVES)
def test_hardly_any_ordinary_question_raises_a_card(half: str, listed: list[tuple[str, flag_words.Listed]]) -> None:
    lines = written(f"quiet_{half}")
    false = [(text, cards) for text in lines if (cards := cards_of(text, listed))]
    assert len(lines) > 40
    assert len(false) / len(lines) <= MOST_FALSE[half], false


def test_no_sentence_is_in_two_of_the_lists() -> None:
    texts = [
        line.split("\t")[-1] for half in HALVES for kind in ("raised", "quiet") for line in written(f"{kind}_{half}")
    ]
    assert len(set(texts)) == len(texts)
