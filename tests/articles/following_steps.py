"""What a reader and the worker do: follow, say yes, send what is due, wait for the morning."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import time_machine
from django.core import mail
from django.utils import timezone

from articles import delivering, follow_news, following
from articles.models import Follow, ReadersMail
from articles.models.vocabulary import ReadersMailKind

WHO = "reader@example.org"


def follow(about: following.Target, email: str = WHO, *, sure: bool = True) -> Follow:
    """A row that waits for its yes; with `sure`, one that has it, as if the mail was read already."""
    following.follow(email, about=about, language="en")
    found = next(row for row in Follow.objects.order_by("-pk") if row.about == about and row.follower.email == email)
    if not sure:
        return found
    return following.confirm(following.key_to_confirm(found))


def mails() -> list[Any]:
    """What a pass of the worker sends to readers."""
    mail.outbox.clear()
    delivering.deliver()
    accounts = ("lin-yunfei@", "mara-ellison@")
    return [message for message in mail.outbox if not message.to[0].startswith(accounts)]


def morning(days: int = 1) -> Any:
    """Some minutes after the hour at which news go out, so many days from now."""
    follow_news.watch()  # as the worker does every few seconds
    due = follow_news.next_morning(timezone.now()) + dt.timedelta(days=days - 1, minutes=5)
    return time_machine.travel(due, tick=True)


def key_in(body: str, page: str) -> str:
    (key,) = set(re.findall(rf"/follow/{page}/\?key=(\S+)", str(body)))
    return str(key)


def written(kind: ReadersMailKind) -> int:
    return ReadersMail.objects.filter(kind=kind).count()
