"""The rules as SQLite triggers, one for each table and event."""

# ruff: noqa: S608  SQL is made of the names in this folder and of nothing that anybody types

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from articles.triggers.journal import Note
from articles.triggers.phrases import Rule
from articles.triggers.shown import CHANGES

PREFIX = "healthqa_guard_"
IN_PLACE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'healthqa!_guard!_%' ESCAPE '!'"


def statements(table: str, event: str, rules: list[Rule]) -> dict[str, str]:
    """The name of each trigger of this table and event, and the statement that creates it."""
    name = f"{PREFIX}{table}_{event.lower()}"
    steps = "".join(f"  {_step(rule)};\n" for rule in rules)
    return {name: f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW BEGIN\n{steps}END"}


def note_statements(note: Note, kind: str) -> dict[str, str]:
    """The name of the trigger that writes a note of this kind down, and the statement that creates it."""
    name = f"{PREFIX}{kind}_{note.table}_{note.event.lower()}"
    when = f" WHEN {_compared(note.when)}" if note.when else ""
    step = note.statement.replace("OBJECT(", "json_object(").replace("JSON(", "json(")
    return {name: f"CREATE TRIGGER {name} AFTER {note.event} ON {note.table} FOR EACH ROW{when} BEGIN\n  {step};\nEND"}


#: Two plain statements: inside an INSERT OR IGNORE an upsert of the one row would be ignored too.
_CHANGE = (
    f"INSERT INTO {CHANGES} (mark, at) SELECT 0, CURRENT_TIMESTAMP WHERE NOT EXISTS (SELECT 1 FROM {CHANGES})",
    f"UPDATE {CHANGES} SET mark = random() / 4096, at = CURRENT_TIMESTAMP",
)


def change_statements(table: str, event: str, seen: str) -> dict[str, str]:
    """The name of the trigger that writes a change down, and the statement that creates it."""
    if event == "TRUNCATE":  # which SQLite does not know
        return {}
    name = f"{PREFIX}shown_{table}_{event.lower()}"
    rows = {"INSERT": ("NEW",), "DELETE": ("OLD",), "UPDATE": ("OLD", "NEW")}[event]
    when = " OR ".join(f"({seen.replace('ROW.', f'{row}.')})" for row in rows) if seen else "1"
    steps = "".join(f"  {statement};\n" for statement in _CHANGE)
    return {name: f"CREATE TRIGGER {name} AFTER {event} ON {table} FOR EACH ROW WHEN {when} BEGIN\n{steps}END"}


def note_change(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for statement in _CHANGE:
            cursor.execute(statement)


def _compared(condition: str) -> str:
    return condition.replace(" DIFFERS ", " IS NOT ")


def _step(rule: Rule) -> str:
    where = f" WHERE {_compared(rule.whole)}" if rule.whole else ""
    return f"SELECT RAISE(ABORT, '{rule.sentence}'){where}"


def create(connection: BaseDatabaseWrapper, wanted: dict[str, str]) -> None:
    with connection.cursor() as cursor:
        for statement in wanted.values():
            cursor.execute(statement)


def drop_all(connection: BaseDatabaseWrapper) -> None:
    with connection.cursor() as cursor:
        for name in in_place(connection):
            cursor.execute(f'DROP TRIGGER "{name}"')


def in_place(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers that the database has, and the statement of each."""
    with connection.cursor() as cursor:
        cursor.execute(IN_PLACE)
        return dict(cursor.fetchall())
