"""What a page takes from rows beside its edition's text: read for hundreds of editions with the queries of one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Min

from articles import medicines
from articles.medicines import MedicineFinder
from articles.models import Article, LivePage, Publication, Question, QuestionTag, Signature
from articles.models.signature import SignatureQuerySet
from articles.page_content import Link


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around an answer: its question's tags by name, and the live answers in other languages."""

    tags: list[Link]
    translations: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Sources:
    """For some editions: valid signatures and open period by edition, what stands around them by question."""

    finder: MedicineFinder
    signatures: dict[int, list[Signature]]
    live_from: dict[int, dt.datetime]
    first_live: dict[int, dt.datetime]  # by question: when its first edition went live
    around: dict[int, Around]


def gather(articles: Sequence[Article], finder: MedicineFinder | None = None) -> Sources:
    """Everything `live_pages.build` needs for these editions, which come with their questions: six queries at most."""
    signatures: dict[int, list[Signature]] = {article.pk: [] for article in articles}
    for signature in valid_with_grounds().filter(article__in=list(signatures)).order_by("pk"):
        signatures[signature.article_id].append(signature)
    periods = Publication.objects.current().filter(article__in=list(signatures)).order_by("-pk")
    return Sources(
        finder=finder or medicines.finder(),
        signatures=signatures,
        live_from=dict(periods.values_list("article_id", "live_from")),
        first_live=_first_live([article.question_id for article in articles]),
        around=around([article.question for article in articles]),
    )


def _first_live(questions: Sequence[int]) -> dict[int, dt.datetime]:
    periods = Publication.objects.filter(question__in=questions).order_by()
    return dict(periods.values("question").annotate(first=Min("live_from")).values_list("question", "first"))


def valid_with_grounds() -> SignatureQuerySet:
    """Valid signatures, each with the one that was read where it is a delegated one: all that a page shows of them."""
    return Signature.objects.valid().select_related("read_signature")


def around(questions: Sequence[Question]) -> dict[int, Around]:
    """What stands around the answers to these questions, by question: two queries at most."""
    tags: dict[int, list[Link]] = defaultdict(list)
    carried = QuestionTag.objects.filter(content_object__in=[question.pk for question in questions])
    named = carried.order_by("tag__name").values_list("content_object_id", "tag__name", "tag__slug")
    for question_id, name, slug in named:
        tags[question_id].append({"name": name, "slug": slug})
    others = translations_of(questions)
    return {question.pk: Around(tags[question.pk], others[question.pk]) for question in questions}


def translations_of(questions: Sequence[Question]) -> dict[int, list[dict[str, str]]]:
    """The live answers to each of these questions in other languages, by question: one query at most."""
    groups = {question.translation_group for question in questions if question.translation_group is not None}
    found: dict[object, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    if groups:
        pages = LivePage.objects.filter(article__in=Article.objects.public(), question__translation_group__in=groups)
        fields = ("question__translation_group", "question_id", "language", "slug", "question_text")
        for group, question_id, language, slug, text in pages.order_by("language", "pk").values_list(*fields):
            found[group].append((question_id, {"language": language, "slug": slug, "text": text}))
    return {
        question.pk: [page for other, page in found.get(question.translation_group, ()) if other != question.pk]
        for question in questions
    }
