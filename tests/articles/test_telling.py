"""Where there is little room, an advice or a warning is told whole or sent for: never a beginning of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.summaries import word_count
from articles.telling import LONGEST, told


@pytest.mark.parametrize(
    "text",
    [
        "- chest pain spreads to your arm\n- you faint\n- you cannot speak",
        "Take one tablet.\n\nNot if you are pregnant, or have a sore stomach.",
        "如果一条腿肿胀，要当天就诊。",
        "word " * (LONGEST - 1) + "end.",
    ],
)
def test_what_fits_is_told_to_its_last_word(text: str) -> None:
    assert told(text) == (text, False)


@pytest.mark.parametrize("text", ["word " * LONGEST + "end.", "- you faint\n" * 40, "药" * (2 * LONGEST + 1)])
def test_what_is_longer_is_left_out_as_one(text: str) -> None:
    assert told(text) == ("", True)


def test_silence_is_not_something_left_out() -> None:
    assert told("").is_nothing
    assert not told("it lasts").is_nothing
    assert not told("word " * (LONGEST + 1)).is_nothing


@given(st.text(max_size=900))
def test_nothing_is_ever_cut(text: str) -> None:
    shown = told(text)
    assert shown.words in ("", text)
    assert shown.is_left_out == (word_count(text) > LONGEST)
