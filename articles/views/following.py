"""To follow something without an account: the form, and the two pages that links in mails lead to.

No cookie and no token: a form acts for nobody but the mailbox it names, which is asked. Links in mails are opened by
scanners too, so that opening one changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django import forms
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from articles import follow_letters, following, mailing
from articles.addresses import address
from articles.errors import Incomplete, Refused
from articles.models import Article, Condition, Tag
from articles.statuses import status_of
from articles.views.answers import no_longer_live
from articles.views.tags import merged
from doctors.models import Doctor
from healthqa.lib.http import View, revalidated
from healthqa.lib.readers_forms import (
    BUSY,
    FILLED_IN,
    HONEYPOT,
    busy,
    is_from_robot,
    is_within,
    readers_form,
    sender_of,
    uncount,
)

#: Mails that one network address has us send in an hour: a household, a waiting room.
FROM_ONE_SENDER = 10
HOUR = 60 * 60


class FollowForm(forms.Form):
    email = forms.CharField(max_length=following.LONGEST, strip=True)

    def clean_email(self) -> str:
        try:
            return following.mailbox_in(self.cleaned_data["email"])
        except Incomplete as refused:
            raise forms.ValidationError(str(refused), code=refused.code) from refused


@readers_form
@sensitive_post_parameters("email")
def question(request: HttpRequest, slug: str) -> HttpResponse:
    live = Article.objects.public().filter(live_page__slug=slug).select_related("live_page", "question")
    found = live.defer("live_page__content").first()
    if found is None:
        return no_longer_live(request, "follow_question", slug)
    page = found.live_page
    if page.language != get_language():
        return HttpResponsePermanentRedirect(address("follow_question", page.slug, page.language))
    back, feed = (address(name, page.slug, page.language) for name in ("answer", "feed_question"))
    return _page(request, found.question, kind="question", name=page.question_text, back=back, feed=feed)


@readers_form
@sensitive_post_parameters("email")
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = Tag.objects.public().filter(slug=slug).first()
    if found is None:
        return merged(slug, "follow_tag")
    return _page(request, found, kind="tag", name=found.name, back=found.get_absolute_url(), feed=_feed("tag", slug))


@readers_form
@sensitive_post_parameters("email")
def doctor(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Doctor.objects.public(), slug=slug)
    back, feed = found.get_absolute_url(), _feed("doctor", slug)
    return _page(request, found, kind="doctor", name=found.printed_name, back=back, feed=feed)


@readers_form
@sensitive_post_parameters("email")
def condition(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Condition.objects.public(), slug=slug)
    back, feed = found.get_absolute_url(), _feed("condition", slug)
    return _page(request, found, kind="condition", name=found.name, back=back, feed=feed)


def _feed(name: str, slug: str) -> str:
    return reverse(f"feed_{name}", args=[slug])


def _page(request: HttpRequest, about: following.Target, **shown: Any) -> HttpResponse:
    """The form; sent, the same page for every address there is, whoever follows already."""
    context = {**shown, "honeypot": HONEYPOT, "by_mail": mailing.has_server()}
    if request.method != "POST" or not context["by_mail"]:
        response = render(request, "follow.html", context, status=409 if request.method == "POST" else 200)
        return revalidated(request, response) if response.status_code == 200 else response
    form = FollowForm(request.POST)
    context |= {"form": form, "email": request.POST.get("email", "")[: following.LONGEST]}
    if not form.is_valid():
        return _answer(request, context, status_of(None))
    if is_from_robot(request):
        return _answer(request, context | {"problem": FILLED_IN}, 422)
    sender = sender_of(request)
    if not is_within(sender, "follow", most=FROM_ONE_SENDER, seconds=HOUR):
        context["problem"] = _("Many mails were asked for from your network. Try again in an hour.")
        return _answer(request, context, 429)
    try:
        following.follow(form.cleaned_data["email"], about=about, language=get_language() or "en")
    except OperationalError:
        uncount(sender, ["follow"])
        return busy(_answer(request, context | {"problem": BUSY}, 503))
    return _answer(request, context | {"sent": True}, 200)


def _answer(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    response = render(request, "follow.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


def key_page(view: View) -> View:
    """A page whose address is a secret: kept by nobody, listed nowhere, told to no other site.

    Exempt from the check for forgery: the key is the proof, and mail servers end a follow by it (RFC 8058).
    """

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    checked: Callable[..., HttpResponse] = require_http_methods(["GET", "HEAD", "POST"])(never_cache(inner))
    # Exempt because the key in the address is the proof, and RFC 8058 has mail servers post without a token.
    exempt: Any = csrf_exempt(checked)
    exempt.is_readers_form = True
    return cast(View, exempt)


@key_page
def confirm(request: HttpRequest) -> HttpResponse:
    key = request.GET.get("key", "")
    found = following.asked(key)
    if found is not None and request.method == "POST":
        try:
            found = following.confirm(key)
        except Refused:  # ended in this moment
            found = None
    if found is None:
        return render(request, "follow_key.html", status=404)
    step = "confirmed" if found.confirmed_at else "confirm"
    return render(request, "follow_key.html", {"step": step, "name": follow_letters.name_of(found)})


@key_page
def stop(request: HttpRequest) -> HttpResponse:
    key = request.GET.get("key", "")
    if not following.is_ours(key):
        return render(request, "follow_key.html", status=404)
    if request.method == "POST":
        following.unfollow(key)
        return render(request, "follow_key.html", {"step": "stopped"})
    found = following.ends(key)
    return render(request, "follow_key.html", {"step": "stop", "name": follow_letters.name_of(found) if found else ""})
