"""One department: what it answers."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from articles.models import Article
from doctors.models import Department
from healthqa.lib.http import public_page
from healthqa.lib.paging import page_of


def departments_in(language: str) -> QuerySet[Department]:
    """The departments with a live answer in `language`, for lists that hold one language only.

    A look for each department: their number is small, that of the answers is not.
    """
    live = Article.objects.public().filter(live_page__language=language, live_page__department=OuterRef("pk"))
    return Department.objects.filter(Exists(live)).only("name", "slug")


@public_page
def department(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Department.objects.public(), slug=slug)
    answers = Article.objects.public().for_cards().filter(live_page__department=found)
    page = page_of(request, answers.order_by("live_page__index_phrase", "pk"))
    in_table = Article.objects.public().listing_causes().filter(live_page__department=found)
    has_table = in_table.filter(live_page__language=get_language()).exists()
    return render(request, "department.html", {"department": found, "answers": page, "has_table": has_table})
