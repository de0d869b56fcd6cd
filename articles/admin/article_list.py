"""The list of editions: whose turn it is, filters, and the verbs for several at once."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing, signing, waiting
from articles.admin import several
from articles.admin.move_forms import WithdrawForm
from articles.admin.parts import AnyAdmin, editor_of
from articles.models import Article, ArticleQuerySet


class AssignedFilter(admin.SimpleListFilter):
    title = gettext_lazy("assignee")
    parameter_name = "assigned"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("me", gettext_lazy("me")), ("nobody", gettext_lazy("nobody"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "me":
            return queryset.filter(assignee=editor_of(request))
        return queryset.filter(assignee=None) if self.value() == "nobody" else queryset


class OverdueFilter(admin.SimpleListFilter):
    title = gettext_lazy("review")
    parameter_name = "overdue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", gettext_lazy("overdue"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Article]) -> QuerySet[Article]:
        if self.value() == "yes":
            return queryset.filter(live_page__due_on__lte=timezone.localdate())
        return queryset


class ArticleList(AnyAdmin):
    list_display = ("question_text", "edition", "status", "turn", "assignee", "byline", "updated_at")
    list_display_links = ("question_text",)
    list_filter = (
        "status",
        OverdueFilter,
        AssignedFilter,
        ("question__department", admin.RelatedOnlyFieldListFilter),
        "question__language",
        ("doctor", admin.RelatedOnlyFieldListFilter),
    )
    search_fields = ("question_text", "question__slug", "question__other_wordings", "doctor__name", "import_key")
    search_help_text = gettext_lazy("Question, address, other wordings, doctor, import key")
    date_hierarchy = "updated_at"
    ordering = ("-updated_at", "-pk")
    list_per_page = 50
    show_full_result_count = False
    actions = ("ask_selected", "publish_selected", "withdraw_selected")

    def listed(self, request: HttpRequest, articles: ArticleQuerySet) -> ArticleQuerySet:
        """What both the list and the form start from; the columns cost no further query."""
        return waiting.with_signers(articles).select_related("question")

    @admin.display(description=gettext_lazy("whose turn"))
    def turn(self, article: Article) -> str:
        return waiting.next_actor(article) or "—"

    @admin.display(description=gettext_lazy("byline"), ordering="doctor__name")
    def byline(self, article: Article) -> str:
        if article.doctor is None:
            return "—"
        return str(article.doctor) if article.byline_confirmed else f"{article.doctor} (?)"

    @admin.action(description=gettext_lazy("Ask for a signature"), permissions=["change"])
    def ask_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        editor = editor_of(request)
        several.each(request, queryset, lambda article: signing.request_signature(article, editor=editor), _("asked"))

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        editor = editor_of(request)
        several.each(request, queryset, lambda article: publishing.publish(article, editor=editor), _("published"))

    @admin.action(description=gettext_lazy("Withdraw…"), permissions=["withdraw"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Asks for the reason on a page of its own; the same reason and replacement for all that were chosen."""
        return several.once_asked(
            *(self, request, queryset, WithdrawForm(several.sent(request), article=None, site=self.admin_site)),
            partial(publishing.withdraw, editor=editor_of(request)),
            done=_("withdrawn"),
            action="withdraw_selected",
            title=_("Withdraw"),
            explanation=_(
                "Readers no longer see these answers. Each address shows the reason and where to read instead."
            ),
        )

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return editor_of(request).has_perm("articles.publish_article")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return editor_of(request).has_perm("articles.withdraw_article")
