"""Plain makers of questions and editions, through the real verbs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User

from articles import editing, publishing, signing
from articles.models import Article, CareAdvice, Cause, Question, Reference, Section
from articles.models.vocabulary import CareLevel, Kind, Status
from doctors.models import Doctor


def make_question(slug: str = "leg-cramps", *, tags: tuple[str, ...] = (), **fields: Any) -> Question:
    question = Question.objects.create(slug=slug, **fields)
    if tags:
        question.tags.add(*tags)
    return question


def make_article(
    editor: User,
    doctor: Doctor | None,
    slug: str = "leg-cramps",
    *,
    tags: tuple[str, ...] = (),
    question: Question | None = None,
    **fields: Any,
) -> Article:
    """A draft with an everyday and a medical cause, a care card and a reference, saved by `editor`."""
    question = question or make_question(slug, tags=tags)
    words: dict[str, Any] = {
        "question_text": f"What causes {slug.replace('-', ' ')}?",
        "introduction": "They are mostly harmless. Some need a doctor.",
        "lead": "The reasons are set out below.",
        "disclosure": "none",
        "doctor": doctor,
    }
    article = Article.objects.create(question=question, edition=1, **{**words, **fields})
    everyday = Section.objects.create(article=article, position=1, kind=Kind.PHYSIOLOGICAL, text="Cold legs cramp.")
    medical = Section.objects.create(article=article, position=2, kind=Kind.PATHOLOGICAL, label="Pathological Factors")
    Cause.objects.create(article=article, section=everyday, heading="Long walks", explanation="Tired muscles cramp.")
    Cause.objects.create(article=article, section=medical, heading="Bone spurs", explanation="They press on nerves.")
    CareAdvice.objects.create(article=article, level=CareLevel.URGENT, heading="See a doctor if:", bullets="it lasts")
    Reference.objects.create(article=article, title="On cramps", url="https://example.org/cramps")
    return editing.text_saved(article, editor=editor)


def make_in_review(editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    return signing.request_signature(make_article(editor, doctor, slug, **fields), editor=editor)


def make_signed(editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    article = make_in_review(editor, doctor, slug, **fields)
    signing.sign(article, doctor=doctor, digest=article.digest)
    return Article.objects.get(pk=article.pk)


def make_published(editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    return publishing.publish(make_signed(editor, doctor, slug, **fields), editor=editor)


def make_next(question: Question, editor: User, **words: Any) -> Article:
    """The next edition of a question as a draft, with other words."""
    fresh = editing.start_edition(question, editor=editor)
    changed = {"introduction": f"Edition {fresh.edition} says it better.", **words}
    Article.objects.filter(pk=fresh.pk).update(**changed)
    return editing.text_saved(fresh, editor=editor)


def sign_in_full(article: Article, editor: User) -> Article:
    """Put a draft before its doctors and let each of them sign."""
    asked = signing.request_signature(article, editor=editor)
    for doctor in asked.signers:
        signing.sign(asked, doctor=doctor, digest=asked.digest)
    return Article.objects.get(pk=article.pk)


def publish_next(question: Question, editor: User, **words: Any) -> Article:
    return publishing.publish(sign_in_full(make_next(question, editor, **words), editor), editor=editor)


def make_withdrawn(editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    live = make_published(editor, doctor, slug, **fields)
    return publishing.withdraw(live, editor=editor, reason="New findings contradict it.")


def make_superseded(editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    """The first edition of a question whose second one is live."""
    first = make_published(editor, doctor, slug, **fields)
    publish_next(first.question, editor)
    return Article.objects.get(pk=first.pk)


MAKERS = {
    Status.DRAFT: make_article,
    Status.IN_REVIEW: make_in_review,
    Status.SIGNED: make_signed,
    Status.PUBLISHED: make_published,
    Status.SUPERSEDED: make_superseded,
    Status.WITHDRAWN: make_withdrawn,
}


def make_in(status: Status, editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    """An edition in that state, brought there by the verbs."""
    return MAKERS[status](editor, doctor, slug, **fields)
