"""Causes side by side: advice and warnings whole or sent for; nothing where a table would say nothing."""

from __future__ import annotations

from typing import Any

import pytest

from articles.cause_tables import rows_of, table_of
from articles.telling import LONGEST
from tests.articles.test_leaflets import cause, page


def test_rows_hold_warnings_whole_and_say_what_happens() -> None:
    """Each sign of a list, each paragraph of an advice; the explanation by its first sentence."""
    signs = "- chest pain spreads to your arm\n- you faint\n- you cannot speak"
    advice = "Take one tablet.\n\nNot if you are pregnant."
    shown = cause(explanation="A clot blocks a vein. It swells.", advice=advice, seek_care=signs)
    [row] = rows_of(page([shown]))
    assert (row.happens, row.advice.words, row.seek_care.words) == ("A clot blocks a vein.", advice, signs)


@pytest.mark.parametrize(
    ("causes", "words", "is_there"),
    [
        ([cause(advice="Rest.")] * 3, {}, True),
        ([cause(), cause(), cause(seek_care="it lasts")], {}, True),
        ([cause(), cause(), cause(seek_care="it lasts " * LONGEST)], {}, True),
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
