"""Errors that readers report: what is to be looked at, how old it is, what was said, and what came of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import AdminSite
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from articles import error_reports, permissions, public_parts
from articles.admin import several
from articles.admin.parts import ReadOnly, editor_of
from articles.errors import Refused
from articles.models import ErrorReport
from articles.statuses import status_of
from healthqa.lib.forms import PlainTextForm

SHOWN = 50


class CloseForm(PlainTextForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What came of it"), choices=ErrorReport.Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=gettext_lazy("reason"),
        help_text=gettext_lazy("For the editors: what was looked at, and what was found. Readers do not see it."),
        widget=forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"}),
        required=False,
    )


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", gettext_lazy("open")), ("closed", gettext_lazy("closed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> QuerySet[ErrorReport]:
        if self.value() == "open":
            return queryset.filter(outcome="")
        return queryset.exclude(outcome="") if self.value() == "closed" else queryset


@admin.register(ErrorReport)
class ErrorReportAdmin(ReadOnly):
    list_display = ("answer", "part", "opened_on", "how_old", "reports", "what_came_of_it")
    list_display_links = ("answer",)
    list_filter = (StateFilter, "outcome")
    list_select_related = ("article",)
    search_fields = ("article__question_text", "question__slug")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("opened_on", "pk")
    fields = ("answer", "part", "opened_on", "how_old", "outcome", "reason", "corrected_in", "closed_at", "closed_by")
    change_form_template = "admin/articles/errorreport/change_form.html"
    actions = ("close_selected",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[ErrorReport]:
        return ErrorReport.objects.annotate(sent=Count("feedback"))

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The names of the parts are read for all rows at once."""
        changes = super().get_changelist_instance(request)
        reports = list(changes.result_list)
        for report, name in zip(reports, public_parts.names_of(reports), strict=True):
            report.part_name = name
        changes.result_list = reports
        return changes

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(partial(_close, site=self.admin_site))
        return [path("<int:pk>/close/", view, name="articles_errorreport_close"), *super().get_urls()]

    @admin.action(description=gettext_lazy("Close…"), permissions=["close"])
    def close_selected(self, request: HttpRequest, queryset: QuerySet[ErrorReport]) -> HttpResponse | None:
        """The same outcome and reason for all that were chosen, each written down by itself."""
        return several.once_asked(
            *(self, request, queryset, CloseForm(several.sent(request))),
            partial(error_reports.close, editor=editor_of(request)),
            done=_("closed"),
            action="close_selected",
            title=_("Close"),
            explanation=_("One outcome and one reason for all of these reports. Look at each first."),
        )

    def has_close_permission(self, request: HttpRequest) -> bool:
        return permissions.may_close_reports(request.user)

    @admin.display(description=gettext_lazy("question"))
    def answer(self, report: ErrorReport) -> str:
        return str(report.article)

    @admin.display(description=gettext_lazy("part"))
    def part(self, report: ErrorReport) -> str:
        name: str = getattr(report, "part_name", "")
        return name or public_parts.names_of([report])[0]

    @admin.display(description=gettext_lazy("age"), ordering="opened_on")
    def how_old(self, report: ErrorReport) -> str:
        return ngettext("%(n)d day", "%(n)d days", report.age) % {"n": report.age}

    @admin.display(description=gettext_lazy("reports"))
    def reports(self, report: ErrorReport) -> int:
        return report.sent  # type: ignore[attr-defined,no-any-return]

    @admin.display(description=gettext_lazy("outcome"), ordering="outcome")
    def what_came_of_it(self, report: ErrorReport) -> str:
        return report.get_outcome_display() if report.outcome else _("open")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        report: ErrorReport | None = kwargs.get("obj")
        if report is not None:
            context |= {
                "title": _("Report of an error"),
                "reported": public_parts.block_of(report.article, report.block_digest),
                "said": report.feedback.order_by("-pk")[:SHOWN],
                "may_close": report.is_open and permissions.may_close_reports(request.user),
            }
        return super().render_change_form(request, context, *args, **kwargs)


@require_http_methods(["GET", "HEAD", "POST"])
def _close(request: HttpRequest, pk: int, *, site: AdminSite) -> HttpResponse:
    if not permissions.may_close_reports(request.user):
        raise PermissionDenied
    report = get_object_or_404(ErrorReport.objects.select_related("article", "question"), pk=pk)
    form, status = CloseForm(request.POST if request.method == "POST" else None), 200
    if request.method == "POST" and form.is_valid():
        try:
            closed = error_reports.close(report, editor=editor_of(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
            status = status_of(refused)
        else:
            messages.success(request, _("Closed: %(outcome)s.") % {"outcome": closed.get_outcome_display()})
            return HttpResponseRedirect(reverse("admin:articles_errorreport_change", args=[pk]))
    elif request.method == "POST":
        status = status_of(None)
    context: dict[str, Any] = {
        **site.each_context(request),
        "title": _("Close the report"),
        "opts": ErrorReport._meta,
        "original": report,
        "form": form,
        "correction": error_reports.corrected_by(report) if report.is_open else None,
    }
    return TemplateResponse(request, "admin/articles/errorreport/close.html", context, status=status)
