"""That something was committed which a public page may show. What is kept of pages holds until the next such change."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import connections, models
from django.utils import timezone

#: Rows stay at least so long: a transaction that began before may still be on its way.
KEPT = dt.timedelta(hours=1)


class PageChangeQuerySet(models.QuerySet["PageChange"]):
    def state(self) -> str:
        """A mark that is another one as soon as a change is committed, and never again one that it was before.

        Of all rows, whatever is filtered here: one query over a few hundred. Marks are random, so it does not matter in
        which order transactions end: a row that is committed late counts like any other.
        """
        with connections[self.db].cursor() as cursor:
            cursor.execute(f"SELECT count(*), sum(mark) FROM {self.model._meta.db_table}")  # noqa: S608  our own name
            return "{}-{}".format(*cursor.fetchone())

    def past_their_time(self) -> Self:
        return self.filter(at__lt=timezone.now() - KEPT)


class PageChange(models.Model):
    """Written by the database (`articles/triggers/shown.py`): on PostgreSQL a row for each transaction that changes
    what pages show, so that none waits for another; on SQLite, which has one writer, one row with a new mark."""

    mark = models.BigIntegerField()
    at = models.DateTimeField()

    objects = PageChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
