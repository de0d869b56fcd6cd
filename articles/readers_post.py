"""One mail to a follower is sent, and what it told forgotten; or it is not, and tried again. `delivering` calls it."""

from __future__ import annotations

import datetime as dt
import smtplib

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils import timezone

from articles import follow_letters, following
from articles.mailing import HEADERS
from articles.models import Follow, Follower, FollowNews, OutgoingMail, ReadersMail
from articles.models.vocabulary import ReadersMailKind

#: How long the row of a sent mail stays, emptied: so that few reach one mailbox, and longer than a mail is tried.
SENT_KEPT = dt.timedelta(days=5)
#: After nearly three days without a server, a mail that matters rests for so long and is tried anew.
REST = dt.timedelta(hours=12)


def send(row: ReadersMail, message_id: str) -> str:
    """“sent”, “void” where there is nothing to say or nobody to hear it, or a problem. Raises what the server says."""
    follower = Follower.objects.filter(pk=row.follower_id).first()
    if follower is None:
        return "void"
    row.follower = follower
    post = follow_letters.compose(row)
    if post is None or not ReadersMail.objects.filter(pk=row.pk).exists():  # ended while it was made
        return "void"
    headers = HEADERS | post.headers | {"Message-ID": message_id}
    message = EmailMultiAlternatives(post.laid.subject, post.laid.text, None, [follower.email], headers=headers)
    message.attach_alternative(post.laid.html, "text/html")
    if not message.send():
        return "not taken"
    _told(row, post)
    return "sent"


@transaction.atomic
def _told(row: ReadersMail, post: follow_letters.Post) -> None:
    Follower.objects.select_for_update().filter(pk=row.follower_id).first()
    FollowNews.objects.filter(pk__in=post.told).delete()
    ReadersMail.objects.filter(pk=row.pk).update(sent_at=timezone.now(), facts={})
    if post.ends is not None:
        Follow.objects.filter(pk=post.ends).delete()
        following.forget_idle([row.follower_id])


@transaction.atomic
def give_up(row: ReadersMail, failure: BaseException | None) -> None:
    """No server took it for nearly three days. A mailbox that is refused, while others are served, is forgotten.

    Where it is the server that fails, news wait on; only what asks for a yes goes, which lapses by then.
    """
    refused = isinstance(failure, smtplib.SMTPRecipientsRefused)
    if refused and _served_others(row):
        Follower.objects.filter(pk=row.follower_id).delete()
    elif row.kind == ReadersMailKind.CONFIRM:
        ReadersMail.objects.filter(pk=row.pk).delete()
    else:
        ReadersMail.objects.filter(pk=row.pk).update(tries=0, not_before=timezone.now() + REST)


def _served_others(row: ReadersMail) -> bool:
    """Whether the server took a mail to somebody else in that time: else it may be set up wrongly, and refuses all."""
    others = ReadersMail.objects.filter(sent_at__gte=row.created_at).exclude(follower=row.follower_id)
    return others.exists() or OutgoingMail.objects.filter(sent_at__gte=row.created_at).exists()
