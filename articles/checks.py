"""System checks: is the database's own guard in place, does mail go out? `manage.py check --database default` asks."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections
from django.utils import timezone

from articles import triggers
from articles.models import OutgoingMail


@register(Tags.database)
def triggers_are_in_place(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """articles.E001 for each trigger that is missing, switched off or not of this release."""
    if sys.argv[1:2] == ["migrate"]:
        return []  # it asks the checks first, and is what mends this
    return [
        Error(
            f"The trigger {name} of the database “{alias}” is missing or changed: signed words are not guarded.",
            hint="Run “manage.py migrate”, which installs it, then “manage.py verify”, which finds what happened.",
            id="articles.E001",
        )
        for alias in databases or ()
        for name in triggers.missing(connections[alias])
    ]


#: A mail that nobody tried for so long waits for a worker that does not run.
IDLE = dt.timedelta(hours=1)


@register(Tags.database)
def mails_go_out(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """articles.W001 where mails were given up, articles.W002 where nobody sends them."""
    if "default" not in (databases or ()) or OutgoingMail._meta.db_table not in _tables():
        return []
    found: list[CheckMessage] = []
    given_up = OutgoingMail.objects.given_up().count()
    if given_up:
        found.append(
            Warning(
                f"Mails that no server took and that were given up: {given_up}.",
                hint="See “Outgoing mails” in the admin for the accounts and the last problem.",
                id="articles.W001",
            )
        )
    idle = OutgoingMail.objects.due(timezone.now() - IDLE).count()
    if idle:
        found.append(
            Warning(
                f"Mails that wait for more than an hour: {idle}.",
                hint="Run “manage.py deliver_mail --forever”, as docs/deploy.md describes.",
                id="articles.W002",
            )
        )
    return found


def _tables() -> list[str]:
    return [] if sys.argv[1:2] == ["migrate"] else connections["default"].introspection.table_names()
