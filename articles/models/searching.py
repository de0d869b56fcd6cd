"""What a reader's search looks through, all of it derived from live pages; and the synonyms that editors own."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.publication import LivePage
from articles.models.vocabulary import Language, LifeStage, QuestionKind

#: The word of `SearchWord` that every live answer counts for: how many there are.
EVERY: Final = "*"


class SearchEntry(models.Model):
    """The words of one live answer as a search compares them. Written by `articles.search.writing` only.

    `head` and `body` are read by the engine of the database (`articles.search.engine`), which the migration installs.
    """

    # Never left to be counted up: `articles.search.entries` says where an answer stands. A rowid on SQLite.
    place = models.BigAutoField(primary_key=True, help_text="Answers with short questions first; then by age.")
    page = models.OneToOneField(LivePage, models.CASCADE, related_name="search_entry")
    language = models.CharField(max_length=12, choices=Language)
    kind = models.CharField(max_length=20, choices=QuestionKind)
    life_stage = models.CharField(max_length=12, choices=LifeStage)
    department_id = models.BigIntegerField(null=True)
    doctor_id = models.BigIntegerField()
    leaves_on = models.DateField(help_text="From this day on the answer gets no boost.")
    head = models.TextField(help_text="Question, wordings, names, headings, doctor, tags; the introduction.")
    body = models.TextField(blank=True)

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return f"{self.page_id}"


class SearchWord(models.Model):
    """How many live answers of a language have a word, in their head or in their body: the sum of the word's rows.

    Of live answers only. Usually one row: `articles.search.writing` tells when there are more.
    """

    language = models.CharField(max_length=12, choices=Language)
    is_head = models.BooleanField()
    word = models.CharField(max_length=40)
    answers = models.IntegerField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["word", "language"], name="search_word"),
            models.Index(fields=["answers"], name="search_word_below_nought", condition=Q(answers__lt=0)),
        ]

    def __str__(self) -> str:
        return self.word


class SearchSynonym(models.Model):
    """Words that readers say, and those that answers say instead. Owned by editors; holds from the next search on."""

    words = models.CharField(
        _("what readers say"), max_length=100, help_text=_("One or a few words, such as “charley horse”.")
    )
    meaning = models.CharField(
        _("what answers say"), max_length=100, help_text=_("The words that answers use, such as “leg cramp”.")
    )
    language = models.CharField(_("language"), max_length=12, choices=Language, default=Language.ENGLISH)

    class Meta:
        ordering = ["language", "words", "pk"]
        verbose_name = _("search synonym")
        verbose_name_plural = _("search synonyms")
        constraints = [
            models.UniqueConstraint(
                fields=["language", "words", "meaning"],
                name="search_synonym_once",
                violation_error_message=_("This synonym is there already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} = {self.meaning}"
