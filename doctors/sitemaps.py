"""Which doctors and departments a sitemap lists: those whom readers can find."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from doctors.models import Department, Doctor


def doctors() -> QuerySet[Any, Any]:
    return Doctor.objects.public()


def departments() -> QuerySet[Any, Any]:
    return Department.objects.public()
