"""Rows are locked in one order everywhere: question, article, signing link, doctor. Call inside a transaction."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from articles.models import Article, Question
from doctors.models import Doctor


def lock_question(question_id: int) -> Question:
    """The question, held until the end of the transaction: one verb at a time moves its editions.

    Its key stays free: who signs holds the edition and then writes a row that points here, and would wait for a verb
    that holds the question and waits for the edition.
    """
    return Question.objects.select_for_update(no_key=True).get(pk=question_id)


def lock_article(article: Article) -> Article:
    """A fresh copy of the edition with its whole text, held so that neither its words nor its state can change."""
    Article.objects.select_for_update().only("pk").get(pk=article.pk)
    return Article.objects.with_text().get(pk=article.pk)


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
