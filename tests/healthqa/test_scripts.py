"""What counts as a Chinese letter, wherever that is asked."""

from __future__ import annotations

import pytest

from articles.az import index_phrase
from articles.subjects import subject_of
from healthqa.lib.scripts import has_han


@pytest.mark.parametrize("letter", ["痛", "々", "〇", "㐀", "豈", "𠀀"])
def test_a_rare_letter_is_chinese_too(letter: str) -> None:
    assert has_han(f"x{letter}")
    assert subject_of(f"为什么{letter}") == subject_of("为什么痛").replace("痛", letter)
    assert index_phrase(f"{letter}？") == letter


@pytest.mark.parametrize("text", ["", "pain", "いたい", "아파요", "боль", "，。？"])
def test_other_scripts_are_not(text: str) -> None:
    assert not has_han(text)
