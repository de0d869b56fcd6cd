"""Asks somebody who is not signed in for a second factor of an account, with django-allauth's checks and limits.

Nothing is noted in the session: proving a factor here signs nobody in. Call while a request is being answered.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.webauthn.internal.auth import begin_authentication, clear_state
from django.contrib.auth.models import User
from django.forms import Form

from healthqa.second_factor.forms import SignInCode, SignInPasskey


def is_code_of(account: User, code: str) -> bool:
    """Whether the app of the account shows this code now, or it is one of its recovery codes. It is used up then."""
    form: Form = SignInCode({"code": code}, user=account)  # type: ignore[call-arg]
    return form.is_valid()


def passkey_options(account: User) -> dict[str, Any]:
    """What the browser asks a passkey of the account for; the session keeps the challenge."""
    options: dict[str, Any] = begin_authentication(account)
    return options


def passkey_form(account: User, data: dict[str, str] | None = None) -> Form:
    form: Form = SignInPasskey(data, user=account)  # type: ignore[call-arg]
    return form


def is_passkey_of(account: User, credential: str) -> bool:
    """Whether a passkey of the account answers the challenge in this session, which works once."""
    is_right = passkey_form(account, {"credential": credential}).is_valid()
    clear_state()
    return is_right
