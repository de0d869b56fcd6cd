"""The same words are read and signed again when their review is due: the next edition, asked for in one step."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import editing, permissions, review_clock, signing
from articles.errors import NotAllowed, Refused
from articles.locking import lock_article, lock_question
from articles.models import Article, Question
from articles.models.vocabulary import Status
from doctors.models import Doctor


@transaction.atomic
def renew(question: Question, *, by: User) -> Article:
    """Open the next edition with the words of the live one and put it before its doctors. Returns it, in review.

    By an editor; or, once the review is due within 60 days, by a doctor whose signature the live answer needs, on leave
    or not. The live edition stays until the next is signed and published. Raises `NotAllowed`, the findings as
    `Refused`, and `Refused` with "not-published", "open-edition", "signed-waits", "not-the-newest" or "not-due".
    """
    lock_question(question.pk)
    live = question.articles.filter(status=Status.PUBLISHED).select_related("live_page").first()
    doctor = permissions.doctor_of(by)
    if not permissions.may_start_edition(by) and (live is None or doctor is None or doctor.pk not in live.signer_ids):
        raise NotAllowed(_("Only an editor, or a doctor who signs this answer, asks for it to be read again."))
    newest = question.articles.order_by("-edition").with_text().first()
    if live is None or newest is None:
        raise Refused("not-published", _("Only a published answer is read again. Start the next edition instead."))
    _refuse_another(newest)
    if not permissions.may_start_edition(by):
        _refuse_early(live)
    fresh = editing.open_next(newest, actor=by)
    return signing.put_before(lock_article(fresh), actor=by, despite=_own_leave(fresh, doctor))


def _own_leave(draft: Article, doctor: Doctor | None) -> set[str]:
    """Who asks on a day of their own leave wants to sign, and may."""
    if doctor is None:
        return set()
    return {"doctor-on-leave"} if draft.doctor_id == doctor.pk else {"second-on-leave"}


def _refuse_another(newest: Article) -> None:
    if newest.status == Status.DRAFT:
        sentence = _("Edition %(n)d is being written. You will be asked when it is ready.")
        raise Refused("open-edition", sentence % {"n": newest.edition})
    if newest.status == Status.IN_REVIEW:
        sentence = _("Edition %(n)d is before its doctors already.")
        raise Refused("open-edition", sentence % {"n": newest.edition})
    if newest.status == Status.SIGNED:
        sentence = _("Edition %(n)d is signed by a doctor already and waits for the editors or for a second signature.")
        raise Refused("signed-waits", sentence % {"n": newest.edition})
    if newest.status == Status.WITHDRAWN:
        sentence = _("Edition %(n)d came after the live one and was withdrawn. An editor starts the next edition.")
        raise Refused("not-the-newest", sentence % {"n": newest.edition})


def _refuse_early(live: Article) -> None:
    due = live.live_page.due_on
    if due > timezone.localdate() + review_clock.RENEWABLE:
        raise Refused("not-due", _("The review of this answer is not due within the next 60 days."))
