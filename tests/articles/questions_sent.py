"""A reader without script sends a question, as a browser would."""

from __future__ import annotations

import datetime as dt
import re
from importlib import import_module
from typing import Any

import time_machine
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from articles.models import RedFlag
from healthqa.lib.readers_forms import new_stamp

TEXT = "Why do my calves cramp at night?"
_first: list[dict[str, Any]] = []


def first_flags() -> None:
    """The red flags of a new portal; a test that emptied the tables has taken them away.

    The migrations make them once, as they have to read all lists for it; later the same rows are written again.
    """
    RedFlag.objects.all().delete()
    if _first:
        RedFlag.objects.bulk_create(RedFlag(**row) for row in _first)
        return
    names = ("0025_first_red_flags", "0032_more_red_flags", "0036_red_flags_of_slips", "0037_red_flags_of_plain_words")
    for name in names:
        import_module(f"articles.migrations.{name}").add(apps, None)
    fields = [field.attname for field in RedFlag._meta.concrete_fields if not field.primary_key]
    _first.extend(RedFlag.objects.order_by("pk").values(*fields))


def stamp(seconds: float = 30) -> str:
    """Of a form that was opened so many seconds ago."""
    with time_machine.travel(timezone.now() - dt.timedelta(seconds=seconds), tick=False):
        return new_stamp("ask")


def send(
    client: Client, text: str = TEXT, *, address: str = "203.0.113.5", path: str = "/ask/", **form: Any
) -> HttpResponse:
    extra = {"headers": {"sec-fetch-site": "same-origin", "origin": "http://testserver"}}
    given = {"question": text, "details": "", "email": "", "stamp": stamp(), **form}
    return client.post(path, given, REMOTE_ADDR=address, **extra)  # type: ignore[arg-type,return-value]


def fields(response: HttpResponse) -> dict[str, str]:
    """What a browser would send back of the form on this page: the hidden fields alone."""
    page = response.content.decode()
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
