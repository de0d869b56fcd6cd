"""The decisions on a reader's question: each a page that says what the asker will see, and calls one verb."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from articles import answering_readers, permissions, search
from articles.admin.parts import editor_of
from articles.errors import NotAllowed, Refused
from articles.models import Article, Question, ReaderQuestion
from articles.search.results import Hit
from articles.statuses import status_of
from healthqa.lib.forms import PlainTextForm

NEAR = 5


class NoteForm(PlainTextForm):
    note = forms.CharField(
        label=gettext_lazy("note to other editors; whoever asked does not see it"),
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        required=False,
    )

    def __init__(self, *args: Any, site: AdminSite | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class MergeForm(NoteForm):
    into = forms.ModelChoiceField(
        label=gettext_lazy("the question that asks the same"), queryset=Question.objects.all()
    )
    field_order = ("into", "note")

    def __init__(self, *args: Any, site: AdminSite, **kwargs: Any) -> None:
        super().__init__(*args, site=site, **kwargs)
        field = self.fields["into"]
        field.widget = AutocompleteSelect(ReaderQuestion._meta.get_field("question"), site)
        field.widget.choices = field.choices  # type: ignore[attr-defined]


class MakeForm(NoteForm):
    wording = forms.CharField(
        label=gettext_lazy("the question, as readers in general ask it"),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    field_order = ("wording", "note")


class DeclineForm(NoteForm):
    because = forms.ChoiceField(
        label=gettext_lazy("reason; whoever asked gets its sentence"),
        choices=[("", "—"), *ReaderQuestion.Because.choices],
    )
    field_order = ("because", "note")


class ReopenForm(NoteForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["note"]


@dataclass(frozen=True)
class Decision:
    name: str
    title: str | Promise
    explanation: str | Promise
    done: str | Promise
    form: type[NoteForm]
    call: Callable[[ReaderQuestion, User, dict[str, Any]], object]
    is_for_decided: bool = False

    @property
    def url_name(self) -> str:
        return f"admin:articles_readerquestion_{self.name}"


DECISIONS = (
    Decision(
        "merge",
        gettext_lazy("Merge into a question"),
        gettext_lazy("Whoever asked is led to its answer: now where one is live, else as soon as one is published."),
        gettext_lazy("Merged. Whoever asked is led to the answer once it is live."),
        MergeForm,
        lambda asked, editor, given: answering_readers.merge(
            asked, into=given["into"], editor=editor, note=given["note"]
        ),
    ),
    Decision(
        "make",
        gettext_lazy("Make a question"),
        gettext_lazy(
            "A new question opens with a first draft. Write it for everybody, in other words than the reader's: that is"
            " promised on the form. No word may tell of one person."
        ),
        gettext_lazy("The question was added. Write the answer here."),
        MakeForm,
        lambda asked, editor, given: answering_readers.make_question(
            asked, wording=given["wording"], editor=editor, note=given["note"]
        ),
    ),
    Decision(
        "decline",
        gettext_lazy("Decline"),
        gettext_lazy("Whoever asked reads a sentence with the reason. The question is deleted after ninety days."),
        gettext_lazy("Declined. Whoever asked reads the reason."),
        DeclineForm,
        lambda asked, editor, given: answering_readers.decline(
            asked, because=given["because"], editor=editor, note=given["note"]
        ),
    ),
    Decision(
        "reopen",
        gettext_lazy("Put it back into the queue"),
        gettext_lazy("The decision was a slip. A question that was made of it stays as it is."),
        gettext_lazy("It waits in the queue again."),
        ReopenForm,
        lambda asked, editor, given: answering_readers.reopen(asked, editor=editor),
        is_for_decided=True,
    ),
)


def offered(user: User, asked: ReaderQuestion) -> list[Decision]:
    """What this account can decide now."""
    if not permissions.may_answer_readers(user):
        return []
    is_decided = asked.state != ReaderQuestion.State.OPEN
    return [decision for decision in DECISIONS if decision.is_for_decided == is_decided]


def urls(site: AdminSite) -> list[URLPattern]:
    return [
        path(
            f"<int:pk>/{decision.name}/",
            site.admin_view(partial(_page, site=site, decision=decision)),
            name=f"articles_readerquestion_{decision.name}",
        )
        for decision in DECISIONS
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def _page(request: HttpRequest, pk: int, *, site: AdminSite, decision: Decision) -> HttpResponse:
    editor = editor_of(request)
    if not permissions.may_answer_readers(editor):
        raise PermissionDenied
    asked = get_object_or_404(ReaderQuestion, pk=pk)
    form = decision.form(request.POST if request.method == "POST" else None, site=site)
    said: Refused | None = None
    if form.is_valid():
        try:
            result = decision.call(asked, editor, form.cleaned_data)
        except NotAllowed as refused:
            raise PermissionDenied(str(refused)) from refused
        except Refused as refused:
            said = refused
            form.add_error(None, str(refused))
        else:
            messages.success(request, str(decision.done))
            return HttpResponseRedirect(_next(result))
    near = _near(asked) if decision.name == "merge" else ()
    if "into" in request.GET and not form.is_bound:
        form.initial["into"] = Question.objects.filter(slug=request.GET["into"]).first()
    status = status_of(said) if form.is_bound else 200
    return _answer(request, site, decision, asked, form, near, status)


def _answer(
    request: HttpRequest,
    site: AdminSite,
    decision: Decision,
    asked: ReaderQuestion,
    form: forms.Form,
    hits: tuple[Hit, ...],
    status: int,
) -> HttpResponse:
    context = {
        **site.each_context(request),
        "title": decision.title,
        "opts": ReaderQuestion._meta,
        "original": asked,
        "decision": decision,
        "form": form,
        "media": form.media,
        "hits": hits,
    }
    return TemplateResponse(request, "admin/articles/readerquestion/decide.html", context, status=status)


def _near(asked: ReaderQuestion) -> tuple[Hit, ...]:
    """Live answers to the first line."""
    return search.search(search.Asked(asked.text.partition("\n")[0][:200], asked.language)).hits[:NEAR]


def _next(result: object) -> str:
    if isinstance(result, Article):
        return reverse("admin:articles_article_change", args=[result.pk])
    return reverse("admin:articles_readerquestion_changelist")
