"""The forms of an edition and its rows. Each field remembers what it held when the form was opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import canonical
from articles.admin.choices import KnownSelect
from articles.admin.parts import RowForm
from articles.models import Article, CareAdvice, Cause, Reference, Section
from articles.models.vocabulary import Kind
from healthqa.lib.model_admin import BaseInlineFormSet, form_field

WORDS = (
    *("question_text", "life_stage", "sex", "audience_group", "doctor", "reader_question", "introduction", "lead"),
    *("closing", "associated_names", "questions_to_ask", "disclosure"),
    *("source_name", "source_url", "source_kind", "licence", "dated"),
)
NOT_WORDS = (
    *("second_reviewer", "item_kind", "associated_conditions", "source_reviewer", "evidence_searched_on"),
    *("change_note", "assignee"),
)


class WhatWasThere(forms.HiddenInput):
    """What a field held; nobody sees it, so nothing describes it (HTML allows no `aria-*` on hidden fields)."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {name: value for name, value in attrs.items() if not name.startswith("aria-")}


class WhatWereThere(forms.MultipleHiddenInput, WhatWasThere):
    """The same for a field of several values."""


class RemembersOpened(RowForm):
    """Sends back what each field held when it was opened, so that only what this editor changed is written."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True
            several = issubclass(field.hidden_widget, forms.MultipleHiddenInput)
            field.hidden_widget = WhatWereThere if several else WhatWasThere


class ArticleForm(RemembersOpened):
    opened_digest = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Article
        fields = (*WORDS, *NOT_WORDS)
        formfield_callback = form_field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "opened_digest" in self.fields:
            self.fields["opened_digest"].show_hidden_initial = False
            # Read as a whole: row by row it would cost a query for each section.
            self.initial["opened_digest"] = canonical.digest_of(Article.objects.with_text().get(pk=self.instance.pk))


class PlacedForm(RemembersOpened):
    """A row with a place in its list; a new one without a number goes to the end."""

    position = forms.IntegerField(label=gettext_lazy("Place"), min_value=1, max_value=10_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.initial["position"] = None


class SectionForm(PlacedForm):
    class Meta:
        model = Section
        fields = ("position", "kind", "label", "text")


class CauseForm(PlacedForm):
    """A cause goes into a section of this edition, or under a kind whose section is made when it is missing."""

    sort_under = forms.ChoiceField(
        label=gettext_lazy("Or sort under"),
        choices=[("", "---------"), *Kind.choices],
        required=False,
        help_text=gettext_lazy("For a section that does not exist yet."),
    )

    class Meta:
        model = Cause
        fields = (
            *("position", "section", "sort_under", "heading", "explanation", "advice", "seek_care"),
            *("likelihood", "condition"),
        )

    def __init__(self, *args: Any, sections: Sequence[Section] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        section = self.fields.get("section")
        if isinstance(section, forms.ModelChoiceField):
            section.required = False
            section.queryset = Section.objects.filter(pk__in=[row.pk for row in sections or ()])
            section.choices = [("", "---------"), *((row.pk, str(row)) for row in sections or ())]
        self._know_condition()

    def _know_condition(self) -> None:
        """The list of rows was read with its conditions: none of them is looked up again."""
        widget = self.fields["condition"].widget if "condition" in self.fields else None
        select = getattr(widget, "widget", widget)  # the admin wraps it
        if isinstance(select, KnownSelect) and self.instance.condition is not None:
            select.know(self.instance.condition)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        section, kind = cleaned.get("section"), cleaned.get("sort_under")
        if section is None and not kind and "section" not in self.errors:
            self.add_error("section", _("Choose a section, or a kind to sort this under."))
        elif section is not None and kind and kind != section.kind:
            raise ValidationError(_("The section is of another kind than “sort under” says. Leave one of them empty."))
        return cleaned


class CauseFormSet(BaseInlineFormSet[Cause, Article, CauseForm]):
    """Every row offers the sections of this edition, which are read once."""

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        if not hasattr(self, "_sections"):
            self._sections = list(self.instance.sections.all()) if self.instance.pk else []
        return {**super().get_form_kwargs(index), "sections": self._sections}


class CareForm(PlacedForm):
    class Meta:
        model = CareAdvice
        fields = ("position", "level", "heading", "bullets")


class ReferenceForm(PlacedForm):
    class Meta:
        model = Reference
        fields = ("position", "kind", "title", "organisation", "year", "url", "doi", "isbn", "accessed_on")
        formfield_callback = form_field
