"""The shape of a mail before it is laid out: sentences, then lists of entries that lead to a page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from articles.mailing import plain, subject_line

_LINES = re.compile("\n{3,}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to look at: its name, where, and what there is to say of it."""

    text: str
    url: str = ""
    notes: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Entries under one heading, with what is to be said of all of them; `more` says that not all are listed."""

    title: str
    entries: list[Entry]
    more: str = ""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail says, in the language that is active when it is made.

    One to a reader, who has no desk, ends with `stop` instead, where its mails are ended.
    """

    subject: str
    sentences: list[str]
    parts: list[Part] = field(default_factory=list)
    last: list[str] = field(default_factory=list)
    is_to_reader: bool = False
    stop: str = ""


@dataclass(frozen=True, slots=True)
class Laid:
    """A letter as it is sent: one line, plain text, HTML."""

    subject: str
    text: str
    html: str


def lay_out(letter: Letter) -> Laid:
    """Both forms of a letter, in the active language."""
    context = {
        "letter": letter,
        "language": get_language(),
        "site_name": settings.SITE_NAME,
        "home": settings.SITE_URL,
        "desk": "" if letter.is_to_reader else link("desk"),
    }
    text = _LINES.sub("\n\n", plain(render_to_string("mail/letter.txt", context)).lstrip("\n"))
    return Laid(subject_line(letter.subject), text, render_to_string("mail/letter.html", context))


def link(name: str, *arguments: Any) -> str:
    """The whole address of a page, in the active language."""
    return settings.SITE_URL + reverse(name, args=arguments)
