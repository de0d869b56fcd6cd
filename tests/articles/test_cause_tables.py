"""Causes side by side: cut at a sentence, and said so; nothing where a table would say nothing."""

from __future__ import annotations

from typing import Any

import pytest

from articles.cause_tables import SHORT, Short, table_of
from tests.articles.test_leaflets import cause, page

LONG = "Rest for a day, then walk a little more each day than on the day before."


@pytest.mark.parametrize(
    ("text", "shown", "goes_on"),
    [
        ("", "", False),
        ("your foot is cold.", "your foot is cold.", False),
        ("**Rest.** Then [walk](https://example.org).", "Rest. Then walk.", False),
        (f"{LONG} {LONG}", LONG, True),
        ("- your foot is cold\n- you have a fever", "your foot is cold", True),
        ("One.\n\nTwo.", "One.", True),
        ("如果一条腿肿胀，要当天就诊。", "如果一条腿肿胀，要当天就诊。", False),
    ],
)
def test_a_text_is_cut_at_a_sentence(text: str, shown: str, goes_on: bool) -> None:
    assert Short.of(text) == (shown, goes_on)


def test_a_sentence_that_is_too_long_is_not_cut_in_the_middle() -> None:
    sentence = "word, " * (SHORT + 6) + "end."
    assert Short.of(f"{sentence} More.") == (sentence, True)


@pytest.mark.parametrize(
    ("causes", "words", "is_there"),
    [
        ([cause(advice="Rest.")] * 3, {}, True),
        ([cause(), cause(), cause(seek_care="it lasts")], {}, True),
        ([cause(advice="Rest.")] * 2, {}, False),
        ([cause()] * 5, {}, False),
        ([cause(advice="Rest.")] * 3, {"item_kind": "steps"}, False),
    ],
)
def test_three_causes_and_one_advice_make_a_table(causes: Any, words: dict[str, Any], is_there: bool) -> None:
    table = table_of(page(causes, **words))
    assert (table is not None) == is_there
    if table:
        assert (table.has_advice, table.has_seek_care) == (bool(causes[0]["advice"]), bool(causes[2]["seek_care"]))


def test_kinds_have_a_column_only_where_causes_are_sorted() -> None:
    tables = []
    for kind in ("physiological", "unspecified"):
        shown = page([cause(advice="Rest.")] * 3)
        shown["sections"][0]["kind"] = kind
        tables.append(table_of(shown))
    assert [table.has_kinds for table in tables if table] == [True, False]
