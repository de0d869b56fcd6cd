"""The public corrections of all answers, the newest first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles import errata
from healthqa.lib.paging import Page, page_of
from healthqa.lib.shared_caches import cached_page

CORRECTIONS_A_PAGE = 20


@cached_page("page")
def corrections(request: HttpRequest) -> HttpResponse:
    periods = page_of(request, errata.periods(), CORRECTIONS_A_PAGE, choices={})
    page = Page(errata.errata(periods.rows), periods.number, has_next=periods.has_next)
    return render(request, "corrections.html", {"page": page})
