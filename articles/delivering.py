"""The worker that sends what the outbox holds: one mail at a time, again and again, until it is sent or given up.

A mail is claimed before it is sent, so that two workers never send the same one. Whoever dies between sending and
noting it down leaves the claim behind: it lapses, and the mail goes out a second time, with the same Message-ID. A mail
may so come twice; none is lost.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles import (
    asking,
    composing,
    digesting,
    follow_news,
    giving_feedback,
    page_changes,
    readers_post,
    related,
    safety,
    standing_in,
)
from articles.mailing import HEADERS, has_server, mailbox_of, problem_of
from articles.models import OutgoingMail, ReadersMail
from articles.models.vocabulary import MailKind

log = logging.getLogger(__name__)

_MINUTE, _HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
#: How long to wait after each try that failed; after the last one the mail is given up: nearly three days.
WAITS = (_MINUTE, 5 * _MINUTE, 15 * _MINUTE, _HOUR, 4 * _HOUR, *(12 * _HOUR,) * 5)
#: Nobody else takes a mail for so long; a whole talk with a slow server (EMAIL_TIMEOUT a step) is far shorter.
CLAIM = 10 * _MINUTE
#: How long a row stays, emptied of what it was about.
SENT_KEPT, GIVEN_UP_KEPT = dt.timedelta(days=14), dt.timedelta(days=60)
#: So many tries in a row that reached no server end a pass: the others would wait for the same.
DEAF = 3
#: Mails to readers of one pass: those to doctors that are written meanwhile do not wait for thousands of them.
TO_READERS = 500

Row = OutgoingMail | ReadersMail


@dataclass(slots=True)
class Pass:
    """What one pass through the outbox did. `void` are mails that had nothing to say any more."""

    sent: int = 0
    void: int = 0
    failed: int = 0
    given_up: int = 0
    to_readers: int = 0
    problem: str = ""


def deliver(done: Callable[[int], object] = lambda n: None, *, stop: Callable[[], bool] = lambda: False) -> Pass:
    """Send what is due now, each mail tried at most once. `done` hears of each; `stop` is asked before each.

    Without a mail server nothing is tried, and what waits stays.
    """
    safety.watch()
    standing_in.watch()
    follow_news.watch()
    asking.forget_old()
    giving_feedback.forget_old_words()
    page_changes.forget_old()
    related.drop_left()
    moment, result, deaf = timezone.now(), Pass(), 0
    if not has_server():
        result.problem = "no mail server"
        return result
    while deaf < DEAF and result.to_readers < TO_READERS and not stop():
        row = _claim(moment)
        if row is None:
            break
        result.to_readers += isinstance(row, ReadersMail)
        failure = _try(row, result)
        unreachable = isinstance(failure, OSError) and not isinstance(failure, smtplib.SMTPResponseException)
        refused_one = isinstance(failure, smtplib.SMTPRecipientsRefused)
        deaf = deaf + 1 if unreachable and not refused_one else 0
        done(1)
    _forget(timezone.now())
    return result


def waiting() -> int:
    now = timezone.now()
    return OutgoingMail.objects.due(now).count() + ReadersMail.objects.due(now).count()


def _claim(moment: dt.datetime) -> Row | None:
    """The next mail that was due at `moment`, those to accounts first, counted as tried and kept from others.

    No write where there is none.
    """
    queues: tuple[QuerySet[Any, Any], ...] = (OutgoingMail.objects.due(moment), ReadersMail.objects.due(moment))
    for due in queues:
        if not due.exists():
            continue
        with transaction.atomic():
            row: Row | None = due.select_for_update(skip_locked=True).first()
            if row is not None:
                row.tries += 1
                row.not_before = timezone.now() + CLAIM
                row.save(update_fields=["tries", "not_before"])
                return row
    return None


def _try(row: Row, result: Pass) -> Exception | None:
    """Make the mail and send it; note what came of it. Returns what went wrong."""
    try:
        outcome = _send(row) if isinstance(row, OutgoingMail) else readers_post.send(row, message_id(row))
    except Exception as failure:  # one broken mail must not keep the others from going out
        if not isinstance(failure, OSError | ValueError):
            log.exception("Mail %s (%s) could not be made.", row.pk, row.kind)
        _note_failure(row, problem_of(failure), result, failure)
        return failure
    if outcome == "sent":
        if isinstance(row, OutgoingMail):
            OutgoingMail.objects.filter(pk=row.pk).update(sent_at=timezone.now(), facts={}, problem="")
        result.sent += 1
    elif outcome == "void":
        row.delete()
        result.void += 1
    else:
        _note_failure(row, outcome, result)
    return None


def _send(row: OutgoingMail) -> str:
    """“sent”, “void” where there is nothing left to say, or a problem in a word. Raises what the server says."""
    laid = composing.compose(row)
    if laid is None:
        return "void"
    mailbox = row.facts.get("mailbox") or mailbox_of(row.account)  # one that the account does not have any more
    if not mailbox:
        return "no mailbox"
    headers = HEADERS | {"Message-ID": message_id(row)}
    message = EmailMultiAlternatives(laid.subject, laid.text, None, [mailbox], headers=headers)
    message.attach_alternative(laid.html, "text/html")
    return "sent" if message.send() else "not taken"


def message_id(row: Row) -> str:
    """The same for each try, so that a mailbox that gets a mail twice can tell."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(row.key.encode()).hexdigest()[:32]}@{host}>"


def _note_failure(row: Row, problem: str, result: Pass, failure: Exception | None = None) -> None:
    now = timezone.now()
    result.problem = problem
    if row.tries > len(WAITS):
        _give_up(row, problem, failure)
        log.error("Mail %s (%s) was given up after %s tries: %s", row.pk, row.kind, row.tries, problem)
        result.given_up += 1
        return
    row.not_before = now + WAITS[row.tries - 1]
    if isinstance(row, OutgoingMail):
        OutgoingMail.objects.filter(pk=row.pk).update(not_before=row.not_before, problem=problem)
    else:
        ReadersMail.objects.filter(pk=row.pk).update(not_before=row.not_before)
    log.warning("Mail %s (%s) was not sent, try %s: %s", row.pk, row.kind, row.tries, problem)
    result.failed += 1


def _give_up(row: Row, problem: str, failure: Exception | None) -> None:
    if not isinstance(row, OutgoingMail):
        readers_post.give_up(row, failure)
        return
    with transaction.atomic():
        if row.kind == MailKind.DIGEST:
            digesting.take_back(row)
        OutgoingMail.objects.filter(pk=row.pk).update(given_up_at=timezone.now(), facts={}, problem=problem)


def _forget(now: dt.datetime) -> None:
    """Rows that ended long ago go. Asked first, so that a pass with nothing to do writes nothing."""
    old_rows: tuple[QuerySet[Any, Any], ...] = (
        OutgoingMail.objects.filter(sent_at__lt=now - SENT_KEPT),
        OutgoingMail.objects.filter(given_up_at__lt=now - GIVEN_UP_KEPT),
        ReadersMail.objects.filter(sent_at__lt=now - readers_post.SENT_KEPT),
    )
    for old in old_rows:
        if old.exists():
            old.delete()
