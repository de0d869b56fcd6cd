"""The two mails of a signing link. They hold its secrets, so they are sent at once and never written down."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import override

from articles import mailing
from articles.dates import moment
from articles.letters import Entry, Letter, Part, lay_out, link
from articles.models import SigningLink


def send_link(of: SigningLink, token: str) -> bool:
    """The first mail, with the personal link to one text and no word of the answer, in the doctor's language.

    The language of the page on which an editor pressed a button says nothing of the reader of the mail. Whether it was
    sent.
    """
    with override(mailing.language_of(of.account)):
        question = " ".join(of.article.question_text.split())
        notes = (
            _("This link is for you alone. It opens this one text, after a code of your own."),
            _("It works once, until %(day)s, and only for the text as it is now. Opening it changes nothing.")
            % {"day": moment(of.expires_at)},
        )
        address = f"{link('signing_link')}?{urlencode({'key': token})}"
        letter = Letter(
            _("Please read and sign: %(question)s").replace("%(question)s", question),
            [_("An answer with your name waits for your signature:")],
            [Part("", [Entry(question, address, notes, of.article.question.language)])],
            [_("You can sign in at your desk instead, and revoke the link there.")],
        )
        return _send(of.account, letter)


def send_code(account: User, code: str) -> bool:
    """The second mail. It does not say for what the code is: forwarded by itself, it is of no use."""
    with override(mailing.language_of(account)):
        sentences = [
            _("Your code is %(code)s") % {"code": code},
            _("Type it on the page that asked for it, within ten minutes. It works once. Give it to nobody."),
            _("You did not ask for a code? Then somebody else has your link: tell the editors, and they revoke it."),
        ]
        return _send(account, Letter(_("Your code"), sentences))


def _send(account: User, letter: Letter) -> bool:
    laid = lay_out(letter)
    return mailing.send_now(account, laid.subject, laid.text, laid.html)
