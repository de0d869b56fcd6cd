"""“Reviews due”, for chief editors: what has to be read again, by whom, and how much of it is to come."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from articles import due, forecasting, permissions, renewing
from articles.admin.parts import editor_of
from articles.due import PAGE, Band
from articles.errors import Refused
from articles.models import Article
from doctors.models import Department, Doctor
from healthqa.lib.text import keys_in, number_in


def urls(site: AdminSite) -> list[URLPattern]:
    view = site.admin_view(partial(_page, site=site))
    return [path("reviews-due/", view, name="articles_article_reviews_due")]


@require_http_methods(["GET", "HEAD", "POST"])
def _page(request: HttpRequest, *, site: AdminSite) -> HttpResponse:
    if not permissions.may_plan_reviews(request.user):
        raise PermissionDenied
    if request.method == "POST":
        _ask_again(request)
        return HttpResponseRedirect(request.get_full_path())
    doctor = Doctor.objects.filter(pk=_key(request, "doctor")).first()
    department = Department.objects.filter(pk=_key(request, "department")).first()
    band = Band(request.GET["band"]) if request.GET.get("band") in Band.values else None
    pages = due.live(doctor=doctor, department=department)
    shown = due.page_of(pages, band, after=request.GET.get("after", ""))
    together, each = forecasting.of_all()
    chosen = {"doctor": doctor.pk if doctor else "", "department": department.pk if department else ""}
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Reviews due"),
        "opts": Article._meta,
        "shown": shown,
        "band": band,
        "bands": [(one, number, _query(band=one.value, **chosen)) for one, number in due.counts(pages).items()],
        "all_bands": _query(**chosen),
        "next": _query(band=band.value if band else "", after=shown.after, **chosen) if shown.after else "",
        "doctor": doctor,
        "department": department,
        "doctors": due.by_doctor(),
        "departments": due.by_department(),
        "lapsing": due.lapsing(),
        "forecast": together,
        "forecasts": each,
        "may_start": permissions.may_start_edition(request.user),
    }
    return TemplateResponse(request, "admin/articles/article/reviews_due.html", context)


def _ask_again(request: HttpRequest) -> None:
    """Put the words of each ticked answer before its doctors once more, each in a transaction of its own."""
    keys = keys_in(request.POST.getlist("article"))
    editor = editor_of(request)
    for article in Article.objects.public().filter(pk__in=keys[:PAGE]).select_related("question").order_by("pk"):
        try:
            asked = renewing.renew(article.question, by=editor)
        except Refused as refused:
            messages.error(request, f"{article.question_text}: {refused}")
        else:
            sentence = _("“%(question)s”: edition %(n)d has the same words and is before its doctors.")
            messages.success(request, sentence % {"question": asked.question_text, "n": asked.edition})
    if not keys:
        messages.warning(request, _("Nothing was ticked, so nobody was asked."))


def _key(request: HttpRequest, name: str) -> int:
    """A key from the address; 0, which no row has, for anything else."""
    return number_in(request.GET.get(name, "")) or 0


def _query(**values: object) -> str:
    return "?" + urlencode({name: str(value) for name, value in values.items() if value})
