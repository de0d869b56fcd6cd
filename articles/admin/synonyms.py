"""Synonyms of the search, which editors own: they hold from the next search on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.admin.parts import AnyAdmin, RowForm
from articles.models import SearchSynonym
from articles.search.words import normal_words


class SynonymForm(RowForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        for name in ("words", "meaning"):
            if cleaned.get(name) and not normal_words(cleaned[name]):
                sentence = _("Nobody searches for these words alone: “the” and “of” stand in every answer.")
                self.add_error(name, ValidationError(sentence, code="no-words"))
        said, meant = (normal_words(cleaned.get(name, "")) for name in ("words", "meaning"))
        if said and said == meant:
            sentence = _("A search takes these for the same words already: case, accents and plurals do not count.")
            self.add_error("meaning", ValidationError(sentence, code="same-words"))
        return cleaned


@admin.register(SearchSynonym)
class SearchSynonymAdmin(AnyAdmin):
    form = SynonymForm
    list_display = ("words", "meaning", "language")
    list_filter = ("language",)
    search_fields = ("words", "meaning")
    fields = ("words", "meaning", "language")
    list_per_page = 50
    show_full_result_count = False
