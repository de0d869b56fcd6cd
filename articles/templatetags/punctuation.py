"""Marks between words, as the language of the interface writes them: Chinese ones are full-width and bring no space."""

from collections.abc import Iterable

from django import template
from django.utils.translation import get_language

from healthqa.lib.punctuation import is_chinese

register = template.Library()

_FULL_WIDTH = {", ": "，", ". ": "。", ".": "。", ": ": "：", " (": "（", ")": "）", " ": ""}


@register.simple_tag
def mark(written: str, language: str = "") -> str:
    """`written` (", ", ". ", ".", ": ", " (", ")") in the form of the interface language, or of `language`.

    A space alone is what follows a colon or full stop of a translated sentence.
    """
    return _FULL_WIDTH.get(written, written) if is_chinese(language or get_language() or "") else written


@register.simple_tag
def between() -> str:
    """What stands between two names of a list."""
    return "、" if is_chinese(get_language() or "") else ", "


@register.filter
def listed(names: Iterable[str]) -> str:
    """Names one after the other: "a, b" · "甲、乙"."""
    return between().join(names)
