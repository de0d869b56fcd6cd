"""In which language a screen reader is to say a name: `<a lang="{{ tag.name|language_of }}">` (WCAG 3.1.2)."""

from django import template
from django.conf import settings
from django.utils.translation import get_language

from healthqa.lib import scripts

register = template.Library()


@register.filter
def language_of(text: object) -> str:
    """The language that the letters of `text` tell, for what has no language of its own; else that of the page."""
    return scripts.language_of(str(text or ""), get_language() or settings.LANGUAGE_CODE)
