"""Who signs an edition: the doctor in the byline and, where two signatures are required, the second reviewer.

The one home of that rule for the database; `Article.signers` says the same of an edition at hand, and the database's
own guard states it once more (articles/triggers/rules.py). `via` is the path to the edition, ending in "__", from
whatever is asked: "" for editions themselves, "article__" for what belongs to one.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.utils import timezone

from articles.models.vocabulary import Status, Verdict
from doctors.models import VERIFICATION_LASTS


def signs(doctor: Any, *, via: str = "") -> Q:
    """Editions that need this doctor's signature, given already or not. `doctor` may be a column of the same row."""
    return Q(**{f"{via}doctor": doctor}) | signs_second(doctor, via=via)


def signs_second(doctor: Any, *, via: str = "") -> Q:
    """Editions that need this doctor's signature as the second."""
    return Q(**{f"{via}second_reviewer": doctor}) & needs_two(via=via)


def second_signer(*, via: str = "") -> Case:
    """The second who signs, as a column; NULL where one signature is enough, whoever is named."""
    return Case(When(needs_two(via=via), then=F(f"{via}second_reviewer")))


def needs_two(*, via: str = "") -> Q:
    return Q(**{f"{via}signatures_required": 2})


def sent_back_by(doctor: Any) -> Q:
    """Editions that another doctor has signed and this one sent back: they wait for the next edition, not for them."""
    from articles.models.signature import Signature

    asked = Signature.objects.filter(
        article=OuterRef("pk"), doctor=doctor, verdict=Verdict.CHANGES_REQUESTED, digest=OuterRef("digest")
    )
    return Q(Exists(asked), status=Status.SIGNED)


def is_named(doctor: Any, *, via: str = "", by: str = "") -> Q:
    """Editions that name this doctor in either place: a second reviewer may read and sign before two are required.

    `by` says what `doctor` is: "" a doctor, "__in" several, "__user" an account.
    """
    return Q(**{f"{via}doctor{by}": doctor}) | Q(**{f"{via}second_reviewer{by}": doctor})


def may_sign(*, doctor: str, account: str, at: dt.datetime | None = None) -> Q:
    """Rows whose `doctor`, by the account in `account`, can sign at all now, whatever the text: paths ending in "__".

    `permissions.hindrance_of` says the same of a doctor at hand, and why not.
    """
    now = at or timezone.now()
    able = {
        f"{doctor}verified_at__lte": now,
        f"{doctor}verified_at__gt": now - VERIFICATION_LASTS,
        f"{account}is_active": True,
        f"{account}is_staff": False,
        f"{account}is_superuser": False,
    }
    return Q(**able) & ~Q(**{f"{doctor}retired_at__lte": now})
