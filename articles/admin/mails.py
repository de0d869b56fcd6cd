"""Outgoing mails, to be read: what waits, what was sent lately, what no server took."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.records import Record
from articles.models import OutgoingMail


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting")), ("sent", _("sent")), ("given_up", _("given up"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
        chosen = {
            "waiting": {"sent_at__isnull": True, "given_up_at__isnull": True},
            "sent": {"sent_at__isnull": False},
            "given_up": {"given_up_at__isnull": False},
        }
        return queryset.filter(**chosen.get(self.value() or "", {}))


@admin.register(OutgoingMail)
class OutgoingMailAdmin(Record):
    """Neither addresses nor what a mail is about."""

    list_display = ("created_at", "account", "kind", "tries", "problem", "not_before", "sent_at", "given_up_at")
    list_filter = (StateFilter, "kind")
    list_select_related = ("account",)
    search_fields = ("account__username", "problem")
    fields = ("account", "kind", "created_at", "not_before", "tries", "problem", "sent_at", "given_up_at")
