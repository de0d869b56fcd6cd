"""Rows that were just written, put where `with_text()` would have read them: what is known is not asked again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models


def remember(instance: models.Model, relation: str, rows: Iterable[models.Model]) -> None:
    """Let `instance.<relation>.all()` answer with `rows` and no query. They must be all rows, in the model's order."""
    model: Any = type(instance)._meta.get_field(relation).related_model
    queryset = model._default_manager.all()
    queryset._result_cache = list(rows)
    queryset._prefetch_done = True
    known = instance.__dict__.setdefault("_prefetched_objects_cache", {})
    known[relation] = queryset
