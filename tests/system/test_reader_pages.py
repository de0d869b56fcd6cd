"""Every type of page as a reader gets it: narrow phone, phone and desktop, light and dark."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.system.portal import Portal
from tests.system.reader_pages import ENGLISH, PAGES, ReaderPage
from tests.system.visits import WIDTHS, Visit, visit

#: Read alike in every language.
PROPER_NAMES = ("HealthQA", "JSON")
Visits = Callable[[ReaderPage], Visit]
on_every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


@pytest.fixture(scope="module")
def visits(browser: Browser, portal: Portal) -> Visits:
    """Each page is visited once."""
    kept: dict[str, Visit] = {}

    def visited(page: ReaderPage) -> Visit:
        if page.name not in kept:
            kept[page.name] = visit(browser, portal.address, page.path(portal))
        return kept[page.name]

    return visited


@on_every_page
def test_page_answers_without_a_complaint_of_the_browser(visits: Visits, page: ReaderPage) -> None:
    seen = visits(page)
    assert seen.status == page.status
    assert seen.console == []
    asked = [one for one in seen.requests if page.name != "doctors" or "/media/doctors/" not in one]  # a face for each
    assert len(asked) <= 5, seen.requests


@on_every_page
def test_page_leaves_no_trace(visits: Visits, page: ReaderPage) -> None:
    seen = visits(page)
    assert seen.elsewhere == []
    if page.is_form:
        assert [cookie["name"] for cookie in seen.stored.pop("cookies")] == ["csrftoken"]
    assert seen.stored == {}


@on_every_page
def test_page_stays_in_its_width(visits: Visits, page: ReaderPage) -> None:
    seen = visits(page)
    assert seen.overflow == {width: [] for width in WIDTHS}
    assert seen.squeezed == {width: [] for width in WIDTHS}
    assert seen.overflow_of_large_text == []
    assert seen.small_targets == []


@on_every_page
def test_words_stand_out_in_light_and_dark(visits: Visits, page: ReaderPage) -> None:
    assert visits(page).faint == {"light": [], "dark": []}


@on_every_page
def test_axe_finds_no_barrier(visits: Visits, page: ReaderPage) -> None:
    assert visits(page).barriers == []


@on_every_page
def test_page_is_well_built(visits: Visits, page: ReaderPage) -> None:
    found = visits(page).structure
    steps = zip(found["levels"], found["levels"][1:], strict=False)
    assert found["levels"][0] == 1
    assert [(one, two) for one, two in steps if two > one + 1] == [], "a level of headings is left out"
    assert (found["h1"], found["main"]) == (1, 1)
    assert found["sameId"] == []
    assert {name: found[name] for name in ("nameless", "silent", "pictures", "inline", "dead") if found[name]} == {}
    assert found["lang"] == ("en" if page in ENGLISH else "zh-hans")
    assert found["title"].strip()


@on_every_page
def test_words_are_in_the_language_they_say(visits: Visits, page: ReaderPage) -> None:
    """So that a screen reader speaks English words on a Chinese page in English, and the other way round."""
    assert [words for words in visits(page).structure["foreign"] if words not in PROPER_NAMES] == []
