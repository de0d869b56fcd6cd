"""A reader says that a text holds an error: the task that this opens, until an editor says what came of it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.question import Question


class ErrorReportQuerySet(models.QuerySet["ErrorReport"]):
    def open(self) -> Self:
        """What nobody has closed yet, the oldest first."""
        return self.filter(outcome="").order_by("opened_on", "pk")


class ErrorReport(models.Model):
    """A task: readers say that a block of a public text holds an error. Their words are with their feedback.

    `article` is the newest public edition that held the block when it was reported.
    """

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("corrected in a later edition")
        TAKEN_DOWN = "taken_down", _("the answer was withdrawn")
        RIGHT = "right", _("the words are right")
        NOTHING_TO_CHECK = "nothing_to_check", _("it says nothing that can be checked")

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="error_reports", verbose_name=_("question"), db_index=False
    )
    article = models.ForeignKey(Article, models.PROTECT, related_name="error_reports", verbose_name=_("article"))
    block_digest = models.CharField(_("block digest"), max_length=64)
    block_name = models.CharField(_("part"), max_length=20, blank=True, help_text=_("Empty: the whole answer."))
    opened_on = models.DateField(_("opened on"), auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    corrected_in = models.ForeignKey(
        Article,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrects_reports",
        verbose_name=_("corrected in"),
    )
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
        db_index=False,
    )

    objects = ErrorReportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("error report")
        verbose_name_plural = _("error reports")
        indexes = [models.Index(fields=["opened_on", "id"], name="error_report_open", condition=Q(outcome=""))]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "block_digest"],
                condition=Q(outcome=""),
                name="one_open_report_a_block",
                violation_error_message=_("An error in this part was reported already, and the report is open."),
            ),
            models.CheckConstraint(
                name="closed_report_has_outcome",
                condition=Q(outcome="", closed_at__isnull=True, closed_by__isnull=True)
                | (~Q(outcome="") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                violation_error_message=_("A closed report says what came of it, when and by whom."),
            ),
            models.CheckConstraint(
                name="corrected_report_names_edition",
                condition=Q(outcome="corrected", corrected_in__isnull=False)
                | (~Q(outcome="corrected") & Q(corrected_in__isnull=True)),
                violation_error_message=_("Say which edition holds the correction."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} · {self.opened_on:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        return not self.outcome

    @property
    def age(self) -> int:
        """Days since it was opened; of a closed one, until it was closed."""
        end = timezone.localdate(self.closed_at) if self.closed_at else timezone.localdate()
        return max((end - self.opened_on).days, 0)
