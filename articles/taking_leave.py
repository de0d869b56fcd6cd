"""A leave is entered or ended, with its deputy: writes the two dates, by which it begins and ends itself."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import dates, deputising, permissions, trail
from articles.errors import Incomplete, NotAllowed, Refused
from doctors.models import Doctor

#: Who is away for longer retires, or hands the bylines over.
LONGEST = dt.timedelta(days=366)
#: The fields that this verb writes.
FIELDS = ("leave_from", "leave_until", "deputy")


@transaction.atomic
def take_leave(doctor: Doctor, *, by: User, first: dt.date, last: dt.date, deputy: Doctor | None = None) -> Doctor:
    """From `first` to `last`, both days included, in the site's time zone. Replaces what was entered before.

    By the doctor's own account, or somebody who verifies doctors. Raises `NotAllowed` and `Refused` with
    "doctor-retired", "leave-ends-first", "leave-over", "leave-too-long", "own-deputy", "deputy-away",
    "deputies-in-a-circle" or "deputy-cannot". What is worth knowing and no hindrance says `deputising.notes_on`.
    """
    fresh, deputy = _locked(doctor, deputy)
    _refuse_others(fresh, by)
    fresh.leave_from, fresh.leave_until, fresh.deputy = first, last, deputy
    refuse_leave(fresh)
    fresh.save(update_fields=FIELDS)
    told(fresh, by=by)
    return fresh


@transaction.atomic
def end_leave(doctor: Doctor, *, by: User) -> Doctor:
    """The dates go, and the deputy with them: the next leave names one anew.

    Raises `NotAllowed` and `Refused("no-leave")`.
    """
    fresh, _deputy = _locked(doctor, None)
    _refuse_others(fresh, by)
    if fresh.leave_from is None:
        raise Refused("no-leave", _("No leave is entered."))
    fresh.leave_from = fresh.leave_until = fresh.deputy = None
    fresh.save(update_fields=FIELDS)
    told(fresh, by=by)
    return fresh


def refuse_leave(doctor: Doctor, *, new_days: bool = True) -> None:
    """Raise `Refused` for dates or a deputy that `doctor` holds, unsaved, and that could not work.

    Where the days are not new, those of a leave that is over stand in nobody's way.
    """
    first, last, deputy = doctor.leave_from, doctor.leave_until, doctor.deputy
    if deputy is not None and deputy.pk == doctor.pk:
        raise Incomplete("own-deputy", _("Nobody stands in for themselves. Choose another doctor."))
    if first is None or last is None:
        if first is not last:
            raise Incomplete("leave-half", _("Leave needs its first day and its last day."))
        return
    if not new_days and last < timezone.localdate():
        return
    if doctor.is_retired:
        raise Refused("doctor-retired", _("%(doctor)s is retired.") % {"doctor": doctor})
    if last < first:
        raise Incomplete("leave-ends-first", _("The last day of the leave is before its first day."))
    if last < timezone.localdate():
        raise Incomplete("leave-over", _("These days are over. Enter a leave that has not ended."))
    if last - first > LONGEST:
        raise Incomplete("leave-too-long", _("This is longer than a year. Hand the bylines over instead."))
    if deputy is not None:
        _refuse_deputy(doctor, deputy, first, last)


def told(doctor: Doctor, *, by: User) -> None:
    """Write down what was entered; the days only, no reason is asked for."""
    if doctor.leave_from is None or doctor.leave_until is None:
        trail.record("leave_ended", actor=by, doctor=doctor.pk)
        return
    first, last = doctor.leave_from.isoformat(), doctor.leave_until.isoformat()
    trail.record("leave_set", actor=by, doctor=doctor.pk, deputy=doctor.deputy_id, first=first, last=last)


def _refuse_deputy(doctor: Doctor, deputy: Doctor, first: dt.date, last: dt.date) -> None:
    away = deputy.leave_from is not None and deputy.leave_until is not None
    if away and deputy.leave_from <= last and deputy.leave_until >= first:  # type: ignore[operator]
        if deputy.deputy_id == doctor.pk:
            sentence = _("%(deputy)s is away on days of the same leave and relies on %(doctor)s. Choose somebody else.")
            raise Refused("deputies-in-a-circle", sentence % {"deputy": deputy, "doctor": doctor})
        sentence = _("%(deputy)s is on leave from %(first)s to %(last)s. Choose somebody who is there.")
        days = {"first": dates.day(deputy.leave_from), "last": dates.day(deputy.leave_until)}
        raise Refused("deputy-away", sentence % {"deputy": deputy, **days})
    reason = deputising.cannot_stand_in(deputy, first)
    if reason:
        raise Refused("deputy-cannot", _("%(reason)s Choose somebody else.") % {"reason": reason})


def _refuse_others(doctor: Doctor, by: User) -> None:
    if not (by.is_active and (by.pk == doctor.user_id or permissions.can_verify_doctors(by))):
        raise NotAllowed(_("Only the doctor, or who verifies doctors, enters a leave."))


def _locked(doctor: Doctor, deputy: Doctor | None) -> tuple[Doctor, Doctor | None]:
    """Both, in one order everywhere: two doctors who name each other at the same moment take turns."""
    keys = [doctor.pk, *([deputy.pk] if deputy else [])]
    found = {one.pk: one for one in Doctor.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    return found[doctor.pk], found[deputy.pk] if deputy else None
