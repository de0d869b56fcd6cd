"""Posts an admin form as a browser would: every field of the page as it stands, with what the test changes."""

from __future__ import annotations

from typing import Any

from django.db.models.fields.files import FieldFile
from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def change_url(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def opened(client: Client, url: str) -> dict[str, Any]:
    """What a browser would send of this form if nothing were changed."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    data: dict[str, Any] = _values(response.context["adminform"].form)
    for inline in response.context["inline_admin_formsets"]:
        data |= _values(inline.formset.management_form)
        for form in inline.formset.forms:
            data |= _values(form)
    return data


def _values(form: BaseForm) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in form:
        value = field.value()
        found[field.html_name] = "" if value is None or isinstance(value, FieldFile) else value
        if field.field.show_hidden_initial:
            found[field.html_initial_name] = found[field.html_name]
    return {name: value for name, value in found.items() if value is not False}


def save(client: Client, row: Any, **changes: Any) -> HttpResponse:
    """Open the form of `row`, change fields, save."""
    url = change_url(row)
    return client.post(url, opened(client, url) | changes)  # type: ignore[return-value]
