"""Tags: furniture that groups questions. A merged tag leaves an alias behind, so that its old address redirects."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from articles.tag_names import LONGEST, is_tag_name
from healthqa.lib.looks import has_any


class TagQuerySet(models.QuerySet["Tag"]):
    def public(self) -> Self:
        """Tags that at least one live answer carries."""
        from articles.models.listing import TagListing

        return self.filter(has_any(TagListing.objects.public().filter(tag=OuterRef("pk"))))


class Tag(TagBase):
    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def clean(self) -> None:
        super().clean()
        if self.name and not is_tag_name(self.name):
            sentence = _(
                "A tag names a topic in at most %(most)d characters and holds no mark of a sentence "
                "(full stop, colon, semicolon, question or exclamation mark)."
            )
            raise ValidationError({"name": ValidationError(sentence % {"most": LONGEST}, code="no-tag-name")})

    def get_absolute_url(self) -> str:
        return reverse("tag", args=[self.slug])


class QuestionTag(ItemBase):
    """A tag on a question, through a real foreign key."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="question_tags", verbose_name=_("tag"))
    content_object = models.ForeignKey(
        "articles.Question", models.CASCADE, related_name="question_tags", db_index=False
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        constraints = [
            models.UniqueConstraint(
                fields=["content_object", "tag"],
                name="question_carries_tag_once",
                violation_error_message=_("This question carries that tag already."),
            )
        ]

    def __str__(self) -> str:
        return str(self.tag)


class TagAlias(models.Model):
    """A name that was merged into another tag: its address redirects and the importer understands it."""

    tag = models.ForeignKey(Tag, models.CASCADE, related_name="aliases", verbose_name=_("tag"))
    name = models.CharField(_("name"), max_length=100, unique=True)
    slug = models.SlugField(_("slug"), max_length=100, unique=True, allow_unicode=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("tag alias")
        verbose_name_plural = _("tag aliases")

    def __str__(self) -> str:
        return self.name
