"""A doctor allows corrections of spelling, or stops them, and sees what was signed under that."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles import canonical, corrections, delegating, delegation
from articles.errors import Incomplete, Refused
from articles.models import Article, Signature
from articles.models.vocabulary import Role
from articles.spelling import Correction
from articles.statuses import status_of
from articles.views.desk import own_account, own_doctor
from doctors.models import Doctor

#: What was signed in a doctor's name, shown with its corrections: the last of it.
RECENT = 20


@dataclass(frozen=True, slots=True)
class Corrected:
    """A delegated signature with the corrections between the text that was read and its own."""

    signature: Signature
    corrections: tuple[Correction, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def spelling(request: HttpRequest) -> HttpResponse:
    doctor = own_doctor(request)
    if request.method != "POST":
        return _page(request, doctor)
    ends = request.POST.get("decision") == "end"
    try:
        if ends:
            delegating.revoke_permission(doctor, account=own_account(request))
        elif request.POST.get("decision") == "allow":
            delegating.allow_spelling(doctor, account=own_account(request))
        else:
            raise Incomplete("no-decision", _("Choose whether to allow corrections of spelling or to end that."))
    except Refused as refused:
        return _page(request, doctor, refused=refused, status=status_of(refused))
    done = _("From now on every change waits for you again. What was signed before stays signed.")
    messages.success(
        request, done if ends else _("You allow corrections of spelling now. You can end that at any time.")
    )
    return redirect("desk_spelling")


def corrected_for(doctor: Doctor) -> list[Corrected]:
    """What was signed for this doctor by delegation, the last first. A fixed number of queries."""
    texts = Article.objects.with_text()
    rows = Signature.objects.filter(doctor=doctor, role=Role.DELEGATED).order_by("-pk")[:RECENT]
    return [
        _corrected(row)
        for row in rows.prefetch_related(Prefetch("article", texts), Prefetch("read_signature__article", texts))
    ]


def _corrected(row: Signature) -> Corrected:
    if row.read_signature is None or row.article.is_redacted or row.read_signature.article.is_redacted:
        return Corrected(row, ())
    old, new = canonical.blocks_of(row.read_signature.article), canonical.blocks_of(row.article)
    return Corrected(row, corrections.between(old, new))


def _page(request: HttpRequest, doctor: Doctor, *, refused: Refused | None = None, status: int = 200) -> HttpResponse:
    context = {
        "doctor": doctor,
        "permission": doctor.standing_permissions.open().first(),
        "counts": delegation.permission_of(doctor) is not None,
        "corrected": corrected_for(doctor),
        "refused": refused,
    }
    return render(request, "desk/spelling.html", context, status=status)
