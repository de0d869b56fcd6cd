"""The words of many editions, read with one query: four tables of text as one list of rows.

`ArticleQuerySet.with_text()` asks each table by itself and reads the conditions that causes link to; a proof and a
history need the words alone, of twenty editions at a time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db.models import BigIntegerField, CharField, DateField, IntegerField, Model, QuerySet, UUIDField, Value
from django.db.models.functions import Cast

from articles.models import Article, CareAdvice, Cause, Reference, Section
from articles.prefetched import remember

#: The fields of each table that the canonical text is computed from, each list as long as the longest.
_TEXTS: dict[type[Model], tuple[str, ...]] = {
    Cause: ("heading", "likelihood", "explanation", "advice", "seek_care", ""),
    Section: ("kind", "label", "text", "", "", ""),
    CareAdvice: ("level", "heading", "bullets", "", "", ""),
    Reference: ("kind", "title", "organisation", "url", "doi", "isbn"),
}
#: What only some of the tables have, with its type: where it is missing, a NULL of that type stands in its place.
_OTHERS = {"section_id": BigIntegerField, "block": UUIDField, "year": IntegerField, "accessed_on": DateField}

Row = TypeVar("Row", bound=Model)


def remember_words(articles: Sequence[Article]) -> None:
    """Put every row of these editions' words where `canonical.blocks_of` and `live_pages` look for them: one query.

    Links are no words: causes come without their condition, editions without the conditions they go along with.
    """
    rows = _rows([article.pk for article in articles])
    for article in articles:
        sections, causes = rows[Section, article.pk], rows[Cause, article.pk]
        for section in sections:
            remember(section, "causes", [cause for cause in causes if cause.section_id == section.pk])
        remember(article, "sections", sections)
        remember(article, "care_advice", rows[CareAdvice, article.pk])
        remember(article, "references", rows[Reference, article.pk])
        remember(article, "associated_conditions", [])


def _rows(ids: Iterable[int]) -> dict[tuple[type[Model], int], list[Any]]:
    """The rows of each table and edition, in the order of their models."""
    found: dict[tuple[type[Model], int], list[Any]] = defaultdict(list)
    wanted = list(ids)
    if not wanted:
        return found
    models = {model.__name__: model for model in _TEXTS}
    first, *rest = (_listed(model, wanted) for model in _TEXTS)
    for name, *values in first.union(*rest, all=True):
        row = _row(models[name], values)
        found[models[name], row.article_id].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.position, row.pk))
    return found


def _listed(model: type[Model], ids: list[int]) -> QuerySet[Any, Any]:
    columns = {field.attname for field in model._meta.concrete_fields}
    others = [name if name in columns else Cast(Value(None), output_field=kind()) for name, kind in _OTHERS.items()]
    texts = [name or Value("", output_field=CharField()) for name in _TEXTS[model]]
    rows: QuerySet[Any] = model._default_manager.filter(article__in=ids).order_by()
    name = Value(model.__name__, output_field=CharField())
    return rows.values_list(name, "pk", "article_id", "position", *others, *texts)


def _row(model: type[Row], values: list[Any]) -> Any:
    """An instance with what was read; every other field holds its default."""
    pk, article_id, position, *rest = values
    given = dict(zip(_OTHERS, rest, strict=False)) | dict(zip(_TEXTS[model], rest[len(_OTHERS) :], strict=True))
    columns = {field.attname for field in model._meta.concrete_fields}
    known = {name: value for name, value in given.items() if name in columns}
    return model(pk=pk, article_id=article_id, position=position, **known)
