"""An edition on one form, in the order of the page. What a save means is said by `editing.text_saved`."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import canonical, editing, findings, heard, live_pages, locking, permissions, waiting
from articles.admin import comments, conflicts, moves, readers_words, redaction_pages, reviews, rows
from articles.admin.article_forms import ArticleForm
from articles.admin.article_inlines import INLINES
from articles.admin.article_list import ArticleList
from articles.admin.parts import NeverDeleted, RefusalsShown, editor_of, refuse
from articles.errors import Refused
from articles.models import Article, ArticleQuerySet, Section
from articles.models.vocabulary import OPEN, Status
from healthqa.lib.text import number_in

TRAIL_SHOWN = 40
QUESTION = ("question_address", ("edition", "status"))
FIELDSETS: list[tuple[Any, dict[str, Any]]] = [
    (gettext_lazy("Question"), {"fields": (*QUESTION, "question_text")}),
    (gettext_lazy("Who it is for"), {"fields": (("life_stage", "sex"), "audience_group")}),
    (gettext_lazy("Byline"), {"fields": ("doctor", "second_reviewer")}),
    (
        gettext_lazy("Short answer and lead"),
        {"fields": ("reader_question", "introduction", "lead"), "classes": ("before-lists",)},
    ),
    (
        gettext_lazy("Closing"),
        {"fields": ("closing", "associated_names", "questions_to_ask"), "classes": ("before-references",)},
    ),
    (
        gettext_lazy("Disclosure and source"),
        {"fields": ("disclosure", ("source_name", "dated"), "source_url", ("source_kind", "licence"))},
    ),
    (
        gettext_lazy("Not words: the doctor does not sign these"),
        {
            "fields": (
                ("item_kind", "assignee"),
                "associated_conditions",
                ("source_reviewer", "evidence_searched_on"),
                "change_note",
            )
        },
    ),
]

#: No words, but readers see them within the answer: they stay as the doctor was shown them. “Take back” frees them.
SHOWN_BESIDE = ("item_kind", "source_reviewer", "change_note", "evidence_searched_on")


@admin.register(Article)
class ArticleAdmin(ArticleList, RefusalsShown, NeverDeleted):
    form = ArticleForm
    inlines = INLINES
    autocomplete_fields = ("doctor", "second_reviewer", "associated_conditions")
    fieldsets: ClassVar[Any] = FIELDSETS
    readonly_fields = ("question_address", "edition", "status")
    change_form_template = "admin/articles/article/change_form.html"
    save_on_top = False

    def get_urls(self) -> list[URLPattern]:
        preview = path("<int:pk>/preview/", self.admin_site.admin_view(self.preview), name="articles_article_preview")
        own = (moves, comments, readers_words, redaction_pages, reviews)
        return [preview, *(url for pages in own for url in pages.urls(self.admin_site)), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> ArticleQuerySet:
        return self.listed(request, Article.objects.visible_to(request.user))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Editions begin with their question, or with “Start next edition”."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or permissions.can_edit(request.user, obj))

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> tuple[str, ...]:
        if obj is not None and obj.status == Status.IN_REVIEW:
            return (*self.readonly_fields, "doctor", "second_reviewer", *SHOWN_BESIDE)
        return self.readonly_fields

    @admin.display(description=gettext_lazy("question"))
    def question_address(self, article: Article) -> str:
        link = reverse("admin:articles_question_change", args=[article.question_id])
        return format_html('<a href="{}">{}</a>', link, article.question.slug)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "assignee" and field is not None:
            field.queryset = field.queryset.filter(is_staff=True, is_active=True)
        return field

    # The form

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        context = dict(extra_context or {})
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, context)
        with transaction.atomic():
            article = self._locked(request, object_id)
            if article is not None and permissions.can_edit(request.user, article):
                context |= self._on_stored_text(request, article)
            elif article is not None and super().has_change_permission(request, article):
                return self._too_late(request, article, form_url)
            return super().changeform_view(request, object_id, form_url, context)

    def _locked(self, request: HttpRequest, object_id: str | None) -> Article | None:
        """The edition, held until the form is saved: nothing can be signed or saved in between."""
        key = number_in(object_id or "")
        if key is None:
            return None
        article = Article.objects.visible_to(request.user).filter(pk=key).first()
        return locking.lock_article(article) if article else None

    def _on_stored_text(self, request: HttpRequest, article: Article) -> dict[str, Any]:
        """Lay the form over the stored text where it was opened on an older one; the page then shows both."""
        posted = conflicts.take_stored(request.POST)
        request.POST = posted  # type: ignore[assignment]
        if posted.get("opened_digest") == canonical.digest_of(article):
            return {}
        merged = conflicts.rebase(posted, article)
        request.POST = merged.data  # type: ignore[assignment]
        if not merged.someone_else_changed:
            return {}
        sentence = _(
            "Somebody changed this text while you had it open, so nothing was saved. Look at both texts below."
        )
        refuse(request, Refused("stale-form", sentence))
        return {"conflict": merged.differences}

    def _too_late(self, request: HttpRequest, article: Article, form_url: str) -> Any:
        """The text was signed while the form was open: it is shown as it is, with what was typed beside it."""
        merged = conflicts.rebase(request.POST, article)
        messages.error(request, _("A doctor has signed these words. Choose “Start next edition” to change them."))
        request.method, request.POST = "GET", QueryDict()
        context = {"conflict": [difference for difference in merged.differences if difference.typed]}
        response = super().changeform_view(request, str(article.pk), form_url, {**context, "too_late": True})
        response.status_code = 409
        return response

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        article: Article | None = kwargs.get("obj")
        if article is not None:
            user = editor_of(request)
            whole = waiting.with_signers(Article.objects.with_text()).get(pk=article.pk)
            context |= {
                "findings": findings.check(whole) if whole.status in OPEN else [],
                "notes": findings.notes(whole) if whole.status in OPEN else [],
                "title": _("The words were erased") if article.is_redacted else article.question_text,
                "subtitle": _("Edition %(n)d") % {"n": article.edition},
                "turn": waiting.next_actor(whole),
                "comments": comments.of(whole),
                **readers_words.beside(heard.of(whole), context["inline_admin_formsets"]),
                "may_see_to_comments": permissions.may_start_edition(request.user),
                "moves": [*moves.offered(user, whole), *redaction_pages.offered(user, whole)],
                "redactions": article.redactions.select_related("asked_by", "decided_by"),
                "trail": article.events.select_related("actor").order_by("-pk")[:TRAIL_SHOWN],
                "signatures": article.signatures.order_by("pk"),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    # Saving: save_model, save_related and text_saved are one transaction (changeform_view)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        own = {field.name for field in Article._meta.concrete_fields}
        fields = own.intersection(form.changed_data)
        if "doctor" in fields:
            obj.byline_confirmed = True  # an editor chose the person
            fields.add("byline_confirmed")
        if fields:
            obj.save(update_fields=[*sorted(fields), "updated_at"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        article: Article = form.instance
        if "associated_conditions" in form.changed_data:
            article.associated_conditions.set(form.cleaned_data["associated_conditions"])
        old_places = {}
        for formset in formsets:
            rows.remember_kinds(formset)
            old_places[formset.prefix] = rows.save_rows(formset, article)
        for formset in formsets:
            rows.drop_sections(row for row in formset.deleted_objects if isinstance(row, Section))
        rows.renumber(article, old_places)
        before = article.status
        saved = editing.text_saved(article, editor=editor_of(request))
        if before == Status.IN_REVIEW and saved.status == Status.DRAFT:
            sentence = _(
                "The words changed, so this edition is a draft again. %(doctor)s reads so in the next daily mail; ask "
                "again when ready."
            )
            messages.warning(request, sentence % {"doctor": article.doctor})

    # Preview

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page as readers would see it; nothing of it is public."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        article = get_object_or_404(Article.objects.visible_to(request.user).with_text(), pk=pk)
        context: dict[str, Any] = {
            "page": live_pages.content_of(article, signatures=[]),
            "live": None,
            "related": [],
            "is_preview": True,
        }
        return render(request, "answer.html", context)
