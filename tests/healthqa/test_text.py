"""A number in an address or a form: figures and nothing else, and none that a database refuses."""

from __future__ import annotations

import pytest

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
