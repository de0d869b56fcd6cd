"""Diseases, states and medicines that answers name. Shared records: inside an answer only its own words appear."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.models.vocabulary import MedicineStatus
from healthqa.lib import scripts
from healthqa.lib.looks import has_any


class ConditionQuerySet(models.QuerySet["Condition"]):
    def public(self, language: str = "") -> Self:
        """Conditions that a live answer (in `language`) names, as a cause (never a step or a food) or as associated.

        A look or two for each condition, by the index of its listings.
        """
        from articles.models.listing import ConditionListing

        listed = ConditionListing.objects.public().filter(condition=OuterRef("pk"))
        return self.filter(has_any(listed.in_language(language) if language else listed))

    def called(self, name: str) -> Self:
        """The condition of this name or synonym, whatever its capitals."""
        name = name.strip()
        if not name:
            return self.none()
        return self.filter(Q(name__iexact=name) | Q(synonyms__iregex=rf"(^|[\r\n]){_escape(name)}([\r\n]|$)"))


def _escape(name: str) -> str:
    """`name` for a regular expression that SQLite (Python) and PostgreSQL read alike."""
    return "".join(f"\\{character}" if character in r".^$*+?{}[]\|()-" else character for character in name)


class Condition(models.Model):
    name = models.CharField(_("name"), max_length=160, unique=True)
    plain_name = models.CharField(_("plain name"), max_length=160, blank=True)
    slug = models.SlugField(_("slug"), max_length=160, unique=True, allow_unicode=True)
    synonyms = models.TextField(_("synonyms"), blank=True, help_text=_("One a line."))
    icd10 = models.CharField("ICD-10", max_length=12, blank=True)
    mesh = models.CharField("MeSH", max_length=12, blank=True)
    cui = models.CharField("UMLS CUI", max_length=12, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=_("Shown on the page of the condition only."))

    objects = ConditionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("condition", args=[self.slug])

    def name_in(self, language: str) -> str:
        """The first of name and synonyms whose letters are those of the language; the name where none is."""
        names = (self.name, *filter(None, map(str.strip, self.synonyms.splitlines())))
        return next((name for name in names if scripts.language_of(name, language) == language), self.name)


class Medicine(models.Model):
    """A medicine by its names. Mentions in texts are found by name, never typed twice."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    synonyms = models.TextField(_("synonyms"), blank=True, help_text=_("One a line: brand names, other spellings."))
    status = models.CharField(_("status"), max_length=12, choices=MedicineStatus, default=MedicineStatus.NORMAL)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Why it is restricted or withdrawn."))
    reference = models.URLField(_("reference"), blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("medicine")
        verbose_name_plural = _("medicines")
        constraints = [
            models.CheckConstraint(
                name="medicine_restriction_has_reason",
                condition=Q(status=MedicineStatus.NORMAL) | ~Q(reason=""),
                violation_error_message=_("Say why this medicine is restricted or withdrawn."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it may be found by."""
        return (self.name, *(line.strip() for line in self.synonyms.splitlines() if line.strip()))
