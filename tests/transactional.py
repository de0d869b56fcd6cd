"""The flush after a transactional test: the triggers refuse it, so they step aside and come back with the groups.

Production code has no switch for this. The flush ends with post_migrate, which installs both again (articles/apps.py).
"""

from django.db import connection

from articles import triggers
from tests.databases import before_flush


def step_aside() -> None:
    triggers.remove(connection)


before_flush.append(step_aside)
