"""What people hold in their hands: an authenticator app, recovery codes, a passkey. And signing in with them."""

from __future__ import annotations

import hashlib
import json
import re
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.contrib.auth.models import User
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

PASSWORD = "correct horse battery staple"
HOST = "testserver"


def code_of(secret: str, *, steps: int = 0) -> str:
    """What an app with this key shows now, or shows half a minute later for each step."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def wrong_code(secret: str) -> str:
    shown = {code_of(secret, steps=step) for step in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in shown)


def give_app(user: User) -> str:
    """The account has an app; its key."""
    secret = str(generate_totp_secret())
    TOTP.activate(user, secret)
    return secret


def give_codes(user: User) -> list[str]:
    return list(RecoveryCodes.activate(user).generate_codes())


def give_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def sign_in(client: Client, user: User, secret: str = "", *, steps: int = 0, **more: str) -> Any:
    """By the pages, with the code of the app where there is one; the last answer."""
    response = client.post("/accounts/login/", {"login": user.username, "password": PASSWORD, **more})
    if secret:
        assert response["Location"].startswith("/accounts/2fa/authenticate/"), response["Location"]
        response = client.post("/accounts/2fa/authenticate/", {"code": code_of(secret, steps=steps)})
    return response


def has_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def factors(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def options_on(page: str) -> dict[str, Any]:
    """What a page asks the browser's passkey for."""
    (found,) = re.findall(r'<script id="passkey-options" type="application/json">(.*?)</script>', page, re.DOTALL)
    options: dict[str, Any] = json.loads(found)["publicKey"]
    return options


@dataclass
class Passkey:
    """A passkey in software, as a phone keeps one: answers what a page asks."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"a passkey for tests only"
    uses: int = 0
    origin: str = f"https://{HOST}"

    def create(self, options: dict[str, Any]) -> str:
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
        data = AuthenticatorData.create(_party(options["rp"]["id"]), flags, self.uses, credential)
        statement = AttestationObject.create("none", data, {})
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", options),
                "attestationObject": websafe_encode(bytes(statement)),
            }
        )

    def get(self, options: dict[str, Any]) -> str:
        assert websafe_encode(self.id) in [each["id"] for each in options["allowCredentials"]]
        self.uses += 1
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV
        data = AuthenticatorData.create(_party(options["rpId"]), flags, self.uses)
        client = self._client("webauthn.get", options)
        signed = bytes(data) + hashlib.sha256(websafe_decode(client)).digest()
        return self._answer(
            {
                "clientDataJSON": client,
                "authenticatorData": websafe_encode(bytes(data)),
                "signature": websafe_encode(self.key.sign(signed, ec.ECDSA(SHA256()))),
            }
        )

    def _client(self, type: str, options: dict[str, Any]) -> str:
        said = CollectedClientData.create(type, options["challenge"], self.origin)
        return websafe_encode(bytes(said))

    def _answer(self, response: dict[str, str]) -> str:
        name = websafe_encode(self.id)
        extensions: dict[str, Any] = {"clientExtensionResults": {"credProps": {"rk": False}}}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response, **extensions})


def _party(id: str) -> bytes:
    return hashlib.sha256(id.encode()).digest()
