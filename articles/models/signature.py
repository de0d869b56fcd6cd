"""A doctor stands behind one digest of one edition. Append-only; each doctor's rows form one hash chain."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.contribution import Contribution
from articles.models.permission import StandingPermission
from articles.models.vocabulary import Role, Verdict
from doctors.models import Doctor


class SignatureQuerySet(models.QuerySet["Signature"]):
    def valid(self, at: dt.datetime | None = None) -> Self:
        """Signed, for the edition's own text, not revoked later, and read by its doctor, or delegated.

        Read: by the byline or a second reviewer, not by a writer. Delegated: under a permission of the same doctor that
        held at that moment, and standing on a signature of the same doctor that was read, on an earlier edition of the
        same question, and that still stands itself. Who takes that one back takes back what stands on it.
        With `at`, those that were valid at that moment: given by then, and not revoked by then.
        The only home of this rule in Python; the database's own guard states it once more (articles/triggers/rules.py).
        Whether two are present where two are required is a question to the edition, see `findings.check`.
        """
        read = (
            Signature.objects.all()
            ._unrevoked(at)
            .filter(
                _read_by_its_doctor(),
                pk=OuterRef("read_signature"),
                doctor=OuterRef("doctor"),
                article__question=OuterRef("article__question"),
                article__edition__lt=OuterRef("article__edition"),
            )
        )
        allowed = StandingPermission.objects.at(OuterRef("created_at")).filter(
            pk=OuterRef("standing_permission"), doctor=OuterRef("doctor")
        )
        delegated = Q(Exists(allowed), Exists(read), role=Role.DELEGATED)
        return self._unrevoked(at).filter(_read_by_its_doctor() | delegated)

    def read(self) -> Self:
        """Those that their doctor gave by reading the words: all but the delegated ones."""
        return self.exclude(role=Role.DELEGATED)

    def _unrevoked(self, at: dt.datetime | None) -> Self:
        # Looked up by the edition: within CASE, no index leads through all later signatures of the doctor instead.
        later = Case(When(doctor=OuterRef("doctor"), pk__gt=OuterRef("pk"), then=True), default=False)
        revoked = Signature.objects.filter(later, article=OuterRef("article"), verdict=Verdict.REVOKED)
        given = self
        if at is not None:
            revoked, given = revoked.filter(created_at__lte=at), self.filter(created_at__lte=at)
        return given.filter(
            ~Exists(revoked),
            verdict=Verdict.SIGNED,
            digest=F("article__digest"),
            digest_version=F("article__digest_version"),
        )

    def in_chain_order(self) -> Self:
        return self.order_by("pk")


def _read_by_its_doctor() -> Q:
    """In the byline's or the second reviewer's place, from an account that changed no word of the edition."""
    own_words = Contribution.objects.filter(article=OuterRef("article"), user=OuterRef("signed_by"))
    byline = Q(role=Role.BYLINE, doctor=F("article__doctor"))
    second = Q(role=Role.SECOND_REVIEWER) & ~Q(doctor=F("article__doctor"))
    return Q(byline | second, ~Exists(own_words))


class SignatureManager(models.Manager.from_queryset(SignatureQuerySet)):  # type: ignore[misc]
    def valid(self, at: dt.datetime | None = None) -> SignatureQuerySet:
        """`SignatureQuerySet.valid`. Of all signatures now, the question is put together once: that takes longer than
        the database does with it, and every verb asks it several times."""
        every: SignatureQuerySet = self.get_queryset()
        return every.valid(at) if at is not None or every.query.where else _valid_now().using(self._db)


@cache
def _valid_now() -> SignatureQuerySet:
    every: SignatureQuerySet = Signature._default_manager.get_queryset()
    return every.valid()


class Signature(models.Model):
    # The indexes below begin with the first two, and accounts are hardly ever deleted: no index of their own.
    article = models.ForeignKey(
        Article, models.PROTECT, related_name="signatures", verbose_name=_("article"), db_index=False
    )
    doctor = models.ForeignKey(
        Doctor, models.PROTECT, related_name="signatures", verbose_name=_("doctor"), db_index=False
    )
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="signatures", verbose_name=_("account"), db_index=False
    )
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.BYLINE)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict)
    digest = models.CharField(_("digest"), max_length=64)
    digest_version = models.PositiveSmallIntegerField(default=1)
    block_digests = models.JSONField(_("block digests"), default=list, help_text=_("[name, digest] in reading order."))
    attested = models.JSONField(_("attested"), default=list, blank=True)
    conflict_statement = models.TextField(_("conflict statement"), blank=True)
    name = models.CharField(_("name"), max_length=160)
    title = models.CharField(_("title"), max_length=240, blank=True)
    credentials = models.CharField(_("credentials"), max_length=200, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    created_at = models.DateTimeField(_("signed at"))
    # Of a delegated signature only: what allowed it, and the signature that its doctor gave by reading. Most rows have
    # neither, so the indexes below hold only those that do.
    standing_permission = models.ForeignKey(
        StandingPermission,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="signatures",
        verbose_name=_("standing permission"),
        db_index=False,
    )
    read_signature = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="delegated",
        verbose_name=_("signature that was read"),
        db_index=False,
    )
    previous_hash = models.CharField(max_length=64, blank=True)
    own_hash = models.CharField(max_length=64, unique=True)

    objects = SignatureManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        indexes = [
            models.Index(fields=["article", "verdict"], name="signature_by_article"),
            models.Index(fields=["doctor", "-id"], name="signature_chain_head"),
            models.Index(
                fields=["standing_permission"],
                name="signature_by_permission",
                condition=Q(standing_permission__isnull=False),
            ),
            models.Index(
                fields=["read_signature"], name="signature_by_read", condition=Q(read_signature__isnull=False)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor", "previous_hash"],
                name="signature_chain_does_not_fork",
                violation_error_message=_("Another signature of this doctor was written first; try again."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_verdict_display()} {self.digest[:8]}"

    @property
    def is_delegated(self) -> bool:
        return self.role == Role.DELEGATED

    @property
    def read_at(self) -> dt.datetime:
        """When the doctor read what this signature stands on: the review clock counts from here."""
        return self.read_signature.created_at if self.read_signature is not None else self.created_at

    def stands_as(self, article: Article) -> str:
        """The place in `article` that this signature fills; a delegated one fills that of its doctor."""
        if not self.is_delegated:
            return self.role
        return Role.BYLINE if self.doctor_id == article.doctor_id else Role.SECOND_REVIEWER
