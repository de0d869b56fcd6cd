"""New documents -> rows: each prepared in memory, then all written together, table by table.

One document or fifty, it is the same path; fifty take a tenth of the statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone

from articles import trail
from articles.bulk import moment, save_links, save_new
from articles.import_edition import furnish, kind_of, seal, take
from articles.import_rows import UNSAVED, Rows, insert_rows, known_conditions, new_rows
from articles.models import Article, Condition, Contribution, Event, Question, QuestionTag, Tag
from articles.naming import Names, tags_named
from articles.parsing import Document, Note
from articles.slugs import free_question_slugs


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document on its way in; `key` recognises it the next time, `original` is kept with the edition."""

    document: Document
    key: str
    original: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """The unsaved rows of one new document, and what an editor is told of it."""

    article: Article
    rows: Rows
    tags: list[Tag]
    conditions: list[Condition]
    warnings: list[Note]


def prepare(incoming: Incoming, editor: User, names: Names) -> Prepared:
    """The rows of a document of a new key; only records it names (a doctor, a tag …) are written. May raise
    `ValidationError`: then the transaction has to be taken back.
    """
    document, warnings = incoming.document, list[Note]()
    question = Question(kind=kind_of(document))
    furnish(question, document, names, warnings)
    article = Article(pk=UNSAVED, question=question, edition=1, import_key=incoming.key, saved_by=editor)
    tags = tags_named(document.tags, names)
    take(article, document, incoming.original, names, warnings)
    rows = new_rows(article, document, names)
    seal(article, rows)
    return Prepared(article, rows, tags, known_conditions(document, names), warnings)


def write(prepared: Sequence[Prepared], editor: User) -> None:
    """Insert the rows, each table's in the order of the documents, and tell the trail."""
    articles = [one.article for one in prepared]
    questions = [article.question for article in articles]
    for question, slug in zip(questions, free_question_slugs([one.question_text for one in articles]), strict=True):
        question.slug = slug
    save_new(questions)
    for article, question in zip(articles, questions, strict=True):
        article.question = question  # it has its id now
    tags = [[one.article.question_id, tag.pk] for one in prepared for tag in one.tags]
    save_links(QuestionTag, ["content_object_id", "tag_id"], tags)
    save_new(articles)
    insert_rows([(one.article, one.rows) for one in prepared])
    associations = [[one.article.pk, condition.pk] for one in prepared for condition in one.conditions]
    save_links(Article.associated_conditions.through, ["article_id", "condition_id"], associations)
    now = moment(timezone.now())
    save_links(Contribution, ["article_id", "user_id", "first_at"], [[one.pk, editor.pk, now] for one in articles])
    save_new([_noted(article, editor) for article in articles])


def _noted(article: Article, editor: User) -> Event:
    return trail.entry("imported", actor=editor, article=article, key=article.import_key, digest=article.digest)
