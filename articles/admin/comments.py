"""Doctors' remarks beside the edition they are about, and the button that marks one as seen to."""

from __future__ import annotations

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_POST

from articles import commenting
from articles.admin.parts import editor_of
from articles.models import Article, BlockComment

SHOWN = 50


def urls(site: AdminSite) -> list[URLPattern]:
    view = site.admin_view(require_POST(resolve))
    return [path("comments/<int:pk>/seen/", view, name="articles_article_comment_seen")]


def of(article: Article) -> list[BlockComment]:
    """The remarks on an edition, those to be seen to first."""
    comments = article.comments.select_related("author__doctor")
    return sorted(comments.order_by("-pk")[:SHOWN], key=lambda comment: comment.resolved_at is not None)


def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    readable = Article.objects.visible_to(request.user)
    comment = get_object_or_404(BlockComment.objects.filter(article__in=readable), pk=pk)
    commenting.resolve(comment, editor=editor_of(request))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[comment.article_id]))
