"""Questions: the address, tags and department of an answer, and the way to its editions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import addressing, beside_live, furniture
from articles.admin.followers import FollowersCounted
from articles.admin.parts import NeverDeleted, RefusalsShown, RowForm, editor_of, tell_refreshed
from articles.errors import Refused
from articles.models import Article, LivePage, Question, QuestionTag
from healthqa.lib.model_admin import TabularInline
from healthqa.lib.text import number_in


class QuestionForm(RowForm):
    wording = forms.CharField(
        label=gettext_lazy("the question"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("As readers ask it: “What causes leg cramps at night?” The first draft opens with it."),
    )

    class Meta:
        model = Question
        fields = (
            *("slug", "kind", "language", "department", "body_area", "other_wordings", "index_phrase"),
            *("translation_group", "duplicate_of"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Left empty, it is made of the question.")

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug:
            try:
                addressing.refuse_taken(slug, question=self.instance if self.instance.pk else None)
            except Refused as refused:
                raise ValidationError(str(refused), code=refused.code) from refused
        return slug


class TagInline(TabularInline[QuestionTag, Question]):
    model = QuestionTag
    autocomplete_fields = ("tag",)
    extra = 1
    verbose_name_plural = gettext_lazy("tags")

    def get_queryset(self, request: HttpRequest) -> QuerySet[QuestionTag]:
        return super().get_queryset(request).select_related("tag")


@admin.register(Question)
class QuestionAdmin(FollowersCounted, RefusalsShown, NeverDeleted):
    form = QuestionForm
    list_display = ("slug", "wording", "department", "language", "tags_carried", "created_at")
    list_filter = ("language", "kind", "department", "body_area", "is_sample")
    search_fields = ("slug", "other_wordings", "articles__question_text")
    search_help_text = gettext_lazy("Address and every wording")
    date_hierarchy = "created_at"
    list_select_related = ("department",)
    list_per_page = 50
    show_full_result_count = False
    autocomplete_fields = ("duplicate_of",)
    inlines = (TagInline,)
    change_form_template = "admin/articles/question/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        visible = Article.objects.visible_to(request.user).filter(question=OuterRef("pk"))
        newest = visible.order_by("-edition").values("question_text")[:1]
        live = LivePage.objects.filter(question=OuterRef("pk")).values("question_text")[:1]
        carried = QuestionTag.objects.filter(content_object=OuterRef("pk")).order_by().values("content_object")
        questions: QuerySet[Question] = super().get_queryset(request)
        return questions.annotate(
            wording=Coalesce(Subquery(live), Subquery(newest)),
            tag_count=Coalesce(Subquery(carried.annotate(n=Count("pk")).values("n")), 0),
        )

    @admin.display(description=gettext_lazy("question"), ordering="wording")
    def wording(self, question: Question) -> str:
        return getattr(question, "wording", None) or "—"

    @admin.display(description=gettext_lazy("tags"), ordering="tag_count")
    def tags_carried(self, question: Question) -> int:
        return int(getattr(question, "tag_count", 0))

    def get_fieldsets(self, request: HttpRequest, obj: Question | None = None) -> Any:
        top = ("wording", "slug") if obj is None else ("slug",)
        readers = [] if obj is None else [(gettext_lazy("Readers"), {"fields": ("followers",)})]
        return [
            (None, {"fields": (*top, ("language", "kind"), ("department", "body_area"))}),
            (gettext_lazy("Finding it"), {"fields": ("other_wordings", "index_phrase")}),
            (
                gettext_lazy("Other questions"),
                {"fields": ("translation_group", "duplicate_of"), "classes": ("collapse",)},
            ),
            *readers,
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None:
            form.base_fields.pop("wording", None)  # its words are those of its editions
        return form

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        editions = Article.objects.none()
        key = number_in(object_id)
        if key is not None:
            editions = Article.objects.visible_to(request.user).filter(question=key).order_by("-edition")
        kwargs["extra_context"] = {**(kwargs.get("extra_context") or {}), "editions": editions.select_related("doctor")}
        if request.method == "POST" and "_write_answer" in request.POST:
            return self._write_answer(request, object_id)
        return super().change_view(request, object_id, *args, **kwargs)

    # Saving

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        editor = editor_of(request)
        if not change:
            addressing.open_question(obj, wording=form.cleaned_data["wording"], editor=editor)
            return
        if "slug" in form.changed_data:
            addressing.move_question(obj, obj.slug, editor=editor)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The fields too: they and the tags stand beside the answer together, and are let through or refused so."""
        question: Question = form.instance
        fields = {field.name for field in Question._meta.concrete_fields} - {"slug"}
        fields &= set(form.changed_data) if change else set()
        with beside_live.changing(question, editor=editor_of(request)):
            if fields:
                question.save(update_fields=sorted(fields))
            for formset in formsets:
                self.save_formset(request, form, formset, change)
        if form.has_changed() or any(formset.has_changed() for formset in formsets):
            groups = (question.translation_group, form.initial.get("translation_group"))
            tell_refreshed(request, furniture.refresh(furniture.of_translations(question, *groups)))

    def response_add(self, request: HttpRequest, obj: Question, post_url_continue: str | None = None) -> HttpResponse:
        """On to the first draft: a question without an answer is only half of what the editor came for."""
        draft = obj.articles.first()
        if draft is None or "_popup" in request.POST or "_addanother" in request.POST:
            return super().response_add(request, obj, post_url_continue)
        messages.success(request, _("The question was added. Write the answer here."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[draft.pk]))

    def _write_answer(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The first draft of a question that has none yet."""
        question: Question | None = self.get_object(request, object_id)
        if question is None:
            raise Http404
        try:
            wording = question.slug.replace("-", " ").capitalize()
            draft = addressing.first_edition(question, wording=wording, editor=editor_of(request))
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse("admin:articles_question_change", args=[question.pk]))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[draft.pk]))
