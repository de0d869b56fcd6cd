"""Conditions and medicines: shared records. A change of what live pages show of them refreshes those pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles import furniture
from articles.admin.parts import NeverDeleted, RefusalsShown, RowForm, tell_refreshed
from articles.models import Condition, Medicine
from articles.models.vocabulary import MedicineStatus

LISTED = 20


@admin.register(Condition)
class ConditionAdmin(RefusalsShown):
    form = RowForm
    list_display = ("name", "plain_name", "slug", "icd10")
    search_fields = ("name", "plain_name", "synonyms", "icd10", "mesh", "cui")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "plain_name", "slug", "synonyms", ("icd10", "mesh", "cui"), "summary")
    list_per_page = 50
    show_full_result_count = False

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if change and {"name", "plain_name", "slug", "synonyms"}.intersection(form.changed_data):
            tell_refreshed(request, furniture.refresh(furniture.of_condition(form.instance)))


@admin.register(Medicine)
class MedicineAdmin(RefusalsShown, NeverDeleted):
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
        if {"name", "synonyms"}.intersection(form.changed_data):
            before = [form.initial.get("name") or "", *str(form.initial.get("synonyms") or "").splitlines()]
            names = {name.strip() for name in (*before, *medicine.names) if name.strip()}
            tell_refreshed(request, furniture.refresh(furniture.of_medicine(names)))
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
