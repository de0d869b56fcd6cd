"""What a reader asked because no answer was there. Nothing of who asked is kept with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.publication import Publication
from articles.models.question import Question
from articles.models.vocabulary import Language

#: Days that a question stays after it was declined or its answer went live, and for which it waits at most for a
#: decision, then for its answer.
KEPT_DECIDED, KEPT_WAITING = dt.timedelta(days=90), dt.timedelta(days=365)
#: Whose answer is the answer: the question it was merged into, or the one that this is a duplicate of.
ANSWERED_BY = ("question", "question__duplicate_of")


def new_token() -> str:
    """What a private link carries: 192 bits. Also the default of earlier migrations."""
    return secrets.token_urlsafe(24)


def hash_of(token: str) -> str:
    """What is kept of a private link: enough to know it again, not to make it."""
    return hashlib.blake2b(token.encode("utf-8", "replace"), digest_size=20).hexdigest()


def unknown_link() -> str:
    """The hash of a link that nobody has."""
    return hash_of(new_token())


class ReaderQuestionQuerySet(models.QuerySet["ReaderQuestion"]):
    def waiting(self) -> Self:
        """Nobody decided on it yet: the editors' queue, and what the demand board counts."""
        return self.filter(state=ReaderQuestion.State.OPEN)

    def answered(self) -> Self:
        """Merged, and an answer is live."""
        live = [Q(**{f"{name}__live_page__isnull": False}) for name in ANSWERED_BY]
        return self.filter(live[0] | live[1], state=ReaderQuestion.State.MERGED)

    def past_its_time(self) -> Self:
        """To be deleted by now."""
        return self.filter(_is_over())

    def behind(self, token: str) -> Self:
        """The one question whose private link carries `token`, while it is kept."""
        return self.filter(~_is_over(), link_hash=hash_of(token))


def _is_over() -> Q:
    """Decided on long ago; one that was merged waits for its answer and 90 days more, but no longer than a year."""
    day, long_ago = timezone.localdate(), timezone.now() - KEPT_DECIDED
    waits = Q(state=ReaderQuestion.State.MERGED, question__isnull=False)
    for name in ANSWERED_BY:
        since = Q(live_until__isnull=True) | Q(live_until__date__gte=OuterRef("decided_on"))
        periods = Publication.objects.filter(since, question=OuterRef(name), live_from__lte=long_ago)
        waits = waits & ~Q(Exists(periods))
    return (
        Q(decided_on__isnull=True, asked_on__lte=day - KEPT_WAITING)
        | Q(decided_on__isnull=False, decided_on__lte=day - KEPT_WAITING)
        | Q(~waits, decided_on__isnull=False, decided_on__lte=day - KEPT_DECIDED)
    )


class ReaderQuestion(models.Model):
    """The words as the reader saw and sent them, without what says who it is. `asking` and `answering` write it."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MERGED = "merged", _("merged into a question")
        DECLINED = "declined", _("declined")

    class Because(models.TextChoices):
        """Why it is declined. The sentence that the reader gets is in templates/ask/_declined.html."""

        PERSONAL = "personal", _("about one person: a doctor has to see them")
        EMERGENCY = "emergency", _("may be an emergency")
        NOT_MEDICAL = "not_medical", _("not a medical question")
        UNCLEAR = "unclear", _("not clear what is asked")
        NO_EVIDENCE = "no_evidence", _("no sound answer is known")
        UNFIT = "unfit", _("unfit: advertising, insults, nonsense")

    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=12, choices=Language, default=Language.ENGLISH)
    link_hash = models.CharField(max_length=40, unique=True, default=unknown_link, editable=False, db_column="token")
    has_red_flag = models.BooleanField(
        _("red-flag words"),
        default=False,
        db_default=False,
        help_text=_("It holds words of an emergency; whoever asked said that nobody has these signs now."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    declined_because = models.CharField(
        _("declined because"), max_length=12, choices=Because, blank=True, db_default=""
    )
    reason = models.TextField(_("reason"), blank=True, help_text=_("The sentence that whoever asked gets by mail."))
    note = models.TextField(
        _("note"), blank=True, default="", db_default="", help_text=_("For editors. Whoever asked does not see it.")
    )
    question = models.ForeignKey(
        Question, models.SET_NULL, null=True, blank=True, related_name="asked", verbose_name=_("question")
    )
    asked_on = models.DateField(_("asked on"), auto_now_add=True)
    decided_on = models.DateField(_("decided on"), null=True, blank=True)

    objects = ReaderQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("reader's question")
        verbose_name_plural = _("readers' questions")
        indexes = [
            models.Index(fields=["asked_on"], name="reader_question_waiting", condition=Q(decided_on=None)),
            models.Index(fields=["decided_on"], name="reader_question_decided", condition=Q(decided_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="reader_question_declined_why",
                condition=Q(state="declined") & ~Q(declined_because="") | ~Q(state="declined") & Q(declined_because=""),
                violation_error_message=_("A declined question says why; no other one does."),
            ),
            models.CheckConstraint(
                name="reader_question_decided_when",
                condition=Q(state="open", decided_on=None) | ~Q(state="open") & Q(decided_on__isnull=False),
                violation_error_message=_("A question is decided on from the day it leaves the queue."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def answered_by(self) -> list[int]:
        """The questions whose answer is the answer to this one, by id, in that order; `ANSWERED_BY` for one row."""
        question = self.question
        return [key for key in (question.pk, question.duplicate_of_id) if key] if question else []

    @property
    def age(self) -> int:
        """Days since it was asked."""
        return (timezone.localdate() - self.asked_on).days
