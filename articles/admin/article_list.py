"""The list of editions: whose turn it is, filters, and the verbs for several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import publishing, signing, waiting
from articles.admin.move_forms import WithdrawForm
from articles.admin.parts import AnyAdmin, editor_of
from articles.errors import Refused
from articles.models import Article, ArticleQuerySet

MOST_AT_ONCE = 200


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
        _each(request, queryset, lambda article: signing.request_signature(article, editor=editor), _("asked"))

    @admin.action(description=gettext_lazy("Publish"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        editor = editor_of(request)
        _each(request, queryset, lambda article: publishing.publish(article, editor=editor), _("published"))

    @admin.action(description=gettext_lazy("Withdraw…"), permissions=["withdraw"])
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[Article]) -> HttpResponse | None:
        """Asks for the reason on a page of its own; the same reason and replacement for all that were chosen."""
        editor = editor_of(request)
        sent = request.POST if "confirmed" in request.POST else None
        form = WithdrawForm(sent, article=None, site=self.admin_site)
        if not form.is_valid():
            return self._withdraw_page(request, queryset, form)
        given: dict[str, Any] = form.cleaned_data

        def withdraw(article: Article) -> Article:
            return publishing.withdraw(article, editor=editor, **given)

        _each(request, queryset, withdraw, _("withdrawn"))
        return None

    def _withdraw_page(self, request: HttpRequest, queryset: QuerySet[Article], form: forms.Form) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Withdraw"),
            "opts": self.opts,
            "form": form,
            "media": form.media,
            "articles": queryset[:MOST_AT_ONCE],
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/articles/article/withdraw_selected.html", context)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return editor_of(request).has_perm("articles.publish_article")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return editor_of(request).has_perm("articles.withdraw_article")


def _each(request: HttpRequest, queryset: QuerySet[Article], verb: Callable[[Article], Article], done: str) -> None:
    """Call the verb for one edition after the other, each in its own transaction, and say of each what came of it."""
    for article in queryset.order_by("pk")[:MOST_AT_ONCE]:
        try:
            verb(article)
        except Refused as refused:
            messages.error(request, f"{article}: {refused}")
        else:
            messages.success(request, f"{article}: {done}.")
