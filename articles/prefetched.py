"""Rows that were just written, put where `with_text()` would have read them: what is known is not asked again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import models


def remember(instance: models.Model, relation: str, rows: Iterable[models.Model]) -> None:
    """Let `instance.<relation>.all()` answer with `rows` and no query. They must be all rows, in the model's order.

    What narrows the relation further asks the database, as after `prefetch_related`.
    """
    model: Any = type(instance)._meta.get_field(relation).related_model
    every = _every(model)
    # Whoever asks on, `article.sections.filter(…)`, asks for this instance's rows. Django puts that into SQL only then.
    queryset: Any = getattr(instance, relation)._apply_rel_filters(type(every)(model, every.query))
    queryset._result_cache = list(rows)
    queryset._prefetch_done = True
    known = instance.__dict__.setdefault("_prefetched_objects_cache", {})
    known[relation] = queryset


@cache
def _every(model: Any) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = model._default_manager.all()
    return found
