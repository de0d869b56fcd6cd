"""Tags: the list of those that live answers carry, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from articles.models import Article, Tag, TagAlias
from healthqa.lib.http import public_page
from healthqa.lib.paging import page_of

TAGS_A_PAGE = 200


@public_page
def tags(request: HttpRequest) -> HttpResponse:
    page = page_of(request, Tag.objects.public().only("name", "slug").order_by("name", "pk"), TAGS_A_PAGE)
    return render(request, "tags.html", {"tags": page})


@public_page
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = Tag.objects.public().filter(slug=slug).first()
    if found is None:
        return merged(slug)
    answers = Article.objects.public().for_cards().tagged(found)
    page = page_of(request, answers.order_by("live_page__index_phrase", "pk"))
    in_table = Article.objects.public().listing_causes().tagged(found)
    has_table = in_table.filter(live_page__language=get_language()).exists()
    return render(request, "tag.html", {"tag": found, "answers": page, "has_table": has_table})


def merged(slug: str, name: str = "tag") -> HttpResponse:
    """The page called `name` of the tag that `slug` was merged into; 404 where it was merged into none."""
    alias = TagAlias.objects.filter(slug=slug, tag__in=Tag.objects.public()).select_related("tag").first()
    if alias is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse(name, args=[alias.tag.slug]))
