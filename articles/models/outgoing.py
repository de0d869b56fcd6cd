"""What is to be told by e-mail: written by the verbs, sent by a worker, emptied once it is sent."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models.vocabulary import MailKind


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> Self:
        """Not sent, and not given up."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def due(self, moment: dt.datetime) -> Self:
        """To be tried at `moment`, what waits longest first."""
        return self.waiting().filter(not_before__lte=moment).order_by("not_before", "pk")

    def given_up(self) -> Self:
        return self.filter(given_up_at__isnull=False)


class OutgoingMail(models.Model):
    """One mail to one account. The address is looked up when it is sent; `facts` are references and never words.

    Only `WAY_CHANGED` holds an address: the one that the account does not have any more.
    """

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="outgoing_mails", verbose_name=_("account")
    )
    kind = models.CharField(_("kind"), max_length=30, choices=MailKind)
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    key = models.CharField(_("key"), max_length=160, unique=True, help_text=_("The same mail is never written twice."))
    created_at = models.DateTimeField(_("written at"))
    not_before = models.DateTimeField(_("not before"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    problem = models.CharField(_("last problem"), max_length=120, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    given_up_at = models.DateTimeField(_("given up at"), null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [
            models.Index(
                fields=["not_before", "id"],
                name="outgoing_mail_due",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="outgoing_mail_ended_once",
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True),
                violation_error_message=_("A mail is either sent or given up."),
            ),
            models.CheckConstraint(
                name="outgoing_mail_ended_is_empty",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True) | Q(facts={}),
                violation_error_message=_("What a mail was about is not kept once it has ended."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.created_at:%Y-%m-%d %H:%M}"
