"""A form that was opened on an older text: what was typed is laid over what is stored now, and both are shown.

Three texts are known of each field: the one the form was opened on (its hidden initial value), the stored and the
typed one. What only somebody else changed stays theirs; what this editor changed stays typed, to be looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django import forms
from django.forms import inlineformset_factory
from django.http import QueryDict
from django.utils.translation import gettext as _

from articles import canonical
from articles.admin import article_forms
from articles.models import Article, CareAdvice, Cause, Reference, Section
from healthqa.lib.model_admin import BaseInlineFormSet
from healthqa.lib.text import keys_in, number_in

Whose = Literal["yours", "theirs", "both"]
MOST_ROWS = 1000

_LISTS: tuple[tuple[Any, Any, Any], ...] = (
    (Section, article_forms.SectionForm, BaseInlineFormSet),
    (Cause, article_forms.CauseForm, article_forms.CauseFormSet),
    (CareAdvice, article_forms.CareForm, BaseInlineFormSet),
    (Reference, article_forms.ReferenceForm, BaseInlineFormSet),
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One field: where it stands, the stored and the typed text, and who changed it since the form was opened."""

    label: str
    name: str
    stored: str
    typed: str
    whose: Whose


@dataclass
class Merged:
    """The form to show again, as if it had been posted on the text that is stored now."""

    data: QueryDict
    differences: list[Difference] = field(default_factory=list)

    @property
    def someone_else_changed(self) -> bool:
        return any(difference.whose != "yours" for difference in self.differences)


def take_stored(posted: QueryDict) -> QueryDict:
    """The same form with the stored text in every field for which the editor chose it on the page of a conflict."""
    data = posted.copy()
    for name in posted.getlist("take-stored"):
        if f"initial-{name}" in data:
            data.setlist(name, data.getlist(f"initial-{name}"))
    data.pop("take-stored", None)
    return data


def rebase(posted: QueryDict, article: Article) -> Merged:
    """Lay a posted form over `article` as it is stored now (fetched `with_text()`)."""
    merged = Merged(QueryDict(mutable=True))
    for name in posted:
        if not name.startswith(("initial-", *_prefixes())) and name not in article_forms.ArticleForm.base_fields:
            merged.data.setlist(name, posted.getlist(name))
    form = article_forms.ArticleForm(instance=article)
    for name in (*article_forms.WORDS, *article_forms.NOT_WORDS):
        _lay_over(merged, posted, form, name, posted_name=name, label=str(form.fields[name].label))
    merged.data["opened_digest"] = canonical.digest_of(article)
    for model, form_class, formset_class in _LISTS:
        _rebase_rows(merged, posted, _formset(model, form_class, formset_class, article))
    return merged


def _prefixes() -> tuple[str, ...]:
    return tuple(f"{name}-" for name in ("sections", "causes", "care_advice", "references"))


def _formset(model: Any, form_class: Any, formset_class: Any, article: Article) -> Any:
    factory = inlineformset_factory(Article, model, form=form_class, formset=formset_class, extra=0)
    order = ("section__position", "section", "position", "pk") if model is Cause else ("position", "pk")
    rows = model.objects.select_related("section", "condition") if model is Cause else model.objects.all()
    return factory(instance=article, queryset=rows.order_by(*order))


def _lay_over(
    merged: Merged, posted: QueryDict, form: forms.BaseForm, name: str, *, posted_name: str, label: str
) -> Whose | None:
    """One field of the new form. Says who changed it, None where nobody did."""
    html_name = form.add_prefix(name)
    stored = _as_posted(form[name].value())
    typed, opened = posted.getlist(posted_name), posted.getlist(f"initial-{posted_name}")
    merged.data.setlist(f"initial-{html_name}", stored)
    if _same(typed, stored) or _same(typed, opened):
        merged.data.setlist(html_name, stored)
        whose: Whose | None = None if _same(stored, opened) or _same(typed, stored) else "theirs"
    else:
        merged.data.setlist(html_name, typed)
        whose = "yours" if _same(stored, opened) else "both"
    if whose is not None:
        field_of_form = form.fields[name]
        merged.differences.append(
            Difference(label, html_name, _shown(field_of_form, stored), _shown(field_of_form, typed), whose)
        )
    return whose


def _rebase_rows(merged: Merged, posted: QueryDict, formset: Any) -> None:
    prefix: str = formset.prefix
    rows = {posted.get(f"{prefix}-{i}-id", ""): i for i in range(_total(posted, prefix))}
    for index, form in enumerate(formset.initial_forms):
        merged.data[f"{prefix}-{index}-id"] = str(form.instance.pk)
        merged.data[f"{prefix}-{index}-{formset.fk.name}"] = str(formset.instance.pk)
        at = rows.pop(str(form.instance.pk), None)
        label = f"{form.instance._meta.verbose_name} “{form.instance}”"
        if at is None:
            _keep_new_row_of_others(merged, form, label)
        else:
            _rebase_row(merged, posted, form, at, label)
    count = len(formset.initial_forms)
    blank = formset.empty_form
    for i in range(_total(posted, prefix)):
        pk = posted.get(f"{prefix}-{i}-id", "")
        if (not pk or pk in rows) and _carry_over(merged, posted, blank, prefix, i, count, removed=bool(pk)):
            count += 1
    counts = {"TOTAL": count, "INITIAL": len(formset.initial_forms), "MIN_NUM": 0, "MAX_NUM": MOST_ROWS}
    for name, number in counts.items():
        merged.data[f"{prefix}-{name}_FORMS"] = str(number)


def _keep_new_row_of_others(merged: Merged, form: Any, label: str) -> None:
    for name in _own_fields(form):
        values = _as_posted(form[name].value())
        merged.data.setlist(form.add_prefix(name), values)
        merged.data.setlist(f"initial-{form.add_prefix(name)}", values)
    merged.differences.append(Difference(label, "", _("(added by somebody else)"), "", "theirs"))


def _rebase_row(merged: Merged, posted: QueryDict, form: Any, at: int, label: str) -> None:
    prefix = form.prefix.rpartition("-")[0]
    changes = [
        _lay_over(
            *(merged, posted, form, name),
            posted_name=f"{prefix}-{at}-{name}",
            label=f"{label}: {form.fields[name].label}",
        )
        for name in _own_fields(form)
    ]
    if posted.get(f"{prefix}-{at}-DELETE", "") in ("", "false"):
        return
    if "theirs" in changes or "both" in changes:
        sentence = _("(you removed this, and somebody changed it: tick “Delete” again if it still has to go)")
        merged.differences.append(Difference(label, "", str(form.instance), sentence, "both"))
    else:
        merged.data[f"{form.prefix}-DELETE"] = "on"


def _carry_over(
    merged: Merged, posted: QueryDict, blank: Any, prefix: str, at: int, index: int, *, removed: bool
) -> bool:
    """A row without a stored one: new, or removed by somebody else meanwhile. False where nothing is to be kept."""
    names = _own_fields(blank)
    typed = {name: posted.getlist(f"{prefix}-{at}-{name}") for name in names}
    opened = {name: posted.getlist(f"initial-{prefix}-{at}-{name}") for name in names}
    changed = any(not _same(typed[name], opened[name]) for name in names)
    words = " · ".join(_shown(blank.fields[name], values) for name, values in typed.items() if _trimmed(values))
    if removed:
        whose: Whose = "both" if changed else "theirs"
        merged.differences.append(
            Difference(_("A row that somebody else removed"), "", _("(removed)"), words, whose),
        )
    if not changed:
        return False
    for name in names:
        merged.data.setlist(f"{prefix}-{index}-{name}", typed[name])
        merged.data.setlist(f"initial-{prefix}-{index}-{name}", [] if removed else opened[name])
    return True


def _own_fields(form: Any) -> list[str]:
    """Without the key, the link to the edition and the tick to delete."""
    hidden = {"id", "DELETE", "article"}
    return [name for name in form.fields if name not in hidden]


def _total(posted: QueryDict, prefix: str) -> int:
    return min(number_in(posted.get(f"{prefix}-TOTAL_FORMS", "0"), longest=8) or 0, MOST_ROWS)


def _as_posted(value: Any) -> list[str]:
    if value is None or value == "":
        return [""]
    if isinstance(value, (list, tuple, set)):
        return [str(item) for item in value]
    return [str(value)]


def _trimmed(values: Sequence[str]) -> list[str]:
    lines = (value.replace("\r\n", "\n").replace("\r", "\n").strip() for value in values)
    return sorted(value for value in lines if value)


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    return _trimmed(one) == _trimmed(other)


def _shown(form_field: forms.Field, values: Sequence[str]) -> str:
    """The words of a choice instead of its value."""
    kept = _trimmed(values)
    if isinstance(form_field, forms.ModelChoiceField):
        rows = form_field.queryset.filter(pk__in=keys_in(kept)) if form_field.queryset is not None else ()
        return ", ".join(str(row) for row in rows)
    if isinstance(form_field, forms.ChoiceField):
        labels = {str(value): str(label) for value, label in form_field.choices}  # type: ignore[union-attr, misc]
        return ", ".join(labels.get(value, value) for value in kept)
    return "\n".join(kept)
