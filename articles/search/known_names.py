"""Names of conditions and doctors that live answers show: kept by each process for as long as nothing changes."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from articles.kept_by_mark import KeptByMark
from articles.models import Condition
from articles.search.words import folded_text
from doctors.models import Doctor

Row = TypeVar("Row", Condition, Doctor)


class Named(NamedTuple, Generic[Row]):
    """A condition or a doctor, its names with the one that is shown first, and all that they say, folded."""

    row: Row
    names: tuple[str, ...]
    said: str


class KnownNames(NamedTuple):
    """In the order of the names that are shown."""

    conditions: tuple[Named[Condition], ...]
    doctors: tuple[Named[Doctor], ...]


def names_of(condition: Condition) -> tuple[str, ...]:
    return (condition.name, condition.plain_name, *condition.synonyms.splitlines())


def _read() -> KnownNames:
    conditions = Condition.objects.public().only("slug", "name", "plain_name", "synonyms").order_by("name")
    doctors = Doctor.objects.public().only("slug", "name").order_by("name")
    return KnownNames(
        tuple(_named(condition, names_of(condition)) for condition in conditions),
        tuple(_named(doctor, (doctor.name,)) for doctor in doctors),
    )


def _named(row: Row, names: tuple[str, ...]) -> Named[Row]:
    return Named(row, names, folded_text("\n".join(names)))


#: As they are now: one query, and two more after a change.
known_names = KeptByMark(_read)
