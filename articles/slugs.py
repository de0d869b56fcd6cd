"""Addresses from words, in every script."""

from __future__ import annotations

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
    wanted = slug_of(text)
    slug, number = wanted, 1
    while _is_taken(slug):
        number += 1
        slug = f"{wanted}-{number}"
    return slug


_TAKEN = (
    "SELECT EXISTS (SELECT 1 FROM articles_question WHERE slug = %s)"
    " OR EXISTS (SELECT 1 FROM articles_oldslug WHERE slug = %s)"
)


def _is_taken(slug: str) -> bool:
    """One question to the database instead of two: an import asks it for every document."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN, [slug, slug])
        return bool(cursor.fetchone()[0])


def free_slug(rows: QuerySet, text: str, fallback: str) -> str:  # type: ignore[type-arg]
    """An address for a new row (doctor, condition, department, tag) that none of `rows` has."""
    wanted = slug_of(text, fallback)[:90].strip("-")
    slug, number = wanted, 1
    while rows.filter(slug=slug).exists():
        number += 1
        slug = f"{wanted}-{number}"
    return slug
