"""Whose name a command acts under."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.core.management.base import CommandError


def account_named(username: str) -> User:
    """The active account of this name; what it may do is asked by the verb. Raises `CommandError`."""
    account = User.objects.filter(username=username, is_active=True).first()
    if account is None:
        raise CommandError(f"There is no active account called “{username}”.")
    return account
