"""Somebody checked a doctor's registration: that lasts a year."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import permissions, trail
from articles.errors import NotAllowed, Refused
from articles.locking import lock_doctor
from articles.models import Event
from doctors.models import Doctor


@transaction.atomic
def verify(doctor: Doctor, *, by: User) -> Doctor:
    """Record that `by` checked the registration today.

    Raises `NotAllowed` (also for one's own profile, and for who replaced the doctor's account),
    `Refused("doctor-retired")` and `Refused("nothing-to-check")` where the profile names no credentials.
    """
    if not permissions.can_verify_doctors(by):
        raise NotAllowed(_("This account may not verify doctors."))
    fresh = lock_doctor(doctor)
    if fresh.user_id == by.pk:
        raise NotAllowed(_("Nobody verifies their own registration."))
    given = Event.objects.filter(verb="doctor_account_changed", detail__doctor=fresh.pk).order_by("-pk").first()
    if given is not None and given.actor_id == by.pk:
        raise NotAllowed(_("You chose this doctor's account, so somebody else has to check the registration."))
    if fresh.is_retired:
        raise Refused("doctor-retired", _("%(doctor)s is retired.") % {"doctor": fresh})
    if not fresh.credentials.strip():
        sentence = _("%(doctor)s has no credentials in the profile. Fill them in first.")
        raise Refused("nothing-to-check", sentence % {"doctor": fresh})
    fresh.verified_at = timezone.now()
    fresh.verified_by = by
    fresh.save(update_fields=["verified_at", "verified_by"])
    trail.record("doctor_verified", actor=by, doctor=fresh.pk)
    return fresh
