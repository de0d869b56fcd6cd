"""Opening an edition costs the same whatever it holds, and a long one can be saved."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import editing
from articles.models import Article, CareAdvice, Cause, Condition, Reference, Section
from articles.models.vocabulary import CareLevel, Kind, Status
from doctors.models import Doctor
from tests.articles.admin.forms import change_url, opened
from tests.texts import make_article, sign_in_full
from tests.watching import queries_of

#: A query for each row of any list would show as six more.
FEW, MANY = 2, 8


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def grown(article: Article, rows: int, editor: User) -> Article:
    """The same draft with so many rows more in each of its lists, every cause with a condition of its own."""
    section = article.sections.get(kind=Kind.PATHOLOGICAL)
    names = [f"{article.question.slug} {n}" for n in range(rows)]
    conditions = Condition.objects.bulk_create(Condition(name=name, slug=name.replace(" ", "-")) for name in names)
    Cause.objects.bulk_create(
        Cause(article=article, section=section, heading=condition.name, condition=condition, position=place)
        for place, condition in enumerate(conditions, start=10)
    )
    CareAdvice.objects.bulk_create(
        CareAdvice(article=article, level=CareLevel.ROUTINE, heading=name, bullets="rest", position=place)
        for place, name in enumerate(names, start=10)
    )
    Reference.objects.bulk_create(
        Reference(article=article, title=name, url="https://example.org/", position=place)
        for place, name in enumerate(names, start=10)
    )
    for place, name in enumerate(names, start=10):
        other = Section.objects.create(article=article, kind=Kind.OTHER, label=name, position=place)
        Cause.objects.create(article=article, section=other, heading=name, condition=conditions[place - 10])
    article.associated_conditions.set(conditions)
    return editing.text_saved(article, editor=editor)


def in_state(state: Status, rows: int, editor: User, doctor: Doctor) -> Article:
    article = grown(make_article(editor, doctor, f"rows-{rows}"), rows, editor)
    if state == Status.SIGNED:
        return sign_in_full(article, editor)
    return article


@pytest.mark.parametrize("state", [Status.DRAFT, Status.SIGNED])
def test_opening_an_edition_costs_the_same_with_many_rows(
    desk: Client, editor: User, dr_lin: Doctor, state: Status
) -> None:
    few, many = (in_state(state, rows, editor, dr_lin) for rows in (FEW, MANY))

    def cost(article: Article) -> int:
        return queries_of(lambda: desk.get(change_url(article)))

    cost(few)  # reads what is read once for all pages
    assert cost(few) == cost(many) <= 40


@pytest.mark.parametrize("place", ["preview", "ask"])
def test_so_do_its_preview_and_its_buttons(desk: Client, editor: User, dr_lin: Doctor, place: str) -> None:
    few, many = (in_state(Status.DRAFT, rows, editor, dr_lin) for rows in (FEW, MANY))

    def cost(article: Article) -> int:
        return queries_of(lambda: desk.get(reverse(f"admin:articles_article_{place}", args=[article.pk])))

    cost(few)
    assert cost(few) == cost(many)


def test_every_cause_shows_its_condition(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = grown(make_article(editor, dr_lin), FEW, editor)
    page = desk.get(change_url(article)).content.decode()
    for condition in Condition.objects.all():
        assert page.count(f'<option value="{condition.pk}" selected>{condition.name}</option>') == 3


def test_a_condition_chosen_anew_is_shown_when_the_form_comes_again(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = grown(make_article(editor, dr_lin), 1, editor)
    chosen = Condition.objects.create(name="Chosen now", slug="chosen-now")
    url = change_url(article)
    data = opened(desk, url) | {"question_text": "", "causes-1-condition": chosen.pk, "causes-2-condition": ""}
    page = desk.post(url, data).content.decode()
    assert f'<option value="{chosen.pk}" selected>Chosen now</option>' in page
    data = opened(desk, url) | {"causes-1-condition": chosen.pk, "causes-2-condition": ""}
    assert desk.post(url, data).status_code == 302
    assert Cause.objects.filter(article=article, condition=chosen).count() == 1


def test_an_edition_of_a_hundred_causes_can_be_saved(desk: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    section = article.sections.get(kind=Kind.PATHOLOGICAL)
    Cause.objects.bulk_create(Cause(article=article, section=section, heading=f"No {n}") for n in range(100))
    editing.text_saved(article, editor=editor)
    data = opened(desk, change_url(article)) | {"introduction": "All of them are harmless."}
    assert desk.post(change_url(article), data).status_code == 302
    assert Article.objects.get(pk=article.pk).introduction == "All of them are harmless."
