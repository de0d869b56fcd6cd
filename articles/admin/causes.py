"""Sorting the causes of one edition: the list opens from its form, the actions set the kind of many at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import editing
from articles.admin.parts import ReadOnly, editor_of, tell_refused
from articles.errors import Refused
from articles.models import Article, Cause
from articles.models.vocabulary import FROZEN, Kind
from healthqa.lib.text import number_in

Action = Callable[[Any, HttpRequest, QuerySet[Cause]], None]


def sort_under(kind: Kind, description: Any) -> Action:
    @admin.action(description=description, permissions=["sort"])
    def action(model_admin: Any, request: HttpRequest, queryset: QuerySet[Cause]) -> None:
        causes = list(queryset.select_related("article").order_by("section__position", "position", "pk"))
        try:
            article = editing.set_kind(causes, kind, editor=editor_of(request))
        except Refused as refused:
            tell_refused(request, refused)
            return
        sentence = _("%(n)d sorted under “%(kind)s” in “%(article)s”.")
        messages.success(request, sentence % {"n": len(causes), "kind": kind.label, "article": article})

    action.__name__ = f"sort_under_{kind.value}"
    return action


@admin.register(Cause)
class CauseAdmin(ReadOnly):
    list_display = ("heading", "kind", "place", "condition", "article_text")
    list_display_links = None
    list_select_related = ("section", "condition", "article")
    list_per_page = 200
    show_full_result_count = False
    ordering = ("-article", "section__position", "position", "pk")
    search_fields = ("heading", "article__question_text")
    actions: Any = (
        sort_under(Kind.PHYSIOLOGICAL, gettext_lazy("Sort under everyday causes")),
        sort_under(Kind.PATHOLOGICAL, gettext_lazy("Sort under medical conditions")),
        sort_under(Kind.OTHER, gettext_lazy("Sort under other")),
        sort_under(Kind.UNSPECIFIED, gettext_lazy("Take out of the sorting")),
    )
    change_list_template = "admin/articles/cause/change_list.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Causes of texts that may still change; others are on their edition's page."""
        editions = Article.objects.visible_to(request.user).exclude(status__in=FROZEN)
        return super().get_queryset(request).filter(article__in=editions)

    def has_sort_permission(self, request: HttpRequest) -> bool:
        return editor_of(request).has_perm("articles.change_cause")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        key = number_in(request.GET.get("article__id__exact", ""))
        context = {"sorted_article": "" if key is None else key, "title": _("Sort causes")}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    @admin.display(description=gettext_lazy("kind"), ordering="section__kind")
    def kind(self, cause: Cause) -> str:
        return str(cause.section.get_kind_display())

    @admin.display(description=gettext_lazy("place"))
    def place(self, cause: Cause) -> int:
        return cause.position

    @admin.display(description=gettext_lazy("article"))
    def article_text(self, cause: Cause) -> str:
        return str(cause.article)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """A cause is edited where its answer is."""
        cause = self.get_object(request, object_id)
        if not isinstance(cause, Cause) or not self.has_view_permission(request, cause):
            return super().change_view(request, object_id, *args, **kwargs)
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[cause.article_id]))
