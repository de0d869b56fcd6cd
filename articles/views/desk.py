"""The doctor's desk: what waits for a signature, the whole text as readers will see it, one decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles import (
    canonical,
    commenting,
    due,
    heard,
    live_pages,
    page_sources,
    permissions,
    reading,
    revoking,
    signing,
    stating,
)
from articles.errors import Refused
from articles.models import Article, Signature, SigningLink
from articles.models.vocabulary import BEFORE_DOCTORS, Status, Verdict
from articles.reason_field import ReasonField
from articles.statuses import status_of
from articles.views.decision import DecisionForm
from doctors.models import Doctor
from healthqa.lib.forms import PlainTextForm


class ReasonForm(PlainTextForm):
    reason = ReasonField(label=gettext_lazy("Reason"))


class CommentForm(PlainTextForm):
    """A remark on quoted words; the verb says what is wrong with them."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    quote = forms.CharField(
        label=gettext_lazy("The words you mean"),
        help_text=gettext_lazy("Copy them from the text, a few words are enough."),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
    )
    text = forms.CharField(label=gettext_lazy("Your comment"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "comment-%s", **kwargs})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def article(request: HttpRequest, pk: int) -> HttpResponse:
    doctor = own_doctor(request)
    found = put_before(request, pk, doctor)
    if found is None and request.method != "POST":
        messages.warning(request, _("An editor is changing this text, so nothing was signed. You will be asked again."))
        return redirect("desk")
    if found is None:
        return _taken_back(request)
    if request.method != "POST":
        return text_page(request, found, doctor)
    form = DecisionForm(request.POST, doctor=doctor, article=found)
    if not form.is_valid():
        return text_page(request, found, doctor, form=form, status=status_of(None))
    try:
        _decide(found, doctor, request, form)
    except Refused as refused:
        fresh = Article.objects.with_text().get(pk=found.pk)
        if fresh.status == Status.DRAFT:
            return _taken_back(request)
        return text_page(request, fresh, doctor, form=form, refused=refused, status=status_of(refused))
    if form.signs:
        return redirect("desk_article", pk=pk)
    messages.success(request, _("Sent back to the editors with your words. You will be asked again."))
    return redirect("desk")


@require_http_methods(["POST"])
@never_cache
@login_required
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    doctor = own_doctor(request)
    found = put_before(request, pk, doctor)
    if found is None:
        raise Http404
    form = CommentForm(request.POST)
    if not form.is_valid():
        return text_page(request, found, doctor, comment_form=form, status=status_of(None))
    try:
        commenting.comment(found, account=own_account(request), **form.cleaned_data)
    except Refused as refused:
        fresh = Article.objects.with_text().get(pk=found.pk)
        form = CommentForm({**form.cleaned_data, "digest": canonical.digest_of(fresh)})  # what was typed stays
        form.add_error(None, str(refused))
        return text_page(request, fresh, doctor, comment_form=form, status=status_of(refused))
    messages.success(request, _("Your comment is with the editors. The text still waits for your decision."))
    return redirect("desk_article", pk=pk)


@require_http_methods(["POST"])
@never_cache
@login_required
def withdraw_name(request: HttpRequest, pk: int) -> HttpResponse:
    doctor = own_doctor(request)
    found = put_before(request, pk, doctor)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return text_page(request, found, doctor, reason_form=form, status=status_of(None))
    try:
        revoking.revoke(found, doctor=doctor, reason=form.cleaned_data["reason"], account=own_account(request))
    except Refused as refused:
        return text_page(request, found, doctor, reason_form=form, refused=refused, status=status_of(refused))
    return redirect("desk_article", pk=pk)


def own_account(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def own_doctor(request: HttpRequest) -> Doctor:
    doctor = permissions.doctor_of(request.user)
    if doctor is None:
        raise PermissionDenied
    return doctor


def put_before(request: HttpRequest, pk: int, doctor: Doctor) -> Article | None:
    """The edition, if this doctor may read it here; None where it is a draft again; else 404."""
    found = Article.objects.visible_to(request.user).with_text().filter(pk=pk).first()
    if found is not None and permissions.can_read_for_signing(request.user, found):
        return found
    asked_before = Article.objects.filter(pk=pk, status=Status.DRAFT, requested_at__isnull=False).first()
    if asked_before and permissions.is_put_before(doctor, asked_before):
        return None
    raise Http404


def _taken_back(request: HttpRequest) -> HttpResponse:
    """A decision that came too late: the text is a draft, whose words no doctor sees. What was typed is shown again."""
    return render(request, "desk/taken_back.html", {"typed": typed_words(request)}, status=409)


def typed_words(request: HttpRequest) -> list[str]:
    """What a doctor wrote into the decision or a remark, for a page that cannot take it."""
    fields = ("conflict_statement", "comment", "quote", "text")
    return [words for name in fields if (words := request.POST.get(name, "").strip())]


def _decide(found: Article, doctor: Doctor, request: HttpRequest, form: DecisionForm) -> None:
    given = form.cleaned_data
    account = own_account(request)
    if form.signs:
        words = {name: given[name] for name in ("attested", "conflict_statement", "comment")}
        signing.sign(found, doctor=doctor, digest=given["digest"], account=account, **words)
    else:
        signing.request_changes(found, doctor=doctor, comment=given["comment"], digest=given["digest"], account=account)


def text_page(
    request: HttpRequest,
    found: Article,
    doctor: Doctor,
    *,
    form: DecisionForm | None = None,
    reason_form: ReasonForm | None = None,
    comment_form: CommentForm | None = None,
    refused: Refused | None = None,
    status: int = 200,
    template: str = "desk/article.html",
) -> HttpResponse:
    """The text as readers will see it, and below it what this doctor can do with it now."""
    own = Signature.objects.filter(article=found, doctor=doctor).order_by("pk").last()
    signed = Signature.objects.valid().filter(article=found, doctor=doctor).last()
    digest = canonical.digest_of(found)
    may_sign = signed is None and found.status in BEFORE_DOCTORS
    page = live_pages.content_of(found, signatures=page_sources.signatures_of([found]))
    said = heard.of(found)
    context: dict[str, Any] = {
        "page": page,
        "said": said,
        "said_of_other_parts": heard.put_beside(page, found, said),
        "live": None,
        "related": [],
        "article": found,
        "form": _decision_form(form, doctor, found, digest, anew=refused is not None),
        "reason_form": reason_form or ReasonForm(),
        "comment_form": comment_form or CommentForm(initial={"digest": digest}),
        "comments": found.comments.filter(author=doctor.user_id, resolved_at=None),
        "refused": refused,
        "disagrees": may_sign and stating.disagree(doctor.conflicts_of_interest, found.disclosure),
        "signed": signed,
        "due": _due(found, doctor) if signed else None,
        "revoked": own is not None and own.verdict == Verdict.REVOKED,
        "may_sign": may_sign,
        "reading": reading.reading_of(found, doctor) if may_sign else None,
        "link": SigningLink.objects.open().filter(article=found, doctor=doctor).first() if may_sign else None,
    }
    return render(request, template, context, status=status)


def _due(found: Article, doctor: Doctor) -> due.Due | None:
    """The review of this live text, where this doctor is the one to read it again now."""
    if found.status != Status.PUBLISHED:
        return None
    rows = due.page_of(due.live(doctor=doctor).filter(due.now(), article=found), size=1).rows
    return rows[0] if rows else None


def _decision_form(
    form: DecisionForm | None, doctor: Doctor, found: Article, digest: str, *, anew: bool
) -> DecisionForm:
    """The form for the text of this digest. With `anew` what was typed stays, and the new text is attested anew."""
    if form is None:
        return DecisionForm(initial={"digest": digest}, doctor=doctor, article=found)
    if anew:
        form.data = {**form.data.dict(), "attested": [], "digest": digest}  # type: ignore[attr-defined]
        form.disclosure = found.disclosure.strip()
    return form
