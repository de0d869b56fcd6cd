"""The rules of a leave that lasts, reads only: who may stand in for whom, on which day, and in which texts.

Everything is computed from the dates and today, in the site's time zone; no job has to begin or end a leave.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import dates, permissions
from articles.models import Article
from articles.permissions import Hindrance
from doctors.models import Doctor, DoctorQuerySet


def absent_for(deputy: Doctor) -> DoctorQuerySet:
    """The doctors on leave today for whom this one stands in; none for a deputy who cannot."""
    if cannot_stand_in(deputy):
        return Doctor.objects.none()
    return Doctor.objects.on_leave().active().filter(deputy=deputy).order_by("leave_until", "pk")


def absent_before(deputy: Doctor, article: Article) -> Doctor | None:
    """The doctor on leave whose signature this text waits for and for whom `deputy` stands in today."""
    for absent in absent_for(deputy).filter(pk__in=[article.doctor_id, article.second_reviewer_id]):
        if Article.objects.to_be_signed_by(absent).filter(pk=article.pk).exists():
            return absent
    return None


def can_read_for_absent(user: User | AnonymousUser, article: Article) -> bool:
    """Open, and comment on, a text that waits for a doctor on leave: the account of their deputy, and no other."""
    doctor = permissions.doctor_of(user)
    return doctor is not None and absent_before(doctor, article) is not None


def cannot_stand_in(doctor: Doctor, day: dt.date | None = None) -> str:
    """Why this doctor can stand in for nobody on that day (today by default); empty for one who can."""
    hindrance = permissions.hindrance_of(doctor, doctor.user)
    if hindrance is not None:
        return _in_the_way(hindrance) % {"doctor": doctor}
    return on_leave(doctor) if doctor.is_on_leave(day) else ""


def _in_the_way(hindrance: Hindrance) -> str:
    return {
        Hindrance.RETIRED: _("%(doctor)s is retired."),
        Hindrance.NO_ACCOUNT: _("%(doctor)s has no account to sign in with."),
        Hindrance.EDITORIAL: _("The account of %(doctor)s edits or publishes, so it signs nothing."),
        Hindrance.UNVERIFIED: _("The registration of %(doctor)s was not checked within the last year."),
    }[hindrance]


def on_leave(doctor: Doctor) -> str:
    """A sentence: until when somebody is away."""
    sentence = _("%(doctor)s is on leave until %(day)s.")
    return sentence % {"doctor": doctor, "day": dates.day(doctor.leave_until)} if doctor.leave_until else ""


def stand_in(doctor: Doctor) -> str:
    """A sentence on who stands in for a doctor on leave today, or why nobody does."""
    if doctor.deputy is None:
        return _("Nobody was named to stand in.")
    reason = cannot_stand_in(doctor.deputy)
    if reason:
        named = _("%(deputy)s was named to stand in and cannot:") % {"deputy": doctor.deputy}
        return f"{named} {reason}"
    return _("%(deputy)s stands in.") % {"deputy": doctor.deputy}


def notes_on(doctor: Doctor) -> list[str]:
    """What this doctor should know of their leave that is to come or lasts; no sentence where all is well."""
    if doctor.leave_until is None or doctor.leave_until < timezone.localdate():
        return []
    notes = [_problem_of_deputy(doctor), *(_left_alone(absent) for absent in _relying_on(doctor))]
    return [note for note in notes if note]


def _problem_of_deputy(doctor: Doctor) -> str:
    if doctor.deputy is None:
        return _("Nobody is named to stand in: what waits for you waits until you are back.")
    return cannot_stand_in(doctor.deputy, None if doctor.is_on_leave() else doctor.leave_from)


def _relying_on(doctor: Doctor) -> DoctorQuerySet:
    """Who is away on days of this doctor's own leave and has named them."""
    overlap = Q(leave_from__lte=doctor.leave_until, leave_until__gte=doctor.leave_from)
    return Doctor.objects.active().filter(overlap, deputy=doctor).order_by("leave_from", "pk")


def _left_alone(absent: Doctor) -> str:
    sentence = _("%(doctor)s relies on you until %(day)s. On the days when you are away too, nobody stands in.")
    return sentence % {"doctor": absent, "day": dates.day(absent.leave_until)} if absent.leave_until else ""
