"""The two pages on which a chief editor says that a doctor retires or lost the licence, with what that will do."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles import leaving, permissions
from articles.admin.parts import editor_of
from articles.errors import Refused
from articles.models import Article
from articles.models.vocabulary import Status
from articles.reason_field import ReasonField
from articles.statuses import status_of
from doctors.models import Doctor
from healthqa.lib.forms import PlainTextForm

#: Titles listed on the page; the number of all is told.
SHOWN = 100


class NothingToFillIn(PlainTextForm):
    """Retiring asks for nothing."""


class LicenceForm(PlainTextForm):
    reason = ReasonField(
        label=gettext_lazy("reason"), widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )


def urls(site: AdminSite) -> list[URLPattern]:
    retire = site.admin_view(partial(_page, site=site, is_licence=False))
    licence = site.admin_view(partial(_page, site=site, is_licence=True))
    return [
        path("<int:pk>/retire/", retire, name="doctors_doctor_retire"),
        path("<int:pk>/licence-lost/", licence, name="doctors_doctor_licence_lost"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def _page(request: HttpRequest, pk: int, *, site: AdminSite, is_licence: bool) -> HttpResponse:
    if not permissions.can_verify_doctors(request.user):
        raise PermissionDenied
    doctor = get_object_or_404(Doctor, pk=pk)
    form = (LicenceForm if is_licence else NothingToFillIn)(request.POST if request.method == "POST" else None)
    said: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            _leave(request, doctor, form, is_licence=is_licence)
        except Refused as refused:
            said = refused
            form.add_error(None, str(refused))
        else:
            return HttpResponseRedirect(reverse("admin:doctors_doctor_change", args=[pk]))
    live = leaving.signed_by(doctor).filter(status=Status.PUBLISHED)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("The licence is lost") if is_licence else _("Retire this doctor"),
        "subtitle": str(doctor),
        "opts": Doctor._meta,
        "original": doctor,
        "form": form,
        "is_licence": is_licence,
        "live": live[:SHOWN],
        "live_count": live.count(),
        "signed_count": leaving.signed_by(doctor).count(),
    }
    status = status_of(said) if form.is_bound else 200
    return TemplateResponse(request, "admin/doctors/doctor/leave.html", context, status=status)


def _leave(request: HttpRequest, doctor: Doctor, form: forms.Form, *, is_licence: bool) -> None:
    editor = editor_of(request)
    if not is_licence:
        leaving.retire(doctor, by=editor)
        messages.success(request, _("%(doctor)s is retired and signs nothing more.") % {"doctor": doctor})
        return
    withdrawn = leaving.lose_licence(doctor, by=editor, reason=form.cleaned_data["reason"])
    sentence = ngettext(
        "Every signature is revoked. %(n)d page came down: %(titles)s",
        "Every signature is revoked. %(n)d pages came down: %(titles)s",
        len(withdrawn),
    )
    messages.warning(request, sentence % {"n": len(withdrawn), "titles": _titles(withdrawn)})


def _titles(articles: list[Article]) -> str:
    shown = " · ".join(article.question_text for article in articles[:SHOWN])
    return shown + (" …" if len(articles) > SHOWN else "")
