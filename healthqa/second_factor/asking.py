"""Asks somebody who is not signed in for a second factor of an account, with django-allauth's checks.

Nothing is noted in the session: proving a factor here signs nobody in. Tries are limited as in signing in, but counted
by themselves: whoever guesses here keeps nobody from signing in. Call while a request is being answered.
"""

from __future__ import annotations

from typing import Any

from allauth.core import context, ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication, clear_state
from django.contrib.auth.models import User
from django.forms import Form

from healthqa.second_factor import rules
from healthqa.second_factor.forms import LONGEST_CODE, PasskeyAskedOutside, spend

#: The name of the limit in ACCOUNT_RATE_LIMITS.
LIMIT = "asked_outside"


def is_code_of(account: User, code: str) -> bool:
    """Whether the app of the account shows this code now, or it is one of its recovery codes. It is used up then."""
    if not code.isascii() or not 0 < len(code) <= LONGEST_CODE or not _may_try(account):
        return False
    is_right = any(_opens(row, code) for row in Authenticator.objects.filter(user=account).exclude(type=rules.PASSKEY))
    return is_right and _forget_tries(account)


def passkey_options(account: User) -> dict[str, Any]:
    """What the browser asks a passkey of the account for; the session keeps the challenge."""
    options: dict[str, Any] = begin_authentication(account)
    return options


def passkey_form(account: User, data: dict[str, str] | None = None) -> Form:
    form: Form = PasskeyAskedOutside(data, user=account)  # type: ignore[call-arg]
    return form


def is_passkey_of(account: User, credential: str) -> bool:
    """Whether a passkey of the account answers the challenge in this session, which works once."""
    is_right = _may_try(account) and passkey_form(account, {"credential": credential}).is_valid()
    clear_state()
    return is_right and _forget_tries(account)


def _opens(row: Authenticator, code: str) -> bool:
    return bool(row.wrap().validate_code(code)) and (row.type != rules.APP or spend(row, code))


def _may_try(account: User) -> bool:
    return bool(ratelimit.consume(context.request, action=LIMIT, key=_key(account)))


def _forget_tries(account: User) -> bool:
    """What is right ends the count of what was wrong."""
    ratelimit.clear(context.request, action=LIMIT, key=_key(account))
    return True


def _key(account: User) -> str:
    return f"{LIMIT}-{account.pk}"
