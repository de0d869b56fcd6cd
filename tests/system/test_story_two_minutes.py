"""A doctor between two patients, on a phone, without scripts: from the mail to signed in two pages and a minute."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from playwright.sync_api import Page, Response

from tests.system.conftest import OpenTab
from tests.system.portal import Portal

#: Somebody who has never seen the page: slow reading (words a minute), seconds until a finger finds its place.
READS, FINDS = 200, 1.5
MINUTE = 60
DOCTOR = "ada.sample"


def test_the_queue_has_five_texts_in_different_states(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(scripts=False)
    tab.sign_in(DOCTOR, portal.passwords[DOCTOR])
    tab.open("/desk/")
    look_at(tab.page, "queue")
    entries = [" ".join(entry.inner_text().split()) for entry in tab.page.locator("[aria-labelledby=waiting] li").all()]
    assert len(entries) >= 5
    assert "Safety: please read this first" in entries[0]
    assert "withdrawn" in entries[0], "it says why"
    assert "Overdue since" in entries[1]
    changed = {found.group() for entry in entries if (found := re.search(r"\d+ blocks? changed", entry))}
    assert len(changed) >= 3, entries
    assert tab.overflow() == []


def test_from_the_mail_to_signed(open_tab: OpenTab, portal: Portal) -> None:
    edition = portal.edition("heel-pain-first-steps")
    tab = open_tab(scripts=False)
    tab.open(f"/desk/{edition}/")  # the address that stands in the mail; it leads to the sign-in
    tab.page.fill("input[name=login]", DOCTOR)
    tab.page.fill("input[name=password]", portal.passwords[DOCTOR])
    loads = documents_of(tab.page)
    with tab.page.expect_navigation():
        tab.page.locator("main form button").first.click()
    tab.take_second_step(DOCTOR)
    assert tab.page.url.endswith(f"/desk/{edition}/"), "the sign-in ends at the text"
    began = time.perf_counter()
    loads[:] = [tab.page.url]
    look_at(tab.page, "what-changed")
    words = int(re.search(r"To read: (\d+) words", tab.words()).group(1))  # type: ignore[union-attr]
    assert re.search(r"\d+ of \d+ blocks unchanged since you signed on", tab.words())
    touches = [tab.page.get_by_role("link", name="Go to your decision"), *tab.page.locator("#decision .check").all()]
    for touch in touches:
        box = touch.bounding_box()
        assert box is not None
        assert box["height"] >= 44, "too small for a thumb"
        touch.tap()
    assert tab.page.input_value("#id_conflict_statement") == "", "nothing is stated but by the doctor"
    assert tab.page.is_checked("#id_none_here")
    look_at(tab.page, "decision")
    with tab.page.expect_navigation():
        tab.page.get_by_role("button", name="Sign", exact=True).tap()
    took = time.perf_counter() - began
    look_at(tab.page, "signed")
    assert "You signed this text" in tab.words()
    assert len(loads) <= 2, loads
    assert took + words / READS * MINUTE + (len(touches) + 1) * FINDS < MINUTE
    signed = "SELECT count(*) FROM articles_signature WHERE article_id = ? AND verdict = 'signed'"
    assert portal.rows(signed, edition) == [(1,)]


def documents_of(page: Page) -> list[str]:
    """The pages that the browser was given from now on; what only leads to another page is none."""
    seen: list[str] = []

    def note(response: Response) -> None:
        if response.request.is_navigation_request() and response.status < 300:
            seen.append(response.url)

    page.on("response", note)
    return seen


def look_at(page: Page, name: str) -> None:
    """A picture for somebody to look at, into the folder that SCREENSHOTS names."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"desk-{name}.png")
