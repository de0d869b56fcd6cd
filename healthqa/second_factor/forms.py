"""The forms of the second factor: django-allauth's own, with labels, hints and two rules more.

A code of an app works once, in whichever process it is checked; and what a browser sends as a passkey is refused with a
sentence, whatever it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.db import DatabaseError, transaction
from django.utils.translation import gettext_lazy as _

LONGEST_CODE = 30  # with the spaces and dashes people write
LONGEST_NAME = 60
LONGEST_CREDENTIAL = 20_000


def spend(app: Authenticator, code: str) -> bool:
    """Use up a code that is right; False where it, or a later one, was used before.

    django-allauth notes used codes in the cache, which each process may have for itself, and for half a minute.
    """
    with transaction.atomic():
        row = Authenticator.objects.select_for_update().get(pk=app.pk)
        secret = decrypt(row.data["secret"])
        steps = [
            step
            for step in yield_hotp_counters_from_time()
            if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
        ]
        if not steps or steps[-1] <= row.data.get("last_step", -1):
            return False
        row.data["last_step"] = steps[-1]
        row.save(update_fields=["data"])
    return True


@contextmanager
def told_as_refusal() -> Iterator[None]:
    """fido2 raises whatever it stumbles over: IndexError, struct.error, RecursionError and more besides ValueError."""
    try:
        yield
    except (forms.ValidationError, DatabaseError):
        raise
    except Exception as error:
        raise get_adapter().validation_error("incorrect_code") from error


def _code_field(label: Any, hint: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST_CODE, widget=widget)


def _name_field(*, required: bool = True) -> forms.CharField:
    hint = _("For yourself, to tell your passkeys apart.")
    return forms.CharField(label=_("Name of this passkey"), help_text=hint, max_length=LONGEST_NAME, required=required)


class WorksOnce(forms.Form):
    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        found: Authenticator = self.authenticator  # type: ignore[attr-defined]
        if found.type == Authenticator.Type.TOTP and not spend(found, code):
            raise get_adapter().validation_error("incorrect_code")
        return code


_HINT = _("The code your app shows now. Without your phone: one of your recovery codes.")


class SignInCode(WorksOnce, AuthenticateForm):
    code = _code_field(_("Code"), _HINT)


class ConfirmingCode(WorksOnce, ReauthenticateForm):
    code = _code_field(_("Code"), _HINT)


class FirstCode(ActivateTOTPForm):
    code = _code_field(_("Code that the app shows"))


class NewPasskey(AddWebAuthnForm):
    name = _name_field(required=False)

    def clean(self) -> dict[str, Any]:
        credential = json.dumps(self.cleaned_data.get("credential"))
        if "\\u0000" in credential or len(credential) > LONGEST_CREDENTIAL:  # which PostgreSQL cannot store, or nobody
            raise get_adapter().validation_error("incorrect_code")
        with told_as_refusal():
            cleaned: dict[str, Any] = super().clean()
        return cleaned


class ReadsAnything(forms.Form):
    def clean_credential(self) -> Authenticator:
        with told_as_refusal():
            return super().clean_credential()  # type: ignore[misc]


class SignInPasskey(ReadsAnything, AuthenticateWebAuthnForm):
    pass


class _Unlimited(AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        """As django-allauth does it, without its limit, which is the one of signing in."""
        credential = self.cleaned_data["credential"]
        webauthn.parse_authentication_response(credential)
        found: Authenticator = webauthn.complete_authentication(self.user, credential)
        return found


class PasskeyAskedOutside(ReadsAnything, _Unlimited):
    """For `asking`, which has a limit of its own."""


class ConfirmingPasskey(ReadsAnything, ReauthenticateWebAuthnForm):
    pass


class PasskeyName(EditWebAuthnForm):
    name = _name_field()


class Removal(forms.Form):
    """Nothing to fill in; says why a factor stays, as soon as it is shown."""

    def __init__(self, *args: Any, authenticator: Authenticator, **kwargs: Any) -> None:
        self.authenticator = authenticator
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any] | None:
        adapter = get_adapter()
        if not adapter.can_delete_authenticator(self.authenticator):
            raise adapter.validation_error("cannot_delete_authenticator")
        return super().clean()
