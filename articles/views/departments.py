"""One department: what it answers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from articles.models import Article
from doctors.models import Department
from healthqa.lib.paging import page_of


def departments_in(language: str) -> QuerySet[Department]:
    """The departments with a live answer in `language`, for lists that hold one language only."""
    live = Article.objects.public().filter(live_page__language=language)
    return Department.objects.filter(pk__in=live.values("live_page__department")).only("name", "slug")


@require_safe
def department(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Department.objects.public(), slug=slug)
    answers = Article.objects.public().for_cards().filter(live_page__department=found)
    page = page_of(request, answers.order_by("live_page__index_phrase", "pk"))
    return render(request, "department.html", {"department": found, "answers": page})
