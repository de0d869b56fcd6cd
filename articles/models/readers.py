"""What readers send: a missing question, a word about a block. No identity is kept with either."""

from __future__ import annotations

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.question import Question
from articles.models.vocabulary import Language


def new_token() -> str:
    return secrets.token_urlsafe(24)


class ReaderQuestion(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        MERGED = "merged", _("merged into a question")
        DECLINED = "declined", _("declined")

    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=12, choices=Language, default=Language.ENGLISH)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    reason = models.TextField(_("reason"), blank=True)
    question = models.ForeignKey(
        Question, models.SET_NULL, null=True, blank=True, related_name="asked", verbose_name=_("question")
    )
    asked_on = models.DateField(_("asked on"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reader's question")
        verbose_name_plural = _("readers' questions")

    def __str__(self) -> str:
        return self.text[:60]


class Feedback(models.Model):
    class Verdict(models.TextChoices):
        HELPFUL = "helpful", _("helpful")
        NOT_FOR_ME = "not_for_me", _("not for me")
        UNCLEAR = "unclear", _("unclear")
        ERROR = "error", _("an error")

    article = models.ForeignKey(Article, models.PROTECT, related_name="feedback", verbose_name=_("article"))
    block_digest = models.CharField(_("block digest"), max_length=64, blank=True)
    verdict = models.CharField(_("verdict"), max_length=12, choices=Verdict)
    text = models.TextField(_("text"), blank=True)
    sent_on = models.DateField(_("sent on"), auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        indexes = [models.Index(fields=["article", "block_digest"], name="feedback_by_block")]

    def __str__(self) -> str:
        return self.get_verdict_display()
