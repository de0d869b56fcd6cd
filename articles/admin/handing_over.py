"""Giving bylines to another doctor: one from its edition, or many at once from the doctor who has them now."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import permissions, reassigning
from articles.admin.parts import editor_of
from articles.errors import NotAllowed
from articles.models import Article, Question
from articles.models.vocabulary import OPEN, Status
from articles.reassigning import MOST_AT_ONCE, Outcome
from doctors.models import Doctor
from healthqa.lib.forms import PlainTextForm
from healthqa.lib.text import keys_in


class ToForm(PlainTextForm):
    """Which doctor gets the byline; whether that can be is said by the plan and the verb."""

    to = forms.ModelChoiceField(label=gettext_lazy("new doctor"), queryset=Doctor.objects.none())

    def __init__(self, *args: Any, article: Article | None = None, doctor: Doctor | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        leaving = doctor.pk if doctor else article.doctor_id if article else None
        field.queryset = reassigning.may_take().exclude(pk=leaving or 0)


def may_hand_over(user: User, article: Article) -> bool:
    """Offered on the edition on its way, and on the live one while there is none."""
    if not permissions.may_reassign(user) or article.status not in (*OPEN, Status.PUBLISHED):
        return False
    return not Article.objects.filter(
        question=article.question_id, edition__gt=article.edition, status__in=OPEN
    ).exists()


def hand_over(article: Article, editor: User, given: dict[str, Any]) -> Article:
    return reassigning.reassign(article.question, to=given["to"], editor=editor).article or article


def urls(site: AdminSite) -> list[URLPattern]:
    view = site.admin_view(partial(_page, site=site))
    return [path("<int:pk>/hand-over/", view, name="doctors_doctor_hand_over")]


@require_http_methods(["GET", "HEAD", "POST"])
def _page(request: HttpRequest, pk: int, *, site: AdminSite) -> HttpResponse:
    """First the new doctor is chosen, then the page says what will happen, then it is done and told."""
    editor = editor_of(request)
    if not permissions.may_reassign(editor):
        raise PermissionDenied
    doctor = get_object_or_404(Doctor, pk=pk)
    given = request.POST if request.method == "POST" else request.GET
    form = ToForm(given if "to" in given else None, doctor=doctor)
    to: Doctor | None = form.cleaned_data["to"] if form.is_valid() else None
    planned: list[Outcome] = []
    done: list[Outcome] = []
    if to is not None and request.method == "POST":
        done = _hand_over(request, doctor, to)
    elif to is not None:
        planned = reassigning.plan(reassigning.questions_of(doctor)[:MOST_AT_ONCE], of=doctor, to=to)
    left = reassigning.questions_of(doctor)
    context = {
        **site.each_context(request),
        "title": _("Hand over bylines"),
        "subtitle": str(doctor),
        "opts": Doctor._meta,
        "original": doctor,
        "form": form,
        "to": to,
        "planned": planned,
        "may_do": any(outcome.done for outcome in planned),
        "done": done,
        "left": min(len(left), MOST_AT_ONCE),
        "more": len(left) > MOST_AT_ONCE,
    }
    return TemplateResponse(request, "admin/doctors/doctor/hand_over.html", context)


def _hand_over(request: HttpRequest, doctor: Doctor, to: Doctor) -> list[Outcome]:
    """Only what was ticked on the page, which said what would become of it."""
    keys = keys_in(request.POST.getlist("question"))
    questions = Question.objects.filter(pk__in=keys[:MOST_AT_ONCE]).order_by("pk")
    try:
        outcomes = reassigning.hand_over(questions, of=doctor, to=to, editor=editor_of(request))
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    if not outcomes:
        messages.warning(request, _("Nothing was ticked, so nothing was handed over."))
    return outcomes
