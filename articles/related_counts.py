"""How many live answers have each condition and tag: kept when an answer goes live and when it stops to be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from articles.models import RelatedCount, RelatedFacts
from articles.models.relating import EVERY_ANSWER


@dataclass(frozen=True, slots=True)
class Counts:
    """Live answers of one language: how many there are, and how often each condition and tag is named by them."""

    total: int
    conditions: Mapping[int, int]
    tags: Mapping[int, int]


def counts_of(language: str, conditions: Iterable[int], tags: Iterable[int]) -> Counts:
    """How often these conditions and tags are named: one query."""
    named = (f"{letter}{key}" for key in conditions for letter in "ca")
    words = [EVERY_ANSWER, *named, *(f"t{key}" for key in tags)]
    return _counts(RelatedCount.objects.filter(language=language, feature__in=words))


def all_counts(language: str) -> Counts:
    """How often every condition and tag is named: one query."""
    return _counts(RelatedCount.objects.filter(language=language))


def _counts(rows: QuerySet[RelatedCount]) -> Counts:
    total, conditions, tags = 0, Counter[int](), Counter[int]()
    for feature, answers in rows.order_by().values_list("feature", "answers"):
        if feature == EVERY_ANSWER:
            total = answers
        else:
            (tags if feature[0] == "t" else conditions)[int(feature[1:])] += answers
    return Counts(total, conditions, tags)


def change(*, gone: tuple[str, str] | None = None, come: tuple[str, str] | None = None) -> None:
    """An answer stops to be live, or comes, or both where it changed: its language and features. At most one query."""
    changes: Counter[tuple[str, str]] = Counter()
    for answer, step in ((gone, -1), (come, 1)):
        if answer is not None:
            language, features = answer
            for feature in (EVERY_ANSWER, *features.split()):
                changes[language, feature] += step
    _add({key: number for key, number in changes.items() if number})


def recount() -> None:
    """Count again what is kept, from the features of all live answers."""
    counted: Counter[tuple[str, str]] = Counter()
    for language, features in RelatedFacts.objects.order_by().values_list("language", "features").iterator(5000):
        counted.update((language, feature) for feature in (EVERY_ANSWER, *features.split()))
    RelatedCount.objects.all().delete()
    RelatedCount.objects.bulk_create(
        [RelatedCount(language=key[0], feature=key[1], answers=number) for key, number in sorted(counted.items())],
        batch_size=1000,
    )


def _add(changes: Mapping[tuple[str, str], int]) -> None:
    if not changes:
        return
    table = RelatedCount._meta.db_table
    values = [value for (language, feature), step in sorted(changes.items()) for value in (language, feature, step)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (language, feature, answers) VALUES"  # noqa: S608  our own name
            f" {', '.join(['(%s, %s, %s)'] * len(changes))}"
            f" ON CONFLICT (language, feature) DO UPDATE SET answers = {table}.answers + excluded.answers",
            values,
        )
