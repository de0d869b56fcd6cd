"""The record that the words of an edition were erased: who asked, why, and the second person who decided.

Append-only, but for the decision, which is set once. Signatures, periods and the trail of the edition stay.
"""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.vocabulary import RedactionState


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def waiting(self) -> Self:
        return self.filter(state=RedactionState.ASKED)

    def confirmed(self) -> Self:
        """Whose words are gone for good."""
        return self.filter(state=RedactionState.CONFIRMED)


class Redaction(models.Model):
    article = models.ForeignKey(Article, models.PROTECT, related_name="redactions", verbose_name=_("article"))
    state = models.CharField(
        _("decision"), max_length=10, choices=RedactionState, default=RedactionState.ASKED, editable=False
    )
    reason = models.TextField(_("reason"))
    # Accounts are hardly ever deleted: an index that only their deletion would ask costs more than it saves.
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="redactions_asked",
        verbose_name=_("asked by"),
        db_index=False,
    )
    asked_at = models.DateTimeField(_("asked at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="redactions_decided",
        verbose_name=_("decided by"),
        db_index=False,
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    answer = models.TextField(_("why not"), blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        default_permissions = ("view",)
        permissions = [("redact_article", _("Can ask for and confirm the erasure of an edition's words"))]
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=~Q(state=RedactionState.REFUSED),
                name="one_redaction_an_edition",
                violation_error_message=_("The erasure of this edition was asked for already."),
            ),
            models.CheckConstraint(
                name="redaction_is_decided_by_somebody",
                condition=Q(state=RedactionState.ASKED, decided_by__isnull=True, decided_at__isnull=True)
                | Q(
                    ~Q(state=RedactionState.ASKED),
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    decided_at__gte=F("asked_at"),
                ),
                violation_error_message=_("A decision on an erasure needs its person and its time."),
            ),
            models.CheckConstraint(
                name="redaction_is_confirmed_by_a_second_person",
                condition=~Q(state=RedactionState.CONFIRMED) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Another person than the one who asked confirms an erasure."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} · {self.asked_at:%Y-%m-%d}"
