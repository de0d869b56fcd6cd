"""A doctor's word that spelling may be corrected in texts they signed. Only the end of a row is ever written, once."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from doctors.models import Doctor


class StandingPermissionQuerySet(models.QuerySet["StandingPermission"]):
    def open(self) -> Self:
        return self.filter(revoked_at__isnull=True)

    def at(self, moment: dt.datetime | models.OuterRef) -> Self:
        """Those that held at a moment: given by then, and not taken back by then."""
        return self.filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=moment), granted_at__lte=moment)


class StandingPermission(models.Model):
    """From `granted_at` until `revoked_at` the spelling of texts that `doctor` read and signed may be corrected."""

    # The indexes below begin with the doctor, and accounts are hardly ever deleted: no index of their own.
    doctor = models.ForeignKey(
        Doctor, models.PROTECT, related_name="standing_permissions", verbose_name=_("doctor"), db_index=False
    )
    granted_at = models.DateTimeField(_("allowed at"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="permissions_granted",
        verbose_name=_("allowed by"),
        db_index=False,
    )
    revoked_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="permissions_revoked",
        verbose_name=_("ended by"),
        db_index=False,
    )

    objects = StandingPermissionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("standing permission")
        verbose_name_plural = _("standing permissions")
        indexes = [models.Index(fields=["doctor", "-id"], name="permission_by_doctor")]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor"],
                condition=Q(revoked_at__isnull=True),
                name="one_open_permission_a_doctor",
                violation_error_message=_("This doctor allows corrections of spelling already."),
            ),
            models.CheckConstraint(
                name="permission_ends_after_it_began",
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False, revoked_at__gte=F("granted_at")),
                violation_error_message=_(
                    "The end of a permission needs a moment after its beginning, and an account."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doctor}: {self.granted_at:%Y-%m-%d}"
