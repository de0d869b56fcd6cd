"""Django's admin classes with their model as a parameter, which only the type checker knows in Django 5.2."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db import models

from healthqa.lib.forms import PlainTextMixin

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin, StackedInline, TabularInline
    from django.forms import BaseInlineFormSet, ModelForm
else:

    class _Generic:
        def __class_getitem__(cls, model: Any) -> type:
            return cls

    class ModelAdmin(_Generic, admin.ModelAdmin):
        pass

    class TabularInline(_Generic, admin.TabularInline):
        pass

    class StackedInline(_Generic, admin.StackedInline):
        pass

    class ModelForm(_Generic, forms.ModelForm):
        pass

    class BaseInlineFormSet(_Generic, forms.BaseInlineFormSet):
        pass


#: Django 5.2 asks every form to say what an address without a scheme means; later ones take https.
HTTPS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {models.URLField: {"assume_scheme": "https"}}


def form_field(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """For `Meta.formfield_callback` of forms with addresses."""
    if isinstance(db_field, models.URLField):
        kwargs["assume_scheme"] = "https"
    field: forms.Field | None = db_field.formfield(**kwargs)
    return field


__all__ = [
    "HTTPS",
    "BaseInlineFormSet",
    "ModelAdmin",
    "ModelForm",
    "PlainTextMixin",
    "StackedInline",
    "TabularInline",
    "form_field",
]
