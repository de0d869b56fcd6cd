"""Erasing words in two steps by two persons: a page that asks for it, and one that shows what goes and decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import canonical, permissions, redacting
from articles.admin.parts import editor_of
from articles.errors import NotAllowed, Refused
from articles.models import Article
from articles.models.vocabulary import Status
from articles.reason_field import ReasonField
from articles.statuses import status_of
from healthqa.lib.forms import PlainTextForm

#: Other editions named on the page that decides.
SHOWN = 20


class AskForm(PlainTextForm):
    reason = ReasonField(
        label=gettext_lazy("reason"), widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )


class RefuseForm(PlainTextForm):
    reason = ReasonField(
        label=gettext_lazy("why the words stay"), widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
    )


class ConfirmForm(PlainTextForm):
    sure = forms.BooleanField(
        label=gettext_lazy("I have read what goes. It cannot be brought back."),
        error_messages={"required": gettext_lazy("Tick this when you have read what goes.")},
    )


@dataclass(frozen=True, slots=True)
class Step:
    """A button on the page of an edition."""

    title: str | Promise
    url_name: str
    danger: bool = True


ASK = Step(gettext_lazy("Ask to erase the words"), "admin:articles_article_erase_ask")
DECIDE = Step(gettext_lazy("Decide on the erasure"), "admin:articles_article_erase")


def offered(user: User, article: Article) -> Iterator[Step]:
    """The next step towards an erasure, for who may take it. An edition that may be live again is not among them."""
    ended = article.status in (Status.SUPERSEDED, Status.WITHDRAWN) and not article.is_redacted
    if permissions.may_redact(user) and ended:
        yield DECIDE if article.redactions.waiting().exists() else ASK


def urls(site: AdminSite) -> list[URLPattern]:
    ask = site.admin_view(partial(_ask_page, site=site))
    decide = site.admin_view(partial(_decide_page, site=site))
    return [
        path("<int:pk>/erase/ask/", ask, name="articles_article_erase_ask"),
        path("<int:pk>/erase/", decide, name="articles_article_erase"),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def _ask_page(request: HttpRequest, pk: int, *, site: AdminSite) -> HttpResponse:
    chief, article = _asked(request, pk)
    form = AskForm(request.POST if request.method == "POST" else None)
    said: Refused | None = None
    if form.is_bound and form.is_valid():
        try:
            redacting.ask_redaction(article, chief=chief, reason=form.cleaned_data["reason"])
        except Refused as refused:
            said = refused
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Asked. Nothing is erased before another chief editor confirms it."))
            return _to(article)
    return _page(request, site, article, {"form": form, "title": ASK.title, "is_question": True}, said)


@require_http_methods(["GET", "HEAD", "POST"])
def _decide_page(request: HttpRequest, pk: int, *, site: AdminSite) -> HttpResponse:
    second, article = _asked(request, pk)
    asked = article.redactions.waiting().select_related("asked_by").first()
    if asked is None:
        messages.warning(request, _("Nobody asked for these words to be erased, or it was decided meanwhile."))
        return _to(article)
    refuses = "refuse" in request.POST
    confirm = ConfirmForm(request.POST if request.method == "POST" and not refuses else None)
    refuse = RefuseForm(request.POST if refuses else None)
    form: forms.Form = refuse if refuses else confirm
    said: Refused | None = None
    if form.is_bound and form.is_valid():
        said = _refused(request, article, second, form)
        if said is None:
            return _to(article)
    more = {
        "title": DECIDE.title,
        "asked": asked,
        "form": form,
        "confirm": confirm,
        "refuse": refuse,
        "is_asker": redacting.same_human(asked.asked_by, second),
    }
    return _page(request, site, article, more, said)


def _refused(request: HttpRequest, article: Article, second: User, form: forms.Form) -> Refused | None:
    """Decide as the form says; what the verb said where it did not."""
    try:
        if isinstance(form, RefuseForm):
            redacting.refuse_redaction(article, second=second, reason=form.cleaned_data["reason"])
            messages.success(request, _("The words stay. Your reason is kept."))
        else:
            redacting.redact(article, second=second)
            messages.success(request, _("The words are erased. docs/deploy.md says what is left to do on the server."))
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        form.add_error(None, str(refused))
        return refused
    return None


def _asked(request: HttpRequest, pk: int) -> tuple[User, Article]:
    user = editor_of(request)
    if not permissions.may_redact(user):
        raise PermissionDenied
    return user, get_object_or_404(Article.objects.visible_to(user).with_text(), pk=pk)


def _to(article: Article) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[article.pk]))


def _page(
    request: HttpRequest, site: AdminSite, article: Article, more: dict[str, Any], said: Refused | None
) -> HttpResponse:
    others = redacting.others_with_words(article)
    context = {
        **site.each_context(request),
        "subtitle": str(article),
        "opts": Article._meta,
        "original": article,
        "parts": len(canonical.blocks_of(article)),
        "comments": article.comments.count(),
        "others": others[:SHOWN],
        "others_count": others.count(),
        **more,
    }
    status = status_of(said) if more["form"].is_bound else 200
    return TemplateResponse(request, "admin/articles/article/erase.html", context, status=status)
