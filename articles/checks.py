"""A system check: is the database's own guard in place? Asked by `manage.py check --database default`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections

from articles import triggers


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
