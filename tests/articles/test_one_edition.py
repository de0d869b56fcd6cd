"""One edition read at once: what is asked of it afterwards is asked of its own rows, never of another edition's."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db.models import Count, Min

from articles import editing, one_edition
from articles.models import Article, Condition, Section
from articles.models.vocabulary import Kind
from doctors.models import Doctor
from tests.texts import make_article


@pytest.fixture
def read(editor: User, dr_lin: Doctor) -> Article:
    """The second of two drafts, read in one go."""
    make_article(editor, dr_lin, "first")
    draft = make_article(editor, dr_lin, "second")
    draft.associated_conditions.add(Condition.objects.create(name="Herniation", slug="herniation"))
    Condition.objects.create(name="Sciatica", slug="sciatica")
    article = one_edition.read(draft.pk)
    one_edition.read_associated(article)
    return article


@pytest.mark.parametrize("relation", ["sections", "care_advice", "references", "associated_conditions"])
def test_rows_that_are_asked_for_further_are_its_own(read: Article, relation: str) -> None:
    rows = getattr(read, relation)
    own = {row.pk for row in rows.all()}
    assert own
    assert set(rows.filter(pk__gt=0).values_list("pk", flat=True)) == own
    assert {row.pk for row in rows.exclude(pk=0)} == own
    assert {row.pk for row in rows.iterator()} == own
    assert rows.aggregate(count=Count("pk"), first=Min("pk")) == {"count": len(own), "first": min(own)}


def test_causes_of_a_section_are_its_own(read: Article) -> None:
    for section in read.sections.all():
        assert list(section.causes.filter(pk__gt=0)) == list(section.causes.all()) != []


def test_sorting_a_cause_changes_no_other_draft(read: Article, editor: User) -> None:
    others = Section.objects.exclude(article=read)
    before = list(others.order_by("pk").values())
    assert before
    (cause,) = read.sections.all()[0].causes.all()
    editing.set_kind([cause], Kind.PATHOLOGICAL, editor=editor)
    cause.refresh_from_db()
    assert cause.section.article_id == read.pk
    assert list(others.order_by("pk").values()) == before
