"""Django's `migrate`, which does not make readers wait: healthqa/database_limits.py."""

from typing import Any

from django.core.management.commands import migrate

from healthqa.database_limits import waiting_briefly_for_locks


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        waiting_briefly_for_locks(options["database"], lambda: super(Command, self).handle(*args, **options))
