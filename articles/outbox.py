"""The one way to have a mail sent: a row in the caller's transaction, so that what is taken back is never told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import OutgoingMail, ReadersMail
from articles.models.vocabulary import MailKind, ReadersMailKind


def put(
    account: User,
    kind: MailKind,
    *,
    key: str,
    facts: dict[str, Any] | None = None,
    not_before: dt.datetime | None = None,
) -> bool:
    """Write a mail down; a worker sends it (`delivering`). False where one with this `key` was written before.

    `facts` are JSON: ids of rows and names of furniture, never words of a text, never a secret; an address only
    where no account has it any more (`mailing.tell_way_changed`).
    """
    now = timezone.now()
    values = {"kind": kind, "facts": facts or {}, "created_at": now, "not_before": not_before or now}
    _row, is_new = OutgoingMail.objects.get_or_create(key=key, defaults={"account_id": account.pk, **values})
    return is_new


def put_for_reader(
    followers: Iterable[int],
    kind: ReadersMailKind,
    *,
    key: str,
    facts: dict[str, Any] | None = None,
    not_before: dt.datetime | None = None,
) -> None:
    """Write a mail down for each of these followers, where none of that `key` (“{follower}” in it) was written before.

    One statement for each thousand, whatever is there already: nobody can tell a known mailbox by the time it takes.
    """
    now = timezone.now()
    values = {"kind": kind, "facts": facts or {}, "created_at": now, "not_before": not_before or now}
    mails = [ReadersMail(follower_id=pk, key=key.format(follower=pk), **values) for pk in followers]
    ReadersMail.objects.bulk_create(mails, ignore_conflicts=True, batch_size=1000)
