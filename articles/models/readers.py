"""What readers say of a block. No identity is kept with it."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.error_report import ErrorReport
from articles.models.reader_question import ReaderQuestion, new_token

__all__ = ["Feedback", "ReaderQuestion", "new_token"]  # the first migration names the last from here


#: How long the words of a verdict stay; the verdict itself stays with the text it is about.
WORDS_LAST = dt.timedelta(days=365)


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def of_question(self, question_id: int) -> Self:
        """What readers said of any edition of a question: a block that stays the same keeps what was said of it."""
        return self.filter(article__question=question_id)

    def unhelpful(self) -> Self:
        return self.exclude(verdict=Feedback.Verdict.HELPFUL)

    def with_words(self) -> Self:
        return self.exclude(text="")

    def gravest_first(self) -> Self:
        """Errors, first those nobody has closed; then unclear, not for me, helpful; of each the newest first."""
        verdict = Feedback.Verdict
        gravity = Case(
            When(verdict=verdict.ERROR, report__outcome="", then=0),
            When(verdict=verdict.ERROR, then=1),
            When(verdict=verdict.UNCLEAR, then=2),
            When(verdict=verdict.NOT_FOR_ME, then=3),
            default=4,
        )
        return self.annotate(gravity=gravity).order_by("gravity", "-pk")

    def with_old_words(self) -> Self:
        """Whose words are older than a year, and not still to be answered as an error report."""
        is_done = Q(report__isnull=True) | ~Q(report__outcome="")
        return self.with_words().filter(is_done, sent_on__lt=timezone.localdate() - WORDS_LAST)


class Feedback(models.Model):
    class Verdict(models.TextChoices):
        HELPFUL = "helpful", _("helpful")
        NOT_FOR_ME = "not_for_me", _("not for me")
        UNCLEAR = "unclear", _("unclear")
        ERROR = "error", _("an error")

    article = models.ForeignKey(Article, models.PROTECT, related_name="feedback", verbose_name=_("article"))
    block_digest = models.CharField(
        _("block digest"), max_length=64, blank=True, help_text=_("Of the whole answer: the digest of its edition.")
    )
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    text = models.TextField(_("text"), blank=True)
    sent_on = models.DateField(_("sent on"), auto_now_add=True)
    report = models.ForeignKey(
        ErrorReport,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback",
        verbose_name=_("error report"),
        help_text=_("The task that it opened or joined."),
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = [models.Index(fields=["article", "block_digest"], name="feedback_by_block")]

    def __str__(self) -> str:
        return self.get_verdict_display()
