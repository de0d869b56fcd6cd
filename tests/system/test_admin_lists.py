"""The editors' lists on a phone and a desktop: every column is reached, a row keeps its name, all wears our colours."""

from __future__ import annotations

import pytest

from tests.system.browsing import DESKTOP, HEIGHTS, PHONE, Tab
from tests.system.conftest import OpenTab
from tests.system.contrast import faint_words
from tests.system.portal import Portal

LISTS = {
    name: f"/admin/{name}/"
    for name in (
        *("articles/article", "articles/question", "articles/condition", "articles/tag", "articles/medicine"),
        *("articles/cause", "articles/signature", "articles/publication", "articles/event"),
        *("doctors/doctor", "doctors/department"),
    )
}
#: After scrolling to the end: where the last column ends, and what lies in the middle of the cell that names the row.
AT_THE_END = """() => {
    const results = document.querySelector("#changelist .results");
    results.scrollLeft = results.scrollWidth;
    const row = document.querySelector("#result_list tbody tr");
    row.scrollIntoView({block: "center"});
    const name = row.querySelector(".action-checkbox + *") || row.firstElementChild;
    const box = name.getBoundingClientRect();
    const there = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    const window = results.getBoundingClientRect();
    return {
        scrolls: getComputedStyle(results).overflowX,
        end: row.lastElementChild.getBoundingClientRect().right - window.right,
        named: name.contains(there) && box.left >= window.left - 1 && box.right <= window.right,
        share: box.right - window.left,
    };
}"""
COLOURS = """selector => {
    const style = getComputedStyle(document.querySelector(selector));
    return [style.backgroundColor, style.color, style.boxShadow, style.borderTopLeftRadius];
}"""
SMALL = """() => [...document.querySelectorAll("#changelist :is(a[href], button, select, input, summary)")]
    .filter(element => element.checkVisibility() && !element.closest("thead, tbody, .quiet"))
    .map(element => [element.outerHTML.slice(0, 60), element.getBoundingClientRect()])
    .filter(([, box]) => box.height < 24 || box.width < 24)
    .map(([html, box]) => `${html} ${box.width}x${box.height}`)"""


@pytest.fixture
def chief(open_tab: OpenTab, portal: Portal) -> Tab:
    tab = open_tab(width=PHONE)
    tab.sign_in("chief", portal.passwords["chief"])
    return tab


def test_on_a_phone_every_column_is_reached_and_the_row_keeps_its_name(chief: Tab) -> None:
    wrong = []
    for name, path in LISTS.items():
        assert chief.open(path) == 200
        found = chief.page.evaluate(AT_THE_END)
        right = found["scrolls"] == "auto" and found["end"] <= 1 and found["named"] and found["share"] < PHONE * 0.65
        wrong += [] if right and not chief.overflow() else [f"{name}: {found} {chief.overflow()}"]
    assert not wrong, "\n".join(wrong)


def test_the_lists_can_be_read_and_hit_in_both_schemes_and_say_nothing_wrong(chief: Tab) -> None:
    wrong = []
    for name, path in LISTS.items():
        chief.open(path)
        for width in (PHONE, DESKTOP):
            chief.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            wrong += [f"{name}, {width} px: {small}" for small in chief.page.evaluate(SMALL)]
        for scheme in ("light", "dark"):
            chief.page.emulate_media(color_scheme=scheme)
            wrong += [f"{name}, {scheme}: {faint}" for faint in faint_words(chief.page)]
    assert not wrong, "\n".join(wrong)
    assert chief.console == []


@pytest.mark.parametrize(
    ("scheme", "pine", "on_pine"),
    [("light", "rgb(11, 90, 78)", "rgb(255, 255, 255)"), ("dark", "rgb(130, 211, 193)", "rgb(13, 20, 22)")],
)
def test_pages_and_actions_wear_the_colours_of_the_house(chief: Tab, scheme: str, pine: str, on_pine: str) -> None:
    chief.page.emulate_media(color_scheme=scheme)
    chief.open("/admin/articles/article/")
    for selector in (".paginator .this-page", ".actions .button", "#toolbar input[type=submit]"):
        background, colour, shadow, corner = chief.page.evaluate(COLOURS, selector)
        assert (background, colour, shadow, corner) == (pine, on_pine, "none", "8px"), selector
    background, colour, _shadow, corner = chief.page.evaluate(COLOURS, ".paginator a")
    assert background != pine
    assert (colour, corner) == (pine, "8px")


def test_on_a_phone_a_link_leads_to_the_filters_below_the_list(chief: Tab) -> None:
    chief.open("/admin/articles/article/")
    chief.page.click(".to-filter")
    box = chief.page.locator("#changelist-filter h2").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < HEIGHTS[PHONE]
    chief.page.set_viewport_size({"width": DESKTOP, "height": HEIGHTS[DESKTOP]})
    assert not chief.page.locator(".to-filter").is_visible()
