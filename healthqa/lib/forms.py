"""Forms whose texts hold nothing invisible: the rule of `text.forbidden_character` at every field, with its name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext as _

from healthqa.lib.text import forbidden_character

#: Far above what a doctor reads in one sitting; a text that is longer was pasted by mistake.
LONGEST_TEXT = 300_000


class ReadableText:
    """Refuses a text that holds an invisible character, or is too long to be one; names the field and the place."""

    def __init__(self, label: str) -> None:
        self.label = label

    def __call__(self, text: Any) -> None:
        if not isinstance(text, str):
            return
        if len(text) > LONGEST_TEXT:
            sentence = _("“%(field)s” holds %(n)d characters, and %(most)d are the most a field takes. Shorten it.")
            values = {"field": self.label, "n": len(text), "most": LONGEST_TEXT}
            raise ValidationError(sentence % values, code="too-long")
        found = forbidden_character(text)
        if found is not None:
            sentence = _("“%(field)s” holds %(character)s at character %(position)d. Take it out.")
            values = {"field": self.label, "character": found[1], "position": found[0] + 1}
            raise ValidationError(sentence % values, code="forbidden-character")


class PlainTextMixin:
    """For forms with texts: line ends become LF, and `ReadableText` checks every one."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.CharField):
                label = str(field.label or name)
                others = [v for v in field.validators if not isinstance(v, ProhibitNullCharactersValidator)]
                field.validators = [ReadableText(label), *others]

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        cleaned: dict[str, Any] = self.cleaned_data  # type: ignore[attr-defined]
        for name, value in cleaned.items():
            if isinstance(value, str) and "\r" in value:
                cleaned[name] = value.replace("\r\n", "\n").replace("\r", "\n")


class PlainTextForm(PlainTextMixin, forms.Form):
    """A plain form whose texts are checked."""
