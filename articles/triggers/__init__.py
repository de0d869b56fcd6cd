"""The database's own guard of the first four invariants, on SQLite and on PostgreSQL.

`migrate` removes it before it changes tables (SQLite rebuilds them, which triggers on other tables would stop) and
installs it again at the end: articles/apps.py. What is refused, and in which words, stands in rules.py; which column
may change when, in columns.py; what is written down and not refused, in journal.py, lists.py and shown.py.
docs/decisions/0005-triggers.md tells why.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from articles.triggers import listing_rows, postgresql, sqlite
from articles.triggers.columns import BESIDE, GUARDED
from articles.triggers.delegation_rules import delegation_rules
from articles.triggers.journal import JOURNAL, all_notes
from articles.triggers.lists import LISTINGS, all_listings
from articles.triggers.redaction_rules import redaction_rules
from articles.triggers.rules import all_rules
from articles.triggers.shown import CHANGES, EVENTS, SHOWN

_DIALECTS: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}
_EVENTS = ("INSERT", "UPDATE", "DELETE")


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers in place on every guarded table there is. Safe to repeat."""
    if _dialect(connection).in_place(connection) == _wanted(connection):
        return
    with transaction.atomic(using=connection.alias):
        remove(connection)
        _dialect(connection).create(connection, _wanted(connection))
        tables = connection.introspection.table_names()
        if CHANGES in tables:
            note_change(connection)  # nothing was written down while there were none
        if LISTINGS[0] in tables:
            listing_rows.mend(connection)  # the same of the lists


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the triggers, those of earlier releases too. Safe to repeat."""
    with transaction.atomic(using=connection.alias):
        _dialect(connection).drop_all(connection)


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """The names of the triggers that a guarded table lacks, or that do not fire or are not the ones of this release."""
    found: dict[str, str] = _dialect(connection).in_place(connection)
    return [name for name, text in _wanted(connection).items() if found.get(name) != text]


def note_change(connection: BaseDatabaseWrapper) -> None:
    """Say that something public changed, where no trigger could: pages that workers keep are asked for anew."""
    _dialect(connection).note_change(connection)


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The triggers of this release for the tables that exist: before the first migration there is none."""
    return _wanted_of(connection.vendor, frozenset(connection.introspection.table_names()))


@lru_cache(maxsize=4)
def _wanted_of(vendor: str, tables: frozenset[str]) -> dict[str, str]:
    """Kept, as `verify` asks each time and tables change with a migration only. Nobody changes what it returns."""
    dialect, every = _DIALECTS[vendor], [*all_rules(), *delegation_rules(), *redaction_rules()]
    wanted: dict[str, str] = {}
    for table in (*GUARDED, *BESIDE):
        for event in _EVENTS:
            asked = [rule for rule in every if (rule.table, rule.event) == (table, event)]
            if table in tables and (asked or event == "INSERT"):
                wanted |= dialect.statements(table, event, asked)
    for note in all_notes() if JOURNAL in tables else ():
        wanted |= dialect.note_statements(note, "journal")
    for note in all_listings() if tables.issuperset(LISTINGS) else ():
        wanted |= dialect.note_statements(note, "lists")
    for table, seen in SHOWN.items() if CHANGES in tables else ():
        for event in EVENTS if table in tables else ():
            wanted |= dialect.change_statements(table, event, seen)
    return wanted


def _dialect(connection: BaseDatabaseWrapper) -> ModuleType:
    return _DIALECTS[connection.vendor]
