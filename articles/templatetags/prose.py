"""Filters for the words of an answer: `{{ text|prose }}` as HTML, `{{ text|plain }}` as plain text."""

from django import template
from django.utils.safestring import SafeString

from articles import prose as words
from articles import summaries

register = template.Library()


@register.filter
def prose(source: str) -> SafeString:
    return words.to_html(source or "")


@register.filter
def plain(source: str) -> str:
    return words.to_text(source or "")


@register.filter
def first_sentence(source: str) -> str:
    return summaries.first_sentence(source or "")
