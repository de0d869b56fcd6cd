"""What is told by e-mail. Sent after the commit; a mail server that fails never fails the verb."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article
from doctors.models import Doctor

log = logging.getLogger(__name__)


def tell_signature_requested(article: Article) -> None:
    _tell(article, _("Please read and sign: %(question)s"), _("An answer with your name waits for your signature:"))


def tell_review_stopped(article: Article) -> None:
    """An editor changed or took back the text: what the doctors were reading is no longer what they would sign."""
    body = _("An editor took this text back while you had it. You will be asked again; there is nothing to do now:")
    _tell(article, _("Review stopped: %(question)s"), body)


def tell_second_factor_removed(account: User) -> None:
    """Somebody took it off: if its owner did not ask for that, they have to know at once."""
    sentence = _("The second step was taken off your account. At your next sign-in you set up a new one.")
    warning = _("If you did not ask for this, tell a chief editor now and change your password.")
    body = f"{sentence}\n{warning}\n\n{settings.SITE_URL}{reverse('account_login')}\n"
    if account.email:
        transaction.on_commit(partial(_send, _("The second step was taken off your account"), body, account.email))


def _tell(article: Article, subject: str, sentence: str) -> None:
    subject = subject % {"question": article.question_text}
    address = settings.SITE_URL + reverse("desk_article", args=[article.pk])
    body = f"{sentence}\n\n{article.question_text}\n{address}\n"
    for doctor in (article.doctor, article.second_reviewer):
        mailbox = _address(doctor)
        if mailbox:
            transaction.on_commit(partial(_send, " ".join(subject.split()), body, mailbox))


def _address(doctor: Doctor | None) -> str:
    return doctor.user.email if doctor is not None and doctor.user is not None and doctor.user.is_active else ""


def _send(subject: str, body: str, address: str) -> None:
    try:
        send_mail(subject, body, None, [address])
    except (OSError, ValueError):  # a server that fails, an address that cannot be one
        log.exception("A mail could not be sent; the desk shows the same.")
