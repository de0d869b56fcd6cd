"""A doctor who forgot something is taken to the decision, without JavaScript, and finds there what to add."""

from __future__ import annotations

import pytest

from tests.system.browsing import DESKTOP, PHONE
from tests.system.conftest import OpenTab
from tests.system.portal import Portal


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_without_the_ticks_the_browser_shows_the_decision_and_what_is_missing(
    open_tab: OpenTab, portal: Portal, width: int
) -> None:
    edition = portal.edition("constant-tiredness")
    tab, doctor = open_tab(width=width, scripts=False), portal.signer(edition)
    tab.sign_in(doctor, portal.passwords[doctor])
    tab.open(f"/desk/{edition}/")
    tab.page.fill("#id_comment", "My words.")
    tab.page.locator("button[value=sign]").click()
    tab.page.wait_for_url("**#problem")
    problem = tab.page.locator("#problem:focus")
    assert "Tick all four to sign." in problem.inner_text()
    for seen in (problem, tab.page.locator("#decide-title")):
        box = seen.bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 200, "it is not where the eye is"
    assert tab.page.input_value("#id_comment") == "My words."
    assert tab.overflow() == []
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("() => document.activeElement.id") == "id_attested"
    assert portal.rows("SELECT count(*) FROM articles_signature WHERE article_id = ?", edition) == [(0,)]
