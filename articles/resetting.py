"""A second factor that is lost is taken off its account."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _

from articles import mailing, permissions, trail
from articles.errors import NotAllowed, Refused


@transaction.atomic
def remove_second_factor(account: User, *, by: User | None) -> None:
    """Take app, passkeys and recovery codes off `account`. Its sessions lose what they proved; its owner gets a mail.

    `by` is a superuser, or None for whoever may run commands on the machine. Raises `NotAllowed` (also for one's own
    account) and `Refused("no-second-factor")`.
    """
    if by is not None and not permissions.may_remove_second_factors(by):
        raise NotAllowed(_("Only a superuser takes the second step off another account."))
    if by is not None and by.pk == account.pk:
        raise NotAllowed(_("This is your own account: change your second step under “Sign-in and security”."))
    removed, _kinds = Authenticator.objects.filter(user=account).delete()
    if not removed:
        sentence = _("The account “%(account)s” has no second step.")
        raise Refused("no-second-factor", sentence % {"account": account})
    trail.record("second_factor_removed", actor=by, account=account.pk)
    mailing.tell_second_factor_removed(account)
