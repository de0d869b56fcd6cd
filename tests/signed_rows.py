"""Rows made plainly, past the verbs, as somebody with a database shell would; proof that an attack changed nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from articles import canonical, chain, editing, publishing, triggers
from articles.models import Article, LivePage, Publication, Redaction, Signature, StandingPermission
from articles.models.vocabulary import EndCause, Role, Status, Verdict
from articles.triggers import listing_rows
from articles.triggers.columns import GUARDED, LIVE_PAGE
from doctors.models import Doctor
from tests.texts import make_article, make_in_review, make_published, make_signed


def sql(statement: str, *values: object) -> int:
    """Run a statement as typed and return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


#: A page that goes by plain SQL takes what searches read of it along, or the database refuses.
PAGES_AWAY = ("DELETE FROM articles_searchentry", "DELETE FROM articles_livepage")


def forge_pages_away() -> None:
    for statement in PAGES_AWAY:
        forge(statement)


def forge(statement: str, *values: object) -> int:
    """Raw SQL of somebody who takes the triggers of the table away, does it, and puts them back as `install` does.

    Those of other tables stay: no statement here fires them, and to take all away makes the database read all anew.
    """
    connection.check_constraints()  # PostgreSQL drops no trigger of a table with something pending
    (table,) = re.findall(r"^(?:UPDATE|DELETE FROM|INSERT INTO|ALTER TABLE) (\w+)", statement)
    away = _triggers_of(table)
    with connection.cursor() as cursor:
        for name, _definition in away:
            cursor.execute(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))
        cursor.execute(statement, values)
        changed = cursor.rowcount
        connection.check_constraints()
        for _name, definition in away:
            cursor.execute(definition)
    triggers.note_change(connection)
    listing_rows.mend(connection)
    return changed


def _triggers_of(table: str) -> list[tuple[str, str]]:
    """The portal's triggers of a table, and the statement that makes each."""
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s",
        "postgresql": "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
        " WHERE tgrelid = %s::regclass AND NOT tgisinternal",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor], [table])
        return cursor.fetchall()


def rows_of(table: str) -> list[dict[str, Any]]:
    """Every row by its columns, in the order of the primary key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} ORDER BY {'article_id' if table == LIVE_PAGE else 'id'}")
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@contextmanager
def refused(sentence: str) -> Iterator[None]:
    """The statement inside fails with this sentence of the database, and no guarded row is other than before."""
    before = {table: rows_of(table) for table in GUARDED}
    with pytest.raises(IntegrityError, match=f"^healthqa: {sentence}"), transaction.atomic():
        yield
    for table in GUARDED:
        assert rows_of(table) == before[table], table


def signature_row(article: Article, doctor: Doctor, **changes: object) -> Signature:
    """An honest signature of `doctor`, but for `changes`; its hash fits. Raises IntegrityError where it is refused."""
    article = Article.objects.with_text().get(pk=article.pk)
    values: dict[str, Any] = {
        "article": article,
        "doctor": doctor,
        "signed_by_id": doctor.user_id,
        "role": Role.BYLINE if doctor.pk == article.doctor_id else Role.SECOND_REVIEWER,
        "verdict": Verdict.SIGNED,
        "digest": article.digest,
        "digest_version": article.digest_version,
        "block_digests": [[block.name, block.digest] for block in canonical.blocks_of(article)],
        "name": doctor.printed_name,
        "title": chain.title_of(doctor, article.question.language),
        "credentials": doctor.credentials,
        "created_at": timezone.now(),
        "previous_hash": chain.head_of(doctor),
    }
    signature = Signature(**{**values, **changes})
    signature.own_hash = signature.own_hash or chain.hash_of(signature)
    signature.save(force_insert=True)
    return signature


def move(article: Article, status: str) -> None:
    """Set the state by SQL and nothing else."""
    sql("UPDATE articles_article SET status = %s WHERE id = %s", status, article.pk)


def take_down(article: Article, status: str = Status.WITHDRAWN) -> None:
    """End the period of publication, remove the page, move the edition."""
    open_period = Publication.objects.filter(article=article, live_until__isnull=True)
    open_period.update(live_until=timezone.now(), end_cause=EndCause.WITHDRAWN)
    LivePage.objects.filter(article=article).delete()
    move(article, status)


def fill_guarded_tables(editor: User, doctor: Doctor) -> Article:
    """A published edition, and beside it a row of every table that the database guards. Returns the edition."""
    live = make_published(editor, doctor)
    withdrawn = edition_in(Status.WITHDRAWN, editor, doctor, "withdrawn")
    Redaction.objects.create(article=withdrawn, reason="A court.", asked_by=editor, asked_at=timezone.now())
    assert doctor.user is not None
    StandingPermission.objects.create(doctor=doctor, granted_by=doctor.user, granted_at=timezone.now())
    return live


def edition_in(state: str, editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    """An edition that the verbs have brought into this state."""
    if state == Status.DRAFT:
        article = make_article(editor, doctor, slug, **fields)
    elif state == Status.IN_REVIEW:
        article = make_in_review(editor, doctor, slug, **fields)
    elif state == Status.SIGNED:
        article = make_signed(editor, doctor, slug, **fields)
    elif state == Status.SUPERSEDED:
        article = make_signed(editor, doctor, slug, **fields)
        editing.start_edition(article.question, editor=editor)
    else:
        article = make_published(editor, doctor, slug, **fields)
        if state == Status.WITHDRAWN:
            publishing.withdraw(article, editor=editor, reason="Out of date.")
    article = Article.objects.get(pk=article.pk)
    assert article.status == state
    return article
