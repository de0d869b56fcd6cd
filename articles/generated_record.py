"""What the verbs would have noted of the editions of one chunk: INSERT … SELECT from their rows, none in Python."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection

from articles.bulk import as_json
from articles.models import Article, Contribution, Event, Publication, Signature
from articles.models.vocabulary import Status

_ARTICLE, _SIGNATURE = Article._meta.db_table, Signature._meta.db_table


class Record:
    """The editions with these ids: their moves, contributions, periods of publication and trail."""

    def __init__(self, article_ids: Sequence[Any], editor: User) -> None:
        self.ids = article_ids
        self.editor = editor

    def move(self, status: Status) -> None:
        Article.objects.filter(pk__in=self.ids).update(status=status)

    def contributions(self) -> None:
        columns = {"article_id": "a.id", "user_id": "%s", "first_at": "a.created_at"}
        self._insert(Contribution._meta.db_table, columns, self.editor.pk)

    def publications(self) -> None:
        columns = {"article_id": "a.id", "question_id": "a.question_id", "live_from": "a.created_at"}
        self._insert(Publication._meta.db_table, {**columns, "end_cause": "''", "reason": "''"})

    def events(self, verb: str, **detail: object) -> None:
        """`verb` by the editor on each edition; `detail` follows the digest."""
        self._events("a.digest", "", "%s", json.dumps(detail), self.editor.pk, verb)

    def signed_events(self) -> None:
        """One for each signature, by the account that signed."""
        signatures = f"JOIN {_SIGNATURE} s ON s.article_id = a.id"
        self._events("""a.digest || '", "role": "' || s.role""", signatures, "s.signed_by_id", "{}", "signed")

    def _events(self, detail: str, join: str, actor: str, more: str, *values: int | str) -> None:
        rest = ", " + more[1:] if more != "{}" else "}"
        columns = {
            "at": "a.created_at",
            "actor_id": actor,
            "verb": "%s",
            "question_id": "a.question_id",
            "article_id": "a.id",
            "detail": as_json(f"""'{{"digest": "' || {detail} || '"{rest}'"""),
        }
        self._insert(Event._meta.db_table, columns, *values, join=join)

    def _insert(self, table: str, columns: dict[str, str], *values: int | str, join: str = "") -> None:
        marks = ", ".join(["%s"] * len(self.ids))
        order = "s.id" if join else "a.id"
        statement = (
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"  # noqa: S608  our names
            f" FROM {_ARTICLE} a {join} WHERE a.id IN ({marks}) ORDER BY {order}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, [*values, *self.ids])
