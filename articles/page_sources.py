"""What a page takes from rows beside its edition's text: read for hundreds of editions with the queries of one."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Min, QuerySet

from articles import medicines
from articles.medicines import MedicineFinder
from articles.models import Article, LivePage, Publication, Question, QuestionTag, Signature
from articles.models.publication import PublicationQuerySet
from articles.models.signature import SignatureQuerySet
from articles.page_content import Link
from healthqa.lib.kept_queries import KeptQuery


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


def gather(
    articles: Sequence[Article], finder: MedicineFinder | None = None, valid: Sequence[Signature] | None = None
) -> Sources:
    """Everything `live_pages.build` needs for these editions, which come with their questions: six queries at most.

    `valid`: all their valid signatures (`signatures_of`), where they are read already.
    """
    signatures: dict[int, list[Signature]] = {article.pk: [] for article in articles}
    for signature in signatures_of(articles) if valid is None else valid:
        signatures[signature.article_id].append(signature)
    questions = [article.question_id for article in articles]
    periods = Publication.objects.current().filter(article__in=list(signatures)).order_by("-pk")
    return Sources(
        finder=finder or medicines.finder(),
        signatures=signatures,
        live_from=dict(periods.values_list("article_id", "live_from")),
        first_live=dict(_first_live(Publication.objects.filter(question__in=questions))),
        around=around([article.question for article in articles]),
    )


def gather_for(article: Article, finder: MedicineFinder, valid: Sequence[Signature], period: Publication) -> Sources:
    """The same for one edition that goes live now, for the period that it opens: three queries at most."""
    question = article.question
    [(_id, first)] = _FIRST_LIVE(question.pk)
    return Sources(
        finder=finder,
        signatures={article.pk: list(valid)},
        live_from={article.pk: period.live_from},
        first_live={question.pk: first},
        around=_around([question], _TAGS(question.pk)),
    )


def _periods_of(question_id: int) -> QuerySet[Any, tuple[int, dt.datetime]]:
    return _first_live(Publication.objects.filter(question=question_id))


def _first_live(periods: PublicationQuerySet) -> QuerySet[Any, tuple[int, dt.datetime]]:
    """By question, when the first of these periods began."""
    return periods.order_by().values("question").annotate(first=Min("live_from")).values_list("question", "first")


def valid_with_grounds() -> SignatureQuerySet:
    """Valid signatures, each with the one that was read where it is a delegated one: all that a page shows of them."""
    return Signature.objects.valid().select_related("read_signature")


def signatures_of(articles: Sequence[Article]) -> list[Signature]:
    """The valid signatures of these editions, in the order in which they were given, with their grounds."""
    if len(articles) == 1:
        return _SIGNATURES(articles[0].pk)
    return list(valid_with_grounds().filter(article__in=[article.pk for article in articles]).order_by("pk"))


def around(questions: Sequence[Question]) -> dict[int, Around]:
    """What stands around the answers to these questions, by question: two queries at most."""
    carried = QuestionTag.objects.filter(content_object__in=[question.pk for question in questions])
    return _around(questions, _named(carried))


def _around(questions: Sequence[Question], named: Iterable[tuple[int, str, str]]) -> dict[int, Around]:
    tags: dict[int, list[Link]] = defaultdict(list)
    for question_id, name, slug in named:
        tags[question_id].append({"name": name, "slug": slug})
    others = translations_of(questions)
    return {question.pk: Around(tags[question.pk], others[question.pk]) for question in questions}


def _named(carried: QuerySet[QuestionTag]) -> QuerySet[Any, tuple[int, str, str]]:
    """Of these tags the question, name and address, by name."""
    return carried.order_by("tag__name").values_list("content_object_id", "tag__name", "tag__slug")


def _tags_of(question_id: int) -> QuerySet[Any, tuple[int, str, str]]:
    return _named(QuestionTag.objects.filter(content_object=question_id))


def _signatures_of(article_id: int) -> SignatureQuerySet:
    return valid_with_grounds().filter(article=article_id).order_by("pk")


_SIGNATURES = KeptQuery(_signatures_of, int)
_FIRST_LIVE = KeptQuery(_periods_of, int)
_TAGS = KeptQuery(_tags_of, int)


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
