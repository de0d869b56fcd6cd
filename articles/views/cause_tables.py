"""One table across the answers of a department, a topic or a part of the body: which causes they name, and who signed.

Each page of it holds the causes of some answers, in the order of their subjects, so that it costs the same however many
answers there are; they are grouped by kind within the page. One language only, that of the interface.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language

from articles import cause_tables
from articles.models import Article, ArticleQuerySet, Tag
from articles.models.page_fields import PAGE_FIELDS
from articles.models.vocabulary import BodyArea
from articles.views.tags import merged
from doctors.models import Department
from healthqa.lib.http import public_page
from healthqa.lib.paging import page_of

ANSWERS_A_PAGE = 20
FIELDS = [f"live_page__{name}" for name in PAGE_FIELDS]


@public_page
def of_department(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Department.objects.public(), slug=slug)
    answers = Article.objects.public().listing_causes().filter(live_page__department=found)
    return _table(request, answers, {"of": found.name, "back": found.get_absolute_url()})


@public_page
def of_tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = Tag.objects.public().filter(slug=slug).first()
    if found is None:
        return merged(slug, "tag_causes")
    answers = Article.objects.public().listing_causes().tagged(found)
    return _table(request, answers, {"of": found.name, "back": found.get_absolute_url()})


@public_page
def of_body_area(request: HttpRequest, area: str) -> HttpResponse:
    of = str(BodyArea(area).label) if area in BodyArea.values else ""
    back = f"{reverse('questions')}?body_area={area}"
    answers = Article.objects.public().listing_causes().filter(live_page__body_area=area)
    return _table(request, answers, {"of": of, "back": back})


def _table(request: HttpRequest, answers: ArticleQuerySet, context: dict[str, Any]) -> HttpResponse:
    """404 where no live answer in this language has causes: an empty table would be a page about nothing."""
    here = answers.filter(live_page__language=get_language()).select_related("live_page").only("id", "status", *FIELDS)
    page = page_of(request, here.order_by("live_page__index_phrase", "pk"), ANSWERS_A_PAGE)
    if page.number == 1 and not page.rows:
        raise Http404
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    context |= {
        "of": capfirst(context["of"]),
        "answers": page,
        "groups": cause_tables.grouped(page.rows),
        "exists_in": [code for code in others if answers.filter(live_page__language=code).exists()],
    }
    return render(request, "cause_table.html", context)
