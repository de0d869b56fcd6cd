"""What django-allauth asks of us about second factors: names, words, which one may go, how secrets are stored."""

from __future__ import annotations

import base64
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from healthqa.second_factor import rules

SALT = "healthqa.second_factor"


class SecondFactor(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Your account needs a second step at sign-in and this is the only one, so it stays. Set up another first."
        ),
        "cannot_generate_recovery_codes": _("Recovery codes stand in for an app or a passkey: set one up first."),
        "incorrect_code": _("That was not right, or it was used before. Try again with a new code."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return rules.may_remove(authenticator)

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(n)d") % {"n": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.SITE_NAME}

    def encrypt(self, text: str) -> str:
        """Whoever reads a copy of the database cannot make codes of it: they need SECRET_KEY too."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was stored; where no key opens it, a secret that nobody has, so that no code is right."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return str(generate_totp_secret())


def _box() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(salted_hmac(SALT, "", secret=secret, algorithm="sha256").digest())
