"""Generated sample answers in numbers, for load tests: the rows that the verbs would have written, in bulk.

The database guards them as any other; `tests/articles/test_generating.py` compares them with what the verbs write.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from articles import chain, generated_copies, generated_links, medicines, permissions, trail
from articles.bulk import collected_seldom, much_memory
from articles.errors import NotAllowed
from articles.generated_patterns import Pattern, Records
from articles.generated_rows import Chunk, Templates
from articles.generated_texts import DOCTORS, PARTS, TAGS, body_of, condition_names, doctor_name
from articles.models import Condition, Tag
from articles.naming import Names, condition_named, department_named, tags_named
from articles.search.entries import names_of
from articles.slugs import free_slug
from doctors.models import Department, Doctor

CHUNK = 4000


def add_questions(count: int, *, editor: User, progress: Callable[[int], None] | None = None) -> int:
    """Add `count` published sample questions and return how many were added; a later call continues the numbering.

    A chunk is one transaction. `progress` is told after each chunk how many questions it added. Raises `NotAllowed`
    when `editor` may not publish. Related lists are written at the end; after a kill, `rebuild_related` mends them.
    """
    if not (editor.is_active and editor.is_staff and editor.has_perm("articles.publish_article")):
        raise NotAllowed("Only an editor adds generated questions, because they are published at once.")
    if count <= 0:
        return 0
    with much_memory(), collected_seldom():
        generated_copies.begin()
        records = records_for(editor)
        first = generated_links.last_number() + 1
        known: dict[tuple[int, dt.date], Templates] = {}
        for start in range(first, first + count, CHUNK):
            numbers = range(start, min(start + CHUNK, first + count))
            _write(numbers, records, editor, known)
            if progress is not None:
                progress(len(numbers))
        generated_copies.end()
        generated_links.write(first)
    return count


@transaction.atomic
def _write(numbers: range, records: Records, editor: User, known: dict[tuple[int, dt.date], Templates]) -> None:
    """One chunk. Patterns are kept for a day: what they say of the review depends on it."""
    list(Doctor.objects.select_for_update().filter(pk__in=[doctor.pk for doctor in records.doctors]).order_by("pk"))
    now = timezone.now()
    documents = []
    for number in numbers:
        key = (body_of(number), timezone.localdate(now))
        if key not in known:
            known[key] = Templates(Pattern(key[0], records, editor, now), editor)
        documents.append((number, known[key]))
    heads = {doctor.pk: chain.head_of(doctor) for doctor in records.doctors}
    Chunk(documents, heads, now).write(editor)


@transaction.atomic
def records_for(editor: User) -> Records:
    """The doctors, tags, conditions and departments that generated answers name; what is missing is made."""
    names = Names()
    departments = {name: department_named(name, names)[0] for name in sorted({part[2] for part in PARTS})}
    present = set(Tag.objects.filter(name__in=TAGS).values_list("name", flat=True))
    tags_named(tuple(name for name in TAGS if name not in present), names)
    wanted = condition_names()
    conditions = {condition.name: condition for condition in Condition.objects.filter(name__in=wanted)}
    conditions |= {name: condition_named(name, names) for name in wanted if name not in conditions}
    return Records(
        doctors=[_doctor(number, departments, editor) for number in range(1, DOCTORS + 1)],
        tags={tag.name: tag for tag in Tag.objects.filter(name__in=TAGS).order_by("name")},
        conditions=conditions,
        departments=departments,
        finder=medicines.finder(),
        names=names_of(conditions.values()),
    )


def _doctor(number: int, departments: dict[str, Department], editor: User) -> Doctor:
    """The generated doctor of this number: verified, with an account of the group that nobody can sign in with."""
    name = doctor_name(number)
    username = name.lower().replace(" ", "-")
    found = Doctor.objects.select_related("department", "user").filter(user__username=username).first()
    if found is None:
        account = User.objects.create(username=username)
        account.set_unusable_password()
        account.save(update_fields=["password"])
        account.groups.add(*Group.objects.filter(name=permissions.DOCTORS))
        found = Doctor.objects.create(
            name=name,
            slug=free_slug(Doctor.objects.all(), name, "doctor"),
            credentials="MD (sample)",
            job_title="sample physician",
            department=list(departments.values())[number % len(departments)],
            hospital="Generated Sample Hospital",
            conflicts_of_interest="none",
            user=account,
            is_sample=True,
        )
    if not found.is_verified():
        found.verified_at, found.verified_by = timezone.now(), editor
        found.save(update_fields=["verified_at", "verified_by"])
        trail.record("doctor_verified", actor=editor, doctor=found.pk)
    return found
