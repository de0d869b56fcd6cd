"""A simple search by wording: every word has to occur in the question or in another wording of it."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.models import Article, ArticleQuerySet
from healthqa.lib.http import safe_methods_only

MOST_HITS = 50
LONGEST = 200
MOST_WORDS = 8


@safe_methods_only
def search(request: HttpRequest) -> HttpResponse:
    text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    hits = list(matching(text)[: MOST_HITS + 1]) if text else []
    context = {"q": text, "hits": hits[:MOST_HITS], "has_more": len(hits) > MOST_HITS}
    response = render(request, "search.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def matching(text: str) -> ArticleQuerySet:
    hits = Article.objects.public().for_cards()
    for word in text.strip("?？").split()[:MOST_WORDS]:
        hits = hits.filter(Q(live_page__question_text__icontains=word) | Q(question__other_wordings__icontains=word))
    return hits.order_by("live_page__index_phrase", "pk")
