"""What followers are to be told, and the mails that wait for them. Rows of the worker, gone once they were told."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.follower import Follow, Follower
from articles.models.publication import Publication
from articles.models.vocabulary import ReadersMailKind


class NewsNoted(models.Model):
    """The beginning or the end of this publication was written down for all who follow it: it is told once."""

    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+", db_index=False)
    is_end = models.BooleanField()
    noted_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["publication", "is_end"], name="news_noted_once")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.is_end}"


class FollowNews(models.Model):
    """One follower waits to be told of one publication. Deleted when a mail has told it. No words."""

    follow = models.ForeignKey(Follow, models.CASCADE, related_name="news", db_index=False)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="+")
    is_end = models.BooleanField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["follow", "publication", "is_end"], name="follow_news_once")]

    def __str__(self) -> str:
        return f"{self.follow_id} {self.publication_id}"


class ReadersMailQuerySet(models.QuerySet["ReadersMail"]):
    def due(self, moment: dt.datetime) -> Self:
        """To be tried at `moment`, what waits longest first."""
        return self.filter(sent_at__isnull=True, not_before__lte=moment).order_by("not_before", "pk")


class ReadersMail(models.Model):
    """One mail to one follower, as `OutgoingMail` is to an account: ids, never words, an address or a link's key.

    Apart from it, so that no row leads from a reader to an account, and what a reader ends is gone at once.
    """

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="mails")
    kind = models.CharField(_("kind"), max_length=10, choices=ReadersMailKind)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    key = models.CharField(_("key"), max_length=80, unique=True, help_text=_("The same mail is never written twice."))
    created_at = models.DateTimeField(_("written at"))
    not_before = models.DateTimeField(_("not before"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    objects = ReadersMailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("mail to a reader")
        verbose_name_plural = _("mails to readers")
        indexes = [
            models.Index(fields=["not_before", "id"], name="readers_mail_due", condition=models.Q(sent_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"
