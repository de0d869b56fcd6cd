"""The words of many editions with one query: the same as table by table."""

from __future__ import annotations

import random

import pytest
from django.contrib.auth.models import User
from django.db import models

from articles import canonical
from articles.models import Article, CareAdvice, Cause, Condition, Reference, Section
from articles.models.vocabulary import CareLevel, Kind, Likelihood
from articles.text_rows import remember_words
from doctors.models import Doctor
from tests.articles.planting import Plants, fill
from tests.texts import make_article, make_question
from tests.watching import queries_of

CHILDREN = (Section, Cause, CareAdvice, Reference)


def by_table() -> dict[int, list[tuple[str, object]]]:
    return {article.pk: blocks(article) for article in Article.objects.with_text()}


def blocks(article: Article) -> list[tuple[str, object]]:
    return [(block.text, block.key) for block in canonical.blocks_of(article)]


def shuffled(editor: User, doctor: Doctor, slug: str, seed: int) -> Article:
    """An edition whose rows are many, and in another order than they were written in; several share a position."""
    chance = random.Random(seed)
    article = Article.objects.create(question=make_question(slug), edition=1, question_text=slug, doctor=doctor)
    for number in range(chance.randint(0, 4)):
        section = Section.objects.create(
            article=article, kind=chance.choice(Kind.values), position=chance.randint(1, 3), label=f"L{number} 标签"
        )
        for cause in range(chance.randint(0, 5)):
            Cause.objects.create(
                article=article,
                section=section,
                position=chance.randint(1, 3),
                heading=f"H{number}.{cause}",
                explanation="Two\n\nparagraphs",
                advice=chance.choice(["", "Rest."]),
                seek_care=chance.choice(["", "It stays."]),
                likelihood=chance.choice(Likelihood.values),
            )
    for number in range(chance.randint(0, 3)):
        level = chance.choice(CareLevel.values)
        CareAdvice.objects.create(article=article, level=level, position=2 - number % 2, heading=f"C{number}")
    for number in range(chance.randint(0, 4)):
        year = chance.choice([None, 1999])
        Reference.objects.create(
            article=article, position=3 - number % 3, title=f"R{number}", year=year, accessed_on="2024-02-29"
        )
    return article


def test_the_same_words_as_table_by_table(editor: User, dr_lin: Doctor) -> None:
    make_article(editor, dr_lin, "plain")
    Article.objects.create(question=make_question("empty"), edition=1, question_text="Only a title")
    fill(Plants(), make_article(editor, dr_lin, "full"), "full", editor)
    for seed in range(12):
        shuffled(editor, dr_lin, f"shuffled-{seed}", seed)
    articles = list(Article.objects.order_by("-pk"))
    assert queries_of(lambda: remember_words(articles)) == 1
    assert queries_of(lambda: [blocks(article) for article in articles]) == 0
    assert {article.pk: blocks(article) for article in articles} == by_table()
    assert any(len(found) > 12 for found in by_table().values())


def test_every_column_that_is_a_word_is_read(editor: User, dr_lin: Doctor) -> None:
    article = fill(Plants(), make_article(editor, dr_lin), "full", editor)
    read = Article.objects.get(pk=article.pk)
    remember_words([read])
    links = {"condition", "printed_number"}  # no words
    for model, relation in zip(CHILDREN, ("sections", None, "care_advice", "references"), strict=True):
        rows = [c for s in read.sections.all() for c in s.causes.all()] if relation is None else None
        found = {row.pk: row for row in (rows if rows is not None else getattr(read, str(relation)).all())}
        assert set(found) == set(model._default_manager.values_list("pk", flat=True))
        for stored in model._default_manager.all():
            for field in (field for field in model._meta.concrete_fields if field.name not in links):
                assert value_of(found[stored.pk], field) == value_of(stored, field), (model, field.name)


def value_of(row: models.Model, field: models.Field) -> object:
    return getattr(row, field.attname)


def test_links_are_no_words(editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    condition = Condition.objects.create(name="Gout", slug="gout")
    Cause.objects.filter(article=article).update(condition=condition)
    article.associated_conditions.add(condition)
    read = Article.objects.get(pk=article.pk)
    remember_words([read])
    with_links = [cause.condition for section in read.sections.all() for cause in section.causes.all()]
    assert with_links == [None, None]
    assert list(read.associated_conditions.all()) == []


@pytest.mark.django_db
def test_nothing_is_asked_for_nothing() -> None:
    assert queries_of(lambda: remember_words([])) == 0
