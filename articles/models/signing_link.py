"""A personal link to one text for a doctor who rarely signs in. The link itself is in one mail and nowhere else."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import signers
from articles.models.article import Article
from articles.models.signature import Signature
from articles.models.vocabulary import BEFORE_DOCTORS, LinkEnd
from doctors.models import Doctor


class SigningLinkQuerySet(models.QuerySet["SigningLink"]):
    def open(self, at: dt.datetime | None = None) -> Self:
        """Links that still open their text: the one home of this rule, a question about what is there now.

        Not ended, not expired; the doctor still has that account, which edits nothing, may sign, and is asked for
        exactly these words since before the link was made; and has decided nothing on the edition since.
        """
        now = at or timezone.now()
        decided = Signature.objects.filter(
            article=OuterRef("article"), doctor=OuterRef("doctor"), created_at__gte=OuterRef("created_at")
        )
        return self.filter(
            signers.signs(F("doctor"), via="article__"),
            signers.may_sign(doctor="doctor__", account="account__", at=now),
            ~Exists(decided),
            ended_at=None,
            expires_at__gt=now,
            article__status__in=BEFORE_DOCTORS,
            article__digest=F("digest"),
            article__requested_at__lte=F("created_at"),
            doctor__user=F("account"),
        )


class SigningLink(models.Model):
    """Whose, to which words, until when, and how it ended. Never deleted; `signing_links` alone writes it."""

    article = models.ForeignKey(
        Article, models.PROTECT, related_name="signing_links", verbose_name=_("article"), db_index=False
    )
    doctor = models.ForeignKey(Doctor, models.PROTECT, related_name="signing_links", verbose_name=_("doctor"))
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="signing_links",
        verbose_name=_("account"),
        db_index=False,
    )
    digest = models.CharField(_("digest"), max_length=64)
    block_digests = models.JSONField(_("block digests"), default=list, help_text=_("[name, digest] in reading order."))
    token_hash = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 of what the link carries."))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="signing_links_sent",
        verbose_name=_("sent by"),
        db_index=False,
    )
    created_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_why = models.CharField(_("why it ended"), max_length=16, choices=LinkEnd, blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, help_text=_("Wrong codes since the last code was sent."))
    wrong_codes = models.PositiveSmallIntegerField(_("wrong codes"), default=0)
    codes_sent = models.JSONField(default=list, help_text=_("When codes were sent within the last hour."))

    objects = SigningLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("signing link")
        verbose_name_plural = _("signing links")
        indexes = [models.Index(fields=["article", "doctor"], name="signing_link_by_article")]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "doctor"],
                condition=Q(ended_at=None),
                name="signing_link_one_at_a_time",
                violation_error_message=_("A newer link replaces the one before it."),
            ),
            models.CheckConstraint(
                name="signing_link_ends_for_a_reason",
                condition=Q(ended_at=None, ended_why="") | Q(ended_at__isnull=False) & ~Q(ended_why=""),
                violation_error_message=_("A link that ended says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.doctor} · {self.created_at:%Y-%m-%d %H:%M}"
