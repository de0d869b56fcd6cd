"""In which lists of a tag or condition a live answer stands, and where: what a page of such a list reads, and no more.

Derived, as `LivePage` is, and written by the database (`articles/triggers/lists.py`) whenever a page, a tag or a link
to a condition comes, changes or goes. It is not asked to guard the keys, since it writes the rows itself.
"""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.condition import Condition
from articles.models.door import is_live
from articles.models.tag import Tag
from articles.models.vocabulary import Language, Rank


class TagListingQuerySet(models.QuerySet["TagListing"]):
    def public(self) -> Self:
        """Those of answers that the public may see: the door of articles."""
        return self.filter(**is_live("article__"))


class ConditionListingQuerySet(models.QuerySet["ConditionListing"]):
    def public(self) -> Self:
        """Those of answers that the public may see: the door of articles."""
        return self.filter(**is_live("article__"))

    def in_language(self, language: str) -> Self:
        """Says the ranks too, as the index begins with them."""
        return self.filter(rank__in=list(Rank), language=language)


class TagListing(models.Model):
    """A live answer in the lists of one of its tags; the other columns are those of its page."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="tag_listings", db_constraint=False, db_index=False
    )
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="listings", db_constraint=False, db_index=False)
    language = models.CharField(max_length=12, choices=Language)
    letter = models.CharField(max_length=1)
    index_phrase = models.CharField(max_length=320)
    published_at = models.DateTimeField()
    lists_causes = models.BooleanField()

    objects = TagListingQuerySet.as_manager()

    class Meta:
        ordering = ["tag", "letter", "index_phrase", "article"]
        indexes = [
            models.Index(fields=["tag", "language", "letter", "index_phrase", "article"], name="tag_listing_letter"),
            models.Index(fields=["tag", "-published_at", "-article"], name="tag_listing_newest"),
            models.Index(
                fields=["tag", "language", "index_phrase", "article"],
                name="tag_listing_causes",
                condition=Q(lists_causes=True),
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["article", "tag"], name="tag_listing_once")]

    def __str__(self) -> str:
        return f"{self.tag_id}: {self.index_phrase}"


class ConditionListing(models.Model):
    """A live answer in the lists of a condition: once for each of its causes that names it, and as associated."""

    article = models.ForeignKey(
        Article, models.CASCADE, related_name="condition_listings", db_constraint=False, db_index=False
    )
    condition = models.ForeignKey(
        Condition, models.CASCADE, related_name="listings", db_constraint=False, db_index=False
    )
    rank = models.PositiveSmallIntegerField(help_text="A `Rank`.")
    place = models.BigIntegerField(help_text="The key of the cause; of an associated condition that of the edition.")
    language = models.CharField(max_length=12, choices=Language)
    index_phrase = models.CharField(max_length=320)
    published_at = models.DateTimeField()

    objects = ConditionListingQuerySet.as_manager()

    class Meta:
        ordering = ["condition", "rank", "index_phrase", "place"]
        indexes = [
            models.Index(
                fields=["condition", "rank", "language", "index_phrase", "place"], name="condition_listing_az"
            ),
            models.Index(fields=["condition", "-published_at", "-article"], name="condition_listing_newest"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["article", "condition", "rank", "place"], name="condition_listing_once")
        ]

    def __str__(self) -> str:
        return f"{self.condition_id}: {self.index_phrase}"
