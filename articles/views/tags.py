"""Tags: the list of those that live answers carry, and one of them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import get_language

from articles.models import Article, Tag, TagAlias, TagListing
from articles.views.languages import OwnFirst
from healthqa.lib.kept_queries import KeptQuery
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
    found = _TAG.first(slug)
    if found is None:
        return merged(slug)
    page = page_of(request, _ANSWERS(found.pk))
    has_table = bool(_IN_TABLE(found.pk, get_language() or ""))
    return render_kept(request, "tag.html", {"tag": found, "answers": page, "has_table": has_table})


_ANSWERS = OwnFirst(lambda tag: TagListing.objects.public().filter(tag=tag), by_letter=True)
_TAG = KeptQuery(lambda slug: Tag.objects.public().filter(slug=slug), str)
#: The first live answer that the table of causes of a tag lists in a language: in its order, which leaves PostgreSQL no
#: other index when it plans for all tags and languages at once.
_IN_TABLE = KeptQuery(
    lambda tag, language: (
        Article.objects.public()
        .listed_under(tag, language=language, lists_causes=True)
        .order_by("tag_listings__index_phrase", "tag_listings__article_id")
        .values_list("pk")[:1]
    ),
    int,
    str,
)


def merged(slug: str, name: str = "tag") -> HttpResponse:
    """The page called `name` of the tag that `slug` was merged into; 404 where it was merged into none."""
    alias = TagAlias.objects.filter(slug=slug, tag__in=Tag.objects.public()).select_related("tag").first()
    if alias is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse(name, args=[alias.tag.slug]))
