"""What doctors have to hear at once about safety, found in the rows themselves, by whatever way they were written."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from articles import furniture, mailing
from articles.models import Medicine, MedicineNoted, OutgoingMail, Publication
from articles.models.vocabulary import EndCause, MedicineStatus

#: Withdrawals older than this were written down by the verb long ago. Shorter than rows of sent mails are kept.
LOOKED_BACK = dt.timedelta(days=3)


def watch() -> int:
    """Write the mails about safety that no verb wrote. Returns how many. Two queries where there is nothing new."""
    return _withdrawals() + _medicines()


def _withdrawals() -> int:
    recent = Publication.objects.filter(end_cause=EndCause.SAFETY, live_until__gte=timezone.now() - LOOKED_BACK)
    told = 0
    for period in recent.select_related("article__doctor__user", "article__second_reviewer__user"):
        if not OutgoingMail.objects.filter(key__startswith=f"safety:{period.pk}:").exists():
            told += mailing.tell_withdrawn_for_safety(period)
    return told


def _medicines() -> int:
    changed = Medicine.objects.filter(Q(noted__isnull=True) | ~Q(status=F("noted__status"))).order_by("pk")
    return sum(_note(pk) for pk in changed.values_list("pk", flat=True))


@transaction.atomic
def _note(pk: int) -> int:
    """Tell of one medicine's new status and note it, together; one worker does it."""
    medicine = Medicine.objects.select_for_update().get(pk=pk)
    noted = MedicineNoted.objects.filter(medicine=medicine).first()
    if noted is not None and noted.status == medicine.status:
        return 0
    MedicineNoted.objects.update_or_create(medicine=medicine, defaults={"status": medicine.status})
    if medicine.status == MedicineStatus.NORMAL:
        return 0
    return mailing.tell_medicine(medicine, furniture.naming(medicine))
