"""Whether a row has another one, asked of each row by itself."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet, Subquery
from django.db.models.lookups import IsNull


def has_any(rows: QuerySet[Any, Any]) -> IsNull:
    """Whether there is one of `rows`, which name the outer row by `OuterRef`: a look for each outer row.

    A subquery of one value, and not `Exists`: of that PostgreSQL likes to make a join, which reads all of the rows to
    answer for a few.
    """
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)
