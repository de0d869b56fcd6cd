"""Synonyms of the search, which editors own: they hold from the next search on."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from articles import trail
from articles.admin.parts import AnyAdmin, RowForm, editor_of
from articles.models import SearchSynonym
from articles.search.commonness import common
from articles.search.words import has_han, normal_words, runs_in

#: Of Chinese two of the same may be one word (“妈妈”), three are none.
_HAN_REPEATED = re.compile(r"(.+?)\1{2,}")


class SynonymForm(RowForm):
    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        for name in ("words", "meaning"):
            self._check_words(name, cleaned.get(name) or "")
        said, meant = (set(normal_words(cleaned.get(name) or "")) for name in ("words", "meaning"))
        if said and said == meant:
            sentence = _(
                "A search takes these for the same words already: case, accents, plurals and order do not count."
            )
            self.add_error("meaning", ValidationError(sentence, code="same-words"))
        return cleaned

    def _check_words(self, name: str, text: str) -> None:
        if text and not normal_words(text):
            sentence = _("Nobody searches for these words alone: “the” and “of” stand in every answer.")
            self.add_error(name, ValidationError(sentence, code="no-words"))
        elif _repeats_itself(text):
            sentence = _("A word stands here more than once. Write each word once.")
            self.add_error(name, ValidationError(sentence, code="repeated"))


def _repeats_itself(text: str) -> bool:
    """Whether a word is said twice, in whatever form. Chinese words are not parted: a run of theirs is taken whole."""
    words = [run.text for run in runs_in(text)] if has_han(text) else normal_words(text)
    return len(set(words)) < len(words) or any(_HAN_REPEATED.fullmatch(word) for word in words if has_han(word))


@admin.register(SearchSynonym)
class SearchSynonymAdmin(AnyAdmin):
    form = SynonymForm
    list_display = ("words", "meaning", "language")
    list_filter = ("language",)
    search_fields = ("words", "meaning")
    fields = ("words", "meaning", "language")
    list_per_page = 50
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: SearchSynonym, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.changed_data:
            _record(request, obj, sorted(form.changed_data))
            _warn_of_common_words(request, obj)

    def delete_model(self, request: HttpRequest, obj: SearchSynonym) -> None:
        _record(request, obj, ["deleted"])
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[SearchSynonym]) -> None:
        with transaction.atomic():
            for synonym in queryset:
                _record(request, synonym, ["deleted"])
            super().delete_queryset(request, queryset)


def _record(request: HttpRequest, synonym: SearchSynonym, fields: list[str]) -> None:
    editor, name = editor_of(request), str(synonym)
    trail.record(
        "synonym_changed", actor=editor, synonym=synonym.pk, name=name, language=synonym.language, fields=fields
    )


def _warn_of_common_words(request: HttpRequest, synonym: SearchSynonym) -> None:
    """It holds at once, for everybody: who says so of “pain” by mistake should hear of it."""
    share = common(synonym.words, synonym.language)
    if share is not None:
        sentence = _(
            "“%(words)s” stands in %(n)d of %(total)d answers: everybody who searches it will also find “%(meaning)s”."
            " Delete this synonym if you do not mean that."
        )
        told = {"words": synonym.words, "meaning": synonym.meaning, "n": share.answers, "total": share.total}
        messages.warning(request, sentence % told)
