"""The A–Z of questions in the language of the interface, with its filters."""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.models import Article, ArticleQuerySet, Tag
from articles.models.vocabulary import BodyArea, LifeStage
from articles.views.departments import departments_in
from doctors.models import Department
from healthqa.lib.paging import page_of

LETTERS = [*string.ascii_uppercase, "#"]
DEPARTMENTS = 200
LONGEST_SHOWN = 60


@dataclass
class Filters:
    """What the address asks for: the values that exist, and sentences about those that do not."""

    chosen: dict[str, str] = field(default_factory=dict)
    tag: Tag | None = None
    department: Department | None = None
    problems: list[str] = field(default_factory=list)

    def refuse(self, value: str) -> None:
        shown = value[:LONGEST_SHOWN]
        self.problems.append(_("“%(value)s” is not a choice of this list, so it was left out.") % {"value": shown})


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    departments = list(departments_in(get_language())[:DEPARTMENTS])
    filters = read_filters(request, departments)
    page = page_of(request, chosen_answers(filters))
    if not page.is_valid:
        filters.problems.append(_("There is no such page, so this is the first."))
    context = {
        "answers": page,
        "filters": filters,
        "letters": LETTERS if get_language() == "en" else [],
        "departments": departments,
        "body_areas": BodyArea.choices,
        "audiences": LifeStage.choices,
        "without_letter": _without_letter(request),
    }
    return render(request, "questions.html", context)


def read_filters(request: HttpRequest, departments: list[Department]) -> Filters:
    filters = Filters()
    by_slug = {department.slug: department for department in departments}
    known: dict[str, Callable[[str], bool]] = {
        "letter": LETTERS.__contains__,
        "department": by_slug.__contains__,
        "body_area": BodyArea.values.__contains__,
        "audience": LifeStage.values.__contains__,
    }
    for name, is_known in known.items():
        value = request.GET.get(name, "").strip()
        value = value.upper() if name == "letter" else value
        if value and is_known(value):
            filters.chosen[name] = value
        elif value:
            filters.refuse(value)
    filters.department = by_slug.get(filters.chosen.get("department", ""))
    if slug := request.GET.get("tag", "").strip().replace("\0", ""):
        filters.tag = Tag.objects.public().filter(slug=slug).first()
        if filters.tag is None:
            filters.refuse(slug)
    return filters


def chosen_answers(filters: Filters) -> ArticleQuerySet:
    answers = Article.objects.public().for_cards().filter(live_page__language=get_language())
    columns = {"letter": "letter", "body_area": "body_area", "audience": "life_stage"}
    for name, column in columns.items():
        if name in filters.chosen:
            answers = answers.filter(**{f"live_page__{column}": filters.chosen[name]})
    if filters.department:
        answers = answers.filter(live_page__department=filters.department)
    if filters.tag:
        answers = answers.tagged(filters.tag)
    return answers.order_by("live_page__letter", "live_page__index_phrase", "pk")


def _without_letter(request: HttpRequest) -> str:
    """The other filters of the address, for the links of the letters."""
    others = request.GET.copy()
    for name in ("letter", "page"):
        others.pop(name, None)
    return f"{others.urlencode()}&" if others else ""
