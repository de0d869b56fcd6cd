"""The accounts of the demo, with passwords that are shown once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils.crypto import get_random_string

from articles import permissions
from articles.sample_files import Samples

EDITOR, CHIEF = "editor", "chief"


@dataclass(frozen=True)
class Account:
    """An account made now, with the password that is shown this once."""

    username: str
    password: str
    what: str


def make_accounts(samples: Samples) -> list[tuple[str, str]]:
    """Every account there has to be and what it is for; a new one has no password yet."""
    wanted = [
        (EDITOR, "editor: writes, imports, publishes", permissions.EDITORS),
        (CHIEF, "chief editor: also verifies doctors, rolls back", permissions.CHIEF_EDITORS),
        *(
            (doctor["username"], f"doctor: {doctor['name']}", permissions.DOCTORS)
            for doctor in samples.facts["doctors"]
        ),
    ]
    for username, _what, group in wanted:
        is_staff = group != permissions.DOCTORS
        defaults = {"email": f"{username}@example.org", "is_staff": is_staff, "password": make_password(None)}
        user, _is_new = User.objects.get_or_create(username=username, defaults=defaults)
        user.groups.add(Group.objects.get(name=group))
    return [(username, what) for username, what, _group in wanted]


@transaction.atomic
def give_passwords(
    wanted: list[tuple[str, str]], *, to_all: bool, tell: Callable[[list[Account]], None] | None
) -> list[Account]:
    told = []
    for username, what in wanted:
        user = user_named(username)
        if to_all or not user.has_usable_password():
            told.append(Account(username, get_random_string(14), what))
            user.set_password(told[-1].password)
            user.save(update_fields=["password"])
    if told and tell is not None:
        tell(told)
    return told


def user_named(username: str) -> User:
    return User.objects.get(username=username)
