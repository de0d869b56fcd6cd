"""Signatures, publications and the trail: append-only records, to be read."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from articles.admin.parts import ReadOnly
from articles.models import Event, Publication, Redaction, Signature, SigningLink
from articles.models.vocabulary import Verb


class Record(ReadOnly):
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-pk",)


@admin.register(Signature)
class SignatureAdmin(Record):
    list_display = ("created_at", "article", "doctor", "role", "verdict", "short_digest")
    list_filter = ("verdict", "role")
    list_select_related = ("article", "doctor")
    search_fields = ("name", "digest", "article__question_text")
    date_hierarchy = "created_at"

    @admin.display(description=gettext_lazy("digest"), ordering="digest")
    def short_digest(self, signature: Signature) -> str:
        return signature.digest[:12]


@admin.register(Publication)
class PublicationAdmin(Record):
    list_display = ("live_from", "live_until", "article", "end_cause", "reason")
    list_filter = ("end_cause",)
    list_select_related = ("article",)
    search_fields = ("article__question_text", "question__slug", "reason")
    date_hierarchy = "live_from"


@admin.register(SigningLink)
class SigningLinkAdmin(Record):
    """Never what a link or a code is made of: neither the hashes."""

    list_display = ("created_at", "article", "doctor", "created_by", "expires_at", "ended_at", "ended_why")
    list_filter = ("ended_why",)
    list_select_related = ("article", "doctor", "created_by")
    search_fields = ("article__question_text", "doctor__name")
    fields = (
        "article",
        "doctor",
        "account",
        "digest",
        "created_by",
        "created_at",
        "expires_at",
        "ended_at",
        "ended_why",
    )


@admin.register(Redaction)
class RedactionAdmin(Record):
    """Where a second person finds what waits for a decision; it is made on the page of the edition."""

    list_display = ("asked_at", "article", "state", "asked_by", "decided_by", "decided_at")
    list_filter = ("state",)
    list_select_related = ("article", "asked_by", "decided_by")
    search_fields = ("article__question__slug", "reason")
    date_hierarchy = "asked_at"


class VerbFilter(admin.SimpleListFilter):
    title = gettext_lazy("what")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Verb.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


@admin.register(Event)
class EventAdmin(Record):
    list_display = ("at", "actor", "done", "article", "question", "what")
    list_filter = (VerbFilter,)
    list_select_related = ("actor", "article", "question")
    search_fields = ("verb", "question__slug", "actor__username")
    date_hierarchy = "at"

    @admin.display(description=gettext_lazy("what"), ordering="verb")
    def done(self, event: Event) -> str:
        return event.words

    @admin.display(description=gettext_lazy("detail"))
    def what(self, event: Event) -> str:
        return json.dumps(event.detail, ensure_ascii=False)[:120] if event.detail else ""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("at", "actor", "done", "question", "article", "detail")
