"""Mail to a deputy, at once, on what waits for the doctor on leave: found in the rows, for dates begin a leave.

A text that is asked for during a leave, a leave that begins while texts wait, a deputy who is named late: all the same.
Each leave tells its texts anew. A deputy without a mailbox is told when they have one.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from articles import deputising, mailing, outbox
from articles.dates import day
from articles.models import Article, DigestState, Event
from articles.models.vocabulary import MailKind, Status
from doctors.models import Doctor

#: Texts named in one mail; the others are counted, and on the desk.
NAMED = 20
_KEY = "left_at_once"


def watch() -> int:
    """Write the mails that are due. Returns how many. One query where nobody on leave has a deputy with a mailbox."""
    away = Doctor.objects.on_leave().active().filter(deputy__isnull=False)
    deputies = Doctor.objects.filter(pk__in=away.values("deputy")).select_related("user").order_by("pk")
    told = 0
    for deputy in deputies:
        if not mailing.accounts_of(deputy):
            continue  # what they are not told stays news
        waiting = left_to(deputy, at_once=True)
        if _known(DigestState.objects.filter(doctor=deputy).first()) != waiting.keys():
            told += _tell(deputy, waiting)
    return told


def left_to(deputy: Doctor, *, at_once: bool = False) -> dict[str, int]:
    """The texts that wait for doctors on leave for whom this one stands in today, by what makes each news once.

    `at_once`: without what a doctor on leave put before themselves, for they are at it.
    """
    found: dict[str, int] = {}
    for absent in deputising.absent_for(deputy):
        waiting = Article.objects.to_be_signed_by(absent)
        if at_once:
            waiting = waiting.exclude(pk__in=_asked_by_themselves(absent))
        for pk, at in waiting.values_list("pk", "requested_at"):
            found[f"{absent.pk}:{absent.leave_from}:{pk}:{at.isoformat() if at else ''}"] = pk
    return found


def _asked_by_themselves(absent: Doctor) -> QuerySet[Any, Any]:
    asked = Event.objects.filter(article=OuterRef("pk"), verb="signature_requested").order_by("-pk")
    last = Article.objects.to_be_signed_by(absent).annotate(asker=Subquery(asked.values("actor")[:1]))
    return last.order_by().filter(asker=absent.user_id, asker__isnull=False).values("pk")


def duty(absent: Doctor) -> str:
    """A sentence: in whose place, until when, and what a deputy may do."""
    sentence = _(
        "You stand in for %(doctor)s, who is on leave until %(day)s. Read each text, comment on it, or take it over "
        "and sign it in your own name. You do not sign in the name of %(doctor)s."
    )
    return sentence % {"doctor": absent, "day": day(absent.leave_until)}


def limit(article: Article) -> str:
    """What a deputy may not do with this text; empty where they may take it over."""
    if article.status == Status.IN_REVIEW:
        return ""
    return _(
        "Another doctor has signed these words, so you can read it and comment on it, and not take it over. Tell the "
        "editors if it cannot wait."
    )


def _known(state: DigestState | None) -> set[str]:
    return set(state.told.get(_KEY, ())) if state is not None else set()


@transaction.atomic
def _tell(deputy: Doctor, waiting: dict[str, int]) -> int:
    """One mail to this deputy on what they were not told of; one worker does it. What waits no more is forgotten."""
    DigestState.objects.get_or_create(doctor=deputy)
    state = DigestState.objects.select_for_update().get(doctor=deputy)
    known = _known(state)
    new = [pk for key, pk in waiting.items() if key not in known]
    state.told[_KEY] = sorted(waiting)
    state.save(update_fields=["told"])
    told = 0
    for account in mailing.accounts_of(deputy) if new else ():
        facts = {"articles": new[:NAMED], "more": len(new[NAMED:])}
        told += outbox.put(account, MailKind.LEFT_TO_DEPUTY, key=f"left:{uuid4()}", facts=facts)
    return told
