"""What readers said, above the fields and rows it is about, and all that they wrote on a page of its own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import permissions
from articles.heard import Heard
from articles.models import Article
from articles.views.readers_words import words_page

#: By the name of a block: the class of the fieldset, or the prefix of the rows, above which it is shown.
_ABOVE = {
    **dict.fromkeys(("reader_question", "introduction", "lead"), "before-lists"),
    **dict.fromkeys(("closing", "questions_to_ask"), "before-references"),
    "section": "sections",
    "cause": "causes",
    "care": "care_advice",
    "references": "references",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """What was said of a block, and the id of the row that holds it, where it is a row."""

    heard: Heard
    row: str


def urls(site: AdminSite) -> list[URLPattern]:
    view = site.admin_view(partial(written, site=site))
    return [path("<int:pk>/readers/", view, name="articles_article_readers")]


@require_safe
def written(request: HttpRequest, pk: int, *, site: AdminSite) -> HttpResponse:
    if not permissions.may_close_reports(request.user):
        raise PermissionDenied
    article = get_object_or_404(Article.objects.visible_to(request.user).with_text(), pk=pk)
    context = {**site.each_context(request), "title": _("What readers wrote"), **words_page(request, article)}
    return TemplateResponse(request, "admin/articles/article/readers.html", context)


def beside(said: Iterable[Heard], formsets: Iterable[Any]) -> dict[str, Any]:
    """For the form: what stands above each fieldset, and what has no field. Lists of rows get theirs as `said`."""
    formsets = list(formsets)
    rows = {
        str(form.instance.block): f"{one.formset.prefix}-{number}"
        for one in formsets
        for number, form in enumerate(one.formset.forms)
        if hasattr(form.instance, "block")
    }
    above: dict[str, list[Beside]] = defaultdict(list)
    for heard in said:
        above[_ABOVE.get(heard.name, "")].append(Beside(heard, rows.get(heard.key, "")))
    for one in formsets:
        one.said = above[one.formset.prefix]
    return {
        "said_of_rest": above.pop("", []),
        "said_below": [one for found in above.values() for one in found],
        "said_of_lists": above["before-lists"],
        "said_of_ends": above["before-references"],
    }
