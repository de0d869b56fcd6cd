"""One edition with its whole text, as `ArticleQuerySet.with_text()` reads it: what every verb begins with.

By kept queries, in which Django has nothing left to put together.
"""

from __future__ import annotations

from collections import defaultdict

from articles.models import Article, CareAdvice, Cause, Condition, Reference, Section
from articles.models.vocabulary import Status
from articles.prefetched import remember
from healthqa.lib.kept_queries import KeptQuery

_EDITION = KeptQuery(
    lambda pk: Article.objects.select_related("question__department", "doctor", "second_reviewer").filter(pk=pk), int
)
_LIVE = KeptQuery(lambda question: Article.objects.filter(question=question, status=Status.PUBLISHED).order_by(), int)
_SECTIONS = KeptQuery(lambda pk: Section.objects.filter(article=pk), int)
_CAUSES = KeptQuery(lambda pk: Cause.objects.filter(section__article=pk).select_related("condition"), int)
_CARE = KeptQuery(lambda pk: CareAdvice.objects.filter(article=pk), int)
_REFERENCES = KeptQuery(lambda pk: Reference.objects.filter(article=pk), int)
_ASSOCIATED = KeptQuery(lambda pk: Condition.objects.filter(associated_articles=pk), int)


def read(pk: int) -> Article:
    """The edition with question, department and doctors, and its words: five queries. Raises `Article.DoesNotExist`."""
    article = _EDITION.first(pk)
    if article is None:
        raise Article.DoesNotExist
    causes: dict[int, list[Cause]] = defaultdict(list)
    for cause in _CAUSES(pk):
        causes[cause.section_id].append(cause)
    sections = _SECTIONS(pk)
    for section in sections:
        section.article = article
        for cause in causes[section.pk]:
            cause.section = section
        remember(section, "causes", causes[section.pk])
    remember(article, "sections", sections)
    remember(article, "care_advice", _CARE(pk))
    remember(article, "references", _REFERENCES(pk))
    return article


def live_of(question_id: int) -> Article | None:
    """The live edition of a question, without its text: one query."""
    return _LIVE.first(question_id)


def read_associated(article: Article) -> None:
    """Put the conditions that it is associated with where its page looks for them: one query."""
    remember(article, "associated_conditions", _ASSOCIATED(article.pk))
