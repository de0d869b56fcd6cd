"""A reader follows something by mail, without an account. Why it is so: docs/decisions/0023.

Nobody is told whether an address was known: `follow` runs the same statements whatever it finds, and the worker decides
what is sent. The links in mails are signed, so that the database holds nothing that opens them.
Locks: the follower, then what it follows.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.core.validators import EmailValidator, MaxLengthValidator
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from articles import outbox
from articles.errors import Incomplete, Refused
from articles.models import Condition, Follow, Follower, Question, ReaderQuestion, Tag
from articles.models.follower import TARGETS
from articles.models.vocabulary import ReadersMailKind
from doctors.models import Doctor

Target = Question | Tag | Doctor | Condition | ReaderQuestion

_COLUMNS: dict[type[Target], str] = {
    Question: "question",
    Tag: "tag",
    Doctor: "doctor",
    Condition: "condition",
    ReaderQuestion: "reader_question",
}
_SALT = "articles.following."
_CONFIRM, _STOP, _STOP_ALL = (Signer(salt=_SALT + use, sep=".") for use in ("confirm", "stop", "stop-all"))
#: Characters of an address: what mail servers take.
LONGEST = 254
#: A reader's mailbox is on the internet: “localhost” is this machine.
_IS_ADDRESS = EmailValidator(allowlist=[])
#: What `follow` meets when a mailbox is being ended in the same moment; the next try makes it anew.
_TRIES = 3


def follow(email: str, *, about: Target, language: str) -> None:
    """Ask a mailbox whether it wants to follow `about`; nothing comes of it before its owner confirms.

    The caller learns nothing of the address. At most one such mail a day, mailbox and target, and few a mailbox: the
    worker drops the others (`follow_letters`). What was deleted in this moment is not followed. Raises
    `Incomplete("no-mailbox")` where `email` is no address.
    """
    mailbox = mailbox_in(email)
    with suppress(IntegrityError):  # its row was deleted in this moment
        any(_ask(mailbox, about, language) for _try in range(_TRIES))


def mailbox_in(email: str) -> str:
    """The address as it is stored and compared. Raises `Incomplete("no-mailbox")`."""
    mailbox = email.strip().lower()
    try:
        _IS_ADDRESS(mailbox)
        MaxLengthValidator(LONGEST)(mailbox)
        if mailbox.endswith("]"):  # the number of a machine, which may be one inside: nobody's mailbox is there
            raise ValidationError("no host name")
    except ValidationError as problem:
        sentence = _("This is no e-mail address. It looks like name@example.org.")
        raise Incomplete("no-mailbox", sentence) from problem
    return mailbox


@transaction.atomic
def _ask(mailbox: str, about: Target, language: str) -> bool:
    """The same six statements for a known and an unknown mailbox. False: it was ended meanwhile, nothing is done."""
    now, target = timezone.now(), {_COLUMNS[type(about)]: about}
    Follower.objects.bulk_create([Follower(email=mailbox, language=language)], ignore_conflicts=True)
    follower = Follower.objects.select_for_update().filter(email=mailbox).first()
    if follower is None:
        return False
    new = Follow(follower=follower, language=language, created_at=now, **target)
    Follow.objects.bulk_create([new], ignore_conflicts=True)
    found = Follow.objects.only("pk").get(follower=follower, **target)
    Follow.objects.filter(pk=found.pk, confirmed_at=None).update(created_at=now)
    key = f"confirm:{found.pk}:{timezone.localdate(now).isoformat()}"
    outbox.put_for_reader([follower.pk], ReadersMailKind.CONFIRM, key=key, facts={"follow": found.pk})
    return True


def asked(token: str) -> Follow | None:
    """What the link of a confirmation mail is about: confirmed already, or still in time. Changes nothing."""
    seed = _read(_CONFIRM, token)
    found = Follow.objects.select_related("follower", *TARGETS).filter(seed=seed).first() if seed else None
    is_over = found is not None and found.confirmed_at is None and Follow.objects.lapsed().filter(pk=found.pk).exists()
    return None if is_over else found


@transaction.atomic
def confirm(token: str) -> Follow:
    """The owner of the mailbox says yes; a second time changes nothing. Raises `Refused("link-ended")`."""
    found = asked(token)
    locked = found and Follower.objects.select_for_update().filter(pk=found.follower_id).first()
    fresh = asked(token) if locked else None
    if fresh is None:
        raise Refused("link-ended", _("This link works no more. Follow again where you did before."))
    if fresh.confirmed_at is None:
        fresh.confirmed_at = timezone.now()
        fresh.save(update_fields=["confirmed_at"])
        Follower.objects.filter(pk=fresh.follower_id).update(language=fresh.language)
    return fresh


def is_ours(token: str) -> bool:
    """Whether a link that ends something is one of ours, what it ends being there or gone."""
    return bool(_read(_STOP, token) or _read(_STOP_ALL, token))


def ends(token: str) -> Follow | None:
    """The one thing that the link ends; None where it ends all that a mailbox follows, or nothing any more."""
    seed = _read(_STOP, token)
    return Follow.objects.select_related(*TARGETS).filter(seed=seed).first() if seed else None


@transaction.atomic
def unfollow(token: str) -> None:
    """End what the link says, one thing or all of a mailbox, and forget it at once. A second time changes nothing.

    Raises `Refused("link-ended")` where the link is none of ours.
    """
    one, everything = _read(_STOP, token), _read(_STOP_ALL, token)
    if not one and not everything:
        raise Refused("link-ended", _("This link is not whole. Copy all of it from the mail."))
    whose: dict[str, Any] = {"follows__seed": one} if one else {"seed": everything}
    pk = Follower.objects.filter(**whose).values_list("pk", flat=True).first()
    if pk is None or Follower.objects.select_for_update(of=("self",)).filter(pk=pk).first() is None:
        return
    if everything:
        Follower.objects.filter(pk=pk).delete()
        return
    Follow.objects.filter(seed=one).delete()
    forget_idle([pk])


def forget_idle(followers: list[int]) -> None:
    """Delete those of these locked mailboxes that follow nothing any more."""
    idle = Follower.objects.filter(pk__in=followers, follows__isnull=True)
    Follower.objects.filter(pk__in=list(idle.values_list("pk", flat=True))).delete()


def forget(at: dt.datetime | None = None) -> int:
    """Delete what nobody confirmed in time, and mailboxes that follow nothing. Returns how many mailboxes that touched.

    Two queries where there is nothing to forget.
    """
    lapsed = Follow.objects.lapsed(at).values_list("follower_id", flat=True)
    idle = Follower.objects.filter(follows__isnull=True).values_list("pk", flat=True)
    whose = sorted({*lapsed, *idle})
    for pk in whose:
        with transaction.atomic():
            if Follower.objects.select_for_update().filter(pk=pk).first() is not None:
                Follow.objects.lapsed(at).filter(follower=pk).delete()
                forget_idle([pk])
    return len(whose)


def move(tag: Tag, *, into: Tag) -> None:
    """Who follows `tag` follows `into` from now on, for a merge. Who follows both goes on with the confirmed one."""
    both = Follow.objects.filter(tag=into, follower=OuterRef("follower"))
    twice = Follow.objects.filter(tag=tag).annotate(other=Subquery(both.values("pk")[:1])).filter(other__isnull=False)
    for here, other, confirmed_at in list(twice.values_list("pk", "other", "confirmed_at")):
        if confirmed_at is not None:
            Follow.objects.filter(pk=other, confirmed_at=None).update(confirmed_at=confirmed_at)
        Follow.objects.filter(pk=here).delete()
    Follow.objects.filter(tag=tag).update(tag=into)


def key_to_confirm(found: Follow) -> str:
    return _CONFIRM.sign(found.seed)


def key_to_stop(found: Follow) -> str:
    return _STOP.sign(found.seed)


def key_to_stop_all(follower: Follower) -> str:
    return _STOP_ALL.sign(follower.seed)


def followers_of(target: Target) -> int:
    """How many mailboxes follow it: all that the staff ever learn of readers."""
    return Follow.objects.confirmed().filter(**{_COLUMNS[type(target)]: target}).count()


def _read(signer: Signer, token: str) -> str:
    """The seed in a token that we signed for this use; "" for every other."""
    try:
        return signer.unsign(token)
    except (BadSignature, UnicodeError):
        return ""
