"""The demo's mailbox for everybody: the mails the portal sent, as files in var/mail. Nowhere but in the demo."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from healthqa.lib.http import safe_methods_only

#: Mails that are listed, the newest first.
SHOWN = 50
#: What Django's file backend writes after each mail.
_END = b"\n" + b"-" * 79 + b"\n"
_NAME = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9]+\.log", re.ASCII)
_IN_A_FRAME = {"default-src": [NONE], "style-src": [UNSAFE_INLINE], "frame-ancestors": [SELF], "sandbox": True}
#: Files that are opened for the list.
_FILES = 200


@dataclass(frozen=True, slots=True)
class Sent:
    """One mail in the folder."""

    name: str
    to: str
    subject: str
    date: str
    text: str
    html: str


@safe_methods_only
@never_cache
def sent_mails(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/mails.html", {"mails": _mails()[:SHOWN]})


@safe_methods_only
@never_cache
def sent_mail(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "demo/mail.html", {"mail": _known(name)})


@safe_methods_only
@never_cache
@xframe_options_sameorigin
def sent_html(request: HttpRequest, name: str) -> HttpResponse:
    """The HTML of a mail by itself, for a frame: nothing in it runs, loads or sends anything."""
    response = HttpResponse(_known(name).html)
    response._csp_replace = _IN_A_FRAME  # type: ignore[attr-defined]  # as csp_replace() does, which has no types
    return response


urlpatterns: list[URLPattern] = [
    path("mail/", sent_mails, name="demo_mails"),
    path("mail/<str:name>/", sent_mail, name="demo_mail"),
    path("mail/<str:name>/html/", sent_html, name="demo_mail_html"),
]


def _mails() -> list[Sent]:
    """What the folder holds, the newest first. 404 where this is no demo."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not settings.DEMO:
        raise Http404
    if not folder or not Path(folder).is_dir():
        return []
    files = sorted((file for file in Path(folder).iterdir() if _NAME.fullmatch(file.name)), reverse=True)
    return [mail for file in files[:_FILES] for mail in _in_file(file)]


def _known(name: str) -> Sent:
    """The mail of this name in the list: no other file is ever opened."""
    for mail in _mails():
        if mail.name == name:
            return mail
    raise Http404


def _in_file(file: Path) -> list[Sent]:
    """The mails of one file, the newest first. Connections of one second may share it."""
    written = [part for part in file.read_bytes().split(_END) if part.strip()]
    return [_read(part, f"{file.stem}-{number}") for number, part in enumerate(written)][::-1]


def _read(written: bytes, name: str) -> Sent:
    message = message_from_bytes(written, policy=policy.default)
    facts = {header: str(message.get(header, "")).strip() for header in ("to", "subject", "date")}
    return Sent(name=name, text=_body(message, "plain"), html=_body(message, "html"), **facts)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
