"""How long PostgreSQL may take: over a statement for a page, and over the lock that a migration waits for."""

from collections.abc import Callable

from django.conf import settings
from django.core.management.base import CommandError
from django.db import OperationalError, connections

#: Seconds. Whoever asks for a table after a migration that waits for it stands behind it in the queue.
LONGEST_WAIT_FOR_LOCK = 3
LOCK_NOT_AVAILABLE = "55P03"


def limit_statements() -> None:
    """From now on each connection of this process ends a statement after STATEMENT_TIMEOUT seconds, and compiles none.

    For the web server alone, before it connects: a command, an import or a migration may take its time. What is ended
    is an OperationalError, for which readers see the page of a 503. To compile a statement (`jit`) takes longer than
    running it as it is, for all that a page asks. With STATEMENT_TIMEOUT=0 nothing is asked for: pgbouncer refuses it.
    """
    for alias in connections:
        database = connections.settings[alias]
        if settings.STATEMENT_TIMEOUT and database["ENGINE"].endswith("postgresql"):
            given = database["OPTIONS"].get("options", "")
            limit = f"-c statement_timeout={settings.STATEMENT_TIMEOUT * 1000}"
            database["OPTIONS"]["options"] = " ".join(filter(None, ("-c jit=off", given, limit)))


def waiting_briefly_for_locks(alias: str, migrate: Callable[[], object]) -> None:
    """Call `migrate`, which gives up with a CommandError where readers and writers would have to wait for it."""
    connection = connections[alias]
    if connection.vendor != "postgresql":
        migrate()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LONGEST_WAIT_FOR_LOCK}s'")
    try:
        migrate()
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", None) != LOCK_NOT_AVAILABLE:
            raise
        raise CommandError(
            f"A table was in use for more than {LONGEST_WAIT_FOR_LOCK} seconds, so this migration gave way. Nothing of "
            "it was done; those before it were. Run: manage.py migrate, once more."
        ) from error
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")
