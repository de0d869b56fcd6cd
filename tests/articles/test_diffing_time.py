"""Comparing takes time almost in proportion to the length of the texts, whatever they hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from articles.canonical import Block
from articles.diffing import compare
from tests.articles import linear_time

Texts = Callable[[int], tuple[str, str]]

_SIZE = 9_000  # characters of the shorter run
_SLACK = 0.03  # seconds: below it the clock says more than the comparison
_MEDICINES = frozenset({"Aspirin", "阿司匹林"})

#: Texts about `n` characters long and what became of them.
_HOSTILE: dict[str, Texts] = {
    "one word": lambda n: ("a " * (n // 2), "b " + "a " * (n // 4) + "b " + "a " * (n // 4) + "c"),
    "a long figure": lambda n: ("1" * n, "2" * n),
    "figures": lambda n: ("1 " * (n // 2), "2 " + "1 " * (n // 2) + "3"),
    "figures and points": lambda n: ("1." * (n // 2), "1." * (n // 2) + "a" + "1." * 3),
    "figures and dashes": lambda n: ("1-" * (n // 2), "2-" + "1-" * (n // 2) + "a"),
    "doses": lambda n: ("5 mg " * (n // 5), "6 mg " + "5 mg 6 g " * (n // 10)),
    "sentences of one word": lambda n: ("a. " * (n // 3), "b. " + "a. b. " * (n // 6)),
    "paragraphs of one word": lambda n: ("a\n\n" * (n // 3), "b\n\n" + "a\n\nb\n\n" * (n // 6) + "c"),
    "white space": lambda n: (" " * n, "x" + " " * (n // 2) + "y" + " " * (n // 2)),
    "negations": lambda n: ("不" * n, "一" + "不" * (n // 2) + "十" + "不" * (n // 2) + "二"),
    "Chinese sentences": lambda n: ("不好。" * (n // 3), "一。" + "不好。很好。" * (n // 6)),
    "points": lambda n: ("." * n, "!" + "." * (n // 2) + "!" + "." * (n // 2) + "?"),
    "quotes": lambda n: ('."' * (n // 2), "'" + '."' * (n // 2) + "x"),
    "one long word": lambda n: ("a" * n, "b" * n),
    "hyphens": lambda n: ("a-" * (n // 2), "a-" * (n // 2) + "b-a"),
    "contractions": lambda n: ("don't " * (n // 6), "do n't " * (n // 7)),
    "a medicine": lambda n: ("aspirin " * (n // 8), "aspirin. " * (n // 9)),
    "unique words": lambda n: (_numbered(n // 6, 0), _numbered(n // 6, 3)),
    "words turned round": lambda n: (_numbered(n // 6, 0), " ".join(reversed(_numbered(n // 6, 0).split()))),
}


def _numbered(count: int, every: int) -> str:
    return " ".join(f"w{number + number % every if every else number}" for number in range(count))


def _is_linear(texts: Callable[[int], tuple[list[Block], list[Block]]], size: int) -> bool:
    """Whether four times the text takes about four times as long: 16 would be quadratic, 8 is the border."""
    small, large = texts(size), texts(4 * size)
    return linear_time.is_within(
        lambda: compare(*large, _MEDICINES), times=8, small=lambda: compare(*small, _MEDICINES), slack=_SLACK
    )


@pytest.mark.parametrize("name", _HOSTILE)
def test_a_hostile_text_takes_linear_time(name: str) -> None:
    def texts(size: int) -> tuple[list[Block], list[Block]]:
        old, new = _HOSTILE[name](size)
        return [Block("lead", (("text", old),))], [Block("lead", (("text", new),))]

    assert _is_linear(texts, _SIZE)


def _many_causes(count: int, word: str) -> list[Block]:
    return [
        Block("cause", (("heading", f"{word} {number}"), ("explanation", f"{word}. " * 9))) for number in range(count)
    ]


def test_many_blocks_without_keys_take_linear_time() -> None:
    assert _is_linear(lambda size: (_many_causes(size, "a"), _many_causes(size, "b")), 150)


def test_many_blocks_in_another_order_take_linear_time() -> None:
    assert _is_linear(lambda size: (_many_causes(size, "a"), _many_causes(size, "a")[::-1]), 200)


def test_many_equal_blocks_take_linear_time() -> None:
    def texts(size: int) -> tuple[list[Block], list[Block]]:
        same, other = (Block("care", (("heading", "x"), ("bullets", word))) for word in "ab")
        return [same] * size, [same] * (size // 2) + [other] * size

    assert _is_linear(texts, 200)


def test_many_references_in_another_order_take_linear_time() -> None:
    def texts(size: int) -> tuple[list[Block], list[Block]]:
        entries = tuple(("reference", f"title: {number}") for number in range(size))
        return [Block("references", entries)], [Block("references", entries[::-1])]

    assert _is_linear(texts, 200)


def test_a_megabyte_of_one_word_is_compared_in_seconds() -> None:
    old, new = _HOSTILE["one word"](1_000_000)
    blocks = [Block("lead", (("text", old),))], [Block("lead", (("text", new),))]
    assert linear_time.seconds(lambda: compare(*blocks, _MEDICINES)) < 30
