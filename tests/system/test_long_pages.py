"""Long lists of causes are laid out as they come near the screen, and nobody notices."""

from __future__ import annotations

import pytest

from tests.system.axe import barriers
from tests.system.browsing import PHONE, Tab
from tests.system.conftest import OpenTab
from tests.system.portal import Portal
from tests.system.reader_pages import ANSWER

#: As many causes as an answer never had; each with an address and words of its own.
MULTIPLY = """() => {
    const list = document.querySelector(".causes"), first = list.firstElementChild;
    for (let number = 1; number <= 40; number++) {
        const one = first.cloneNode(true);
        for (const named of [one, ...one.querySelectorAll("[id]")]) if (named.id) named.id += `-${number}`;
        one.querySelector("h3").append(` (cause ${number} of many)`);
        list.append(one);
    }
    return list.lastElementChild.id;
}"""
STATES = """selector => [...new Set([...document.querySelectorAll(selector)]
    .map(one => getComputedStyle(one).contentVisibility))]"""
#: Follow a link within the page; where its target is when nothing moves any more.
FOLLOW = """async id => {
    const link = document.createElement("a");
    link.href = `#${id}`;
    document.body.append(link);
    link.click();
    for (let still = 0, last = -1; still < 20; last = scrollY) {
        await new Promise(requestAnimationFrame);
        still = scrollY === last ? still + 1 : 0;
    }
    return document.getElementById(id).getBoundingClientRect().top;
}"""
SHIFTS = """() => {
    window.shifted = 0;
    new PerformanceObserver(list => list.getEntries().forEach(one => { window.shifted += one.value; }))
        .observe({type: "layout-shift", buffered: true});
}"""
LINKS = """() => [...document.querySelectorAll(".causes a[href]")].filter(one => one.checkVisibility()).length"""
ON_A_CAUSE = """() => document.activeElement.closest(".causes") !== null && !document.activeElement.dataset.was
    && (document.activeElement.dataset.was = "here") === "here" """


@pytest.fixture
def long(open_tab: OpenTab, portal: Portal) -> tuple[Tab, str]:
    """An answer with many causes on a phone, and the address of the last one."""
    tab = open_tab(width=PHONE)
    tab.page.emulate_media(reduced_motion="no-preference")
    tab.open(ANSWER.path(portal))
    assert tab.page.evaluate(STATES, ".cause") == ["visible"], "of an answer as they are nothing is put off"
    return tab, tab.page.evaluate(MULTIPLY)


def test_links_within_a_long_answer_lead_where_they_say(long: tuple[Tab, str]) -> None:
    tab, last = long
    assert tab.page.evaluate(STATES, ".causes:has(> :nth-child(12)) > .cause") == ["auto"]
    for target in (last, "pathological", "references"):
        assert tab.page.evaluate(FOLLOW, target) == pytest.approx(18, abs=2)
        tab.page.evaluate("() => scrollTo({top: 0, behavior: 'instant'})")


@pytest.mark.parametrize("path", ["/departments/cardiology/causes/", "/body/legs/causes/"])
def test_links_within_a_table_of_causes_lead_where_they_say(open_tab: OpenTab, path: str) -> None:
    """They did not where the cards of the table were laid out late."""
    tab = open_tab(width=PHONE)
    tab.open(path)
    for part in reversed(tab.page.evaluate("() => [...document.querySelectorAll('tbody[id]')].map(part => part.id)")):
        assert tab.page.evaluate(FOLLOW, part) == pytest.approx(18, abs=2)


def test_nothing_moves_while_a_long_answer_is_read(long: tuple[Tab, str]) -> None:
    tab, _last = long
    tab.page.evaluate(SHIFTS)
    for _turn in range(30):
        tab.page.mouse.wheel(0, 600)
        tab.page.wait_for_timeout(30)
    assert tab.page.evaluate("() => window.shifted") < 0.01


def test_what_is_not_laid_out_yet_is_found_reached_and_printed(long: tuple[Tab, str]) -> None:
    tab, _last = long
    assert tab.page.evaluate("() => window.find('(cause 40 of many)')")
    tab.page.evaluate("() => { getSelection().removeAllRanges(); scrollTo({top: 0, behavior: 'instant'}); }")
    tab.page.locator(".causes a[href]").first.focus()
    reached = int(tab.page.evaluate(ON_A_CAUSE))
    wanted = tab.page.evaluate(LINKS)
    assert wanted > 40
    for _press in range(wanted - 1):
        tab.page.keyboard.press("Tab")
        reached += int(tab.page.evaluate(ON_A_CAUSE))
    assert reached == wanted
    assert barriers(tab.page) == []
    tab.page.emulate_media(media="print")
    assert tab.page.evaluate(STATES, ".cause") == ["visible"]
