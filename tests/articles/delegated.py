"""A live answer with slips of the pen, and its next edition without them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from articles import delegating, editing, publishing
from articles.models import Article, Cause, Question, StandingPermission
from doctors.models import Doctor
from tests.texts import make_in_review, make_next, sign_in_full

#: What stands in the live answer, and how it should be written.
SLIP, MENDED = (
    "The pain occured while resting. Some need a doctor.",
    "The pain occurred while resting. Some need a doctor.",
)
CAUSE_SLIP, CAUSE_MENDED = "They lead to probelms with nerves.", "They lead to problems with nerves."


def make_live(editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    """A live answer that its doctors read, with a slip in the introduction and one in the second cause."""
    asked = make_in_review(editor, doctor, slug, **{"introduction": SLIP, **fields})
    editing.take_back(asked, editor=editor)
    Cause.objects.filter(article=asked, heading="Bone spurs").update(explanation=CAUSE_SLIP)
    draft = editing.text_saved(asked, editor=editor)
    return publishing.publish(sign_in_full(draft, editor), editor=editor)


def allow(*doctors: Doctor) -> StandingPermission:
    for doctor in doctors:
        assert doctor.user is not None
        permission = delegating.allow_spelling(doctor, account=doctor.user)
    return permission


def mend(question: Question, editor: User, **words: Any) -> Article:
    """The next edition as a draft, with the slip in the introduction corrected, or with other words."""
    return make_next(question, editor, **{"introduction": MENDED, **words})


def mended_live(editor: User, *doctors: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    """The same answer, corrected under the permission of its doctors, live."""
    live = make_live(editor, doctors[0], slug, **fields)
    allow(*doctors)
    return publish_mended(live, editor)


def publish_mended(live: Article, editor: User, **words: Any) -> Article:
    signed = delegating.sign_spelling(mend(live.question, editor, **words), editor=editor)
    return publishing.publish(signed, editor=editor)
