"""The filters of a search: what they are set to, and how many hits each choice would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, Final

from articles.models.vocabulary import LifeStage, QuestionKind
from articles.search.engine import Match
from articles.search.results import Asked, Choice, Filter
from articles.search.sql import rows_of
from doctors.models import Department, Doctor

#: The fields of `Asked` that are filters, and the columns of an entry that they are on.
COLUMNS: Final = {"department": "department_id", "audience": "life_stage", "kind": "kind", "doctor": "doctor_id"}
_DEPARTMENTS: Final = f"SELECT id, slug, name FROM {Department._meta.db_table} WHERE id IN %s"  # noqa: S608
_DOCTORS: Final = f"SELECT id, slug, honorific, name FROM {Doctor._meta.db_table} WHERE id IN %s"  # noqa: S608
_MOST_CHOICES = 12
_NOBODY = 0


def chosen(asked: Asked) -> dict[str, Any]:
    """What each column has to be. A value that is no choice finds nothing."""
    found: dict[str, Any] = {}
    if asked.department:
        departments = Department.objects.filter(slug=cleaned(asked.department)).values_list("pk", flat=True)
        found["department_id"] = departments.first() or _NOBODY
    if asked.audience:
        found["life_stage"] = cleaned(asked.audience)
    if asked.kind:
        found["kind"] = cleaned(asked.kind)
    if asked.doctor:
        doctors = Doctor.objects.public().filter(slug=cleaned(asked.doctor)).values_list("pk", flat=True)
        found["doctor_id"] = doctors.first() or _NOBODY
    return found


def cleaned(value: str) -> str:
    """A value out of an address as the database can be asked for it."""
    return value[:200].encode(errors="ignore").decode().replace("\0", "")


def fits(match: Match, wanted: dict[str, Any]) -> bool:
    return all(getattr(match, column) == value for column, value in wanted.items())


def filters_of(matches: Sequence[Match], wanted: dict[str, Any], *, is_more: bool) -> tuple[Filter, ...]:
    """The filters that tell some of these matches from others; each counts what the others leave.

    `is_more`: there are more matches than these, and so more of each choice.
    """
    found = []
    names: dict[str, dict[Any, tuple[str, str]]] = {
        "life_stage": {value: (value, str(label)) for value, label in LifeStage.choices},
        "kind": {value: (value, str(label)) for value, label in QuestionKind.choices},
        "department_id": _departments({match.department_id for match in matches}),
        "doctor_id": _doctors({match.doctor_id for match in matches}),
    }
    for name, column in COLUMNS.items():
        others = {key: value for key, value in wanted.items() if key != column}
        left = [match for match in matches if fits(match, others)] if others else matches
        counts = Counter(map(attrgetter(column), left))
        choices = list(_choices(counts, names[column], wanted.get(column), is_more))
        if len(choices) > 1 or any(choice.is_chosen for choice in choices):
            found.append(Filter(name, tuple(choices)))
    return tuple(found)


def _choices(
    counts: Counter[Any], names: dict[Any, tuple[str, str]], is_set_to: Any, is_more: bool
) -> Iterable[Choice]:
    known = [key for key in counts if key in names]
    best = sorted(known, key=lambda key: (key != is_set_to, -counts[key], names[key][1]))[:_MOST_CHOICES]
    for key in best:
        value, name = names[key]
        yield Choice(value, name, counts[key], is_chosen=key == is_set_to, is_more=is_more)


def _departments(keys: set[int | None]) -> dict[Any, tuple[str, str]]:
    known = [key for key in keys if key is not None]
    found = rows_of(_DEPARTMENTS, known) if known else []
    return {pk: (slug, name) for pk, slug, name in found}


def _doctors(keys: set[int]) -> dict[Any, tuple[str, str]]:
    """Of doctors of matches, who are public by that."""
    found = rows_of(_DOCTORS, list(keys)) if keys else []
    return {pk: (slug, Doctor(honorific=honorific, name=name).printed_name) for pk, slug, honorific, name in found}
