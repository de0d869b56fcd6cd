"""Groups of causes and the causes in them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.condition import Condition
from articles.models.vocabulary import Kind, Likelihood


class Section(models.Model):
    article = models.ForeignKey(
        Article, models.CASCADE, related_name="sections", verbose_name=_("article"), db_index=False
    )
    block = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("position"), default=1)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.UNSPECIFIED)
    label = models.CharField(
        _("label"), max_length=160, blank=True, help_text=_("As printed: “Physiological Factors”.")
    )
    text = models.TextField(_("text"), blank=True, help_text=_("Paragraphs that belong to no single cause."))

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "block"],
                name="section_block_once",
                violation_error_message=_("Two sections of an edition cannot be the same block."),
            )
        ]

    def __str__(self) -> str:
        return self.label or self.get_kind_display()


class Cause(models.Model):
    """One numbered cause. Its kind is its section's; its block stays from edition to edition."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="causes", verbose_name=_("article"), db_index=False
    )
    section = models.ForeignKey(Section, models.CASCADE, related_name="causes", verbose_name=_("section"))
    block = models.UUIDField(default=uuid.uuid4, editable=False)
    position = models.PositiveIntegerField(_("position"), default=1)
    heading = models.CharField(_("heading"), max_length=200, blank=True, help_text=_("Needed to ask for a signature."))
    explanation = models.TextField(_("explanation"), blank=True)
    advice = models.TextField(_("what helps"), blank=True)
    seek_care = models.TextField(_("see a doctor if"), blank=True)
    likelihood = models.CharField(_("likelihood"), max_length=12, choices=Likelihood, default=Likelihood.UNSTATED)
    condition = models.ForeignKey(
        Condition,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="causes",
        verbose_name=_("condition"),
        help_text=_("A link only; the heading is what readers see."),
    )
    printed_number = models.PositiveIntegerField(_("number in the source"), null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = _("cause")
        verbose_name_plural = _("causes")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "block"],
                name="cause_block_once",
                violation_error_message=_("Two causes of an edition cannot be the same block."),
            )
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def kind(self) -> str:
        return self.section.kind
