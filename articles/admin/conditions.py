"""Conditions and medicines: records that answers share."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles import furniture
from articles.admin.followers import FollowersCounted
from articles.admin.parts import NeverDeleted, RowForm, SharedRecord, tell_refreshed
from articles.models import Condition, Medicine
from articles.models.vocabulary import MedicineStatus

LISTED = 20


@admin.register(Condition)
class ConditionAdmin(FollowersCounted, SharedRecord):
    form = RowForm
    list_display = ("name", "plain_name", "slug", "icd10")
    search_fields = ("name", "plain_name", "synonyms", "icd10", "mesh", "cui")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "plain_name", "slug", "synonyms", ("icd10", "mesh", "cui"), "summary")
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A condition that an answer names stays: the page links to it."""
        unused = obj is not None and not obj.causes.exists() and not obj.associated_articles.exists()
        return unused and super().has_delete_permission(request, obj)


@admin.register(Medicine)
class MedicineAdmin(SharedRecord, NeverDeleted):
    form = RowForm
    list_display = ("name", "status", "checked_on")
    list_filter = ("status",)
    search_fields = ("name", "synonyms")
    fields = ("name", "synonyms", "status", "reason", ("reference", "checked_on"))
    list_per_page = 50
    show_full_result_count = False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        medicine: Medicine = form.instance
        if not change:  # the notice comes to the pages that name it
            tell_refreshed(request, furniture.refresh(furniture.of_medicine(medicine.names)))
        if medicine.status != MedicineStatus.NORMAL and form.has_changed():
            self._tell_named(request, medicine)

    def _tell_named(self, request: HttpRequest, medicine: Medicine) -> None:
        """The words are signed and stay; an editor has to look at each page that names the medicine."""
        named = furniture.naming(medicine)
        if not named:
            return
        shown = ", ".join(article.question_text for article in named[:LISTED])
        sentence = _("%(n)d live answers name %(medicine)s. Look at each of them: %(answers)s")
        values = {"n": len(named), "medicine": medicine, "answers": shown}
        messages.warning(request, sentence % values)
