"""Rows that each answer of a body has alike, but for its ids and blocks: kept once, copied by the database.

Tags, associated conditions, sections, causes, care cards and references of a body go into temporary tables; a chunk
of answers is then one INSERT … SELECT a table. Nothing of them passes through Python again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import connection, models

from articles.bulk import Row, Table, insert
from articles.generated_patterns import Pattern
from articles.models import Article, CareAdvice, Cause, QuestionTag, Reference, Section

Associated = Article.associated_conditions.through
#: In the order in which they are written: a cause looks for its section.
COPIED: tuple[type[models.Model], ...] = (QuestionTag, Associated, Section, Cause, CareAdvice, Reference)
TABLES = {model: Table(model) for model in COPIED}
_ANSWERS = "generated_answer"
#: Columns of ours behind those of the table: name, what it holds in no row, type. SQLite finds by typed columns only.
_BEHIND = (
    ("body", "0", "integer"),
    ("place", "0", "integer"),
    ("suffix", "''", "text"),
    ("section_place", "0", "integer"),
)


def begin() -> None:
    """Make the temporary tables, empty. They live as long as the connection, or until `end`."""
    end()
    with connection.cursor() as cursor:
        for model in COPIED:
            behind = ", ".join(f"CAST({empty} AS {kind}) AS {name}" for name, empty, kind in _BEHIND)
            columns = f"*, {behind} FROM {model._meta.db_table}"
            cursor.execute(f"CREATE TEMPORARY TABLE {_kept(model)} AS SELECT {columns} WHERE 1 = 0")
            cursor.execute(f"CREATE INDEX {_kept(model)}_by_body ON {_kept(model)} (body, place)")
        key = "bigint" if connection.vendor == "postgresql" else "integer"
        columns = f"(article {key} PRIMARY KEY, question bigint, body integer, blocks text)"
        cursor.execute(f"CREATE TEMPORARY TABLE {_ANSWERS} {columns}")


def end() -> None:
    with connection.cursor() as cursor:
        for table in (*map(_kept, COPIED), _ANSWERS):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


def keep(pattern: Pattern) -> None:
    """Keep the rows of a body, with their places and the ends of their blocks (`block_ends`)."""
    with connection.cursor() as cursor:
        for model in COPIED:  # a pattern is made anew each day
            cursor.execute(f"DELETE FROM {_kept(model)} WHERE body = %s", [pattern.body])  # noqa: S608  our own names
    ends = block_ends(pattern)
    sections = [position for position, _cause in pattern.causes]
    tags = [QuestionTag(tag=tag, content_object=pattern.question) for tag in pattern.tags]
    linked = [Associated(article_id=pattern.article.pk, condition_id=condition) for condition in pattern.associated]
    _keep(pattern, tags)
    _keep(pattern, linked)
    _keep(pattern, pattern.sections, ends=ends)
    _keep(pattern, [cause for _position, cause in pattern.causes], ends=ends, sections=sections)
    _keep(pattern, pattern.care, ends=ends)
    _keep(pattern, pattern.references)


def block_ends(pattern: Pattern) -> Iterator[str]:
    """The last two figures of the blocks of a body: of its sections, then its causes, then its care cards."""
    count = len(pattern.sections) + len(pattern.causes) + len(pattern.care)
    return (f"{position:02x}" for position in range(count))


def write(answers: Sequence[Row]) -> None:
    """Copy the rows for these answers: the ids of edition and question, the body, the beginning of their blocks."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_ANSWERS}")  # noqa: S608  our own names
        insert(cursor, _ANSWERS, ["article", "question", "body", "blocks"], answers)
        for model in COPIED:
            cursor.execute(_copy(model))


def _kept(model: type[models.Model]) -> str:
    return f"generated_{model._meta.db_table}"


def _keep(
    pattern: Pattern,
    rows: Sequence[models.Model],
    *,
    ends: Iterator[str] | None = None,
    sections: Sequence[int] = (),
) -> None:
    if not rows:
        return
    table = TABLES[type(rows[0])]
    columns = [str(field.column) for field in table.fields]
    kept = []
    for place, row in enumerate(rows):
        section = pattern.sections[sections[place]].position if sections else 0
        kept.append([*table.row(row), pattern.body, place, next(ends) if ends else "", section])
    with connection.cursor() as cursor:
        insert(cursor, _kept(type(rows[0])), [*columns, *(name for name, _empty, _kind in _BEHIND)], kept)


def _copy(model: type[models.Model]) -> str:
    """INSERT … SELECT of one table; what differs from answer to answer comes from the answers."""
    joined = "a.blocks || k.suffix"
    instead = {
        "article_id": "a.article",
        "content_object_id": "a.question",
        "block": f"CAST({joined} AS uuid)" if connection.vendor == "postgresql" else joined,
        "section_id": "s.id",
    }
    columns = [str(field.column) for field in TABLES[model].fields if not field.primary_key]
    values = [instead.get(column, f"k.{column}") for column in columns]
    tables, joined_by = [f"{_ANSWERS} a", f"{_kept(model)} k"], ["k.body = a.body"]
    if model is Cause:
        tables.append(f"{Section._meta.db_table} s")
        joined_by += ["s.article_id = a.article", "s.position = k.section_place"]
    return (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)}"  # noqa: S608  our names
        # SQLite reads the tables of a CROSS JOIN in the order in which they stand, and so needs no sorting.
        f" FROM {' CROSS JOIN '.join(tables)} WHERE {' AND '.join(joined_by)}"
        " ORDER BY a.article, k.place"
    )
