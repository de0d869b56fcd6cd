"""Rules about letters and figures: a number in an address or a form, and the language that letters tell."""

from __future__ import annotations

import pytest

from healthqa.lib.scripts import language_of
from healthqa.lib.text import LONGEST_KEY, keys_in, number_in


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_a_number_is_read(text: str, number: int) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text",
    ["", " 7", "7 ", "+7", "-7", "7.0", "1e3", "1_000", "0x7", "٧", "７", "²", "½", "七", "None", "9" * 19, "1" * 9999],
)
def test_anything_else_is_no_number(text: str) -> None:
    assert number_in(text) is None


def test_a_limit_is_in_figures() -> None:
    assert (number_in("12345", longest=5), number_in("00001", longest=4)) == (12345, None)


def test_every_key_fits_into_64_bits() -> None:
    assert 10**LONGEST_KEY - 1 < 2**63


def test_what_is_no_key_is_left_out() -> None:
    assert keys_in(["3", "x", "", "1", "9" * 20, "3"]) == [3, 1, 3]


@pytest.mark.parametrize(
    ("text", "around", "language"),
    [
        ("Gout", "zh-hans", "en"),
        ("Ménière’s disease", "zh-hans", "en"),
        ("维生素 B12", "zh-hans", "zh-hans"),
        ("维生素 B12", "en", "zh-hans"),
        ("Gout", "en", "en"),
        ("2026", "zh-hans", "zh-hans"),
        ("Подагра", "zh-hans", "zh-hans"),  # no letters of ours: nothing is claimed
        ("", "zh-hans", "zh-hans"),
        ("〇", "en", "zh-hans"),
    ],
)
def test_letters_tell_which_language_a_name_is_in(text: str, around: str, language: str) -> None:
    assert language_of(text, around) == language
