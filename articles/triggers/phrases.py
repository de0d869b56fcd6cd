"""One rule, and the phrases that rules and notes are made of."""

# ruff: noqa: S608  SQL is made of the names in columns.py and of nothing that anybody types

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

NEVER_REPLACED = "healthqa: a recorded row is never replaced"
APPEND_ONLY = "healthqa: this record is only ever added to"


@dataclass(frozen=True, slots=True)
class Rule:
    """Before `event` on a row of `table`: refuse with `sentence` where `when` holds, and `look` too.

    `when` compares the row at hand with what it was and with nothing else, which costs a database next to nothing;
    `look` asks other rows, and is asked only where `when` holds. An empty one always holds.
    """

    table: str
    event: str
    when: str
    sentence: str
    look: str = ""
    #: For what only SQLite lets happen: its REPLACE deletes rows without asking a trigger.
    only_sqlite: bool = False

    @property
    def whole(self) -> str:
        """Both conditions as one; empty: refused whatever the row."""
        parts = [part for part in (self.when, self.look) if part]
        return " AND ".join(f"({part})" for part in parts) if len(parts) > 1 else "".join(parts)


def changed(columns: Iterable[str]) -> str:
    """The update changes one of these columns."""
    return "(" + " OR ".join(f"NEW.{column} DIFFERS OLD.{column}" for column in columns) + ")"


def over_existing(table: str, key: str, sentence: str = NEVER_REPLACED) -> Rule:
    """INSERT OR REPLACE on a row `o` that is there: SQLite would delete it and ask no DELETE trigger."""
    return Rule(table, "INSERT", "", sentence, f"EXISTS (SELECT 1 FROM {table} o WHERE {key})", only_sqlite=True)


def never_replaced(table: str, *keys: tuple[str, ...], sentence: str) -> Iterator[Rule]:
    """No row of the table is replaced through any of its unique `keys`, by INSERT or by UPDATE OR REPLACE."""
    for key in keys:
        same = " AND ".join(f"o.{column} = NEW.{column}" for column in key)
        yield over_existing(table, same, sentence)
        taken = f"EXISTS (SELECT 1 FROM {table} o WHERE {same})"
        yield Rule(table, "UPDATE", changed(key), sentence, taken, only_sqlite=True)
