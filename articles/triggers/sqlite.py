"""The rules as SQLite triggers, one for each table and event."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from articles.triggers.journal import Note
from articles.triggers.phrases import Rule

PREFIX = "healthqa_guard_"
IN_PLACE = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'healthqa!_guard!_%' ESCAPE '!'"


def statements(table: str, event: str, rules: list[Rule]) -> dict[str, str]:
    """The name of each trigger of this table and event, and the statement that creates it."""
    name = f"{PREFIX}{table}_{event.lower()}"
    steps = "".join(f"  {_step(rule)};\n" for rule in rules)
    return {name: f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW BEGIN\n{steps}END"}


def note_statements(note: Note) -> dict[str, str]:
    """The name of the trigger that writes a note down, and the statement that creates it."""
    name = f"{PREFIX}journal_{note.table}_{note.event.lower()}"
    when = f" WHEN {_compared(note.when)}" if note.when else ""
    step = note.statement.replace("OBJECT(", "json_object(").replace("JSON(", "json(")
    return {name: f"CREATE TRIGGER {name} AFTER {note.event} ON {note.table} FOR EACH ROW{when} BEGIN\n  {step};\nEND"}


def _compared(condition: str) -> str:
    return condition.replace(" DIFFERS ", " IS NOT ")


def _step(rule: Rule) -> str:
    where = f" WHERE {_compared(rule.when)}" if rule.when else ""
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
