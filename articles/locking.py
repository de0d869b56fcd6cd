"""Locks are taken in one order everywhere: pages, question, article, signing link, doctor. Inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from articles import one_edition
from articles.models import Article, Question
from doctors.models import Doctor
from healthqa.lib.kept_queries import KeptQuery

_QUESTION = KeptQuery(lambda pk: Question.objects.select_for_update(no_key=True).filter(pk=pk).order_by(), int)
_EDITION = KeptQuery(lambda pk: Article.objects.select_for_update().filter(pk=pk).order_by().values_list("pk"), int)


def lock_pages() -> None:
    """Nobody else writes live pages until the end of the transaction.

    Pages show one another, as related answers and as translations: two verbs that bring neighbours to life or take them
    down would wait for each other, or leave a card that leads nowhere. SQLite's transactions are one at a time already.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('articles.pages'))")


def lock_question(question_id: int) -> Question:
    """The question, held until the end of the transaction: one verb at a time moves its editions.

    Its key stays free: who signs holds the edition and then writes a row that points here, and would wait for a verb
    that holds the question and waits for the edition.
    """
    question = _QUESTION.first(question_id)
    if question is None:
        raise Question.DoesNotExist
    return question


def lock_article(article: Article) -> Article:
    """A fresh copy of the edition with its whole text, held so that neither its words nor its state can change.

    Read after the lock is there: a row that was waited for would come with its neighbours of before.
    """
    _EDITION(article.pk)
    return one_edition.read(article.pk)


def lock_doctor(doctor: Doctor) -> Doctor:
    """The doctor, held so that two signatures cannot take the same place in the chain."""
    return Doctor.objects.select_for_update().get(pk=doctor.pk)


def lock_import_keys(keys: Iterable[str]) -> None:
    """Nobody else imports a document of one of these keys until the end of the transaction.

    SQLite's transactions begin IMMEDIATE and are one at a time already; PostgreSQL takes an advisory lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(lock) FROM"
                " (SELECT DISTINCT hashtext('import:' || key) AS lock FROM unnest(%s) AS key ORDER BY lock) AS locks",
                [list(keys)],
            )
