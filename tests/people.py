"""Named people, as fixtures. Nobody is asked to read a password: tests sign in by `force_login`."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles import permissions
from doctors.models import Department, Doctor


def make_user(name: str, *groups: str, staff: bool = False) -> User:
    user = User.objects.create_user(name, f"{name}@example.org", is_staff=staff)
    if groups:
        user.groups.add(*Group.objects.filter(name__in=groups))
    return user


def make_doctor(name: str, *, verified: bool = True, account: bool = True, **fields: object) -> Doctor:
    """A doctor who may sign; `verified=False` and `account=False` take that away."""
    slug = name.lower().replace(" ", "-")
    department, _created = Department.objects.get_or_create(name="Orthopaedics", slug="orthopaedics")
    values: dict[str, object] = {
        "name": name,
        "slug": slug,
        "credentials": "MD",
        "job_title": "attending physician",
        "department": department,
        "conflicts_of_interest": "none",
        "user": make_user(slug, permissions.DOCTORS) if account else None,
    }
    if verified:
        checker = User.objects.filter(username="registrar").first() or make_user("registrar")
        values |= {"verified_at": timezone.now(), "verified_by": checker}
    return Doctor.objects.create(**{**values, **fields})  # type: ignore[misc]


def the_editor() -> User:
    """Whoever asks second finds the same person, as a test's fixture does after a maker that `stands`."""
    return User.objects.filter(username="editor").first() or make_user("editor", permissions.EDITORS, staff=True)


def the_chief() -> User:
    return User.objects.filter(username="chief").first() or make_user("chief", permissions.CHIEF_EDITORS, staff=True)


def the_doctor(name: str = "Lin Yunfei") -> Doctor:
    return Doctor.objects.filter(name=name).first() or make_doctor(name)


@pytest.fixture
def editor(db: None) -> User:
    return the_editor()


@pytest.fixture
def chief(db: None) -> User:
    return the_chief()


@pytest.fixture
def reader(db: None) -> User:
    """An account without any right; the public reader has none at all."""
    return make_user("reader")


@pytest.fixture
def dr_lin(db: None) -> Doctor:
    return the_doctor()


@pytest.fixture
def dr_other(db: None) -> Doctor:
    return the_doctor("Mara Ellison")
