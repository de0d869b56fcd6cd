"""In which languages an emergency card is shown."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language

from healthqa.lib.scripts import language_of


def card_languages(words: str) -> tuple[str, ...]:
    """The language of the reader's words first, then that of the page; once where they are the same."""
    around = get_language() or settings.LANGUAGE_CODE
    return tuple(dict.fromkeys((language_of(words, around), around)))
