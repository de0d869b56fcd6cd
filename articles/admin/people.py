"""Doctors and departments, with what needs answers: verifying, and the live pages that show a profile."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import furniture, permissions, renaming, trail, verifying
from articles.admin import leaving_pages
from articles.admin.parts import (
    NeverDeleted,
    RefusalsShown,
    RowForm,
    SharedRecord,
    editor_of,
    tell_refreshed,
    tell_refused,
)
from articles.errors import NotAllowed, Refused
from doctors.admin import DepartmentOptions, DoctorForm, DoctorOptions
from doctors.models import Department, Doctor


@admin.register(Department)
class DepartmentAdmin(DepartmentOptions, SharedRecord):
    form = RowForm


class DoctorRowForm(DoctorForm, RowForm):
    """The profile's own rules, and a verb's refusal where there is one."""


@admin.register(Doctor)
class DoctorAdmin(DoctorOptions, RefusalsShown, NeverDeleted):
    form: Any = DoctorRowForm
    actions = ("verify_selected",)
    change_form_template = "admin/doctors/doctor/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.verify_one)
        verify = path("<int:pk>/verify/", self.admin_site.admin_view(view), name="doctors_doctor_verify")
        return [verify, *leaving_pages.urls(self.admin_site), *super().get_urls()]

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return permissions.can_verify_doctors(request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            renaming.profile_changes(obj, form.changed_data, editor=editor_of(request))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "user" in form.changed_data:
            before = form.initial.get("user")
            trail.record(
                "doctor_account_changed" if before else "doctor_account_given",
                actor=editor_of(request),
                doctor=form.instance.pk,
            )
        shown = {"name", "slug", "is_sample"}
        if change and shown.intersection(form.changed_data):
            tell_refreshed(request, furniture.refresh(furniture.of_doctor(form.instance)))

    def verify_one(self, request: HttpRequest, pk: int) -> HttpResponse:
        doctor = get_object_or_404(Doctor, pk=pk)
        if not self.has_verify_permission(request):
            raise PermissionDenied
        _verify(request, doctor)
        return HttpResponseRedirect(reverse("admin:doctors_doctor_change", args=[pk]))

    @admin.action(description=gettext_lazy("Registration checked today"), permissions=["verify"])
    def verify_selected(self, request: HttpRequest, queryset: QuerySet[Doctor]) -> None:
        for doctor in queryset.order_by("pk"):
            _verify(request, doctor)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_verify"] = self.has_verify_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)


def _verify(request: HttpRequest, doctor: Doctor) -> None:
    try:
        verifying.verify(doctor, by=editor_of(request))
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        tell_refused(request, refused)
    else:
        messages.success(request, _("%(doctor)s: the registration was checked today.") % {"doctor": doctor})
