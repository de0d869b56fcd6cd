"""One edition of the answer to a Question: all its words, its byline and where it stands on its way to the public."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from articles.models.door import is_live
from articles.models.page_fields import CARD_FIELDS
from articles.models.question import Question
from articles.models.signers import is_named, sent_back_by, signs
from articles.models.vocabulary import (
    BEFORE_DOCTORS,
    FROZEN,
    OPEN,
    TOMBSTONE,
    ItemKind,
    LifeStage,
    RiskClass,
    Sex,
    SourceKind,
    Status,
)
from doctors.models import Doctor


class ArticleQuerySet(models.QuerySet["Article"]):
    def public(self) -> Self:
        """What the public may see: the one door. Pages, lists, counts, feeds and searches all start here."""
        return self.filter(**is_live())

    def ever_public(self) -> Self:
        """Editions that were live at some time, those of today too: all that a proof or a history may speak of."""
        from articles.models.publication import Publication

        return self.filter(Exists(Publication.objects.filter(article=OuterRef("pk"))))

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What an account may see: editors everything, a doctor what was put before them, others live texts.

        A deputy sees what waits for a doctor on leave, too.
        """
        if not isinstance(user, User) or not user.is_active:
            return self.public()
        if user.is_staff and user.has_perm("articles.view_article"):
            return self
        doctor = Doctor.objects.filter(user=user).first()
        if doctor is None:
            return self.public()
        absent = Doctor.objects.on_leave().filter(deputy=doctor).values("pk")
        return self.filter(
            is_named(doctor) & ~Q(status=Status.DRAFT)
            | is_named(absent, by="__in") & Q(status__in=BEFORE_DOCTORS)
            | Q(**is_live())
        )

    def open(self) -> Self:
        """Editions on their way: at most one a question."""
        return self.filter(status__in=OPEN)

    def with_words(self) -> Self:
        """All but those whose words were erased."""
        return self.exclude(question_text=TOMBSTONE, status__in=FROZEN)

    def to_be_signed_by(self, doctor: Doctor) -> Self:
        """What was put before this doctor and waits for their signature, the one that has waited longest first."""
        from articles.models.signature import Signature

        own = Signature.objects.valid().filter(article=OuterRef("pk"), doctor=doctor)
        asked = self.filter(signs(doctor), status__in=BEFORE_DOCTORS)
        return asked.exclude(Q(Exists(own)) | sent_back_by(doctor)).order_by("requested_at", "pk")

    def tagged(self, tag: models.Model | OuterRef | int) -> Self:
        return self.filter(question__question_tags__tag=tag)

    def of_doctor(self, doctor: Doctor | int) -> Self:
        """Live answers under this doctor's name, by the index of their pages."""
        return self.filter(live_page__doctor=doctor)

    def listed_under(self, tag: models.Model | OuterRef | int, **of_listing: object) -> Self:
        """Live answers that carry the tag, by the index of its lists; narrowed by other columns of `TagListing`."""
        return self.filter(tag_listings__tag=tag, **{f"tag_listings__{name}": of_listing[name] for name in of_listing})

    def listing_causes(self) -> Self:
        """Live answers whose lists name causes, never steps or foods; and that have such a list."""
        return self.filter(live_page__lists_causes=True)

    def for_page(self) -> Self:
        """Everything an answer page shows, in one query; of the doctor, what the profile says today."""
        profile = (f"doctor__{name}" for name in ("name", "honorific", "slug", "hospital", "photo", "is_sample"))
        return self.select_related("live_page", "doctor").only("id", "status", "edition", "live_page", *profile)

    def cards_of(self, keys: Sequence[int]) -> Self:
        """What lists show of these answers, in no order: the shape of `RowsByKey`."""
        return self.for_cards().filter(pk__in=keys).order_by()

    def for_cards(self) -> Self:
        """Everything a list shows of an answer, in one query and without its text."""
        return self.select_related("live_page").only(
            "id", "status", "doctor", *(f"live_page__{name}" for name in CARD_FIELDS)
        )

    def with_text(self) -> Self:
        """Everything that the canonical text is computed from, in a fixed number of queries."""
        return self.select_related("question", "doctor", "second_reviewer").prefetch_related(
            "sections__causes__condition", "care_advice", "references"
        )


class Article(models.Model):
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="articles", verbose_name=_("question"), db_index=False
    )
    edition = models.PositiveIntegerField(_("edition"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.DRAFT, editable=False)
    doctor = models.ForeignKey(
        Doctor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("byline"),
        help_text=_("The doctor who signs. Needed to ask for a signature."),
    )

    # The words, all of them signed. articles/canonical.py says how they become one text.
    question_text = models.CharField(_("question as printed"), max_length=300)
    life_stage = models.CharField(_("life stage"), max_length=12, choices=LifeStage, default=LifeStage.ANYONE)
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, default=Sex.ANY)
    audience_group = models.CharField(
        _("group"), max_length=120, blank=True, help_text=_("As a reader would say it: “middle-aged women”.")
    )
    byline_name = models.CharField(_("name in the byline"), max_length=160, blank=True, editable=False)
    byline_title = models.CharField(_("title in the byline"), max_length=240, blank=True, editable=False)
    byline_credentials = models.CharField(_("credentials in the byline"), max_length=200, blank=True, editable=False)
    source_name = models.CharField(_("source"), max_length=200, blank=True)
    source_url = models.URLField(_("source address"), max_length=500, blank=True)
    source_kind = models.CharField(_("source kind"), max_length=12, choices=SourceKind, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    dated = models.DateField(_("date on the source"), null=True, blank=True)
    reader_question = models.TextField(_("reader's question"), blank=True)
    introduction = models.TextField(_("introduction"), blank=True, help_text=_("The short answer comes first."))
    lead = models.TextField(_("lead"), blank=True)
    closing = models.TextField(_("closing"), blank=True)
    associated_names = models.TextField(_("also associated with"), blank=True, help_text=_("One a line, as written."))
    questions_to_ask = models.TextField(_("questions for your doctor"), blank=True, help_text=_("One a line."))
    disclosure = models.TextField(
        _("disclosure"), blank=True, help_text=_("Needed to publish. Write “none” where there is none.")
    )

    # Not words.
    item_kind = models.CharField(_("the lists name"), max_length=12, choices=ItemKind, default=ItemKind.CAUSES)
    associated_conditions = models.ManyToManyField(
        "articles.Condition", blank=True, related_name="associated_articles", verbose_name=_("associated conditions")
    )
    source_reviewer = models.CharField(_("reviewer named in the source"), max_length=160, blank=True)
    evidence_searched_on = models.DateField(_("evidence searched on"), null=True, blank=True)
    change_note = models.TextField(
        _("change note"), blank=True, help_text=_("For readers: what is new in this edition.")
    )
    second_reviewer = models.ForeignKey(
        Doctor,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="second_reviews",
        verbose_name=_("second reviewer"),
        db_index=False,
        help_text=_("Needed for infants, children, pregnancy and restricted medicines."),
    )
    byline_confirmed = models.BooleanField(_("byline confirmed"), default=True, editable=False)
    signatures_required = models.PositiveSmallIntegerField(_("signatures required"), default=1, editable=False)
    risk_class = models.CharField(_("risk class"), max_length=8, choices=RiskClass, blank=True, editable=False)
    import_key = models.CharField(_("import key"), max_length=200, blank=True, editable=False)
    import_digest = models.CharField(max_length=64, blank=True, editable=False)
    original_document = models.TextField(_("original document"), blank=True, editable=False)
    has_trailer = models.BooleanField(default=False, editable=False)
    unplaced = models.JSONField(_("not placed by the import"), default=list, blank=True, editable=False)
    # Accounts are hardly ever deleted: an index that only their deletion would ask costs more than it saves.
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="articles_saved",
        db_index=False,
    )
    contributors = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="articles.Contribution", related_name="articles_written", editable=False
    )
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="articles_assigned",
        verbose_name=_("assignee"),
        db_index=False,
    )
    digest = models.CharField(_("digest"), max_length=64, blank=True, editable=False, db_index=True)
    digest_version = models.PositiveSmallIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    requested_at = models.DateTimeField(_("signature requested at"), null=True, blank=True, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["question", "-edition"]
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        permissions = [
            ("publish_article", _("Can publish a signed answer")),
            ("withdraw_article", _("Can withdraw a published answer")),
            ("roll_back_article", _("Can bring an earlier edition back")),
        ]
        indexes = [
            models.Index(fields=["status", "requested_at"], name="article_by_status"),
            models.Index(
                fields=["second_reviewer"], name="article_by_second", condition=Q(second_reviewer__isnull=False)
            ),
            models.Index(fields=["assignee"], name="article_by_assignee", condition=Q(assignee__isnull=False)),
            models.Index(fields=["import_key"], name="article_by_import_key", condition=~Q(import_key="")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "edition"],
                name="edition_number_is_unique",
                violation_error_message=_("This question has an edition of that number already."),
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(status=Status.PUBLISHED),
                name="one_published_edition",
                violation_error_message=_("This question has a published edition already."),
            ),
            models.UniqueConstraint(
                fields=["question"],
                condition=Q(status__in=OPEN),
                name="one_open_edition",
                violation_error_message=_("This question has an open edition already: finish or continue that one."),
            ),
            models.CheckConstraint(
                name="edition_counts_from_one",
                condition=Q(edition__gte=1),
                violation_error_message=_("Editions count from 1."),
            ),
            models.CheckConstraint(
                name="reviewed_text_has_doctor_and_digest",
                condition=Q(status=Status.DRAFT) | (Q(doctor__isnull=False) & ~Q(digest="")),
                violation_error_message=_("Choose the doctor who signs before asking for a signature."),
            ),
            models.CheckConstraint(
                name="two_signatures_at_most",
                condition=Q(signatures_required__in=[1, 2]),
                violation_error_message=_("One signature or two."),
            ),
            models.CheckConstraint(
                name="second_reviewer_is_another_doctor",
                condition=Q(second_reviewer__isnull=True) | ~Q(second_reviewer=models.F("doctor")),
                violation_error_message=_("The second reviewer must be another doctor than the byline."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_text} ({self.edition})"

    @property
    def is_frozen(self) -> bool:
        """Whether a doctor has signed this text, so that its words never change again."""
        return self.status in FROZEN

    @property
    def is_redacted(self) -> bool:
        """Whether its words were erased (`redacting.redact`); the database lets no other signed text look so."""
        return self.is_frozen and self.question_text == TOMBSTONE

    @property
    def needs_two(self) -> bool:
        return self.signatures_required == 2

    @property
    def signers(self) -> list[Doctor]:
        """Whose signatures it needs: the doctor in the byline, then the second reviewer where two are required."""
        named = (self.doctor, self.second_reviewer if self.needs_two else None)
        return [doctor for doctor in named if doctor is not None]

    @property
    def signer_ids(self) -> list[int]:
        """The keys of `signers`, which ask the database nothing."""
        named = (self.doctor_id, self.second_reviewer_id if self.needs_two else None)
        return [pk for pk in named if pk is not None]
