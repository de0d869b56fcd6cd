"""Named people, as fixtures. Nobody is asked to read a password: tests sign in by `force_login`."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles import permissions
from doctors.models import Department, Doctor


def make_user(name: str, *groups: str, staff: bool = False) -> User:
    if groups and not Group.objects.filter(name__in=groups).exists():
        permissions.install_groups()  # `migrate` does it; a test that emptied the tables has taken them away
    user = User.objects.create_user(name, f"{name}@example.org", is_staff=staff)
    user.groups.set(Group.objects.filter(name__in=groups))
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


@pytest.fixture
def editor(db: None) -> User:
    return make_user("editor", permissions.EDITORS, staff=True)


@pytest.fixture
def chief(db: None) -> User:
    return make_user("chief", permissions.CHIEF_EDITORS, staff=True)


@pytest.fixture
def reader(db: None) -> User:
    """An account without any right; the public reader has none at all."""
    return make_user("reader")


@pytest.fixture
def dr_lin(db: None) -> Doctor:
    return make_doctor("Lin Yunfei")


@pytest.fixture
def dr_other(db: None) -> Doctor:
    return make_doctor("Mara Ellison")
