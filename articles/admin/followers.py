"""How many readers follow a thing by mail: all that the staff learn of them. No page of the admin lists a mailbox."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from articles import following
from articles.admin.parts import AnyAdmin


class FollowersCounted(AnyAdmin):
    """For the admin of what can be followed."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if obj is None else (*fields, "followers")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        sets = list(super().get_fieldsets(request, obj))
        if obj is None or "followers" in flatten_fieldsets(sets):
            return sets
        return [*sets, (gettext_lazy("Readers"), {"fields": ("followers",)})]

    @admin.display(description=gettext_lazy("follow by mail"))
    def followers(self, row: following.Target) -> int:
        return following.followers_of(row)
