"""A doctor who rarely signs in reads and signs one text by a personal link. Why it is so: docs/decisions/0013.

What a link is bound to is not written down when something changes but asked when it is opened
(`SigningLinkQuerySet.open`), so that no verb has to think of links. Locks: article, link, then what they need.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import unicodedata
from collections import Counter
from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from articles import canonical, link_letters, permissions, signing, trail
from articles.errors import NotAllowed, Refused, StaleText
from articles.locking import lock_article
from articles.models import Article, Signature, SigningLink
from articles.models.vocabulary import LinkEnd, Verdict
from doctors.models import Doctor
from healthqa.second_factor import asking, rules

LASTS = dt.timedelta(days=7)
CODE_LASTS = dt.timedelta(minutes=10)
CODE_DIGITS = 6
#: Wrong codes after which a mailed code is worth nothing, and after which the link itself is closed.
TRIES, WRONG_CODES = 5, 20
CODES_AN_HOUR, LINKS_AN_HOUR = 5, 5
#: Who presses twice gets one mail.
BETWEEN_CODES = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


def waiting_doctors(article: Article) -> list[Doctor]:
    """The doctors whose signature this edition waits for: byline first, then the second reviewer."""
    return [doctor for doctor in article.signers if signing.queue_for(doctor).filter(pk=article.pk).exists()]


def send_link(article: Article, *, doctor: Doctor, editor: User, lasts: dt.timedelta = LASTS) -> SigningLink:
    """Mail the doctor a link to exactly this text; one that was sent for it before works no more.

    Raises `NotAllowed` and `Refused` with "not-waiting", "no-account", "doctor-cannot-sign", "too-many-links", or
    "mail-failed": then there is no new link, and the one before works on. The mail goes first, with no row locked: a
    text that is taken back in that second leaves a mail whose link opens nothing.
    """
    if not permissions.may_send_links(editor):
        raise NotAllowed(_("Only editors can send a signing link."))
    token = secrets.token_urlsafe(32)
    link = _link_for(article, doctor, editor, lasts, token)
    if not link_letters.send_link(link, token):
        raise Refused("mail-failed", _("The mail did not go out. Check the address of the account, and send it again."))
    return _keep_link(link)


@transaction.atomic
def _link_for(article: Article, doctor: Doctor, editor: User, lasts: dt.timedelta, token: str) -> SigningLink:
    """The link as it will be kept; nothing is written yet."""
    fresh, now = lock_article(article), timezone.now()
    doctor = Doctor.objects.select_related("user").get(pk=doctor.pk)
    return SigningLink(
        article=fresh,
        doctor=doctor,
        account=_account_to_ask(fresh, doctor, now),
        digest=fresh.digest,
        block_digests=[[block.name, block.digest] for block in canonical.blocks_of(fresh)],
        token_hash=hash_of(token),
        created_by=editor,
        created_at=now,
        expires_at=now + lasts,
    )


@transaction.atomic
def _keep_link(link: SigningLink) -> SigningLink:
    """Replace what was sent before, if the text still waits."""
    fresh, now = lock_article(link.article), timezone.now()
    _account_to_ask(fresh, Doctor.objects.select_related("user").get(pk=link.doctor_id), now)
    before = SigningLink.objects.filter(article=fresh, doctor=link.doctor, ended_at=None)
    before.update(ended_at=now, ended_why=LinkEnd.REPLACED, code_hash="")
    link.save(force_insert=True)
    doctor = link.doctor_id
    trail.record(
        "signing_link_sent", actor=link.created_by, article=fresh, digest=link.digest, link=link.pk, doctor=doctor
    )
    return link


@transaction.atomic
def revoke_link(link: SigningLink, *, by: User) -> SigningLink:
    """End a link at once, for an editor or the doctor it is for. Raises `NotAllowed` and `Refused("link-ended")`."""
    _lock(link)
    fresh = SigningLink.objects.select_related("article").get(pk=link.pk)
    if by.pk != fresh.account_id and not permissions.may_send_links(by):
        raise NotAllowed(_("Only editors and the doctor it was sent to can revoke a signing link."))
    if fresh.ended_at is not None:
        raise Refused("link-ended", _("This signing link had ended already."))
    _end(fresh, LinkEnd.REVOKED)
    trail.record("signing_link_revoked", actor=by, article=fresh.article, link=fresh.pk)
    return fresh


def find(token: str) -> SigningLink | None:
    """The link that carries `token`, while it works. One and the same query, whatever came of the link."""
    working = SigningLink.objects.open().select_related("doctor", "account")
    return working.filter(token_hash=hash_of(token)).first()


def still_open(pk: int) -> SigningLink | None:
    return SigningLink.objects.open().select_related("article", "doctor", "account").filter(pk=pk).first()


def send_code(link: SigningLink) -> SigningLink:
    """Mail the doctor a code for this link; the one before is worth nothing then.

    An account with an app or a passkey gets none: the mailbox alone, which has the link already, opens nothing there.
    Raises `Refused` with "link-ended", "has-factor", "code-just-sent", "too-many-codes"; "mail-failed" counts nothing.
    """
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    fresh = _keep_code(link, code)
    if not link_letters.send_code(fresh.account, code):
        unsent = SigningLink.objects.filter(pk=fresh.pk, code_hash=fresh.code_hash)
        unsent.update(code_hash="", code_expires_at=None, codes_sent=fresh.codes_sent[:-1])
        raise Refused("mail-failed", _("The mail did not go out. Try again in a minute, or sign in."))
    trail.record("signing_code_sent", actor=None, article=fresh.article, link=fresh.pk)
    return fresh


@transaction.atomic
def _keep_code(link: SigningLink, code: str) -> SigningLink:
    fresh, now = _lock_open(link), timezone.now()
    if rules.has_factor(fresh.account):
        raise Refused("has-factor", _("Your account has an authenticator app or a passkey: use that one."))
    sent = [moment for text in fresh.codes_sent if (moment := dt.datetime.fromisoformat(text)) > now - HOUR]
    if sent and sent[-1] > now - BETWEEN_CODES:
        raise Refused("code-just-sent", _("A code was sent to you a moment ago. Look into your mailbox."))
    if len(sent) >= CODES_AN_HOUR:
        raise Refused("too-many-codes", _("Many codes were sent within the hour. Try again later, or sign in."))
    fresh.code_hash, fresh.code_expires_at, fresh.tries = _hash_of_code(fresh, code), now + CODE_LASTS, 0
    fresh.codes_sent = [moment.isoformat() for moment in (*sent, now)]
    fresh.save(update_fields=["code_hash", "code_expires_at", "tries", "codes_sent"])
    return fresh


def unlock(link: SigningLink, *, code: str = "", credential: str = "") -> SigningLink:
    """Prove a second factor of the doctor's account: a code of its app, its passkey, or else the code from the mail.

    A code works once, and wrong ones are counted whatever happens then. Raises `Refused` with "link-ended" or
    "wrong-code". A caller's own transaction would take the count back: call it outside of one.
    """
    with transaction.atomic():
        fresh = _lock_open(link)
        how = _proved_by(fresh, unicodedata.normalize("NFKC", code), credential)
        if how:
            fresh.code_hash, fresh.code_expires_at = "", None
            fresh.save(update_fields=["code_hash", "code_expires_at"])
            trail.record("signing_link_opened", actor=fresh.account, article=fresh.article, link=fresh.pk, how=how)
        else:
            _count_wrong(fresh)
    if not how:
        raise Refused("wrong-code", _("That was not right, too old, or used before. Try again, or get a new code."))
    return fresh


@transaction.atomic
def sign(
    link: SigningLink, *, digest: str, attested: Sequence[str] = (), conflict_statement: str = "", comment: str = ""
) -> Signature:
    """The doctor signs by the link, which is used up by it. Raises what `signing.sign` does, and "link-ended"."""
    fresh = _lock_for_use(link)
    signature = signing.sign(
        fresh.article,
        doctor=fresh.doctor,
        digest=digest,
        account=fresh.account,
        attested=attested,
        conflict_statement=conflict_statement,
        comment=comment,
    )
    _use_up(fresh, Verdict.SIGNED)
    return signature


@transaction.atomic
def request_changes(link: SigningLink, *, digest: str, comment: str) -> Signature:
    """The doctor sends the text back by the link, which is used up by it. Raises as `signing.request_changes` does."""
    fresh = _lock_for_use(link)
    verdict = signing.request_changes(
        fresh.article, doctor=fresh.doctor, comment=comment, digest=digest, account=fresh.account
    )
    _use_up(fresh, Verdict.CHANGES_REQUESTED)
    return verdict


def text_changed(link: SigningLink) -> bool:
    """Whether the words are not those that the link was sent for."""
    return canonical.digest_of(Article.objects.with_text().get(pk=link.article_id)) != link.digest


def changed_blocks(link: SigningLink) -> list[str]:
    """The names of the blocks that are not as they were when the link was sent; none while an editor writes."""
    article = Article.objects.with_text().get(pk=link.article_id)
    if not article.digest or not permissions.can_sign(link.account, article):
        return []
    now = Counter((block.name, block.digest) for block in canonical.blocks_of(article))
    before = Counter((name, digest) for name, digest in link.block_digests)
    return list(dict.fromkeys(name for name, _digest in (*(now - before), *(before - now))))


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _account_to_ask(article: Article, doctor: Doctor, now: dt.datetime) -> User:
    """Whom the link is sent to, unless many were sent within the hour."""
    account = _account_for(article, doctor)
    if SigningLink.objects.filter(article=article, doctor=doctor, created_at__gt=now - HOUR).count() >= LINKS_AN_HOUR:
        raise Refused("too-many-links", _("Many links were sent for this text within the hour. Try again later."))
    return account


def _account_for(article: Article, doctor: Doctor) -> User:
    """Whom the link is sent to, once nothing stands in the way of a signature."""
    account = doctor.user
    if not signing.queue_for(doctor).filter(pk=article.pk).exists():
        raise Refused("not-waiting", _("This edition does not wait for a signature of %(who)s.") % {"who": doctor})
    if account is None or not account.is_active or not account.email:
        sentence = _("%(who)s has no account with a mail address, so there is nobody to send a link to.")
        raise Refused("no-account", sentence % {"who": doctor})
    if not permissions.can_sign(account, article):
        sentence = _("%(who)s cannot sign this text now. Look at the registration in the profile, and at the account.")
        raise Refused("doctor-cannot-sign", sentence % {"who": doctor})
    return account


def _lock(link: SigningLink) -> None:
    """The edition first, as in every verb: an entry in the trail holds it too, and two would wait for each other."""
    Article.objects.select_for_update().only("pk").get(pk=link.article_id)
    SigningLink.objects.select_for_update().only("pk").get(pk=link.pk)


def _lock_open(link: SigningLink) -> SigningLink:
    _lock(link)
    fresh = still_open(link.pk)
    if fresh is None:
        raise Refused("link-ended", _("This signing link works no more. Sign in, or ask the editors for a new one."))
    return fresh


def _lock_for_use(link: SigningLink) -> SigningLink:
    article = lock_article(link.article)
    try:
        return _lock_open(link)
    except Refused as ended:
        if article.digest == link.digest:
            raise
        sentence = _("The text changed since this link was sent, so nothing was signed.")
        raise StaleText(shown=link.digest, current=article.digest, sentence=sentence) from ended


def _proved_by(link: SigningLink, code: str, credential: str) -> str:
    """How, in a word; nothing where it is not."""
    if credential:
        return "passkey" if asking.is_passkey_of(link.account, credential) else ""
    if rules.has_factor(link.account):
        return "app" if asking.is_code_of(link.account, code) else ""
    until = link.code_expires_at
    if not link.code_hash or until is None or until <= timezone.now() or link.tries >= TRIES:
        return ""
    typed = "".join(sign for sign in code if sign.isalnum())
    return "mail" if constant_time_compare(_hash_of_code(link, typed), link.code_hash) else ""


def _count_wrong(link: SigningLink) -> None:
    link.tries, link.wrong_codes = link.tries + 1, link.wrong_codes + 1
    link.save(update_fields=["tries", "wrong_codes"])
    if link.wrong_codes >= WRONG_CODES:
        _end(link, LinkEnd.GUESSED)
        trail.record("signing_link_closed", actor=None, article=link.article, link=link.pk)


def _use_up(link: SigningLink, verdict: Verdict) -> None:
    _end(link, LinkEnd.USED)
    trail.record("signing_link_used", actor=link.account, article=link.article, link=link.pk, verdict=verdict)


def _end(link: SigningLink, why: LinkEnd) -> None:
    link.ended_at, link.ended_why, link.code_hash = timezone.now(), why, ""
    link.save(update_fields=["ended_at", "ended_why", "code_hash"])


def _hash_of_code(link: SigningLink, code: str) -> str:
    """Keyed with SECRET_KEY: a million codes are soon tried by whoever reads a copy of the database."""
    return salted_hmac("articles.signing_links", f"{link.pk}:{code}", algorithm="sha256").hexdigest()
