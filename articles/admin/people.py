"""Doctors and departments, with what needs answers: verifying, and the live pages that show a profile."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from articles import deputising, furniture, permissions, reaching, renaming, taking_leave, verifying
from articles.admin import handing_over, leaving_pages
from articles.admin.followers import FollowersCounted
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
class DoctorAdmin(FollowersCounted, DoctorOptions, RefusalsShown, NeverDeleted):
    form: Any = DoctorRowForm
    actions = ("verify_selected", "hand_over_selected")
    change_form_template = "admin/doctors/doctor/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.verify_one)
        verify = path("<int:pk>/verify/", self.admin_site.admin_view(view), name="doctors_doctor_verify")
        return [verify, *handing_over.urls(self.admin_site), *leaving_pages.urls(self.admin_site), *super().get_urls()]

    def has_verify_permission(self, request: HttpRequest) -> bool:
        return permissions.can_verify_doctors(request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            renaming.profile_changes(obj, form.changed_data, editor=editor_of(request))
        new_days = bool({"leave_from", "leave_until"}.intersection(form.changed_data))
        if new_days or "deputy" in form.changed_data:
            taking_leave.refuse_leave(obj, new_days=new_days)
        super().save_model(request, obj, form, change)
        if new_days:
            taking_leave.told(obj, by=editor_of(request))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "user" in form.changed_data:
            before = User.objects.filter(pk=form.initial.get("user")).first()
            reaching.account_given(form.instance, before=before, by=editor_of(request))
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

    def has_hand_over_permission(self, request: HttpRequest) -> bool:
        return permissions.may_reassign(request.user)

    @admin.action(description=gettext_lazy("Hand over bylines…"), permissions=["hand_over"])
    def hand_over_selected(self, request: HttpRequest, queryset: QuerySet[Doctor]) -> HttpResponse | None:
        """The bylines of one doctor at a time, on a page of its own that says what will happen."""
        doctors = list(queryset[:2])
        if len(doctors) != 1:
            messages.warning(request, _("Choose one doctor: the bylines of one go over at a time."))
            return None
        return HttpResponseRedirect(reverse("admin:doctors_doctor_hand_over", args=[doctors[0].pk]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["may_verify"] = self.has_verify_permission(request)
        context["may_hand_over"] = self.has_hand_over_permission(request)
        if kwargs.get("obj") is not None:
            context["leave_notes"] = deputising.notes_on(kwargs["obj"])
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
