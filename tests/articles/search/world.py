"""Live answers to search through, made once for a module; some words stand in one part of one answer only."""

from __future__ import annotations

from django.contrib.auth.models import User

from articles import publishing
from articles.models import Article, Cause, Condition, SearchSynonym
from doctors.models import Department, Doctor
from tests.texts import make_article, make_question, sign_in_full


def publish(
    editor: User,
    doctor: Doctor,
    slug: str,
    question_text: str,
    *,
    tags: tuple[str, ...] = (),
    condition: Condition | None = None,
    heading: str = "",
    explanation: str = "",
    question: dict[str, object] | None = None,
    **words: object,
) -> Article:
    """A live answer; `condition` and `heading` go to its second cause, `explanation` to the first."""
    asked = make_question(slug, tags=tags, **(question or {}))
    draft = make_article(editor, doctor, question=asked, question_text=question_text, lead="", **words)
    first, second = Cause.objects.filter(article=draft).order_by("pk")
    Cause.objects.filter(pk=first.pk).update(heading="Rest", explanation=explanation or "Nothing much.")
    Cause.objects.filter(pk=second.pk).update(heading=heading or "Strain", explanation="Ask.", condition=condition)
    draft.sections.update(text="")
    return publishing.publish(sign_in_full(Article.objects.get(pk=draft.pk), editor), editor=editor)


def make_answers(editor: User, doctor: Doctor, other: Doctor) -> None:
    SearchSynonym.objects.all().delete()
    disc = Condition.objects.create(
        name="Lumbar disc herniation",
        slug="lumbar-disc-herniation",
        plain_name="Slipped disc",
        synonyms="Prolapsed disk\nMénière’s sample",
    )
    heart = Department.objects.create(name="Cardiology", slug="cardiology")
    cramps = {"other_wordings": "Why do my calves seize up?\nnight spasms of the calf", "department": heart}
    publish(
        *(editor, doctor, "leg-cramps", "What causes leg cramps at night?"),
        tags=("muscles",),
        question=cramps,
        introduction="Leg cramps are mostly harmless. Magnesium is often named.",
        explanation="Tired **muscles** pull together. The calf gets hard.",
    )
    publish(
        *(editor, doctor, "pregnant-cramps", "Why do I get leg cramps in pregnancy?"),
        introduction="They are common and pass after birth.",
    )
    publish(
        *(editor, other, "back-pain", "What causes lower back pain?"),
        condition=disc,
        heading="A disc that presses on a nerve",
        introduction="Most backs get better.",
        explanation="Leg cramps may come with it; they pass.",
        question={"kind": "management"},
    )
    publish(
        *(editor, other, "headaches", "Why do I have headaches in the afternoon?"),
        introduction="Long work at a screen. Oedema is rare.",
        explanation="The café was naïve about an X-ray.",
    )
    make_chinese_answer(editor, doctor)


def make_chinese_answer(editor: User, doctor: Doctor) -> None:
    chinese = {"language": "zh-hans"}
    publish(
        *(editor, doctor, "zh-chou-jin", "半夜小腿抽筋是什么原因？"),
        question=chinese,
        introduction="多数情况无害。缺钙很少见。",
        heading="久站",
        explanation="肌肉疲劳时会收缩。",
    )
