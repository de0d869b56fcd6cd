"""When which edition was live, and the read model that the public pages show."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import F, Q, Subquery
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article import Article
from articles.models.question import Question
from articles.models.vocabulary import BodyArea, EndCause, Language, LifeStage
from doctors.models import Department, Doctor
from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.sitemap_xml import MOST

#: How long after its due date an answer stays in related lists, boosts and the sitemap. The claim of a review ends on
#: the due date itself.
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
        """A mark that changes whenever any answer goes live or stops to be, whatever is filtered here: one query, two
        looks at an index.

        What is computed from which answers are live may be kept under it.
        """
        newest = _NEWEST.first()
        return f"{newest[0]}-{newest[1].timestamp() if newest[1] else 0}" if newest else "none"


def _newest() -> models.QuerySet[Publication, tuple[int, dt.datetime | None]]:
    last_end = Subquery(Publication.objects.ended().values("live_until")[:1])
    return Publication.objects.order_by("-pk").annotate(last_end=last_end).values_list("pk", "last_end")[:1]


#: The last period that began, and when the last one ended.
_NEWEST = KeptQuery(_newest)


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


class SitemapFile(models.Func):
    """The number of the file of the sitemap that holds the answer to this question, if each holds `size` of them.

    Written out, as SQLite does not know an index by a parameter.
    """

    template = "(%(expressions)s / %(size)d)"
    output_field = models.IntegerField()


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
    lists_causes = models.BooleanField(  # code of before leaves it out, and its pages stand in no table of causes
        db_default=False, help_text="Its lists name causes, never steps or foods, and one of them has a cause."
    )
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
            models.Index(fields=["language", "-published_at", "-article"], name="live_page_new"),
            models.Index(fields=["doctor", "-published_at", "-article"], name="live_page_of_doctor"),
            models.Index(fields=["doctor", "language"], name="live_page_doctor_speaks"),
            # The lists of a department: by letter, the newest first; its table of causes.
            models.Index(
                fields=["department", "language", "letter", "index_phrase", "article"], name="live_page_dept_letter"
            ),
            models.Index(fields=["department", "-published_at", "-article"], name="live_page_dept_new"),
            models.Index(
                fields=["department", "language", "index_phrase", "article"],
                name="live_page_dept_causes",
                condition=Q(lists_causes=True),
            ),
            # The other choices of the A–Z, and the table of causes of a part of the body.
            models.Index(
                fields=["body_area", "language", "letter", "index_phrase", "article"], name="live_page_body_letter"
            ),
            models.Index(
                fields=["life_stage", "language", "letter", "index_phrase", "article"], name="live_page_life_letter"
            ),
            models.Index(
                fields=["body_area", "language", "index_phrase", "article"],
                name="live_page_body_causes",
                condition=Q(lists_causes=True),
            ),
            # When the newest answer of a file of the sitemap was published.
            models.Index(
                SitemapFile("question", size=MOST), F("published_at").desc(), F("leaves_on"), name="live_page_file"
            ),
            # Is a question answered already, in whatever letters? Asked of every edition that goes live.
            models.Index(Lower("question_text"), "language", name="live_page_same_words"),
            # Holds all that the queue of due reviews and the forecast ask: neither opens a page's content.
            models.Index(fields=["due_on", "article", "doctor", "department", "words"], name="live_page_due"),
        ]

    def __str__(self) -> str:
        return self.question_text

    @property
    def is_overdue(self) -> bool:
        """Due dates are compared with today when shown; no job has to run for that to be right."""
        return timezone.localdate() >= self.due_on
