"""The box of a form that asks why: for withdrawing, rolling back, and taking a name back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from articles.errors import Refused
from articles.publishing import reason_given


class ReasonField(forms.CharField):
    """Takes what the verbs take as a reason, and says the same of what they refuse.

    It has no `maxlength`: a browser would cut a pasted text there, and nobody would see what is missing.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 3}), **kwargs})

    def validate(self, value: str) -> None:
        super().validate(value)
        try:
            reason_given(value, missing="")
        except Refused as refused:
            raise ValidationError(str(refused), code=refused.code) from refused
