"""The sitemap: an index of files, each with at most 5,000 addresses, cut by ids so that an address stays in its file.

A file takes two queries whatever it holds; the strings are put together here, since a template or a call of `reverse`
for each address took seconds.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.lookups import IsNull
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from articles.body_areas import with_table
from articles.models import Article, ArticleQuerySet, Condition, ConditionListing, Publication, Tag, TagListing
from articles.models.publication import SitemapFile
from articles.models.vocabulary import BodyArea
from doctors import sitemaps as of_doctors
from healthqa.lib import sitemap_xml
from healthqa.lib.about_pages import ABOUT_PAGES
from healthqa.lib.looks import has_any
from healthqa.lib.shared_caches import cached_page
from healthqa.lib.sitemap_xml import LANGUAGES, MOST, Place

FILE = re.compile(r"([a-z]+)-(0|[1-9]\d{0,8})", re.ASCII)
#: Pages without a row of their own.
PAGES = ("home", "questions", "conditions", "tags", "doctors", "corrections", "verify", "about")
OF_DEPARTMENT = {"live_page__department": OuterRef("pk")}
#: What shows answers: its rows, whether a row has a live one in a language, and the name of its address. A page is
#: listed in these languages only: in another it would be headings around words that its readers do not read.
Rows = Callable[[], QuerySet[Any, Any]]
Look = Callable[[str], IsNull]
BROWSED: dict[str, tuple[Rows, Look, str]] = {
    "condition": (lambda: Condition.objects.public(), lambda language: _names(language), "condition"),
    "tag": (lambda: Tag.objects.public(), lambda language: _carries(language), "tag"),
    "doctor": (of_doctors.doctors, lambda language: _has(language, live_page__doctor=OuterRef("pk")), "doctor"),
    "department": (of_doctors.departments, lambda language: _has(language, **OF_DEPARTMENT), "department"),
    "tagcauses": (lambda: Tag.objects.public(), lambda language: _carries(language, lists_causes=True), "tag_causes"),
    "departmentcauses": (
        of_doctors.departments,
        lambda language: _lists_causes(language, **OF_DEPARTMENT),
        "department_causes",
    ),
}
#: Seconds for which the numbers of the files are kept, where nothing changes.
KEPT = 24 * 60 * 60
#: Those of `Answer`.
FIELDS = ("live_page__question_id", "live_page__slug", "live_page__language", "live_page__published_at")
#: What the looks are called in a query, one for each of `LANGUAGES`.
LOOKS = tuple(f"in_{number}" for number in range(len(LANGUAGES)))
#: Columns of a query at most; PostgreSQL takes 1,664 of them.
LOOKS_A_QUERY = 500
ROWS_A_FILE = MOST // len(LANGUAGES)


class Answer(NamedTuple):
    question: int
    slug: str
    language: str
    published_at: dt.datetime


@cached_page()
def index(request: HttpRequest) -> HttpResponse:
    """Every file that is not empty, and when the newest answer in it was published.

    Every live answer is looked at for that, so it is kept until one comes or goes, or the day ends. A topic or a
    profile that becomes public otherwise is in its file at once; only a first one of 2,500 would wait for the index.
    """
    key = f"sitemap:{timezone.localdate()}:{Publication.objects.state()}"
    files: list[tuple[str, dt.datetime | None]] | None = cache.get(key)
    if files is None:
        files = list(_files())
        cache.set(key, files, KEPT)
    whole = ((settings.SITE_URL + reverse("sitemap_file", args=[file]), changed_at) for file, changed_at in files)
    return _xml(sitemap_xml.sitemap_index(whole))


@cached_page()
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One file; 404 for one that would be empty."""
    parts = FILE.fullmatch(name)
    if parts is None:
        raise Http404
    kind, number = parts[1], int(parts[2])
    if kind == "answers":
        places = _answers(number)
    elif kind == "pages":
        places = list(_pages()) if number == 0 else []
    elif kind == "bodycauses":
        places = list(_of_body_areas()) if number == 0 else []
    else:
        places = list(_browsed(kind, number))
    if not places:
        raise Http404
    return _xml(sitemap_xml.urlset(places))


def listed() -> ArticleQuerySet:
    """The live answers that are to be found: not those whose review is overdue beyond the grace period."""
    return Article.objects.public().filter(live_page__leaves_on__gt=timezone.localdate())


def _files() -> Iterator[tuple[str, dt.datetime | None]]:
    """The names of all files, one query for each kind."""
    yield "pages-0", None
    for number, newest in enumerate(_newest_of_files()):
        if newest is not None:
            yield f"answers-{number}", newest
    if any(with_table(language) for language in LANGUAGES):
        yield "bodycauses-0", None
    for name in BROWSED:
        for number in sitemap_xml.numbers_of_files(_in_languages(name), ROWS_A_FILE):
            yield f"{name}-{number}", None


def _newest_of_files() -> Iterator[dt.datetime | None]:
    """When the newest listed answer of each file was published, None where there is none: a look for each file."""
    last = Article.objects.public().order_by("-live_page__question_id").values_list("live_page__question_id").first()
    files = range(last[0] // MOST + 1 if last else 0)
    numbered = listed().annotate(file=SitemapFile("live_page__question_id", size=MOST))
    numbered = numbered.order_by("-live_page__published_at")
    for start in files[::LOOKS_A_QUERY]:
        newest = {
            f"file_{number}": Subquery(numbered.filter(file=number).values("live_page__published_at")[:1])
            for number in files[start : start + LOOKS_A_QUERY]
        }
        # Of any one answer, as the looks ask nothing of it.
        looks = Article.objects.public().order_by().annotate(**newest).values_list(*newest)
        yield from looks.first() or ()


def _answers(number: int) -> list[Place]:
    first = number * MOST
    pages = _of_questions(first)
    rows = [Answer(*row) for row in pages.order_by("live_page__question_id").values_list(*FIELDS)]
    address = {language: sitemap_xml.addresses("answer", language) for language in {row.language for row in rows}}
    versions = _versions(first)
    return [Place(address[row.language](row.slug), row.published_at, versions.get(row.question, ())) for row in rows]


def _of_questions(first: int) -> ArticleQuerySet:
    """Said of both tables, as each has an index of its own for it."""
    end = first + MOST
    of_articles = listed().filter(question_id__gte=first, question_id__lt=end)
    return of_articles.filter(live_page__question_id__gte=first, live_page__question_id__lt=end)


def _versions(first: int) -> dict[int, tuple[tuple[str, str], ...]]:
    """For each question of the file that begins with `first` and has listed translations: all of them, itself too."""
    grouped = _of_questions(first).filter(question__translation_group__isnull=False)
    others = listed().filter(question__translation_group__in=grouped.values("question__translation_group"))
    found: dict[Any, list[Answer]] = defaultdict(list)
    for group, *fields in others.values_list("question__translation_group", *FIELDS):
        found[group].append(Answer(*fields))
    return {
        row.question: tuple(
            sorted((other.language, sitemap_xml.addresses("answer", other.language)(other.slug)) for other in versions)
        )
        for versions in found.values()
        if len(versions) > 1
        for row in versions
    }


def _pages() -> Iterator[Place]:
    names: list[tuple[str, list[str]]] = [(name, []) for name in PAGES]
    names += [("about_page", [page]) for page in ABOUT_PAGES]
    for name, arguments in names:
        addresses = {}
        for language in LANGUAGES:
            with override(language):
                addresses[language] = settings.SITE_URL + reverse(name, args=arguments)
        yield from sitemap_xml.in_each_language(addresses)


def _browsed(kind: str, number: int) -> Iterator[Place]:
    if kind not in BROWSED:
        return
    address = {language: sitemap_xml.addresses(BROWSED[kind][2], language) for language in LANGUAGES}
    rows = sitemap_xml.rows_of_file(_in_languages(kind), number, ROWS_A_FILE)
    for slug, *is_there in rows.values_list("slug", *LOOKS):
        languages = [language for language, found in zip(LANGUAGES, is_there, strict=True) if found]
        yield from sitemap_xml.in_each_language({language: address[language](slug) for language in languages})


def _in_languages(kind: str) -> QuerySet[Any, Any]:
    """The rows of a kind that are there in some language, each with the languages in which it is."""
    rows, look, _address = BROWSED[kind]
    looks = {name: look(language) for name, language in zip(LOOKS, LANGUAGES, strict=True)}
    found: QuerySet[Any, Any] = rows().annotate(**looks).filter(reduce(or_, (Q(**{name: True}) for name in looks)))
    return found


def _names(language: str) -> IsNull:
    return has_any(ConditionListing.objects.public().in_language(language).filter(condition=OuterRef("pk")))


def _carries(language: str, **of_listing: object) -> IsNull:
    return has_any(TagListing.objects.public().filter(tag=OuterRef("pk"), language=language, **of_listing))


def _has(language: str, **of_row: OuterRef) -> IsNull:
    return has_any(Article.objects.public().filter(live_page__language=language, **of_row))


def _lists_causes(language: str, **of_row: OuterRef) -> IsNull:
    return has_any(Article.objects.public().listing_causes().filter(live_page__language=language, **of_row))


def _of_body_areas() -> Iterator[Place]:
    address = {language: sitemap_xml.addresses("body_causes", language) for language in LANGUAGES}
    areas = {language: with_table(language) for language in LANGUAGES}
    for area in BodyArea.values:
        yield from sitemap_xml.in_each_language(
            {language: address[language](area) for language in LANGUAGES if area in areas[language]}
        )


def _xml(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/xml; charset=utf-8")
