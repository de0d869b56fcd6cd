"""What several admins share: a verb's refusal shown on the form, read-only records, words about refreshed pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from articles import renaming
from articles.errors import Refused
from articles.furniture import Refreshed
from healthqa.lib.forms import PlainTextMixin
from healthqa.lib.model_admin import HTTPS, ModelAdmin, ModelForm

if TYPE_CHECKING:
    AnyAdmin = ModelAdmin[Any]
else:
    AnyAdmin = ModelAdmin


def editor_of(request: HttpRequest) -> User:
    """The signed-in account, which `admin_view` has made sure of."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class RowForm(PlainTextMixin, ModelForm[Any]):
    """A form of one record; `refused` is what a verb said of it, set for the request that shows it again."""

    refused: Refused | None = None

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.refused is not None:
            raise ValidationError(str(self.refused), code=self.refused.code)
        return cleaned


class RefusalsShown(AnyAdmin):
    """A verb that refuses takes the whole save back; the form comes again with its sentence and all that was typed."""

    form = RowForm
    formfield_overrides = HTTPS

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            refuse(request, refused)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: type[forms.ModelForm[Any]] = super().get_form(request, obj, change, **kwargs)
        form.refused = refusal_of(request)  # type: ignore[attr-defined]
        return form


class SharedRecord(RefusalsShown):
    """A record that answers share: `renaming` says what may change and which live pages follow."""

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            super().save_model(request, obj, form, change)
            return
        own = {field.name for field in obj._meta.concrete_fields}
        changes = {name: getattr(obj, name) for name in form.changed_data if name in own}
        if changes:
            tell_refreshed(request, renaming.rename(obj, changes=changes, editor=editor_of(request)))


def refuse(request: HttpRequest, refused: Refused) -> None:
    """The form of this request is not valid any more, and says why."""
    request.refused = refused  # type: ignore[attr-defined]


def refusal_of(request: HttpRequest) -> Refused | None:
    refused: Refused | None = getattr(request, "refused", None)
    return refused


class NeverDeleted(AnyAdmin):
    """Neither one by one nor in bulk, whoever asks."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(NeverDeleted):
    """A record that only verbs write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def tell_refreshed(request: HttpRequest, refreshed: Refreshed) -> None:
    if refreshed.sentence:
        messages.add_message(request, messages.WARNING if refreshed.left else messages.INFO, refreshed.sentence)


def tell_refused(request: HttpRequest, refused: Refused) -> None:
    messages.error(request, str(refused))
