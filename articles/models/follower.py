"""Readers who follow something by mail, without an account. `articles/following.py` alone writes these rows."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.condition import Condition
from articles.models.question import Question
from articles.models.readers import ReaderQuestion
from articles.models.tag import Tag
from articles.models.vocabulary import Language
from doctors.models import Doctor

#: So long a follow waits for the click in the mail; then it is deleted, and the address with it.
CONFIRM_WITHIN = dt.timedelta(days=3)
#: What can be followed, by the name of its column.
TARGETS = ("question", "tag", "doctor", "condition", "reader_question")


def new_seed() -> str:
    return secrets.token_urlsafe(16)


class Follower(models.Model):
    """A mailbox, linked to no account and to nothing but what it follows. Gone with the last of that."""

    email = models.EmailField(_("e-mail address"), unique=True, help_text=_("In small letters."))
    language = models.CharField(_("language"), max_length=12, choices=Language)
    seed = models.CharField(max_length=32, unique=True, default=new_seed, editable=False)

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")

    def __str__(self) -> str:
        """Never the address: what is printed ends up in logs."""
        return f"{self.pk}"


class FollowQuerySet(models.QuerySet["Follow"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False)

    def lapsed(self, at: dt.datetime | None = None) -> Self:
        """Asked for and not confirmed in time."""
        return self.filter(confirmed_at__isnull=True, created_at__lte=(at or timezone.now()) - CONFIRM_WITHIN)


class Follow(models.Model):
    """One thing that one mailbox follows. `seed` is what the signed links of its mails begin with (`following`)."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="follows")
    question = models.ForeignKey(Question, models.CASCADE, null=True, related_name="+", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, null=True, related_name="+", db_index=False)
    doctor = models.ForeignKey(Doctor, models.CASCADE, null=True, related_name="+", db_index=False)
    condition = models.ForeignKey(Condition, models.CASCADE, null=True, related_name="+", db_index=False)
    reader_question = models.ForeignKey(ReaderQuestion, models.CASCADE, null=True, related_name="+", db_index=False)
    language = models.CharField(_("language"), max_length=12, choices=Language)
    seed = models.CharField(max_length=32, unique=True, default=new_seed, editable=False)
    created_at = models.DateTimeField(_("asked for at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    objects = FollowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        indexes = [
            models.Index(fields=["created_at"], name="follow_unconfirmed", condition=Q(confirmed_at__isnull=True))
        ]
        constraints = [
            # Each is the index by which the followers of one thing are found, too.
            *(models.UniqueConstraint(fields=[name, "follower"], name=f"follow_{name}_once") for name in TARGETS),
            models.CheckConstraint(
                name="follow_of_one_thing",
                condition=(
                    Q(question__isnull=False, tag=None, doctor=None, condition=None, reader_question=None)
                    | Q(question=None, tag__isnull=False, doctor=None, condition=None, reader_question=None)
                    | Q(question=None, tag=None, doctor__isnull=False, condition=None, reader_question=None)
                    | Q(question=None, tag=None, doctor=None, condition__isnull=False, reader_question=None)
                    | Q(question=None, tag=None, doctor=None, condition=None, reader_question__isnull=False)
                ),
                violation_error_message=_("A follow is about one thing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def about(self) -> Question | Tag | Doctor | Condition | ReaderQuestion:
        found = (self.question, self.tag, self.doctor, self.condition, self.reader_question)
        return next(target for target in found if target is not None)
