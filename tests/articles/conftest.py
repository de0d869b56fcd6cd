"""Fixtures of the tests of verbs and rules."""

from __future__ import annotations

import pytest
from django.db import connection

from articles import triggers


@pytest.fixture
def without_triggers(db: None) -> None:
    """Somebody took the database's own guard away: the verbs and checks have to hold by themselves.

    Ask for it first: PostgreSQL drops no trigger of a table that was written to in the same transaction.
    """
    triggers.remove(connection)
