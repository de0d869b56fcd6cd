"""Going back shows the page as it was left, at once: no page of ours keeps a browser from keeping it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.system import browsing
from tests.system.portal import Portal
from tests.system.reader_pages import ANSWER

PAGES = ("/", "/questions/", "/search/?q=leg+cramps", "/ask/", "/doctors/", "/conditions/", "/tags/", "/about/")
#: Set while a page is alive, so that only the very same page has it afterwards.
MARK = "() => { window.left_behind = true; window.scrollTo(0, 300); }"
KEPT = "() => [window.left_behind === true, window.scrollY]"
WHY = """() => JSON.stringify(performance.getEntriesByType("navigation")[0].notRestoredReasons)"""


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


@pytest.mark.parametrize("path", [*PAGES, "answer"])
def test_a_reader_who_goes_back_finds_the_page_as_it_was_left(path: str, page: Page, portal: Portal) -> None:
    page.goto(ANSWER.path(portal) if path == "answer" else path)
    page.evaluate(MARK)
    page.goto("/about/privacy/")
    page.evaluate("() => history.back()")  # Playwright's own way waits for a page to load; one that is kept does not
    page.wait_for_function("() => location.pathname !== '/about/privacy/'")
    is_the_same, scrolled = page.evaluate(KEPT)
    assert is_the_same, page.evaluate(WHY)
    assert scrolled == 300
