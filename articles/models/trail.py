"""The append-only trail, and what doctors say about a block."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.question import Question
from articles.models.vocabulary import Verb


class Event(models.Model):
    """Who did what, when, on which edition. Written by the verbs; never changed, never removed."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="events",
        verbose_name=_("who"),
        db_index=False,
    )
    verb = models.CharField(_("what"), max_length=40)
    question = models.ForeignKey(Question, models.PROTECT, null=True, related_name="events", verbose_name=_("question"))
    article = models.ForeignKey(Article, models.PROTECT, null=True, related_name="events", verbose_name=_("article"))
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("event")
        verbose_name_plural = _("trail")
        indexes = [models.Index(fields=["verb", "at"], name="event_by_verb")]

    def __str__(self) -> str:
        return f"{self.words} · {self.at:%Y-%m-%d %H:%M}"

    @property
    def words(self) -> str:
        """What was done, for people."""
        return str(Verb(self.verb).label) if self.verb in Verb.values else self.verb


class BlockComment(models.Model):
    """A remark on one block of an edition, quoting its words."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="comments")
    block = models.UUIDField(null=True, blank=True)
    block_name = models.CharField(max_length=20, blank=True)
    quote = models.TextField(blank=True)
    text = models.TextField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="block_comments")
    created_at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")

    def __str__(self) -> str:
        return self.text[:60]
