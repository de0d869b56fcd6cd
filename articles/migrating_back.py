"""A migration is not taken back where that would remove a signature, a signed word, or the record of either."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.core.management.base import CommandError
from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.migration import Migration

from articles.triggers.columns import GUARDED, LIVE_PAGE


def refuse_losing_records(connection: BaseDatabaseWrapper, plan: Iterable[tuple[Migration, bool]]) -> None:
    """Raise `CommandError` with a sentence, before anything is changed, where `plan` would drop what a record holds."""
    tables = set(connection.introspection.table_names())
    for migration, backwards in plan:
        if not backwards:
            continue
        for table, column in _dropped(migration):
            if table in tables and _holds_something(connection, table, column):
                what = f"the column {column} of {table}" if column else f"the table {table}"
                raise CommandError(
                    f"Taking back {migration} would remove {what}, which is only ever added to. Nothing was changed. "
                    "To go back to an older release, restore a backup from its time."
                )


def _dropped(migration: Migration) -> Iterator[tuple[str, str]]:
    """The guarded tables, and the columns of them, that taking `migration` back drops; "" for a whole table."""
    for operation in migration.operations:
        name = operation.name if isinstance(operation, migrations.CreateModel) else ""
        model = operation.model_name if isinstance(operation, migrations.AddField) else name
        table = f"{migration.app_label}_{model.lower()}"
        if table not in GUARDED or table == LIVE_PAGE:  # pages are derived
            continue
        if isinstance(operation, migrations.AddField):
            yield table, operation.field.db_column or _column(operation)
        else:
            yield table, ""


def _column(operation: migrations.AddField) -> str:
    return f"{operation.name}_id" if operation.field.is_relation else operation.name


def _holds_something(connection: BaseDatabaseWrapper, table: str, column: str) -> bool:
    with connection.cursor() as cursor:
        columns = {found.name for found in connection.introspection.get_table_description(cursor, table)}
        if column and column not in columns:
            return False
        where = f" WHERE {column} IS NOT NULL" if column else ""
        cursor.execute(f"SELECT 1 FROM {table}{where} LIMIT 1")  # noqa: S608  names of the code and of nobody else
        return cursor.fetchone() is not None
