"""Addresses from words, in every script."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db import connection
from django.db.models import QuerySet
from django.utils.text import slugify

LONGEST = 150


def slug_of(text: str, fallback: str = "question") -> str:
    """`text` as an address: letters and figures of every script, hyphens between words, at most 150 characters."""
    slug = slugify(text, allow_unicode=True)
    if len(slug) > LONGEST:
        slug = slug[:LONGEST].rsplit("-", 1)[0] or slug[:LONGEST]
    return slug.strip("-_") or fallback


def free_question_slug(text: str) -> str:
    """An address for a new question that no question has or ever had: a number tells namesakes apart."""
    return free_question_slugs([text])[0]


def free_question_slugs(texts: Sequence[str]) -> list[str]:
    """An address for each of several new questions, in their order. One query, where none has a namesake."""
    wanted = [slug_of(text) for text in texts]
    given = _taken(wanted)
    free = []
    for base in wanted:
        slug, number = base, 1
        while slug in given or (number > 1 and _taken([slug])):
            number += 1
            slug = f"{base}-{number}"
        given.add(slug)
        free.append(slug)
    return free


def _taken(slugs: Sequence[str]) -> set[str]:
    """Those that a question has or had. Plain SQL: an import asks it for every document."""
    marks = ", ".join(["%s"] * len(slugs))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT slug FROM articles_question WHERE slug IN ({marks})"  # noqa: S608  only marks
            f" UNION ALL SELECT slug FROM articles_oldslug WHERE slug IN ({marks})",
            [*slugs, *slugs],
        )
        return {slug for (slug,) in cursor.fetchall()}


def free_slug(rows: QuerySet, text: str, fallback: str) -> str:  # type: ignore[type-arg]
    """An address for a new row (doctor, condition, department, tag) that none of `rows` has."""
    return _free(text, fallback, lambda slug: rows.filter(slug=slug).exists())


def free_among(taken: set[str], text: str, fallback: str) -> str:
    """The same where all addresses that there are were read; it is one of them now."""
    slug = _free(text, fallback, taken.__contains__)
    taken.add(slug)
    return slug


def _free(text: str, fallback: str, is_taken: Callable[[str], bool]) -> str:
    wanted = slug_of(text, fallback)[:90].strip("-")
    slug, number = wanted, 1
    while is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug
