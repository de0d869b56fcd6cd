"""The way from a mail's link to one signed text, for a doctor who is not signed in. docs/decisions/0013 says why so.

The door asks for a second factor and changes nothing by being opened. What it opens is one text, in this session, for
half an hour; every other page of the desk and the admin goes on asking who is signed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from articles import canonical, commenting, permissions, signing_links
from articles.errors import Refused, StaleText
from articles.models import Article, Signature, SigningLink
from articles.statuses import status_of
from articles.views.decision import DecisionForm
from articles.views.desk import CommentForm, text_page, typed_words
from healthqa.lib.forms import PlainTextForm
from healthqa.lib.http import safe_methods_only
from healthqa.second_factor import asking, rules
from healthqa.second_factor.forms import LONGEST_CODE

View = Callable[..., HttpResponse]

HELD = "signing_link"
OPEN_FOR = dt.timedelta(minutes=30)


class CodeForm(PlainTextForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}),
    )


def form_without_referrer(view: View) -> View:
    """CSRF protection for a page that sends no referrer: its forms say `Origin: null`, which Django refuses.

    The secret of form and cookie is compared as everywhere, and who does not know the address has no form to send.
    """
    protected = csrf_protect(view)

    # Exempt from the middleware's check only because `protected` makes the same check one step later, with the origin
    # put right; a form without its token gets 403 as everywhere (tests/articles/pages/test_methods.py).
    @csrf_exempt
    @wraps(view)
    def inner(request: HttpRequest, *args: Any) -> HttpResponse:
        if request.META.get("HTTP_ORIGIN") == "null":
            request.META["HTTP_ORIGIN"] = f"{request.scheme}://{request.get_host()}"
        response = protected(request, *args)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return inner


def unlisted(view: View) -> View:
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return inner


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
@form_without_referrer
def door(request: HttpRequest) -> HttpResponse:
    """The address in the mail. The key is in its query, which no log of ours keeps. Mail scanners open it too."""
    link = signing_links.find(request.GET.get("key", ""))
    if link is None:
        return _ended(request)
    if request.method != "POST":
        return _door(request, link)
    asked = request.POST.get("ask", "")
    try:
        if asked == "code":
            signing_links.send_code(link)
            return _door(request, link, told=_("A code is on its way to your mailbox. It works for ten minutes."))
        if asked == "passkey":
            return _door(request, link, options=asking.passkey_options(link.account))
        return _unlock(request, link)
    except Refused as refused:
        return _ended(request) if refused.code == "link-ended" else _door(request, link, refused=refused)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@unlisted
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """The one text, as on the desk, and the decision, which uses the link up."""
    link, found = _opened(request, pk)
    if link is None or found is None:
        return _ended(request, link)
    if request.method != "POST":
        return _text(request, found, link)
    form = DecisionForm(request.POST, doctor=link.doctor, article=found)
    if not form.is_valid():
        return _text(request, found, link, form=form, status=status_of(None))
    try:
        given = _decide(link, form)
    except Refused as refused:
        if isinstance(refused, StaleText) or refused.code == "link-ended":
            return _ended(request, link)
        return _text(request, found, link, form=form, refused=refused, status=status_of(refused))
    _hold(request, done=given.pk)
    return redirect("signing_link_done")


@require_http_methods(["POST"])
@never_cache
@unlisted
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """A remark on quoted words, as on the desk. It leaves the link as it is: the text still waits for the decision."""
    link, found = _opened(request, pk)
    if link is None or found is None:
        return _ended(request, link)
    form = CommentForm(request.POST)
    if not form.is_valid():
        return _text(request, found, link, comment_form=form, status=status_of(None))
    try:
        commenting.comment(found, account=link.account, **form.cleaned_data)
    except StaleText:
        return _ended(request, link)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _text(request, found, link, comment_form=form, status=status_of(refused))
    return redirect(reverse("signing_link_text", args=[pk]) + "#comments-title")


@safe_methods_only
@never_cache
@unlisted
def done(request: HttpRequest) -> HttpResponse:
    given = Signature.objects.select_related("article__question").filter(pk=_held(request).get("done", 0)).first()
    return render(request, "desk/link_done.html", {"given": given}) if given else _ended(request)


@require_http_methods(["POST"])
@never_cache
@unlisted
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """The doctor ends the link without a decision, from the page that it opened."""
    link = signing_links.still_open(pk) if _holds(request, pk) else None
    if link is not None:
        signing_links.revoke_link(link, by=link.account)
        request.session.flush()
    return _ended(request, closed=link is not None)


@require_http_methods(["POST"])
@never_cache
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """The doctor ends the link to an edition, signed in at the desk."""
    doctor = permissions.doctor_of(request.user)
    if doctor is None or doctor.user is None:
        raise Http404
    link = get_object_or_404(SigningLink, article=pk, doctor=doctor, ended_at=None)
    try:
        signing_links.revoke_link(link, by=doctor.user)
    except Refused as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, _("The signing link is revoked: it opens nothing any more."))
    return redirect("desk_article", pk=pk)


def _door(
    request: HttpRequest,
    link: SigningLink,
    *,
    told: str = "",
    refused: Refused | None = None,
    options: dict[str, Any] | None = None,
) -> HttpResponse:
    """Who it is for in general words, and the ways to go on. Not whose, not which text."""
    by_app, by_passkey = (rules.has_factor(link.account, factor) for factor in rules.FACTORS)
    context = {
        "form": CodeForm(),
        "told": told,
        "refused": refused,
        "by_app": by_app,
        "by_passkey": by_passkey,
        "by_mail": not (by_app or by_passkey),
        "options": options,
        "passkey_form": asking.passkey_form(link.account),
    }
    return render(request, "desk/link.html", context, status=409 if refused else 200)


def _unlock(request: HttpRequest, link: SigningLink) -> HttpResponse:
    credential, form = request.POST.get("credential", ""), CodeForm(request.POST)
    typed = form.cleaned_data["code"] if form.is_valid() else ""
    opened = signing_links.unlock(link, code=typed, credential=credential)
    request.session.flush()  # nobody is signed in now, and a copy of the cookie from before opens nothing
    _hold(request, link=opened.pk)
    rotate_token(request)
    return redirect("signing_link_text", pk=opened.pk)


def _hold(request: HttpRequest, **what: int) -> None:
    until = timezone.now() + OPEN_FOR
    request.session[HELD] = {**what, "until": until.timestamp()}
    request.session.set_expiry(until)


def _held(request: HttpRequest) -> dict[str, Any]:
    """What this session holds, while it does; nothing where somebody is signed in, who has the desk for it."""
    held: dict[str, Any] = request.session.get(HELD) or {}
    lasts = bool(held) and held["until"] > timezone.now().timestamp()
    return held if lasts and not request.user.is_authenticated else {}


def _holds(request: HttpRequest, pk: int) -> bool:
    return bool(_held(request).get("link") == pk)


def _opened(request: HttpRequest, pk: int) -> tuple[SigningLink | None, Article | None]:
    """The link that this session opened, with its text while both are as they were sent. No link: not opened here."""
    if not _holds(request, pk):
        return None, None
    link = signing_links.still_open(pk)
    found = Article.objects.with_text().get(pk=link.article_id) if link else None
    if link is None or found is None or canonical.digest_of(found) != link.digest:
        return SigningLink.objects.select_related("account").get(pk=pk), None
    return link, found


def _text(request: HttpRequest, found: Article, link: SigningLink, **more: Any) -> HttpResponse:
    return text_page(request, found, link.doctor, template="desk/link_text.html", **more)


def _decide(link: SigningLink, form: DecisionForm) -> Signature:
    given = form.cleaned_data
    if form.signs:
        words = {name: given[name] for name in ("attested", "conflict_statement", "comment")}
        return signing_links.sign(link, digest=given["digest"], **words)
    return signing_links.request_changes(link, digest=given["digest"], comment=given["comment"])


def _ended(request: HttpRequest, link: SigningLink | None = None, *, closed: bool = False) -> HttpResponse:
    """One page for every link that works no more, or never did. With `link`, which this session had opened, also why.

    Whatever was typed is shown again: it would be lost.
    """
    context = {
        "closed": closed,
        "changed": signing_links.changed_blocks(link) if link else [],
        "text_changed": link is not None and signing_links.text_changed(link),
        "typed": typed_words(request),
    }
    status = 200 if closed else 409 if link and request.method == "POST" else 404
    return render(request, "desk/link_ended.html", context, status=status)
