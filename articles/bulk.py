"""Rows of a table faster than the ORM writes them; nothing is validated here, triggers and constraints apply.

`save_new` is for any rows: `bulk_create` without building the same statement again for each document. `save_links` is
for rows that only tie others together. `Table` is for generated rows: prepared values, ids taken beforehand, COPY on
PostgreSQL.
"""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from itertools import chain
from typing import Any
from uuid import UUID

from django.db import connection, models

#: One column of one row as both databases read it.
Value = str | int | float | None
Row = list[Value]
NULL = "\\N"


#: Rows a statement: far below the number of parameters that SQLite takes.
_ROWS_A_STATEMENT = 100
#: So many values bound at once: more save nothing.
_VALUES_A_STATEMENT = 400
#: New objects, some hundred documents' worth, before garbage is looked for: Python's own number is 700.
_NEW_OBJECTS = 50_000
#: Settings of a connection to SQLite: 256 MB of pages in memory; a log of 400 MB before it is copied back.
_MUCH = {"cache_size": -262144, "wal_autocheckpoint": 100_000}


def tell_sizes(*written: type[models.Model]) -> None:
    """Let PostgreSQL look at tables that were just filled; its housekeeping would, a minute after the rows are there.

    What it knew of them before says that they are empty, and then it reads a whole table for each row of another.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(model._meta.db_table for model in written)}")


def save_new(rows: Sequence[models.Model]) -> None:
    """Insert unsaved rows of one model in their order and give them their ids."""
    for start in range(0, len(rows), _ROWS_A_STATEMENT):
        _save_new(rows[start : start + _ROWS_A_STATEMENT])


def _save_new(rows: Sequence[models.Model]) -> None:
    values: list[Any] = []
    for row in rows:
        known = row.__dict__
        for field, name, plain_type in _columns_to_fill(type(row)):
            value = known.get(name)
            if plain_type is None or not (type(value) is plain_type or value is None):
                value = field.get_db_prep_save(field.pre_save(row, True), connection)
            values.append(value)
    with connection.cursor() as cursor:
        cursor.execute(_insert_statement(type(rows[0]), len(rows)), values)
        for row, (identity,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding, row._state.db = identity, False, connection.alias


@cache
def _columns_to_fill(model: type[models.Model]) -> list[tuple[models.Field[Any, Any], str, type[Any] | None]]:
    """Every column but the key, its attribute, and the type of value that is written as it is, if there is one."""
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    return [(field, field.attname, _plain_type(field)) for field in fields]


def _plain_type(field: models.Field[Any, Any]) -> type[Any] | None:
    if isinstance(field, models.CharField | models.TextField):
        return str
    return int if isinstance(field, models.ForeignKey | models.IntegerField) else None


@lru_cache(maxsize=500)
def _insert_statement(model: type[models.Model], rows: int) -> str:
    columns, quote = _columns_to_fill(model), connection.ops.quote_name
    names = ", ".join(quote(str(field.column)) for field, _name, _type in columns)
    marks = ", ".join([f"({', '.join(['%s'] * len(columns))})"] * rows)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES {marks} RETURNING id"  # noqa: S608  our names


def save_links(model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Insert rows that nobody asks for afterwards, of keys and moments: without an instance of the model for each."""
    with connection.cursor() as cursor:
        insert(cursor, model._meta.db_table, columns, rows)


class Table:
    """One model's table. Rows are lists of values in the order of the columns; `at` says which column is where."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.fields = model._meta.concrete_fields
        self.at = {field.attname: position for position, field in enumerate(self.fields)}

    def row(self, instance: models.Model) -> Row:
        """The values of an unsaved instance, as `save()` would write them; columns not set yet stay None."""
        return [plain(getattr(instance, field.attname), field) for field in self.fields]

    def ids(self, count: int) -> list[int]:
        """So many new ids, rising, for rows that this transaction writes."""
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                sequence = f"nextval(pg_get_serial_sequence('{table}', 'id'))"
                cursor.execute(f"SELECT {sequence} FROM generate_series(1, %s)", [count])  # noqa: S608  our own names
                return [identity for (identity,) in cursor.fetchall()]
            # A transaction of SQLite that writes is alone; AUTOINCREMENT remembers the highest id ever given.
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [self.model._meta.db_table])
            last = (cursor.fetchone() or (0,))[0]
            return list(range(last + 1, last + count + 1))

    def insert(self, rows: Sequence[Row]) -> None:
        """Write the rows in their order."""
        with connection.cursor() as cursor:
            insert(cursor, self.model._meta.db_table, [str(field.column) for field in self.fields], rows)


def insert(cursor: Any, table: str, columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Write rows of plain values into a table, by COPY where there is one."""
    table, names = connection.ops.quote_name(table), ", ".join(map(connection.ops.quote_name, columns))
    if connection.vendor == "postgresql":
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN (FORMAT csv, NULL '{NULL}')", _csv(rows))
    else:
        marks = f"({', '.join(['%s'] * len(columns))})"
        statement = f"INSERT INTO {table} ({names}) VALUES "  # noqa: S608  our own names
        together = max(1, _VALUES_A_STATEMENT // len(columns))
        full = len(rows) - len(rows) % together
        packed = (list(chain.from_iterable(rows[start : start + together])) for start in range(0, full, together))
        cursor.executemany(statement + ", ".join([marks] * together), packed)
        cursor.executemany(statement + marks, rows[full:])


@contextmanager
def collected_seldom() -> Iterator[None]:
    """For a long run that makes many small objects: Python looks for garbage less often, and not among what was there.

    The modules and models of a started process are a hundred thousand objects, gone through again every few documents.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def much_memory() -> Iterator[None]:
    """For a long bulk write on SQLite: what it touches stays in memory, and the log is copied back seldom.

    Around transactions, not within one: a checkpoint waits for their end. Does nothing on PostgreSQL.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in _MUCH}
        try:
            for name, value in _MUCH.items():
                cursor.execute(f"PRAGMA {name} = {value}")
            yield
        finally:
            for name, value in before.items():
                cursor.execute(f"PRAGMA {name} = {value}")


def as_json(sql: str) -> str:
    """An SQL text as the value of a JSON column."""
    return f"CAST({sql} AS jsonb)" if connection.vendor == "postgresql" else sql


def plain(value: Any, field: models.Field[Any, Any] | None = None) -> Value:
    """A value as SQLite stores it and PostgreSQL reads it."""
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, dt.datetime):
        return moment(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if value is None or isinstance(value, int | float) else str(value)


def moment(value: dt.datetime) -> str:
    """A moment as Django writes it: in UTC, which only PostgreSQL is told."""
    naive = str(value.astimezone(dt.UTC).replace(tzinfo=None))
    return f"{naive}+00" if connection.vendor == "postgresql" else naive


def _csv(rows: Iterable[Sequence[Value]]) -> io.StringIO:
    """The rows for COPY. A text can never be taken for NULL: no generated value is the two characters of that mark."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([NULL if value is None else value for value in row] for row in rows)
    text.seek(0)
    return text
