"""When which edition was live, and the read model that the public pages show."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.question import Question
from articles.models.vocabulary import BodyArea, EndCause, Language, LifeStage
from doctors.models import Department, Doctor

#: How long after its due date an answer stays in related lists, the sitemap and the review claim.
GRACE = dt.timedelta(days=90)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def current(self) -> Self:
        return self.filter(live_until__isnull=True)

    def at(self, moment: dt.datetime) -> Self:
        """What was live at `moment`; a period holds its start and not its end."""
        return self.filter(Q(live_until__isnull=True) | Q(live_until__gt=moment), live_from__lte=moment)

    def ended(self) -> Self:
        """Periods that are over, the newest end first."""
        return self.filter(live_until__isnull=False).order_by("-live_until", "-pk")

    def state(self) -> str:
        """A mark that changes whenever an answer goes live or stops to be: two looks at an index.

        What is computed from which answers are live may be kept under it.
        """
        newest = self.order_by("-pk").values_list("pk", flat=True).first()
        last_end = self.ended().values_list("live_until", flat=True).first()
        return f"{newest}-{last_end.timestamp() if last_end else 0}"


class Publication(models.Model):
    """One period in which an edition was live. Append-only, but for its end, which is set once."""

    article = models.ForeignKey(Article, models.PROTECT, related_name="publications", verbose_name=_("article"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="publications", verbose_name=_("question"))
    live_from = models.DateTimeField(_("live from"))
    live_until = models.DateTimeField(_("live until"), null=True, blank=True)
    end_cause = models.CharField(_("cause of end"), max_length=20, choices=EndCause, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    replacement = models.ForeignKey(
        Question,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("replacement"),
        db_index=False,
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        indexes = [  # the public corrections, the newest first
            models.Index(fields=["-live_until", "-id"], name="publication_ended", condition=Q(live_until__isnull=False))
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(live_until__isnull=True),
                name="one_live_publication",
                violation_error_message=_("This question has a live edition already."),
            ),
            models.CheckConstraint(
                name="publication_end_has_cause",
                condition=Q(live_until__isnull=True, end_cause="") | (Q(live_until__isnull=False) & ~Q(end_cause="")),
                violation_error_message=_("A publication that ended needs its cause."),
            ),
            models.CheckConstraint(
                name="publication_open_says_nothing",
                condition=Q(live_until__isnull=False) | Q(reason="", replacement__isnull=True),
                violation_error_message=_("The reason and the replacement of a publication come with its end."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} · {self.live_from:%Y-%m-%d}"


class LivePage(models.Model):
    """All that a live answer's page shows. Derived from the signed rows by `publishing`; checked by `verify`.

    The columns are what lists filter and sort by; `content` is shaped as `articles.page_content.PageContent`.
    """

    article = models.OneToOneField(Article, models.CASCADE, primary_key=True, related_name="live_page")
    question = models.OneToOneField(Question, models.CASCADE, related_name="live_page")
    slug = models.SlugField(max_length=160, unique=True, allow_unicode=True)
    language = models.CharField(max_length=12, choices=Language)
    question_text = models.CharField(max_length=300)
    index_phrase = models.CharField(max_length=320)
    letter = models.CharField(max_length=1)
    summary = models.TextField()
    byline = models.CharField(max_length=400)
    doctor = models.ForeignKey(Doctor, models.PROTECT, related_name="live_pages", db_index=False)
    department = models.ForeignKey(Department, models.PROTECT, null=True, related_name="live_pages", db_index=False)
    body_area = models.CharField(max_length=20, choices=BodyArea, blank=True)
    life_stage = models.CharField(max_length=12, choices=LifeStage)
    signed_on = models.DateField()
    due_on = models.DateField()
    leaves_on = models.DateField(help_text="From this day the answer is in no related list, boost or sitemap.")
    published_at = models.DateTimeField()
    is_sample = models.BooleanField(default=False)
    digest = models.CharField(max_length=64)
    words = models.PositiveIntegerField(
        null=True, help_text="Words of the signed text, a Chinese character being one; empty: not counted yet."
    )
    content = models.JSONField()
    card = models.CharField(  # noqa: DJ001  a column that code of before leaves out must take its absence
        max_length=100, null=True, help_text="The drawn social card below MEDIA_ROOT; empty: the site's own."
    )
    changes_on = models.DateField(help_text="The next day on which the page changes by the clock.")

    class Meta:
        ordering = ["index_phrase", "pk"]
        indexes = [
            models.Index(fields=["language", "index_phrase", "article"], name="live_page_az"),
            models.Index(fields=["language", "letter", "index_phrase", "article"], name="live_page_letter"),
            models.Index(fields=["language", "-published_at"], name="live_page_newest"),
            models.Index(fields=["department", "index_phrase"], name="live_page_department"),
            models.Index(fields=["doctor", "-published_at"], name="live_page_doctor"),
            # Holds all that the queue of due reviews and the forecast ask: neither opens a page's content.
            models.Index(fields=["due_on", "article", "doctor", "department", "words"], name="live_page_due"),
        ]

    def __str__(self) -> str:
        return self.question_text

    @property
    def is_overdue(self) -> bool:
        """Due dates are compared with today when shown; no job has to run for that to be right."""
        return timezone.localdate() >= self.due_on

    @property
    def is_past_grace(self) -> bool:
        return timezone.localdate() >= self.leaves_on


class RelatedLink(models.Model):
    """A candidate for the related list of a live answer, with what the two share. Derived, as LivePage is."""

    page = models.ForeignKey(LivePage, models.CASCADE, related_name="related_links", db_index=False)
    other = models.ForeignKey(LivePage, models.CASCADE, related_name="related_from")
    score = models.FloatField()
    shared_tags = models.JSONField(default=list, help_text="Names of the shared tags, the rarest first.")
    leaves_on = models.DateField()

    class Meta:
        ordering = ["-score", "other_id"]
        constraints = [
            models.UniqueConstraint(fields=["page", "other"], name="related_once"),
            models.CheckConstraint(name="never_related_to_itself", condition=~Q(page=models.F("other"))),
        ]

    def __str__(self) -> str:
        return f"{self.page} → {self.other}"
