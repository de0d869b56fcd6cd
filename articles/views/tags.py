"""Tags: the list of those that live answers carry, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import get_language

from articles.models import Article, Tag, TagAlias, TagListing
from articles.views.languages import own_first
from healthqa.lib.paging import page_of
from healthqa.lib.rendered import render_kept
from healthqa.lib.shared_caches import cached_page

TAGS_A_PAGE = 200


@cached_page("page")
def tags(request: HttpRequest) -> HttpResponse:
    page = page_of(request, Tag.objects.public().only("name", "slug").order_by("name", "pk"), TAGS_A_PAGE)
    return render_kept(request, "tags.html", {"tags": page})


@cached_page("page", kind="tag")
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    found = Tag.objects.public().filter(slug=slug).first()
    if found is None:
        return merged(slug)
    page = page_of(request, own_first(TagListing.objects.public().filter(tag=found)))
    in_table = Article.objects.public().listed_under(found, language=get_language(), lists_causes=True)
    has_table = in_table.exists()
    return render_kept(request, "tag.html", {"tag": found, "answers": page, "has_table": has_table})


def merged(slug: str, name: str = "tag") -> HttpResponse:
    """The page called `name` of the tag that `slug` was merged into; 404 where it was merged into none."""
    alias = TagAlias.objects.filter(slug=slug, tag__in=Tag.objects.public()).select_related("tag").first()
    if alias is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse(name, args=[alias.tag.slug]))
