"""One table across the answers of a department, a topic or a part of the body: which causes they name, and who signed.

Each page of it holds the causes of some answers, in the order of their subjects, so that it costs the same however many
answers there are; they are grouped by kind within the page. One language only, that of the interface.
"""

from __future__ import annotations

from collections.abc import Callable
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
from healthqa.lib.paging import page_of
from healthqa.lib.shared_caches import cached_page

ANSWERS_A_PAGE = 20
FIELDS = [f"live_page__{name}" for name in PAGE_FIELDS]


#: The answers of a table in one language, in the order of their subjects.
AnswersIn = Callable[[str], ArticleQuerySet]


@cached_page("page", kind="department")
def of_department(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Department.objects.public(), slug=slug)
    return _table(request, _where(live_page__department=found), {"of": found.name, "back": found.get_absolute_url()})


@cached_page("page", kind="tag")
def of_tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = Tag.objects.public().filter(slug=slug).first()
    if found is None:
        return merged(slug, "tag_causes")

    def answers_in(language: str) -> ArticleQuerySet:
        listed = Article.objects.public().listed_under(found, language=language, lists_causes=True)
        return listed.order_by("tag_listings__index_phrase", "tag_listings__article_id")

    return _table(request, answers_in, {"of": found.name, "back": found.get_absolute_url()})


@cached_page("page")
def of_body_area(request: HttpRequest, area: str) -> HttpResponse:
    of = str(BodyArea(area).label) if area in BodyArea.values else ""
    back = f"{reverse('questions')}?body_area={area}"
    return _table(request, _where(live_page__body_area=area), {"of": of, "back": back})


def _where(**of_page: object) -> AnswersIn:
    def answers_in(language: str) -> ArticleQuerySet:
        listing = Article.objects.public().listing_causes().filter(live_page__language=language, **of_page)
        return listing.order_by("live_page__index_phrase", "live_page__article_id")

    return answers_in


def _table(request: HttpRequest, answers_in: AnswersIn, context: dict[str, Any]) -> HttpResponse:
    """404 where no live answer in this language has causes: an empty table would be a page about nothing."""
    here = answers_in(get_language() or "").select_related("live_page").only("id", "status", *FIELDS)
    page = page_of(request, here, ANSWERS_A_PAGE)
    if not page.rows:
        raise Http404
    others = [code for code, _name in settings.LANGUAGES if code != get_language()]
    context |= {
        "of": capfirst(context["of"]),
        "answers": page,
        "groups": cause_tables.grouped(page.rows),
        "exists_in": [code for code in others if answers_in(code).exists()],
    }
    return render(request, "cause_table.html", context)
