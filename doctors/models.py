"""Who stands behind the words: departments and the doctors whose names are printed under answers."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from healthqa.lib.looks import has_any

VERIFICATION_LASTS = dt.timedelta(days=365)
#: Pixels of a portrait's side, each for screens of another density. `portraits` draws them.
PORTRAIT_WIDTHS = (96, 192, 384)
_PORTRAIT = re.compile(rf"doctors/([0-9a-f]{{16}})-{PORTRAIT_WIDTHS[-1]}\.webp")
#: What was compared with the register. Who changes one of these without checking again ends the verification.
VERIFIED_FACTS = (
    *("name", "honorific", "credentials", "job_title", "department"),
    *("registration_body", "registration_number", "user"),
)


def portrait_name(key: str, width: int) -> str:
    """Where a portrait lies below MEDIA_ROOT; `Doctor.photo` holds the name of the widest."""
    return f"doctors/{key}-{width}.webp"


def live_answers(model: type[models.Model], relation: str) -> Any:
    """The public answers behind `relation`, asked through the relation so that this app never imports articles."""
    return model._meta.get_field(relation).related_model.objects.public()  # type: ignore[union-attr]


class DepartmentQuerySet(models.QuerySet["Department"]):
    def public(self) -> Self:
        """Departments with at least one live answer; others are nobody's business. Asked as `DoctorQuerySet.public`."""
        live = live_answers(Doctor, "articles").filter(live_page__department=OuterRef("pk"))
        return self.filter(has_any(live))


class Department(models.Model):
    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True, allow_unicode=True)
    description = models.TextField(_("description"), blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("department", args=[self.slug])


class DoctorQuerySet(models.QuerySet["Doctor"]):
    def public(self) -> Self:
        """Doctors whose name stands under at least one live answer.

        Asked by the index of live pages: else PostgreSQL lists all answers of each doctor.
        """
        return self.filter(has_any(live_answers(Doctor, "articles").filter(live_page__doctor=OuterRef("pk"))))

    def active(self) -> Self:
        return self.filter(retired_at__isnull=True)

    def on_leave(self, day: dt.date | None = None) -> Self:
        """Doctors whose leave holds this day (today by default, in the site's time zone), both ends included."""
        day = day or timezone.localdate()
        return self.filter(leave_from__lte=day, leave_until__gte=day)

    def named(self, name: str) -> Self:
        """Non-retired doctors of exactly this printed name; two of them are never told apart by guessing."""
        return self.active().filter(name=name)


class Doctor(models.Model):
    """The person in the byline. A profile may change at any time; what was signed keeps its own frozen copy."""

    name = models.CharField(_("name"), max_length=120, help_text=_("As printed in the byline, without “Dr.”."))
    slug = models.SlugField(_("slug"), max_length=140, unique=True, allow_unicode=True)
    honorific = models.CharField(_("honorific"), max_length=20, default="Dr.", blank=True)
    credentials = models.CharField(
        _("credentials"), max_length=200, blank=True, help_text=_("Needed to publish, for example “MD, FRCS”.")
    )
    job_title = models.CharField(_("job title"), max_length=120, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="doctors", verbose_name=_("department")
    )
    hospital = models.CharField(_("hospital"), max_length=160, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    registration_body = models.CharField(_("registration body"), max_length=160, blank=True)
    registration_number = models.CharField(_("registration number"), max_length=60, blank=True)
    bio = models.TextField(_("biography"), blank=True)
    photo = models.ImageField(_("photo"), upload_to="doctors/", blank=True)
    conflicts_of_interest = models.TextField(
        _("conflicts of interest"), blank=True, help_text=_("Write “none” where there are none.")
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="doctors_verified",
        verbose_name=_("verified by"),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="doctor",
        verbose_name=_("account"),
        help_text=_("Needed to sign."),
    )
    is_sample = models.BooleanField(_("sample profile"), default=False)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)
    deputy = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="deputises_for", verbose_name=_("deputy")
    )
    leave_from = models.DateField(_("on leave from"), null=True, blank=True)
    leave_until = models.DateField(_("on leave until"), null=True, blank=True)

    objects = DoctorQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("doctor")
        verbose_name_plural = _("doctors")
        permissions = [("verify_doctor", _("Can verify a doctor's registration"))]
        indexes = [models.Index(fields=["name"], name="doctor_name")]
        constraints = [
            models.CheckConstraint(
                name="doctor_verified_by_someone",
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                violation_error_message=_("A verification needs both its date and the person who checked."),
            ),
            models.CheckConstraint(
                name="doctor_leave_has_both_ends",
                condition=Q(leave_from__isnull=True, leave_until__isnull=True)
                | Q(leave_from__isnull=False, leave_until__isnull=False, leave_until__gte=models.F("leave_from")),
                violation_error_message=_("Leave needs a first day and a last day that is not before it."),
            ),
            models.CheckConstraint(
                name="doctor_is_not_own_deputy",
                condition=Q(deputy__isnull=True) | ~Q(deputy=models.F("id")),
                violation_error_message=_("A doctor cannot be their own deputy."),
            ),
        ]

    def __str__(self) -> str:
        return self.printed_name

    def get_absolute_url(self) -> str:
        return reverse("doctor", args=[self.slug])

    @property
    def printed_name(self) -> str:
        """The name as it stands in a byline: "Dr. Lin Yunfei"; a Chinese title follows the name: "林云飞 医生"."""
        follows = not self.honorific.isascii()
        parts = (self.name, self.honorific) if follows else (self.honorific, self.name)
        return " ".join(part for part in parts if part)

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def portrait(self) -> list[tuple[str, int]]:
        """Addresses of the portrait with the pixels of each, the smallest first; empty for one that is not redrawn."""
        found = _PORTRAIT.fullmatch(str(self.photo))
        if found is None:
            return []
        return [(f"{settings.MEDIA_URL}{portrait_name(found[1], width)}", width) for width in PORTRAIT_WIDTHS]

    def is_verified(self, at: dt.datetime | None = None) -> bool:
        """Whether somebody checked this doctor's registration within the year before `at` (now by default)."""
        moment = at or timezone.now()
        return self.verified_at is not None and self.verified_at <= moment < self.verified_at + VERIFICATION_LASTS

    @property
    def is_retired(self) -> bool:
        return self.retired_at is not None and self.retired_at <= timezone.now()

    def is_on_leave(self, day: dt.date | None = None) -> bool:
        """Whether the leave holds this day (today by default, in the site's time zone), its first and last included."""
        day = day or timezone.localdate()
        return (
            self.leave_from is not None and self.leave_until is not None and self.leave_from <= day <= self.leave_until
        )
