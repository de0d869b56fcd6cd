"""All that readers wrote about the words of an edition, for the doctor who signs it and, in the admin, for editors."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from articles import heard
from articles.models import Article
from articles.views.desk import own_doctor, put_before
from healthqa.lib.http import safe_methods_only
from healthqa.lib.paging import page_of


@safe_methods_only
@never_cache
@login_required
def written(request: HttpRequest, pk: int) -> HttpResponse:
    found = put_before(request, pk, own_doctor(request))
    if found is None:
        raise Http404
    return render(request, "desk/readers.html", words_page(request, found))


def words_page(request: HttpRequest, article: Article) -> dict[str, Any]:
    """The context of such a page. `?part=` is the beginning of a block's digest. Raises Http404 where there is none."""
    places = heard.places_of(article)
    part = request.GET.get("part", "")
    digests = [digest for digest in places if digest.startswith(part)]
    if not digests:
        raise Http404
    words = page_of(request, heard.words_about(article, digests), choices={"part": part} if part else {})
    rows = [(said, places[said.block_digest]) for said in words.rows]
    return {"article": article, "words": words, "rows": rows, "is_part": bool(part)}
