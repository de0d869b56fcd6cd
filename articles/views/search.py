"""Search: the page of results, and what a reader may mean while still typing."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language

from articles import red_flags
from articles import search as engine
from articles.counting_zero_hits import count_zero_hit
from articles.models.vocabulary import LifeStage, QuestionKind
from articles.search.results import Asked, Choice, Filter, Found
from articles.suggestion_list import LONGEST as LONGEST_SUGGESTED
from articles.suggestion_list import suggestions_for, way_to_help
from articles.views.departments import departments_in
from articles.views.emergencies import card_languages
from healthqa.lib.http import after_sending, public_page, safe_methods_only
from healthqa.lib.paging import Page, given_number, query_of
from healthqa.lib.scripts import language_of
from healthqa.lib.text import one_line

LONGEST = 200
LONGEST_SLUG = 160
DEPARTMENTS = 60
#: Seconds a browser may show a list of suggestions again without asking; nothing between it and the portal keeps one.
FRESH = 30
FILTERS = ("department", "audience", "kind", "doctor")


@public_page
def search(request: HttpRequest) -> HttpResponse:
    asked = asked_in(request)
    found = engine.search(asked) if asked.text else Found()
    flags = red_flags.raised_by_search(asked.text, found.corrected)
    alarm = {"is_of_mind": red_flags.is_of_mind(flags), "codes": card_languages(asked.text) if flags else ()}
    context = {"q": asked.text} if alarm["is_of_mind"] else shown(asked, found)
    response = render(request, "search.html", context | alarm)
    response.headers["X-Robots-Tag"] = "noindex"
    if not alarm["is_of_mind"] and is_missed(request, asked, found):
        after_sending(response, partial(count_zero_hit, asked.text, language_of(asked.text, asked.language)))
    return response


@safe_methods_only
def suggest(request: HttpRequest) -> HttpResponse:
    """What fits the words; words of an emergency lead to its card alone, and to nothing harmless."""
    text = one_line(request.GET.get("q", ""), longest=LONGEST)
    language = get_language() or settings.LANGUAGE_CODE
    is_alarm = bool(red_flags.raised_by_search(text))
    listed = way_to_help(text, language) if is_alarm else suggestions_for(text[:LONGEST_SUGGESTED], language)
    response = JsonResponse(listed)
    response.headers["Cache-Control"] = f"private, max-age={FRESH}"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def asked_in(request: HttpRequest) -> Asked:
    """What the address asks for; a value that no filter can have is left out."""
    given = {name: request.GET.get(name, "").replace("\0", "").strip() for name in FILTERS}
    return Asked(
        text=one_line(request.GET.get("q", ""), longest=LONGEST),
        language=get_language() or settings.LANGUAGE_CODE,
        department=given["department"] if len(given["department"]) <= LONGEST_SLUG else "",
        audience=given["audience"] if given["audience"] in LifeStage.values else "",
        kind=given["kind"] if given["kind"] in QuestionKind.values else "",
        doctor=given["doctor"] if len(given["doctor"]) <= LONGEST_SLUG else "",
        exactly=request.GET.get("exactly") == "1",
        page=given_number(request) or 1,  # a search is never an error, whatever is sent
    )


def shown(asked: Asked, found: Found) -> dict[str, Any]:
    chosen = {name: value for name in FILTERS if (value := getattr(asked, name))}
    words = {"q": asked.text} | ({"exactly": "1"} if asked.exactly else {})
    has_missed = bool(asked.text) and not found.total
    return {
        "q": asked.text,
        "asked": asked,
        "found": found,
        "at_least": f"{found.total:,}",
        "page": Page(found.hits, asked.page, found.has_next, query=query_of(words | chosen)),
        "filters": [listed(one, chosen.get(one.name, "")) for one in found.filters],
        "chosen": chosen,
        "unfiltered": query_of(words).removesuffix("&"),
        "literally": query_of({"q": asked.text, "exactly": "1"} | chosen).removesuffix("&"),
        "to_ask": query_of({"q": asked.text}).removesuffix("&"),
        "nearest": engine.nearest_conditions(asked.text, asked.language) if has_missed and not chosen else (),
        "departments": [] if asked.text else departments_in(asked.language)[:DEPARTMENTS],
    }


def listed(one: Filter, value: str) -> Filter:
    """The filter with what was chosen among its choices, also where no hit has it."""
    if not value or any(choice.is_chosen for choice in one.choices):
        return one
    return Filter(one.name, (*one.choices, Choice(value, value, 0, is_chosen=True)))


def is_missed(request: HttpRequest, asked: Asked, found: Found) -> bool:
    """Whether a person looked for something that is not here, or maybe not, and it may be counted."""
    is_found = found.says_nothing or (found.total > 0 and not found.is_guessed)
    if is_found or not asked.text or asked.page > 1 or any(getattr(asked, name) for name in FILTERS):
        return False
    is_asked_for = request.method == "GET" and "prefetch" not in request.headers.get("Sec-Purpose", "")
    return is_asked_for and not settings.READ_ONLY
