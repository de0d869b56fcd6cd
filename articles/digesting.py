"""The daily digest: one mail a doctor a day at most, and only where there is something new to say.

What was told is kept as it was then (`DigestState`, `BylineSnapshot`) and compared with what is there now and with what
stood there in between (`BylineJournal`). The mail is written to the outbox in the transaction that moves this memory
on: a run that is broken off tells nothing twice and forgets nothing. It moves on for what the mail names, and no
further: the rest stays news for the next one.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from articles import byline_guard, byline_journal, byline_news, heard, outbox, review_clock, signing, standing_in
from articles.mailing import mailbox_of
from articles.models import BlockComment, BylineJournal, DigestState, Event, OutgoingMail, Signature
from articles.models.signers import is_named
from articles.models.vocabulary import MailKind, Role, Verdict
from doctors.models import Doctor

#: All that waits is named again after so long; between, what was told is counted, and what is new is named.
REMINDER = dt.timedelta(days=7)
#: For the first digest of a doctor, only so much of the past is news.
FIRST = dt.timedelta(days=1)
#: The most of each kind of thing that one mail names.
NAMED = 20
#: In what was told: the day of the last mail that named all that waited.
_LISTED = "listed_on"
#: Why a text went back to draft, where it was not the doctor who sent it back.
_TAKEN = ("text_changed", "taken_back")
_REASSIGNED = ("byline_reassigned", "second_reassigned")


@dataclass(slots=True)
class Run:
    told: int = 0
    silent: int = 0
    told_today: int = 0


def send_all(done: Callable[[int], object] = lambda n: None) -> Run:
    """Write today's digest of every doctor who can be reached, each in its own transaction. Safe to repeat."""
    result = Run()
    nobody = Doctor.objects.filter(user__isnull=True, digest_state__isnull=True)
    BylineJournal.objects.filter(
        doctor__in=nobody
    ).delete()  # who was told once is told again, when there is an account
    for doctor in reachable().iterator(chunk_size=200):
        outcome = digest_for(doctor)
        setattr(result, outcome, getattr(result, outcome) + 1)
        done(1)
    return result


def reachable() -> QuerySet[Doctor]:
    """Doctors with an account that may sign in and has an address; retired ones too: their names still stand there."""
    return Doctor.objects.filter(user__is_active=True).exclude(user__email="").select_related("user").order_by("pk")


@transaction.atomic
def digest_for(doctor: Doctor) -> str:
    """Write the doctor's mail of today if there is news: “told”, “silent” or, a second time that day, “told_today”."""
    DigestState.objects.get_or_create(doctor=doctor)
    state = DigestState.objects.select_for_update().get(doctor=doctor)
    today, account = timezone.localdate(), doctor.user
    if account is None or not mailbox_of(account):
        return "silent"
    key = f"digest:{doctor.pk}:{today.isoformat()}"
    if (state.mailed_on is not None and state.mailed_on >= today) or OutgoingMail.objects.filter(key=key).exists():
        return "told_today"  # before anything is compared: what is not told has to stay news
    doctor = Doctor.objects.select_related("user", "department").get(pk=doctor.pk)
    news = _News(doctor, account, state, reminds=_is_reminder_due(state, today))
    facts = news.gather()
    is_reminder = news.waits and news.reminds
    is_told = (news.is_new or is_reminder) and outbox.put(account, MailKind.DIGEST, key=key, facts=facts)
    state.mailed_on = today if is_told else state.mailed_on
    if is_told and not news.is_counted:
        state.told[_LISTED] = today.isoformat()
    state.taken_at = timezone.now()
    state.save()
    return "told" if is_told else "silent"


def _is_reminder_due(state: DigestState, today: dt.date) -> bool:
    """Whether a week has gone by since a mail named all that waited."""
    listed = state.told.get(_LISTED)
    last = dt.date.fromisoformat(listed) if listed else state.mailed_on
    return last is not None and today - last >= REMINDER


@transaction.atomic
def remember(doctor: Doctor) -> None:
    """Take what is there now for known, and tell nothing: what changes from here on is news.

    Who has no account was never told anything, and nothing is remembered for them.
    """
    if doctor.user is not None:
        state, _is_new = DigestState.objects.get_or_create(doctor=doctor)
        _News(doctor, doctor.user, state, named=sys.maxsize).gather()
        state.taken_at = timezone.now()
        state.save()


@transaction.atomic
def take_back(row: OutgoingMail) -> None:
    """What a digest would have told is news again: its mail is given up. Before its facts are emptied."""
    states = DigestState.objects.select_for_update(of=("self",))
    state = states.filter(doctor__user=row.account_id).first()
    if state is None:
        return
    told = state.told
    for name in ("waiting", "left", "due"):
        told[name] = [] if row.facts.get(name) else told.get(name, [])
    for name in ("spelling", "comments", "stopped", "reported"):
        untold = set(row.facts.get(name, ()))
        told[name] = [pk for pk in told.get(name, ()) if pk not in untold]
    for name in ("byline", "profile"):  # what they were before is not known any more: the sentences are kept
        told[f"{name}_untold"] = [*told.get(f"{name}_untold", ()), *row.facts.get(name, ())]
    state.save(update_fields=["told"])


@dataclass(slots=True)
class _News:
    """Compares what is there now with `state`, gathers what the mail names, and moves `state` on for that."""

    doctor: Doctor
    account: User
    state: DigestState
    named: int = field(default_factory=lambda: NAMED)
    #: Whether what waits and was told is named again.
    reminds: bool = False
    #: By part, how much of it the mail does not name.
    more: dict[str, int] = field(default_factory=dict)
    is_new: bool = False
    waits: bool = False
    #: Whether something that was told before is counted only.
    is_counted: bool = False
    since: dt.datetime = field(default_factory=lambda: timezone.now() - FIRST)

    def gather(self) -> dict[str, Any]:
        profile = self._profile()
        facts: dict[str, Any] = {
            "reported": self._reported(),
            "waiting": self._waiting(),
            "left": self._standing("left", standing_in.left_to(self.doctor)),
            "byline": [*self._untold("byline"), *self._byline()],
            "due": self._due(),
            "spelling": self._spelling(),
            "comments": self._comments(),
            "stopped": self._stopped(),
            "profile": [*self._untold("profile"), *profile],
        }
        facts["more"] = {name: left for name, left in self.more.items() if left}
        return {name: value for name, value in facts.items() if value}

    def _profile(self) -> list[list[Any]]:
        """What changed on the profile, and what stood there for a time."""
        now = byline_guard.profile_of(self.doctor)
        between = byline_journal.of_profile(self.doctor)
        found = byline_journal.profile_changes(self.state.profile, between, now)
        byline_journal.forget([between])
        self.state.profile = now
        self.is_new = self.is_new or bool(found)
        return [[one.what, one.old, one.new, *(["past"] if one.is_past else [])] for one in found]

    def _waiting(self) -> list[int]:
        rows = signing.queue_for(self.doctor).values_list("pk", "requested_at")
        asked = {f"{pk}:{at.isoformat() if at else ''}": pk for pk, at in rows}
        return self._standing("waiting", asked)

    def _due(self) -> list[int]:
        """Live answers whose review is due within 30 days, or overdue; told when they become the one or the other."""
        today = timezone.localdate()
        pages = (
            byline_guard.pages_of(self.doctor)
            .filter(due_on__lte=today + review_clock.PRESSING)
            .order_by("due_on", "pk")
        )
        rows = pages.values_list("article", "question", "due_on")
        return self._standing("due", {f"{question}:{due}:{due <= today}": article for article, question, due in rows})

    def _spelling(self) -> list[int]:
        signed = Signature.objects.filter(doctor=self.doctor, role=Role.DELEGATED, verdict=Verdict.SIGNED)
        return self._once("spelling", signed.order_by("pk").values_list("pk", "created_at"))

    def _comments(self) -> list[int]:
        answered = BlockComment.objects.filter(author=self.account, resolved_at__isnull=False)
        return self._once("comments", answered.order_by("resolved_at", "pk").values_list("pk", "resolved_at"))

    def _stopped(self) -> list[int]:
        """Texts that were taken back while the doctor had them, or given to another doctor.

        What they sent back themselves they know.
        """
        taken = Q(is_named(self.doctor, via="article__"), verb="back_to_draft", detail__why__in=_TAKEN)
        given = Q(verb__in=_REASSIGNED, detail__before=self.doctor.pk)
        since = Event.objects.filter(article=OuterRef("article"), pk__gt=OuterRef("pk"), verb__in=_REASSIGNED)
        events = Event.objects.filter(taken & ~Exists(since.filter(detail__after=self.doctor.pk)) | given)
        return self._once("stopped", events.order_by("pk").values_list("pk", "at"))

    def _reported(self) -> list[int]:
        """Reports of errors in words that readers read under the doctor's name; also those of before the first mail."""
        reports = (report.pk for answer in heard.reported_to(self.doctor) for report in answer.reports)
        return self._once("reported", [(pk, timezone.now()) for pk in reports])

    def _standing(self, name: str, found: dict[str, int]) -> list[int]:
        """What goes on until the doctor acts: what was not told before is named, the rest counted.

        In a reminder the rest is named too, what is new first.
        """
        known = set(self.state.told.get(name, ()))
        new, told = [key for key in found if key not in known], [key for key in found if key in known]
        named = [*new, *(told if self.reminds else ())][: self.named]
        self.is_counted = self.is_counted or (bool(told) and not self.reminds)
        self.is_new = self.is_new or bool(new)
        self.waits = self.waits or bool(found)
        self.more[name] = len(found) - len(named)
        self.state.told[name] = sorted(key for key in found if key in known or key in named)
        return [found[key] for key in named]

    def _once(self, name: str, rows: Iterable[tuple[int, Any]]) -> list[int]:
        """What happened: told once, what happened first before the rest.

        Compared by id with all that was told, so that what was committed late is not missed.
        """
        there, told = list(rows), self.state.told.get(name)
        known = {pk for pk, at in there if at < self.since} if told is None else set(told)
        found = [pk for pk, _at in there if pk not in known]
        named = found[: self.named]
        self.is_new = self.is_new or bool(found)
        self.more[name] = len(found) - len(named)
        self.state.told[name] = sorted(known.intersection(pk for pk, _at in there).union(named))
        return named

    def _untold(self, name: str) -> list[Any]:
        """Sentences of a mail that was given up."""
        key = f"{name}_untold"
        found = self.state.told.pop(key, [])
        self.is_new = self.is_new or bool(found)
        if found[self.named :]:
            self.state.told[key] = found[self.named :]
        return list(found[: self.named])

    def _byline(self) -> list[dict[str, Any]]:
        """What changed around the doctor's name, the same change on several answers once."""
        since = self.since if self.state.taken_at is None else None
        groups, self.more["byline"] = byline_news.gather(self.doctor, since=since, named=self.named)
        self.is_new = self.is_new or bool(groups)
        return groups
