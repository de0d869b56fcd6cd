"""What related answers are found by and the stored lists of them, all of it derived from live answers."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q

from articles.models.publication import LivePage
from articles.models.vocabulary import Language

#: The feature of `RelatedCount` that every live answer has: how many there are.
EVERY_ANSWER: Final = "*"


class RelatedFacts(models.Model):
    """What a live answer is compared by, on one line. Written by `articles.related_facts`, as all in this file.

    The database is not asked to guard the key: code of before takes pages down without knowing of this table, and
    whoever reads it asks for what is live.
    """

    page = models.OneToOneField(
        LivePage, models.CASCADE, primary_key=True, related_name="related_facts", db_constraint=False
    )
    language = models.CharField(max_length=12, choices=Language)
    features = models.TextField(help_text="Conditions and tags: c and the key of a cause, a of an associated one, t.")
    floor = models.FloatField(
        null=True, help_text="Score of the last neighbour of a full list; empty: there is room, or not known."
    )

    class Meta:
        ordering = ["page"]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.features}"


class RelatedCount(models.Model):
    """How many live answers of a language have a feature, as `RelatedFacts` writes it: kept, not counted."""

    language = models.CharField(max_length=12, choices=Language)
    feature = models.CharField(max_length=24)
    answers = models.IntegerField()

    class Meta:
        ordering = ["language", "feature"]
        constraints = [models.UniqueConstraint(fields=["language", "feature"], name="related_count_once")]

    def __str__(self) -> str:
        return f"{self.feature}: {self.answers}"


class RelatedLink(models.Model):
    """A candidate for the related list of a live answer, with what the two share. Derived, as LivePage is."""

    page = models.ForeignKey(LivePage, models.CASCADE, related_name="related_links", db_index=False)
    other = models.ForeignKey(LivePage, models.CASCADE, related_name="related_from")
    score = models.FloatField()
    shared_tags = models.JSONField(default=list, help_text="Names of the shared tags, the rarest first.")
    shared_conditions = models.JSONField(
        null=True,
        help_text="How the two share conditions: names of these; empty: they do not, or not known yet.",
    )
    leaves_on = models.DateField()

    class Meta:
        ordering = ["-score", "other_id"]
        constraints = [
            models.UniqueConstraint(fields=["page", "other"], name="related_once"),
            models.CheckConstraint(name="never_related_to_itself", condition=~Q(page=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.page} → {self.other}"
