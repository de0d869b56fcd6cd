"""What waits for a doctor on leave, as their deputy reads it: comment, or take it over and sign in one's own name."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles import canonical, commenting, deputising, live_pages, reassigning
from articles.errors import Refused
from articles.models import Article
from articles.models.vocabulary import Status
from articles.statuses import status_of
from articles.views.desk import CommentForm, own_account, own_doctor
from doctors.models import Doctor
from healthqa.lib.http import safe_methods_only


@safe_methods_only
@never_cache
@login_required
def text(request: HttpRequest, pk: int) -> HttpResponse:
    deputy, found, absent = _left_to(request, pk)
    return _page(request, deputy, found, absent)


@require_http_methods(["POST"])
@never_cache
@login_required
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    deputy, found, absent = _left_to(request, pk)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, deputy, found, absent, form=form, status=status_of(None))
    try:
        commenting.comment(found, account=own_account(request), **form.cleaned_data)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _page(request, deputy, found, absent, form=form, status=status_of(refused))
    messages.success(request, _("Your comment is with the editors."))
    return redirect("desk_deputy", pk=pk)


@require_http_methods(["POST"])
@never_cache
@login_required
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    deputy, found, absent = _left_to(request, pk)
    try:
        reassigning.take_over(found, deputy=deputy, account=own_account(request))
    except Refused as refused:
        return _page(request, deputy, found, absent, refused=refused, status=status_of(refused))
    messages.success(request, _("This text is yours now. Read it and sign it in your own name."))
    return redirect("desk_article", pk=pk)


def _left_to(request: HttpRequest, pk: int) -> tuple[Doctor, Article, Doctor]:
    """The deputy, the text, and the doctor on leave it waits for; 404 where it waits for nobody they stand in for."""
    deputy = own_doctor(request)
    found = Article.objects.visible_to(request.user).with_text().filter(pk=pk).first()
    absent = deputising.absent_before(deputy, found) if found is not None else None
    if found is None or absent is None:
        raise Http404
    return deputy, found, absent


def _page(
    request: HttpRequest,
    deputy: Doctor,
    found: Article,
    absent: Doctor,
    *,
    form: CommentForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    digest = canonical.digest_of(found)
    if form is not None and form.is_bound:  # what was typed stays; the text is the one shown now
        form.data = {**form.data.dict(), "digest": digest}  # type: ignore[attr-defined]
    context: dict[str, Any] = {
        "page": live_pages.content_of(found, signatures=list(found.signatures.valid().order_by("pk"))),
        "live": None,
        "related": [],
        "article": found,
        "doctor": deputy,
        "absent": absent,
        "is_byline": absent.pk == found.doctor_id,
        "may_take_over": found.status == Status.IN_REVIEW,
        "comment_form": form or CommentForm(initial={"digest": digest}),
        "comments": found.comments.filter(author=deputy.user_id, resolved_at=None),
        "refused": refused,
    }
    return render(request, "desk/deputy.html", context, status=status)
