"""Tags: renamed, merged into one another; the old address always leads to the tag that stayed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag as PlainTag

from articles import tagging
from articles.admin.followers import FollowersCounted
from articles.admin.parts import RowForm, SharedRecord, editor_of, tell_refreshed, tell_refused
from articles.errors import Refused
from articles.models import QuestionTag, Tag, TagAlias
from healthqa.lib.forms import PlainTextForm
from healthqa.lib.model_admin import TabularInline


class TagForm(RowForm):
    class Meta:
        model = Tag
        fields = ("name", "slug")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        try:
            tagging.refuse_alias(slug, tag=self.instance if self.instance.pk else None)
        except Refused as refused:
            raise ValidationError(str(refused), code=refused.code) from refused
        return slug


class AliasInline(TabularInline[TagAlias, Tag]):
    model = TagAlias
    verbose_name_plural = gettext_lazy("names that lead here")
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MergeForm(PlainTextForm):
    into = forms.ModelChoiceField(label=gettext_lazy("merge into"), queryset=Tag.objects.all())

    def __init__(self, *args: Any, site: admin.AdminSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["into"]
        field.widget = AutocompleteSelect(QuestionTag._meta.get_field("tag"), site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]


@admin.register(Tag)
class TagAdmin(FollowersCounted, SharedRecord):
    form = TagForm
    list_display = ("name", "slug", "questions")
    search_fields = ("name", "slug", "aliases__name")
    prepopulated_fields = {"slug": ("name",)}
    inlines = (AliasInline,)
    actions = ("merge_selected",)
    list_per_page = 100
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        tags: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = tags.annotate(question_count=Count("question_tags", distinct=True))
        return counted

    @admin.display(description=gettext_lazy("questions"), ordering="question_count")
    def questions(self, tag: Any) -> int:
        return int(tag.question_count)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A tag that questions carry, or that addresses lead to, is merged instead."""
        unused = obj is not None and not obj.question_tags.exists() and not obj.aliases.exists()
        return unused and super().has_delete_permission(request, obj)

    @admin.action(description=gettext_lazy("Merge into another tag…"), permissions=["change"])
    def merge_selected(self, request: HttpRequest, queryset: QuerySet[Tag]) -> HttpResponse | None:
        sent = request.POST if "confirmed" in request.POST else None
        form = MergeForm(sent, site=self.admin_site)
        if not form.is_valid():
            return self._merge_page(request, queryset, form)
        into: Tag = form.cleaned_data["into"]
        for tag in queryset.order_by("pk"):
            try:
                refreshed = tagging.merge(tag, into=into, editor=editor_of(request))
            except Refused as refused:
                tell_refused(request, refused)
            else:
                sentence = _("“%(tag)s” was merged into “%(into)s”.") % {"tag": tag.name, "into": into.name}
                messages.success(request, sentence)
                tell_refreshed(request, refreshed)
        return None

    def _merge_page(self, request: HttpRequest, queryset: QuerySet[Tag], form: forms.Form) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge tags"),
            "opts": self.opts,
            "form": form,
            "media": form.media,
            "tags": queryset,
            "checkbox": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/articles/tag/merge.html", context)


if admin.site.is_registered(PlainTag):
    admin.site.unregister(PlainTag)  # taggit's own tags are not used here
