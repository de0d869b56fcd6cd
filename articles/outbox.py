"""The one way to have a mail sent: a row in the caller's transaction, so that what is taken back is never told."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles.models import OutgoingMail
from articles.models.vocabulary import MailKind


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
