"""What is told by e-mail, and to whom. A verb only writes it down; `delivering` sends it, whatever the server does."""

from __future__ import annotations

import logging
import smtplib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db.models import Q
from django.utils import timezone

from articles import alarms, outbox
from articles.models import Article, Medicine, Publication
from articles.models.signers import is_named
from articles.models.vocabulary import Language, MailKind
from doctors.models import Doctor

log = logging.getLogger(__name__)

#: Columns of a subject line; a Chinese character takes two.
WIDEST_SUBJECT = 78
#: Seconds for each step of talking to the server while somebody waits for a page.
IN_REQUEST = 5
_BROKEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def tell_signature_requested(article: Article) -> None:
    """At once, to everybody who has to sign, the first text of a day (the site's) and every one that is about safety.

    Further ones, and other news of a review, wait for the daily digest.
    """
    asked = article.requested_at.isoformat() if article.requested_at else ""
    is_safety = alarms.about(article) is not None
    for account in accounts_of(*article.signers):
        facts: dict[str, Any] = {"article": article.pk}
        key = f"signature:{account.pk}:{timezone.localdate().isoformat()}"
        if is_safety:
            key, facts["is_safety"] = f"signature:{account.pk}:{article.pk}:{asked}", True
        outbox.put(account, MailKind.SIGNATURE_REQUESTED, key=key, facts=facts)


def tell_withdrawn_for_safety(publication: Publication) -> int:
    """At once, to the doctors whose names were on the page, once a withdrawal. Returns how many mails are new."""
    article = publication.article
    told = 0
    for account in accounts_of(*article.signers):
        key, facts = f"safety:{publication.pk}:{account.pk}", {"publication": publication.pk}
        told += outbox.put(account, MailKind.SAFETY_WITHDRAWN, key=key, facts=facts)
    return told


def tell_medicine(medicine: Medicine, articles: Iterable[Article]) -> int:
    """At once, to the doctors whose live answers name it: it became restricted or withdrawn. One mail a doctor."""
    concerned: dict[int, list[int]] = defaultdict(list)
    for article in articles:
        for named in article.signer_ids:
            concerned[named].append(article.pk)
    doctors = Doctor.objects.filter(pk__in=list(concerned)).select_related("user").order_by("pk")
    told = 0
    for doctor in doctors:
        for account in accounts_of(doctor):
            facts = {"medicine": medicine.pk, "articles": concerned[doctor.pk]}
            told += outbox.put(account, MailKind.SAFETY_MEDICINE, key=f"medicine:{uuid4()}", facts=facts)
    return told


def tell_second_factor_removed(account: User) -> None:
    """Somebody took it off: if its owner did not ask for that, they have to know at once."""
    if mailbox_of(account):
        outbox.put(account, MailKind.SECOND_FACTOR_REMOVED, key=f"second-factor:{uuid4()}")


def tell_way_changed(account: User, doctor: Doctor, *, mailbox: str, what: str) -> None:
    """At once, to the `mailbox` that was told what is done around the name of `doctor`, and is not from now on.

    The address goes with the row, which no account leads to any more; it is emptied with it.
    """
    if mailbox:
        facts = {"mailbox": mailbox, "doctor": doctor.pk, "what": what, "language": _language(is_named(doctor))}
        outbox.put(account, MailKind.WAY_CHANGED, key=f"way:{uuid4()}", facts=facts)


def send_now(account: User, subject: str, body: str, html: str = "") -> bool:
    """Send a mail within the request, once, with a short timeout, and keep nothing of it. Whether it was sent.

    For what holds a secret (a code, the token of a link), which a row of the outbox would keep for whoever reads the
    database or a backup. Not for anything that has to arrive: nobody tries again but the person who asked.
    """
    mailbox = mailbox_of(account)
    if not mailbox or not has_server():
        return False
    message = EmailMultiAlternatives(subject_line(subject), plain(body), None, [mailbox], headers=HEADERS)
    if html:
        message.attach_alternative(html, "text/html")
    try:
        message.connection = get_connection(timeout=IN_REQUEST)
        return bool(message.send())
    except (OSError, ValueError) as failure:  # a server that fails, an address that cannot be one
        log.warning("A mail could not be sent in the request: %s", problem_of(failure))
        return False


def language_of(account: User) -> str:
    """The language of the text that was put before this account last: no account says which one it prefers."""
    return _language(is_named(account, by="__user"))


def _language(named: Q) -> str:
    asked = Article.objects.filter(named, requested_at__isnull=False).order_by("-requested_at", "-pk")
    return asked.values_list("question__language", flat=True).first() or Language.ENGLISH


def has_server() -> bool:
    """Whether mails go anywhere at all: without EMAIL_URL the backend takes every mail and drops it."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


#: What tells other machines that no person wrote this, so that none of them answers.
HEADERS = {"Auto-Submitted": "auto-generated"}


def accounts_of(*doctors: Doctor | None) -> list[User]:
    """The accounts of these doctors that can be told something, each once."""
    found = (doctor.user for doctor in doctors if doctor is not None and doctor.user is not None)
    return list({account.pk: account for account in found if mailbox_of(account)}.values())


def mailbox_of(account: User) -> str:
    """The address of an account that may sign in; empty where there is none."""
    return account.email.strip() if account.is_active else ""


def subject_line(text: str) -> str:
    """`text` as one line of at most 78 columns, whatever it holds: no line end, no control character."""
    shown, width = [], 0
    line = " ".join(_printable(text).split())
    for character in line:
        width += 2 if unicodedata.east_asian_width(character) in "WF" else 1
        shown.append(character)
        if width > WIDEST_SUBJECT:
            return _cut("".join(shown))
    return "".join(shown)


def plain(text: str) -> str:
    """`text` for the body of a mail: its lines stay, control characters go."""
    return "\n".join(_printable(line).rstrip() for line in text.splitlines()) + "\n"


def problem_of(failure: BaseException) -> str:
    """What went wrong, in a few words that hold no address: the kind of failure and the server's code."""
    code = getattr(failure, "smtp_code", None)
    if isinstance(failure, smtplib.SMTPRecipientsRefused) and failure.recipients:
        code = next(iter(failure.recipients.values()))[0]
    return " ".join(part for part in (type(failure).__name__, str(code or "")) if part)[:120]


def _cut(line: str) -> str:
    """The longest beginning that leaves room for the sign of an omission."""
    while sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line) > WIDEST_SUBJECT - 1:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _printable(text: str) -> str:
    """Without control characters, invisible line ends and overrides of the writing direction."""
    return "".join(" " if unicodedata.category(sign) in _BROKEN or sign in _TURNING else sign for sign in text)
