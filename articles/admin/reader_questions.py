"""What readers asked: the queue, the oldest first, and one page a decision. Also the red flags, which chiefs own."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import answering_readers, permissions, red_flags, trail
from articles.admin import reader_decisions, several
from articles.admin.parts import AnyAdmin, RowForm, editor_of
from articles.models import ReaderQuestion, RedFlag


class QueueFilter(admin.SimpleListFilter):
    """The queue, unless somebody asks for more."""

    title = gettext_lazy("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("all", _("all")),
            *((value, label) for value, label in ReaderQuestion.State.choices if value != "open"),
        ]

    def choices(self, changelist: Any) -> Any:
        shown = list(super().choices(changelist))
        shown[0]["display"] = _("in the queue")
        return iter(shown)

    def queryset(self, request: HttpRequest, queryset: QuerySet[ReaderQuestion]) -> QuerySet[ReaderQuestion]:
        chosen = self.value()
        if chosen == "all":
            return queryset
        return queryset.filter(state=chosen) if chosen else queryset.filter(state=ReaderQuestion.State.OPEN)


@admin.register(ReaderQuestion)
class ReaderQuestionAdmin(AnyAdmin):
    """Words of readers are read, decided on and deleted; nobody changes them."""

    list_display = ("asked", "asked_on", "language", "has_red_flag", "state", "question")
    list_filter = (QueueFilter, "has_red_flag", "language")
    list_select_related = ("question",)
    search_fields = ("text",)
    list_per_page = 50
    show_full_result_count = False
    ordering = (F("decided_on").asc(nulls_first=True), "-has_red_flag", "asked_on", "pk")
    fields = ("text", "language", "asked_on", "state", "declined_because", "question", "decided_on", "note")
    change_form_template = "admin/articles/readerquestion/change_form.html"
    actions = ("decline_selected",)

    @admin.action(description=gettext_lazy("Decline…"), permissions=["decide"])
    def decline_selected(self, request: HttpRequest, queryset: QuerySet[ReaderQuestion]) -> HttpResponse | None:
        """One reason for all that were chosen, such as a flood of advertising; each written down by itself."""
        return several.once_asked(
            *(self, request, queryset, reader_decisions.DeclineForm(several.sent(request))),
            partial(answering_readers.decline, editor=editor_of(request)),
            done=_("declined"),
            action="decline_selected",
            title=_("Decline"),
            explanation=_("One reason for all of these questions. Whoever asked reads its sentence."),
        )

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return permissions.may_answer_readers(request.user)

    @admin.display(description=gettext_lazy("question"), ordering="text")
    def asked(self, question: ReaderQuestion) -> str:
        return question.text if len(question.text) <= 120 else f"{question.text[:120].rstrip()}…"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [*reader_decisions.urls(self.admin_site), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        asked: ReaderQuestion | None = self.get_object(request, object_id)
        extra: dict[str, Any] = {}
        if asked is not None:
            flags = red_flags.raised_by(asked.text) if asked.has_red_flag else ()
            extra = {"flags": flags, "decisions": reader_decisions.offered(editor_of(request), asked)}
        kwargs["extra_context"] = {**(kwargs.get("extra_context") or {}), **extra}
        return super().change_view(request, object_id, *args, **kwargs)


@admin.register(RedFlag)
class RedFlagAdmin(AnyAdmin):
    form = RowForm
    list_display = ("name", "language", "card", "may_be_general", "is_active")
    list_filter = ("language", "card", "is_active")
    search_fields = ("name", "groups")
    fields = ("name", "language", "groups", "card", "may_be_general", "is_active")
    actions = None

    def save_model(self, request: HttpRequest, obj: RedFlag, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        fields = sorted(form.changed_data)
        trail.record("red_flag_changed", actor=editor_of(request), flag=obj.pk, name=obj.name, fields=fields)

    def delete_model(self, request: HttpRequest, obj: RedFlag) -> None:
        trail.record("red_flag_changed", actor=editor_of(request), flag=obj.pk, name=obj.name, fields=["deleted"])
        super().delete_model(request, obj)
