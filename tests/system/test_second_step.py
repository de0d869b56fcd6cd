"""The second step of signing in, in the browser: set up and used by app, by recovery code and by passkey."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import pytest

from tests.system import second_step
from tests.system.browsing import DESKTOP, HEIGHTS, NARROWEST, PHONE, Tab
from tests.system.conftest import OpenTab
from tests.system.contrast import faint_words
from tests.system.portal import Portal
from tests.system.visits import SMALL_TARGETS, STRUCTURE

PASSWORD = "a-long-word-for-tests-only"
NUMBERS = count(1)


@pytest.fixture
def newcomer(portal: Portal) -> str:
    """A doctor's account in which nobody has signed in yet."""
    username = f"newcomer.{next(NUMBERS)}"
    portal.add_doctor_account(username, PASSWORD)
    return username


def type_password(tab: Tab, username: str) -> None:
    tab.open("/accounts/login/")
    tab.page.fill("input[name=login]", username)
    tab.page.fill("input[name=password]", PASSWORD)
    with tab.page.expect_navigation():
        tab.page.get_by_role("button", name="Sign in").click()


def wrong_with(tab: Tab) -> list[str]:
    """What somebody could not read, hit or reach on this page, at any width and in both schemes."""
    found = []
    for width in (NARROWEST, PHONE, DESKTOP):
        tab.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        found += [f"{width} px: {element}" for element in [*tab.overflow(), *tab.page.evaluate(SMALL_TARGETS)]]
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {faint}" for faint in faint_words(tab.page)]
    tab.page.emulate_media(color_scheme="light")
    built: dict[str, Any] = tab.page.evaluate(STRUCTURE)
    found += [
        f"{name}: {built[name]}" for name in ("sameId", "nameless", "silent", "pictures", "inline") if built[name]
    ]
    found += [] if (built["h1"], built["main"]) == (1, 1) else ["not one heading in one main part"]
    return [f"{tab.page.url}: {sentence}" for sentence in [*found, *tab.console]]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_an_app_is_set_up_before_any_work_and_asked_for_ever_after(
    open_tab: OpenTab, newcomer: str, scripts: bool
) -> None:
    first = open_tab(scripts=scripts)
    type_password(first, newcomer)
    assert "Set up a second step" in first.words()
    for path in ("/desk/", "/admin/"):
        first.open(path)
        assert first.page.url.endswith("/accounts/2fa/"), path
    pocket = second_step.set_up(first.page)
    assert first.page.url.endswith("/desk/")
    assert len(pocket.recovery_codes) == 10
    second, third = open_tab(scripts=scripts), open_tab(scripts=scripts)
    type_password(second, newcomer)
    second.open("/desk/")
    assert second.page.url.endswith("/accounts/2fa/authenticate/"), "the password alone opens nothing"
    second_step.show(second.page, pocket)
    assert second.page.url.endswith("/desk/")
    lost = second_step.Pocket(pocket.key, pocket.used + 1_000, pocket.recovery_codes[:1])
    type_password(third, newcomer)
    second_step.show(third.page, lost)
    assert third.page.url.endswith("/desk/")


def test_a_passkey_is_added_and_used(open_tab: OpenTab, portal: Portal, newcomer: str) -> None:
    tab = open_tab(address=f"http://localhost:{portal.port}")
    device = second_step.plug_in_a_passkey(tab.page)
    type_password(tab, newcomer)
    tab.page.get_by_role("link", name="Add a passkey").click()
    tab.page.get_by_label("Name of this passkey").fill("A phone")
    tab.page.get_by_role("button", name="Add a passkey").click()
    tab.page.locator(".codes").wait_for()
    tab.open("/accounts/2fa/webauthn/")
    assert "A phone" in tab.words()
    tab.page.get_by_role("link", name="Back").click()
    tab.page.get_by_role("button", name="Sign out").click()
    type_password(tab, newcomer)
    assert "/accounts/2fa/authenticate/" in tab.page.url
    assert wrong_with(tab) == []
    tab.page.get_by_role("button", name="Use a passkey").click()
    tab.page.wait_for_url("**/desk/")
    tab.open("/accounts/2fa/webauthn/add/")
    assert "/accounts/2fa/webauthn/reauthenticate/" in tab.page.url, "it matters: asked for once more"
    assert wrong_with(tab) == []
    tab.page.get_by_role("button", name="Use a passkey").click()
    tab.page.get_by_role("button", name="Add a passkey").click()
    assert "has a passkey for your account already" in tab.words("[role=alert]:not([hidden])")
    assert wrong_with(tab) == []
    device.detach()
    assert (tab.console, tab.elsewhere()) == ([], [])


def test_where_a_passkey_cannot_be_the_page_says_why(open_tab: OpenTab, newcomer: str) -> None:
    tab = open_tab()
    type_password(tab, newcomer)
    tab.open("/accounts/2fa/webauthn/add/")
    tab.page.get_by_role("button", name="Add a passkey").click()
    assert "open the portal as http://localhost" in tab.words("[role=alert]:not([hidden])")
    assert wrong_with(tab) == []
    plain = open_tab(scripts=False)
    type_password(plain, newcomer)
    plain.open("/accounts/2fa/webauthn/add/")
    assert "Passkeys need JavaScript" in plain.words()
    assert not plain.page.get_by_role("button", name="Add a passkey").is_visible()


def test_every_page_can_be_read_and_reached_at_every_width_and_by_keyboard(open_tab: OpenTab, newcomer: str) -> None:
    tab, wrong = open_tab(), []
    type_password(tab, newcomer)
    wrong += wrong_with(tab)
    two = "/accounts/2fa"
    for path in (f"{two}/totp/activate/", f"{two}/webauthn/add/", f"{two}/webauthn/", "/accounts/password/change/"):
        assert tab.open(path) == 200
        wrong += wrong_with(tab)
    tab.open("/accounts/reauthenticate/")
    wrong += wrong_with(tab)
    tab.open(f"{two}/")
    pocket = second_step.set_up(tab.page)
    for path in ("", "/totp/activate/", "/totp/deactivate/", "/recovery-codes/", "/recovery-codes/generate/"):
        assert tab.open(f"{two}{path or '/'}") == 200
        wrong += wrong_with(tab)
    assert "is the only one, so it stays" in _body(tab, f"{two}/totp/deactivate/")
    tab.open(f"{two}/reauthenticate/")
    wrong += wrong_with(tab)
    other = open_tab()
    type_password(other, newcomer)
    wrong += wrong_with(other)
    assert not wrong, "\n".join(wrong)
    for _ in range(40):
        other.page.keyboard.press("Tab")
        if other.page.evaluate("document.activeElement.name") == "code":
            break
    other.page.keyboard.type(pocket.code())
    with other.page.expect_navigation():
        other.page.keyboard.press("Enter")
    assert re.search(r"/desk/$", other.page.url)


def _body(tab: Tab, path: str) -> str:
    tab.open(path)
    return tab.words()
