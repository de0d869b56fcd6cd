"""The rows of the lists of tags and conditions against what they are derived from: which differ, and all put right."""

# ruff: noqa: S608  SQL is made of the names in this folder and of nothing that anybody types

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from articles.triggers.lists import COLUMNS, LISTINGS, expected


def mend(connection: BaseDatabaseWrapper) -> int:
    """Remove the rows that are not to be there and write those that are missing; how many there were.

    The database is read once for each table, whatever is wrong.
    """
    wrong = 0
    with connection.cursor() as cursor:
        for table in LISTINGS:
            columns, same = ", ".join(COLUMNS[table]), _same(table)
            cursor.execute(
                f"DELETE FROM {table} WHERE id IN (SELECT l.id FROM {table} l"
                f" LEFT JOIN ({_named(table)}) AS e ON {same} WHERE e.article_id IS NULL)"
            )
            wrong += cursor.rowcount
            values = ", ".join(f"e.{column}" for column in COLUMNS[table])
            cursor.execute(
                f"INSERT INTO {table} ({columns}) SELECT {values} FROM ({_named(table)}) AS e"
                f" LEFT JOIN {table} l ON {same} WHERE l.id IS NULL"
            )
            wrong += cursor.rowcount
    return wrong


def differing(connection: BaseDatabaseWrapper, most: int) -> list[int]:
    """The keys of live answers, or of what was one, whose rows are not those that they are to have; at most so many."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        for table in LISTINGS:
            columns = ", ".join(COLUMNS[table])
            there, right = f"SELECT {columns} FROM {table}", f"SELECT * FROM ({_named(table)}) AS e"
            cursor.execute(
                f"SELECT DISTINCT article_id FROM (SELECT * FROM ({there} EXCEPT {right}) AS more"
                f" UNION ALL SELECT * FROM ({right} EXCEPT {there}) AS fewer) AS wrong LIMIT {most}"
            )
            found.update(article for (article,) in cursor.fetchall())
    return sorted(found)[:most]


def _named(table: str) -> str:
    """What is expected, its columns called as those of the table."""
    columns = ", ".join(COLUMNS[table])
    return f"WITH right_rows ({columns}) AS ({expected(table)}) SELECT {columns} FROM right_rows"


def _same(table: str) -> str:
    return " AND ".join(f"l.{column} = e.{column}" for column in COLUMNS[table])
