"""What the admin shows of doctors and departments. `articles.admin.people` adds what needs answers, and registers."""

from __future__ import annotations

import datetime as dt
import logging
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from doctors import portraits
from doctors.models import VERIFICATION_LASTS, VERIFIED_FACTS, Doctor
from doctors.portraits import Portrait
from healthqa.lib.forms import PlainTextMixin
from healthqa.lib.model_admin import ModelAdmin, ModelForm

if TYPE_CHECKING:
    AnyAdmin = ModelAdmin[Any]
else:
    AnyAdmin = ModelAdmin

log = logging.getLogger(__name__)

SOON = dt.timedelta(days=30)


class VerifiedFilter(admin.SimpleListFilter):
    title = _("verification")
    parameter_name = "verified"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("holds")), ("soon", _("lapses within 30 days")), ("no", _("missing or lapsed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Doctor]) -> QuerySet[Doctor]:
        since = timezone.now() - VERIFICATION_LASTS
        if self.value() == "yes":
            return queryset.filter(verified_at__gt=since)
        if self.value() == "soon":
            return queryset.filter(verified_at__gt=since, verified_at__lte=since + SOON)
        return queryset.exclude(verified_at__gt=since) if self.value() == "no" else queryset


class PortraitField(forms.FileField):
    """Takes a picture and gives the `Portrait` that is drawn from it."""

    widget = AdminFileWidget

    def to_python(self, data: Any) -> Portrait | None:  # type: ignore[override]
        file = super().to_python(data)
        return portraits.encode(file) if file is not None else None


class DoctorForm(PlainTextMixin, ModelForm[Doctor]):
    photo = PortraitField(
        label=_("photo"),
        required=False,
        help_text=_("A JPEG, PNG or WebP file. It is cut to a square and drawn anew: nothing hidden in it is kept."),
    )

    class Meta:
        model = Doctor
        exclude = ("photo",)  # `portraits.put` writes it
        fields = (
            *("name", "slug", "honorific", "credentials", "job_title", "department", "hospital", "country"),
            *("registration_body", "registration_number", "bio", "conflicts_of_interest", "user"),
            *("is_sample", "retired_at", "deputy", "leave_from", "leave_until"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "photo" in self.fields:  # who may only look has no field
            self.fields["photo"].initial = self.instance.photo or None


class DoctorOptions(AnyAdmin):
    list_display = ("name", "credentials", "department", "holds", "account", "is_sample")
    list_filter = (VerifiedFilter, "department", "is_sample", ("retired_at", admin.EmptyFieldListFilter))
    list_select_related = ("department", "user")
    search_fields = ("name", "credentials", "hospital", "registration_number")
    list_per_page = 50
    show_full_result_count = False
    prepopulated_fields = {"slug": ("name",)}
    autocomplete_fields = ("department", "deputy")
    readonly_fields = ("verified_at", "verified_by", "retired_at")
    fieldsets = (
        (None, {"fields": (("honorific", "name"), "slug", "credentials", ("job_title", "department"))}),
        (_("Where"), {"fields": (("hospital", "country"),)}),
        (
            _("Registration"),
            {"fields": (("registration_body", "registration_number"), ("verified_at", "verified_by"))},
        ),
        (_("Profile"), {"fields": ("bio", "photo", "conflicts_of_interest", "is_sample")}),
        (_("Account and absence"), {"fields": ("user", "deputy", ("leave_from", "leave_until"), "retired_at")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Which account signs for a doctor, who stands in and on which days, is entered by those who verify doctors.

        The days too: with a deputy named they open the texts that wait to that account.
        """
        fixed = ("verified_at", "verified_by", "retired_at")
        if request.user.has_perm("doctors.verify_doctor"):
            return fixed
        return (*fixed, "user", "deputy", "leave_from", "leave_until")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        own = {field.name for field in Doctor._meta.concrete_fields} - {"photo"}
        if not change:
            super().save_model(request, obj, form, change)
        elif fields := own.intersection(form.changed_data):
            if fields.intersection(VERIFIED_FACTS) and obj.verified_at is not None:
                obj.verified_at = obj.verified_by = None
                fields |= {"verified_at", "verified_by"}
                messages.warning(
                    request, _("What was checked has changed, so the registration has to be checked again.")
                )
            obj.save(update_fields=sorted(fields))
        if "photo" in form.changed_data:
            _put_portrait(request, obj, form.cleaned_data["photo"] or None)

    @admin.display(description=_("verified"), boolean=True)
    def holds(self, doctor: Doctor) -> bool:
        return doctor.is_verified()

    @admin.display(description=_("account"), ordering="user")
    def account(self, doctor: Doctor) -> str:
        return str(doctor.user or "—")


def _put_portrait(request: HttpRequest, doctor: Doctor, portrait: Portrait | None) -> None:
    try:
        portraits.put(doctor, portrait)
    except OSError:
        log.exception("A portrait could not be written; is the disk full?")
        messages.error(request, _("The portrait could not be stored. Everything else was saved; try it again later."))


class DepartmentOptions(AnyAdmin):
    list_display = ("name", "slug")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "description")
