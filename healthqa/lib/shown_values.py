"""What a page's context says, in plain values: for `healthqa.lib.rendered`, which finds a page by all that it shows."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Choices, Model, QuerySet
from django.utils.functional import Promise

from healthqa.lib.kept_rows import KeptRows

PLAIN = (str, int, float, bool, bytes, Decimal, UUID, dt.date, dt.time, dt.timedelta, type(None))


def values_of(shown: object, _within: tuple[int, ...] = ()) -> object:
    """`shown` as plain values: two that differ in anything a template can read without a query differ here too.

    Takes rows of a model with what was read along with them, `QuerySet`s (asked now, once), `KeptRows` (as they were
    read), dataclasses, lists, mappings, and sentences yet to be translated. Raises TypeError for all else, so that
    nothing is overlooked.
    """
    if isinstance(shown, Promise | Choices):
        return str(shown)
    if isinstance(shown, PLAIN):
        return shown
    if isinstance(shown, KeptRows):
        return shown.raw
    if isinstance(shown, Model):
        return _row(shown, _within)
    if isinstance(shown, Mapping):
        return [(key, values_of(value, _within)) for key, value in shown.items()]
    if isinstance(shown, list | tuple | QuerySet):
        return [values_of(one, _within) for one in shown]
    if dataclasses.is_dataclass(shown) and not isinstance(shown, type):
        parts = (getattr(shown, part.name) for part in dataclasses.fields(shown))
        return [type(shown).__name__, *(values_of(part, _within) for part in parts)]
    raise TypeError(f"A page that shows a {type(shown).__name__} cannot be told from others.")


def _row(row: Model, within: tuple[int, ...]) -> list[Any]:
    """Its columns as far as they were read, annotations, and the rows that came along, each once."""
    if id(row) in within:
        return [row._meta.label, row.pk]
    within = (*within, id(row))
    own = [(name, values_of(value, within)) for name, value in vars(row).items() if not name.startswith("_")]
    beside = [(name, values_of(other, within)) for name, other in row._state.fields_cache.items()]
    prefetched = getattr(row, "_prefetched_objects_cache", {})
    lists = [(name, values_of(list(rows), within)) for name, rows in prefetched.items()]
    return [row._meta.label, own, beside, lists]
