from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from articles import checks  # noqa: F401  registers itself

        pre_migrate.connect(remove_triggers, sender=self, dispatch_uid="articles.triggers.remove")
        post_migrate.connect(install_triggers_and_groups, sender=self, dispatch_uid="articles.triggers.install")


# The only two signals of the project: docs/decisions/0005-triggers.md.


def remove_triggers(*, using: str, plan: list[Any], **kwargs: Any) -> None:
    """Before tables change. A `migrate` with nothing to do leaves the guard in place all along.

    Nothing changes where a migration that is taken back would remove a record.
    """
    from articles import migrating_back, triggers

    migrating_back.refuse_losing_records(connections[using], plan)
    if plan:
        triggers.remove(connections[using])


def install_triggers_and_groups(*, using: str, **kwargs: Any) -> None:
    """After `migrate` (and `flush`). The groups live in the default database only."""
    from articles import permissions, triggers

    triggers.install(connections[using])
    if using == "default" and "auth_group" in connections[using].introspection.table_names():
        permissions.install_groups()
