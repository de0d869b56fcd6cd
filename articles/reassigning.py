"""Another name under an answer: an editor hands the byline over, or a deputy takes a text over.

Whoever it is signs in their own name. A signed text is never changed; what is live stays until the new doctor has
signed the next edition and an editor has published it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from articles import canonical, deputising, editing, findings, permissions, signing, stating, trail
from articles.errors import NotAllowed, Refused
from articles.locking import lock_article, lock_doctor, lock_question
from articles.models import Article, Question
from articles.models.vocabulary import OPEN, Status
from doctors.models import Doctor, DoctorQuerySet

#: Answers that go over at once; who has more does it again for the rest.
MOST_AT_ONCE = 200


class Step(Enum):
    """What handing over means for a question."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SIGNED = "signed"
    LIVE = "live"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to one question, or happened: `sentence` says it, `done` is false where nothing does."""

    question: Question
    words: str
    step: Step
    sentence: str
    article: Article | None = None

    @property
    def done(self) -> bool:
        return self.step != Step.NOT


def may_take() -> DoctorQuerySet:
    """Doctors who might take a byline, for a form to offer; `reassign` asks once more."""
    able = Doctor.objects.active().filter(user__is_active=True, user__is_staff=False, verified_at__isnull=False)
    return able.select_related("user").order_by("name", "pk")


def questions_of(doctor: Doctor) -> list[Question]:
    """Questions where this doctor's name stands under the live answer or the one on its way, the oldest first."""
    theirs = Article.objects.filter(Q(status=Status.PUBLISHED) | Q(status__in=OPEN), doctor=doctor)
    return list(Question.objects.filter(pk__in=theirs.values("question")).order_by("pk")[: MOST_AT_ONCE + 1])


def plan(questions: Iterable[Question], *, of: Doctor | None, to: Doctor) -> list[Outcome]:
    """What `reassign` would do with each question, without doing it. Six queries, however many questions."""
    questions = list(questions)
    editions: dict[int, list[Article]] = {question.pk: [] for question in questions}
    found = Article.objects.filter(question__in=editions).select_related("doctor", "second_reviewer")
    for article in found.prefetch_related("contributions").order_by("-edition"):
        editions[article.question_id].append(article)
    refused = deputising.cannot_stand_in(to)
    return [_outcome(question, editions[question.pk], of=of, to=to, refused=refused) for question in questions]


@transaction.atomic
def reassign(question: Question, *, to: Doctor, editor: User, of: Doctor | None = None) -> Outcome:
    """Give the byline of one question to `to`: all of it or nothing.

    A draft changes its byline; a text in review becomes a draft again, and the doctor who had it is told; after a
    signed or a live text the next edition opens as a draft. `of`: only where the byline is this doctor's. Raises
    `NotAllowed`, and `Refused("not-reassigned")` with the sentence on what is in the way.
    """
    if not permissions.may_reassign(editor):
        raise NotAllowed(_("Only editors give a byline to another doctor."))
    question = lock_question(question.pk)
    moving = question.articles.filter(status__in=[*OPEN, Status.PUBLISHED]).order_by("pk")
    list(moving.select_for_update().only("pk"))  # nothing of it is signed between the plan and the deed
    to = lock_doctor(to)
    outcome = plan([question], of=of, to=to)[0]
    if outcome.article is None or not outcome.done:
        raise Refused("not-reassigned", outcome.sentence)
    fresh = Article.objects.with_text().get(pk=outcome.article.pk)
    if outcome.step == Step.IN_REVIEW:
        editing.back_to_draft(fresh, actor=editor, why="taken_back")
    elif outcome.step in (Step.SIGNED, Step.LIVE):
        fresh = editing.open_next(fresh, actor=editor)
    fresh = _give(fresh, to=to, actor=editor)
    return Outcome(question, fresh.question_text, outcome.step, outcome.sentence, fresh)


def hand_over(questions: Iterable[Question], *, of: Doctor, to: Doctor, editor: User) -> list[Outcome]:
    """`reassign` for many answers of one doctor, each in a transaction of its own. Says of each what came of it."""
    if not permissions.may_reassign(editor):
        raise NotAllowed(_("Only editors give a byline to another doctor."))
    outcomes = []
    for question in list(questions)[:MOST_AT_ONCE]:
        try:
            outcomes.append(reassign(question, of=of, to=to, editor=editor))
        except Refused as refused:
            newest = question.articles.order_by("-edition").first()
            words = newest.question_text if newest else question.slug
            outcomes.append(Outcome(question, words, Step.NOT, str(refused)))
    return outcomes


@transaction.atomic
def take_over(article: Article, *, deputy: Doctor, account: User) -> Article:
    """A deputy takes the place of a doctor on leave in a text in review and is asked to sign it in their own name.

    Byline or second signature, whichever it is that waits. Whole or not at all: where the deputy could not be asked,
    nothing changes. Raises `NotAllowed`, `Refused("signed-by-another")`, `Refused("not-reassigned")` and the findings.
    """
    signing.own_account(deputy, account)
    lock_question(article.question_id)
    fresh = lock_article(article)
    deputy = lock_doctor(deputy)
    absent = deputising.absent_before(deputy, fresh)
    if absent is None:
        raise NotAllowed(_("You stand in for nobody whose signature this text waits for."))
    if fresh.status != Status.IN_REVIEW:
        sentence = _("Another doctor has signed these words, so their names stay. Please tell the editors.")
        raise Refused("signed-by-another", sentence)
    refused = deputising.cannot_stand_in(deputy) or _in_the_way(fresh, deputy)
    if refused:
        raise Refused("not-reassigned", refused)
    is_byline = absent.pk == fresh.doctor_id
    editing.back_to_draft(fresh, actor=account, why="taken_back")
    if is_byline:
        fresh = _give(fresh, to=deputy, actor=account)
    else:
        fresh.second_reviewer = deputy
        fresh.save(update_fields=["second_reviewer", "updated_at"])
        trail.record("second_reassigned", actor=account, article=fresh, before=absent.pk, after=deputy.pk)
    return signing.put_before(lock_article(fresh), actor=account, despite=findings.ON_LEAVE)  # both were asked before


def _give(draft: Article, *, to: Doctor, actor: User) -> Article:
    """Another byline for a locked draft. What the draft took over from the profile of the one before goes with it.

    So does a bare “none” that is none of the new doctor's. Other words that an editor wrote stay; until somebody
    changes them, a finding stops the signature from being asked for.
    """
    before = draft.doctor
    copied = before.conflicts_of_interest.strip() if before is not None else ""
    is_copied = copied == draft.disclosure.strip() != to.conflicts_of_interest.strip()
    if is_copied or stating.is_unsaid(to.conflicts_of_interest, draft.disclosure):
        draft.disclosure = ""  # asking for the signature takes it from the profile of the new doctor
    draft.doctor, draft.byline_confirmed = to, True
    draft.digest = canonical.digest_of(draft)
    draft.save(update_fields=["doctor", "byline_confirmed", "disclosure", "digest", "updated_at"])
    trail.record(
        "byline_reassigned",
        actor=actor,
        article=draft,
        before=before and before.pk,
        after=to.pk,
        disclosure=findings.disclosure_digest(draft),
    )
    return Article.objects.with_text().get(pk=draft.pk)


def _in_the_way(article: Article, to: Doctor) -> str:
    """Why `to` could not sign this edition or the next one; empty where nothing is in the way."""
    if to.pk == article.doctor_id:
        return _("%(doctor)s has this byline already.") % {"doctor": to}
    if to.pk == article.second_reviewer_id:
        return _("%(doctor)s is the second reviewer of this text. Choose another doctor.") % {"doctor": to}
    if any(row.user_id == to.user_id for row in article.contributions.all()):
        return _("The account of %(doctor)s changed words of this text and could not sign it.") % {"doctor": to}
    if article.is_redacted:
        return _("The words of this edition were erased. There is nothing to hand over.")
    return ""


def _outcome(question: Question, editions: list[Article], *, of: Doctor | None, to: Doctor, refused: str) -> Outcome:
    """`editions` of the question, the newest first."""
    on_its_way = next((one for one in editions if one.status in OPEN), None)
    live = next((one for one in editions if one.status == Status.PUBLISHED), None)
    moved = on_its_way or live
    if moved is None:
        words = editions[0].question_text if editions else question.slug
        return Outcome(question, words, Step.NOT, _("Nothing of it is live or on its way."))
    words = moved.question_text
    if of is not None and moved.doctor_id != of.pk:
        sentence = _("Edition %(n)d, %(state)s, has the byline of %(doctor)s already.")
        return Outcome(question, words, Step.NOT, sentence % _about(moved), moved)
    if not on_its_way and editions[0].status == Status.WITHDRAWN:  # its words are not those of the live one
        sentence = _(
            "Edition %(n)d was withdrawn after the live one. Start the next edition and choose the doctor there."
        )
        return Outcome(question, words, Step.NOT, sentence % _about(editions[0]), moved)
    source = moved if on_its_way else editions[0]
    reason = refused or _in_the_way(moved, to)
    if reason:
        return Outcome(question, words, Step.NOT, reason, moved)
    step = {Status.PUBLISHED: Step.LIVE}.get(Status(moved.status)) or Step(moved.status)
    return Outcome(question, words, step, _SENTENCES[step]() % {**_about(moved), "to": to}, source)


def _about(article: Article) -> dict[str, object]:
    nobody = _("nobody")
    return {"n": article.edition, "state": article.get_status_display(), "doctor": article.doctor or nobody}


_SENTENCES = {
    Step.DRAFT: lambda: _("Edition %(n)d, a draft, gets the byline of %(to)s. Ask for the signature when it is ready."),
    Step.IN_REVIEW: lambda: _(
        "Edition %(n)d becomes a draft again with the byline of %(to)s. %(doctor)s is told. Ask for the signature next."
    ),
    Step.SIGNED: lambda: _(
        "Edition %(n)d is signed and not published; it is set aside. The next edition, with the same words, is a draft "
        "with the byline of %(to)s."
    ),
    Step.LIVE: lambda: _(
        "Edition %(n)d stays live until %(to)s has signed. The next edition, with the same words, is a draft with the "
        "byline of %(to)s."
    ),
}
