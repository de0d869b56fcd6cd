"""The A–Z of questions in the language of the interface, with its filters."""

from __future__ import annotations

import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles import az_pages
from articles.az_pages import Beginning
from articles.body_areas import with_table
from articles.kept_by_mark import KeptByMark
from articles.models import Article, ArticleQuerySet, Tag
from articles.models.vocabulary import BodyArea, LifeStage
from articles.views.departments import departments_in
from doctors.models import Department
from healthqa.lib.kept_queries import KeptQuery
from healthqa.lib.paging import Page, page_number, page_of, query_of
from healthqa.lib.rendered import render_kept
from healthqa.lib.shared_caches import cached_page

LETTERS = [*string.ascii_uppercase, "#"]
LABELS = {"body_area": BodyArea.choices, "audience": LifeStage.choices}
LONGEST_SHOWN = 60
LONGEST_SLUG = 160  # as in `articles.converters`: what is longer names nothing
#: Of a narrowed list so many answers are looked at to learn its letters; a longer one has most of them anyway.
LOOKED_AT = 1_000


@dataclass
class Filters:
    """What the address asks for: the values that exist, and sentences about those that do not."""

    chosen: dict[str, str] = field(default_factory=dict)
    tag: Tag | None = None
    department: Department | None = None
    problems: list[str] = field(default_factory=list)

    def refuse(self, value: str) -> None:
        shown = value if len(value) <= LONGEST_SHOWN else f"{value[: LONGEST_SHOWN - 1]}…"
        self.problems.append(_("“%(value)s” is not a choice of this list, so it was left out.") % {"value": shown})

    @property
    def given(self) -> bool:
        """Whether the address asks for anything, existing or not."""
        return bool(self.choices or self.problems)

    @property
    def choices(self) -> dict[str, str]:
        """What links to this list carry on: nothing but what exists."""
        return self.chosen | ({"tag": self.tag.slug} if self.tag else {})

    @property
    def names(self) -> list[str]:
        """What was chosen, in the words that readers chose it by."""
        chosen = [self.chosen.get("letter", ""), self.department.name if self.department else ""]
        chosen += [capfirst(str(dict(labels).get(self.chosen.get(name, ""), ""))) for name, labels in LABELS.items()]
        return [name for name in (*chosen, self.tag.name if self.tag else "") if name]

    @property
    def narrowing(self) -> dict[str, str]:
        """The choices besides the letter."""
        return {name: value for name, value in self.choices.items() if name != "letter"}


@cached_page("page", "letter", "department", "body_area", "audience", "tag", seconds=az_pages.KEPT)
def questions(request: HttpRequest) -> HttpResponse:
    departments = departments_in(get_language() or "")
    filters = read_filters(request, departments)
    page, beginnings = shown_page(request, filters)
    context = {
        "answers": page,
        "beginnings": beginnings if len(beginnings) > 1 else [],
        "filters": filters,
        # One list of many that hold the same answers, or none: not a page to be found.
        "is_hidden": len(filters.choices) > 1 or (filters.given and not page.rows),
        "tables": with_table(get_language()) if page.number == 1 and not filters.given else [],
        "letters": letters_of(filters) if has_letters() else [],
        "departments": departments,
        "body_areas": BodyArea.choices,
        "audiences": LifeStage.choices,
        "without_letter": query_of(filters.narrowing),
        "has_table": has_table(filters),
    }
    if not filters.problems:
        return render_kept(request, "questions.html", context)
    response = render(request, "questions.html", context)
    response.headers["Cache-Control"] = "no-cache"  # anybody can think of names that are no choice
    return response


def has_letters() -> bool:
    """Whether the list of this language goes by letter: only where the script has so few of them."""
    return get_language() == "en"


def shown_page(request: HttpRequest, filters: Filters) -> tuple[Page[Article], Sequence[Beginning]]:
    """The page that the address asks for; of a letter, or a list without letters, also where each page begins."""
    if filters.narrowing or (has_letters() and "letter" not in filters.chosen):
        rows = chosen_answers(filters).for_cards().order_by(*_order(filters))
        return page_of(request, rows, choices=filters.choices), []
    number = page_number(request)
    shown = az_pages.page(get_language() or "", filters.chosen.get("letter", ""), number)
    if number > 1 and not shown.rows:
        raise Http404
    has_next = number < len(shown.beginnings) or shown.has_more
    return Page(shown.rows, number, has_next, query_of(filters.choices)), shown.beginnings


def read_filters(request: HttpRequest, departments: Sequence[Department]) -> Filters:
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
        filters.tag = Tag.objects.public().filter(slug=slug).first() if len(slug) <= LONGEST_SLUG else None
        if filters.tag is None:
            filters.refuse(slug)
    return filters


def chosen_answers(filters: Filters, *, of_any_letter: bool = False) -> ArticleQuerySet:
    answers = Article.objects.public().filter(live_page__language=get_language())
    columns = {"letter": "letter", "body_area": "body_area", "audience": "life_stage"}
    for name, column in columns.items():
        if name in filters.chosen and not (name == "letter" and of_any_letter):
            answers = answers.filter(**{f"live_page__{column}": filters.chosen[name]})
    if filters.department:
        answers = answers.filter(live_page__department=filters.department)
    if filters.tag:
        answers = answers.listed_under(filters.tag, language=get_language())
    return answers


def _order(filters: Filters) -> list[str]:
    """By letter where there are any, then by subject: as the index holds it by which the answers are found.

    A narrowed list goes by letter in each language: what stands under none comes first.
    """
    of = "tag_listings" if filters.tag else "live_page"
    by_letter = ["letter"] if filters.narrowing or has_letters() else []
    return [f"{of}__{name}" for name in (*by_letter, "index_phrase", "article_id")]


def has_table(filters: Filters) -> bool:
    """Whether the chosen part of the body has a table of causes in this language."""
    if "body_area" not in filters.chosen:
        return False
    live = Article.objects.public().listing_causes().filter(live_page__language=get_language())
    return live.filter(live_page__body_area=filters.chosen["body_area"]).exists()


def letters_of(filters: Filters) -> list[tuple[str, bool]]:
    """Every letter, and whether the list may have answers under it: one query, whatever the number of answers.

    Of all answers, one look at the index for each letter decides, after each change. A narrowed list has no index of
    its own, and a look for each letter could read all of it each time: there the first thousand answers tell; where
    there are more, no letter is ruled out.
    """
    answers = chosen_answers(filters, of_any_letter=True).order_by(*_order(filters))
    present = _letters_of_some(answers) if filters.narrowing else _LETTERS_OF_ALL(get_language() or "")
    return [(letter, letter in present) for letter in LETTERS]


def _letters_of_all(language: str) -> frozenset[str]:
    found = _LOOKS.first(language) or ()
    return frozenset(letter for letter, is_there in zip(LETTERS, found, strict=False) if is_there)


def _looks(language: str) -> QuerySet[Any, Any]:
    """Whether there are answers under each letter, asked beside any one of them, as the looks ask nothing of it."""
    live = Article.objects.public().filter(live_page__language=language).order_by()
    looks = {f"letter_{number}": Exists(live.filter(live_page__letter=letter)) for number, letter in enumerate(LETTERS)}
    return live.annotate(**looks).values_list(*looks)[:1]


_LOOKS = KeptQuery(_looks, str)


_LETTERS_OF_ALL = KeptByMark(_letters_of_all)


def _letters_of_some(answers: ArticleQuerySet) -> frozenset[str]:
    found = list(answers.values_list("live_page__letter", flat=True)[: LOOKED_AT + 1])
    return frozenset(found if len(found) <= LOOKED_AT else LETTERS)
