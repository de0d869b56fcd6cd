"""A doctor's own leave: from when, until when, and who stands in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles import deputising, reassigning, taking_leave
from articles.errors import Refused
from articles.statuses import status_of
from articles.views.desk import own_account, own_doctor
from doctors.models import Doctor
from healthqa.lib.forms import PlainTextForm


class LeaveForm(PlainTextForm):
    """Days and a deputy; whether they can be is said by the verb."""

    first = forms.DateField(label=gettext_lazy("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    last = forms.DateField(label=gettext_lazy("Last day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    deputy = forms.ModelChoiceField(
        label=gettext_lazy("Who stands in for you"),
        help_text=gettext_lazy("They read what waits for you and may take it over, in their own name."),
        queryset=Doctor.objects.none(),
        empty_label=gettext_lazy("nobody"),
        required=False,
    )

    def __init__(self, *args: Any, doctor: Doctor, **kwargs: Any) -> None:
        given = {"first": doctor.leave_from, "last": doctor.leave_until, "deputy": doctor.deputy_id}
        super().__init__(*args, **{"initial": given, **kwargs})
        self.fields["deputy"].queryset = reassigning.may_take().exclude(pk=doctor.pk)  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def leave(request: HttpRequest) -> HttpResponse:
    doctor = own_doctor(request)
    if request.method != "POST":
        return _page(request, doctor, LeaveForm(doctor=doctor))
    form = LeaveForm(request.POST, doctor=doctor)
    if not form.is_valid():
        return _page(request, doctor, form, status=status_of(None))
    given: dict[str, dt.date | Doctor | None] = form.cleaned_data
    try:
        taking_leave.take_leave(doctor, by=own_account(request), **given)  # type: ignore[arg-type]
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, doctor, form, status=status_of(refused))
    messages.success(request, _("Your leave is entered. Nobody asks you for a signature on those days."))
    return redirect("desk_leave")


@require_http_methods(["POST"])
@never_cache
@login_required
def end(request: HttpRequest) -> HttpResponse:
    try:
        taking_leave.end_leave(own_doctor(request), by=own_account(request))
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("Your leave is over. What waits for you is on your desk."))
    return redirect("desk")


def _page(request: HttpRequest, doctor: Doctor, form: LeaveForm, *, status: int = 200) -> HttpResponse:
    context = {"doctor": doctor, "form": form, "notes": deputising.notes_on(doctor)}
    return render(request, "desk/leave.html", context, status=status)
