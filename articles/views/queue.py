"""The first page of a doctor's desk: what waits for them, what waits for those they stand in for, what falls due."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles import deputising, due, forecasting, heard, permissions, reading, renewing, signing
from articles.errors import Refused
from articles.models import Article, Signature
from articles.views.desk import own_account, own_doctor
from healthqa.lib.http import safe_methods_only

RECENT = 20
#: Texts shown of each doctor one stands in for.
LEFT = 20


@safe_methods_only
@never_cache
@login_required
def queue(request: HttpRequest) -> HttpResponse:
    doctor = own_doctor(request)
    signed = Signature.objects.valid().filter(doctor=doctor).select_related("article__question").order_by("-pk")
    context = {
        "doctor": doctor,
        "reported": heard.reported_to(doctor),
        "waiting": reading.queue_of(doctor),
        "signed": signed[:RECENT],
        "left": [(absent, list(signing.queue_for(absent)[:LEFT])) for absent in deputising.absent_for(doctor)],
        "due": due.page_of(due.live(doctor=doctor).filter(due.now()), size=RECENT).rows,
        "forecast": forecasting.of_doctor(doctor),
        "notes": deputising.notes_on(doctor),
    }
    return render(request, "desk/queue.html", context)


@require_http_methods(["POST"])
@never_cache
@login_required
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """The words of a live answer whose review is due come before the doctor again, as the next edition."""
    doctor = own_doctor(request)
    live = Article.objects.public().filter(pk=pk).select_related("question").first()
    if live is None or not permissions.is_put_before(doctor, live):
        raise Http404
    try:
        asked = renewing.renew(live.question, by=own_account(request))
    except Refused as refused:
        messages.warning(request, str(refused))
        return redirect("desk")
    return redirect("desk_article", pk=asked.pk)
