"""Saves the rows of an edition's form: only what changed, places renumbered, causes in the section they name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.models import Article, Section

#: Stands behind every real place until the rows are renumbered.
END = 1_000_000
ROWS = ("sections", "causes", "care_advice", "references")


def save_rows(formset: Any, article: Article) -> dict[int, int]:
    """Write the changed and new rows. Sections to be removed wait for `drop_sections`. Returns old places by row."""
    formset.save(commit=False)
    old_places = {
        form.instance.pk: form.initial.get("position") or END
        for form in formset.initial_forms
        if "position" in form.changed_data
    }
    own = {field.name for field in formset.model._meta.concrete_fields}
    for row, changed in formset.changed_objects:
        _place(row, article)
        fields = own.intersection(changed) | ({"section"} if "sort_under" in changed else set())
        if fields:
            row.save(update_fields=sorted(fields))
    for row in formset.new_objects:
        _place(row, article)
        row.save(force_insert=True)
    for row in formset.deleted_objects:
        if not isinstance(row, Section):
            row.delete()
    return old_places


def _place(row: Any, article: Article) -> None:
    if row.position is None:
        row.position = END
    if hasattr(row, "section_id") and row.section_id is None:
        row.section = _section_of_kind(article, row.wanted_kind)


def _section_of_kind(article: Article, kind: str) -> Section:
    found = Section.objects.filter(article=article, kind=kind).first()
    return found or Section.objects.create(article=article, kind=kind, position=END)


def remember_kinds(formset: Any) -> None:
    """A cause without a section carries the kind it is to be sorted under to where it is saved."""
    for form in formset.forms:
        form.instance.wanted_kind = form.cleaned_data.get("sort_under", "") if form.is_valid() else ""


def drop_sections(sections: Iterable[Section]) -> None:
    """Remove sections that were ticked. Raises `Refused("section-has-causes")`: their causes would go with them."""
    for section in sections:
        if section.causes.exists():
            sentence = _("“%(section)s” still has causes. Move them to another section or remove them first.")
            raise Refused("section-has-causes", sentence % {"section": section})
        section.delete()


def renumber(article: Article, old_places: dict[str, dict[int, int]]) -> None:
    """Give the rows of each list the places 1, 2, 3 …; one that moved goes before (or behind) the one it met there."""
    for name in ROWS:
        rows: list[Any] = list(getattr(article, name).all())
        moved = old_places.get(name, {})
        groups: dict[Any, list[Any]] = {}
        for row in rows:
            groups.setdefault(getattr(row, "section_id", None), []).append(row)
        for group in groups.values():
            group.sort(key=lambda row: (row.position, _rank(row, moved), row.pk))
            for position, row in enumerate(group, start=1):
                if row.position != position:
                    type(row).objects.filter(pk=row.pk).update(position=position)


def _rank(row: Any, moved: dict[int, int]) -> int:
    if row.pk not in moved:
        return 1
    return 0 if row.position < moved[row.pk] else 2
