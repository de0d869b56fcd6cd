"""What the reader asks. A Question owns the address and outlives every answer to it."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from articles.models.tag import QuestionTag
from articles.models.vocabulary import BodyArea, Language, QuestionKind
from doctors.models import Department


class QuestionQuerySet(models.QuerySet["Question"]):
    def at(self, slug: str) -> Self:
        """The question that has, or once had, this address.

        Each table is asked by its own index: of an OR over both, PostgreSQL makes a walk through all questions.
        """
        own = Question.objects.filter(slug=slug).order_by().values("pk")
        return self.filter(pk__in=own.union(OldSlug.objects.filter(slug=slug).values("question")))


class Question(models.Model):  # type: ignore[django-manager-missing]  # taggit is untyped
    slug = models.SlugField(
        _("address"),
        max_length=160,
        unique=True,
        allow_unicode=True,
        help_text=_("Changes only when you change it here; the old address keeps redirecting."),
    )
    kind = models.CharField(_("kind"), max_length=20, choices=QuestionKind, default=QuestionKind.CAUSES)
    language = models.CharField(_("language"), max_length=12, choices=Language, default=Language.ENGLISH)
    translation_group = models.UUIDField(
        _("translation group"), null=True, blank=True, help_text=_("Shared by translations of one question.")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("department")
    )
    body_area = models.CharField(_("body area"), max_length=20, choices=BodyArea, blank=True)
    other_wordings = models.TextField(
        _("other wordings"), blank=True, help_text=_("One a line. Search finds the question by them.")
    )
    index_phrase = models.CharField(
        _("A–Z entry"), max_length=200, blank=True, help_text=_("Where the A–Z should list it otherwise, “leg cramps”.")
    )
    duplicate_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="duplicates",
        verbose_name=_("duplicate of"),
        db_index=False,
    )
    is_sample = models.BooleanField(_("sample"), default=False, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)

    tags = TaggableManager(through=QuestionTag, blank=True, verbose_name=_("tags"))
    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        indexes = [
            models.Index(fields=["duplicate_of"], name="question_duplicates", condition=Q(duplicate_of__isnull=False))
        ]
        constraints = [
            models.CheckConstraint(
                name="question_is_not_own_duplicate",
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=models.F("id")),
                violation_error_message=_("A question cannot be a duplicate of itself."),
            ),
            models.UniqueConstraint(
                fields=["translation_group", "language"],
                condition=Q(translation_group__isnull=False),
                name="one_question_a_language_in_a_group",
                violation_error_message=_("This translation group has a question in that language already."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def get_absolute_url(self) -> str:
        """The canonical address: it carries the prefix of the question's own language."""
        from django.utils.translation import override

        with override(self.language):
            return reverse("answer", args=[self.slug])


class OldSlug(models.Model):
    """An address that a question once had; it redirects for ever and is never given to another question."""

    slug = models.SlugField(_("address"), max_length=160, unique=True, allow_unicode=True)
    question = models.ForeignKey(Question, models.CASCADE, related_name="old_slugs")

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self) -> str:
        return self.slug
