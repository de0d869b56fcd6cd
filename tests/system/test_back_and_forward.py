"""Going back shows the page as it was left, at once: no page of ours keeps a browser from keeping it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.system import browsing
from tests.system.portal import Portal
from tests.system.reader_pages import ANSWER

ASK = "/ask/?q=leg+cramps"
LISTS = ("/questions/", "/doctors/", "/conditions/", "/conditions/acid-reflux/", "/tags/", "/tags/circulation/")
PAGES = ("/", *LISTS, "/search/?q=leg+cramps", "/ask/", ASK, "/about/", "answer/", "answer/related/", "answer/history/")
#: Set while a page is alive, so that only the very same page has it afterwards.
MARK = """() => {
    window.left_behind = true;
    addEventListener("pageshow", event => { window.came_back = event.persisted; });
    scrollTo({top: 300, behavior: "instant"});
    return scrollY;
}"""
KEPT = "() => [window.left_behind === true, window.came_back === true, window.scrollY]"
WHY = """() => JSON.stringify(performance.getEntriesByType("navigation")[0].notRestoredReasons)"""
AWAY = "/about/privacy/"


@pytest.fixture(scope="module")
def keeping(browser: Browser) -> Iterator[Browser]:
    """A browser that keeps pages as readers' browsers do; Playwright switches that off."""
    keeping = browser.browser_type.launch(
        executable_path=browsing.chromium(),
        args=[*browsing.ARGUMENTS],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield keeping
    keeping.close()


@pytest.fixture
def page(keeping: Browser, portal: Portal) -> Iterator[Page]:
    context = keeping.new_context(viewport={"width": 390, "height": 500}, base_url=portal.address)
    yield context.new_page()
    context.close()


def back(page: Page) -> None:
    """Playwright's own way waits for a page to load; one that is kept does not."""
    left = page.url
    page.evaluate("() => history.back()")
    page.wait_for_function("left => location.href !== left && window.came_back !== undefined", arg=left)


def place(path: str, portal: Portal) -> str:
    return path.replace("answer/", ANSWER.path(portal)) if path.startswith("answer/") else path


@pytest.mark.parametrize("path", PAGES)
def test_a_reader_who_goes_back_finds_the_page_as_it_was_left(path: str, page: Page, portal: Portal) -> None:
    page.goto(place(path, portal))
    was_at = page.evaluate(MARK)
    page.goto(AWAY)
    back(page)
    assert page.evaluate(KEPT) == [True, True, was_at], page.evaluate(WHY)


@pytest.mark.parametrize("path", PAGES)
def test_nothing_keeps_other_browsers_from_keeping_a_page(path: str, page: Page, portal: Portal) -> None:
    """Chromium may keep a page that says no-store; others never do, and forget what was typed into it too."""
    answer = page.goto(place(path, portal))
    assert answer is not None
    assert "no-store" not in answer.headers["cache-control"]
    session = page.context.new_cdp_session(page)
    window = session.send("Runtime.evaluate", {"expression": "window"})["result"]["objectId"]
    listeners = session.send("DOMDebugger.getEventListeners", {"objectId": window})["listeners"]
    assert [one["type"] for one in listeners if "unload" in one["type"]] == []


def test_a_reader_goes_from_answer_to_answer_and_back(page: Page, portal: Portal) -> None:
    page.goto(ANSWER.path(portal))
    page.evaluate(MARK)
    page.locator(".related a[href*='/questions/']").first.click()
    page.wait_for_url(lambda address: ANSWER.path(portal) not in address)
    back(page)
    assert page.evaluate(KEPT)[:2] == [True, True], page.evaluate(WHY)


def test_what_was_typed_into_the_ask_form_is_there_after_reading_an_answer(page: Page) -> None:
    page.goto(ASK)
    page.fill("#details", "Since last winter, in both calves.")
    page.evaluate(MARK)
    page.locator("main .list a").first.click()
    page.wait_for_url("**/questions/**")
    back(page)
    assert page.evaluate(KEPT)[:2] == [True, True], page.evaluate(WHY)
    assert page.input_value("#details") == "Since last winter, in both calves."
