"""The journal of what public pages show: read through `PageChange.objects.state()`, kept short here."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.utils import timezone

from articles.models import PageChange

#: Fewer rows than this are left alone: to take some away makes every kept page be made anew.
FEW = 500


def note() -> None:
    """Every page that is kept anywhere is asked for anew, as after any change."""
    PageChange.objects.create(mark=secrets.randbits(52), at=timezone.now())


@transaction.atomic
def forget_old() -> int:
    """Delete the rows whose time is over, where there are many, and return how many.

    A new row takes their place: without it the rest could give the mark that an idle process remembers from before.
    """
    if PageChange.objects.count() < FEW:
        return 0
    forgotten, _models = PageChange.objects.past_their_time().delete()
    if forgotten:
        note()
    return forgotten
