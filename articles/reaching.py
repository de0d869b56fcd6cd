"""A doctor is reached another way: another account signs, or mail to the account goes elsewhere or nowhere.

Whoever hides what is done around a name would begin here, so the address that was told things until now is told this.
"""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import transaction

from articles import mailing, trail
from doctors.models import Doctor


@transaction.atomic
def account_given(doctor: Doctor, *, before: User | None, by: AbstractBaseUser) -> None:
    """Note that `doctor`, saved already, has another account or none; the one it had `before` is told at once."""
    if before is None:
        trail.record("doctor_account_given", actor=by, doctor=doctor.pk)
    else:
        trail.record("doctor_account_changed", actor=by, doctor=doctor.pk, before=before.pk)
        mailing.tell_way_changed(before, doctor, mailbox=mailing.mailbox_of(before), what="account")


@transaction.atomic
def mailbox_changed(account: User, *, before: str, by: AbstractBaseUser) -> None:
    """Note where mail to `account`, saved already, went `before`, if it goes there no more; that address is told.

    Only of accounts of doctors: nobody else is told what is done around a name.
    """
    doctor = Doctor.objects.filter(user=account).first()
    if doctor is None or before == mailing.mailbox_of(account):
        return
    trail.record("doctor_mailbox_changed", actor=by, doctor=doctor.pk, account=account.pk)
    mailing.tell_way_changed(account, doctor, mailbox=before, what="mailbox")
