"""Words that searches did not find: what readers miss, and nothing about who asked."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.vocabulary import Language

#: Words may be read once they were looked for this often. Whatever was typed only once may say who typed it.
READABLE_FROM = 2


class ZeroHitQuerySet(models.QuerySet["ZeroHit"]):
    def wanted(self) -> Self:
        """What was looked for more than once without an answer, the most wanted first."""
        return self.filter(count__gte=READABLE_FROM).exclude(words="").order_by("-count", "-last_on", "pk")


class ZeroHit(models.Model):
    """The same words found nothing `count` times. Written by `articles.counting_zero_hits` and by nobody else."""

    mark = models.CharField(
        max_length=64, unique=True, help_text="A keyed digest of the words, to know them again without keeping them."
    )
    words = models.CharField(
        _("words"), max_length=100, blank=True, help_text="Empty until they were looked for a second time."
    )
    language = models.CharField(_("language"), max_length=12, choices=Language)
    count = models.PositiveIntegerField(_("searches"), default=1)
    last_on = models.DateField(_("last searched on"))

    objects = ZeroHitQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("search without an answer")
        verbose_name_plural = _("searches without an answer")
        indexes = [models.Index(fields=["-count", "-last_on", "id"], name="zero_hit_wanted")]

    def __str__(self) -> str:
        return self.words or "…"
