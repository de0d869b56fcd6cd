"""A verb for several rows of a list at once: the page that asks what goes for all of them, and each told by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from articles.admin.parts import AnyAdmin
from articles.errors import Refused

MOST_AT_ONCE = 200


def sent(request: HttpRequest) -> Any:
    """What the form of the page below is bound to: nothing while the page was not shown yet."""
    return request.POST if "confirmed" in request.POST else None


def once_asked(
    admin: AnyAdmin,
    request: HttpRequest,
    queryset: QuerySet[Any],
    form: forms.Form,
    verb: Callable[..., object],
    *,
    done: str,
    **page: str,
) -> HttpResponse | None:
    """`each`, with what the form was given as keywords of `verb`; the page that asks for it until that is right.

    `page`: its `action`, `title` and `explanation`.
    """
    if not form.is_valid():
        return _page(admin, request, queryset, form, **page)
    each(request, queryset, partial(verb, **form.cleaned_data), done)
    return None


def _page(
    admin: AnyAdmin,
    request: HttpRequest,
    queryset: QuerySet[Any],
    form: forms.Form,
    *,
    action: str,
    title: str,
    explanation: str,
) -> HttpResponse:
    """The rows that were chosen, with the form that is sent to `action` once more."""
    context = {
        **admin.admin_site.each_context(request),
        "title": title,
        "explanation": explanation,
        "action": action,
        "opts": admin.opts,
        "form": form,
        "media": form.media,
        "rows": queryset[:MOST_AT_ONCE],
        "checkbox": ACTION_CHECKBOX_NAME,
    }
    return TemplateResponse(request, "admin/several.html", context)


def each(request: HttpRequest, queryset: QuerySet[Any], verb: Callable[[Any], object], done: str) -> None:
    """Call the verb for one row after the other, each in its own transaction, and say of each what came of it."""
    for row in queryset.order_by("pk")[:MOST_AT_ONCE]:
        try:
            verb(row)
        except Refused as refused:
            messages.error(request, f"{row}: {refused}")
        else:
            messages.success(request, f"{row}: {done}.")
