"""The second step of signing in, as its owner does it: an app's key, the codes it shows, and the recovery codes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page

SET_UP, ASKED = "/accounts/2fa/", "/accounts/2fa/authenticate/"
STEP = 30


@dataclass
class Pocket:
    """What somebody carries once the second step is set up."""

    key: str
    used: int
    recovery_codes: list[str] = field(default_factory=list)

    def code(self) -> str:
        """One that was not used before: of the app, or a recovery code where the app has no new one yet."""
        now = _step()
        if self.used > now and self.recovery_codes:
            return self.recovery_codes.pop()
        while self.used > _step():
            time.sleep(0.5)
        self.used = max(self.used + 1, _step())
        return shown(self.key, self.used)


def _step() -> int:
    return int(time.time()) // STEP


def shown(key: str, step: int) -> str:
    """RFC 6238, written once more: what any app makes of the key."""
    digest = hmac.new(base64.b32decode(key), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def set_up(page: Page) -> Pocket:
    """From the page that asks for a second step, by an app, to one's work."""
    page.get_by_role("link", name="Set up an app").click()
    key, step = page.inner_text(".secret").strip(), _step()
    page.get_by_label("Code that the app shows").fill(shown(key, step))
    page.get_by_role("button", name="Check the code").click()
    page.locator(".codes").wait_for()
    codes = page.locator(".codes li").all_inner_texts()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("link", name="Go to your work").click()
    return Pocket(key, step, codes)


def show(page: Page, pocket: Pocket) -> None:
    """Type the code that is asked for."""
    page.get_by_label("Code", exact=True).fill(pocket.code())
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()


def plug_in_a_passkey(page: Page) -> CDPSession:
    """A device that holds passkeys and says yes to whatever is asked."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device
