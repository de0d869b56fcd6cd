"""The rows of an edition on its form. `follows` names the fieldset they stand behind, in the order of the page."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.http import HttpRequest

from articles import permissions
from articles.admin import article_forms
from articles.admin.choices import KnownSelect
from articles.models import Article, CareAdvice, Cause, Reference, Section
from healthqa.lib.model_admin import HTTPS, StackedInline

SHORT: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    **HTTPS,
    models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})},
}


class WordsInline(StackedInline[Any, Article]):
    """Rows that are words: they change only while the edition's words may."""

    extra = 0
    formfield_overrides = SHORT
    follows = "before-lists"

    def has_add_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self._open(request, obj) and super().has_add_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self._open(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return self._open(request, obj) and super().has_delete_permission(request, obj)

    @staticmethod
    def _open(request: HttpRequest, obj: Article | None) -> bool:
        return obj is None or permissions.can_edit(request.user, obj)


class SectionInline(WordsInline):
    model = Section
    form = article_forms.SectionForm
    fields = (("position", "kind"), "label", "text")


class CauseInline(WordsInline):
    model = Cause
    form = article_forms.CauseForm
    formset: Any = article_forms.CauseFormSet
    fields = (
        ("position", "section", "sort_under"),
        "heading",
        "explanation",
        "advice",
        "seek_care",
        ("likelihood", "condition"),
    )
    autocomplete_fields = ("condition",)
    ordering = ("section__position", "section", "position", "pk")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).select_related("section", "condition")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "condition":
            kwargs["widget"] = KnownSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CareInline(WordsInline):
    model = CareAdvice
    form = article_forms.CareForm
    fields = (("position", "level"), "heading", "bullets")


class ReferenceInline(WordsInline):
    model = Reference
    form = article_forms.ReferenceForm
    follows = "before-references"
    fields = (("position", "kind", "year"), "title", "organisation", "url", ("doi", "isbn", "accessed_on"))


INLINES = (SectionInline, CauseInline, CareInline, ReferenceInline)
