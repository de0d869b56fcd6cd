"""Care cards and references: the two other lists of an answer."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.vocabulary import CareLevel, ReferenceKind


class CareAdvice(models.Model):
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="care_advice", verbose_name=_("article"), db_index=False
    )
    block = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("position"), default=1)
    level = models.CharField(_("level"), max_length=10, choices=CareLevel)
    heading = models.CharField(
        _("heading"), max_length=200, help_text=_("An action that ends in “if:”, for example “See a doctor today if:”.")
    )
    bullets = models.TextField(_("signs"), blank=True, help_text=_("One a line."))

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("care card")
        verbose_name_plural = _("care cards")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "block"],
                name="care_block_once",
                violation_error_message=_("Two care cards of an edition cannot be the same block."),
            )
        ]

    def __str__(self) -> str:
        return self.heading


class Reference(models.Model):
    article = models.ForeignKey(Article, models.CASCADE, related_name="references", verbose_name=_("article"))
    position = models.PositiveIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=12, choices=ReferenceKind, blank=True)
    title = models.CharField(_("title"), max_length=300)
    organisation = models.CharField(_("organisation or authors"), max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    url = models.URLField(_("address"), max_length=500, blank=True)
    doi = models.CharField("DOI", max_length=120, blank=True)
    isbn = models.CharField("ISBN", max_length=20, blank=True)
    accessed_on = models.DateField(_("accessed on"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        constraints = [
            models.CheckConstraint(
                name="reference_has_one_address",
                condition=Q(url="", doi="") | Q(url="", isbn="") | Q(doi="", isbn=""),
                violation_error_message=_("Give one of address, DOI and ISBN, not several."),
            )
        ]

    def __str__(self) -> str:
        return self.title
