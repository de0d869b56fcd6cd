"""Right to left, the reader's own colours, 400 % zoom, and tables that stay tables on a phone."""

from __future__ import annotations

import pytest

from tests.system.browsing import DESKTOP, NARROWEST, PHONE
from tests.system.conftest import OpenTab
from tests.system.portal import Portal
from tests.system.reader_pages import ANSWER

TURNED = """() => {
    document.documentElement.dir = "rtl";
    document.querySelectorAll("details").forEach(details => details.open = true);
}"""
#: What begins at the right edge when the page runs from right to left, with the distance on each side.
SIDES = """selector => {
    const box = document.querySelector(selector).getBoundingClientRect();
    return [box.left, document.documentElement.clientWidth - box.right];
}"""
OUTSIDE = """() => [...document.querySelectorAll("main :not(.vh, .vh *)")]
    .map(one => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1))
    .map(([one]) => one.outerHTML.slice(0, 80))"""
WIDTHS = "() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]"
TABLE = "/departments/orthopaedics/causes/"


def test_a_page_from_right_to_left_is_mirrored_and_stays_in_its_width(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(width=PHONE)
    for path in (ANSWER.path(portal), "/", TABLE, "/conditions/acid-reflux/", f"{ANSWER.path(portal)}leaflet/"):
        tab.open(path)
        left, right = tab.page.evaluate(SIDES, ".brand .seal")
        assert left < right
        tab.page.evaluate(TURNED)
        turned = tab.page.evaluate(SIDES, ".brand .seal")
        assert (round(turned[1]), round(turned[0])) == (round(left), round(right))
        wide, window = tab.page.evaluate(WIDTHS)
        assert wide <= window, path
        assert tab.page.evaluate(OUTSIDE) == [], path


def test_a_fingerprint_is_read_from_the_left_in_every_direction(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open(ANSWER.path(portal))
    tab.page.evaluate(TURNED)
    first, second = (tab.page.locator(f".digest span:nth-child({number})").bounding_box() for number in (1, 2))
    assert first is not None
    assert second is not None
    assert first["x"] < second["x"]


def test_no_rule_names_a_side(portal: Portal) -> None:
    """Left and right are for pages that run one way only."""
    for name in ("site.css", "desk.css", "account.css", "demo.css"):
        css = (portal.code / "static" / name).read_text(encoding="utf-8")
        for side in ("left:", "right:", "-left", "-right", "text-align: left", "text-align: right", "float:"):
            assert side not in css.replace("border-inline", ""), (name, side)


@pytest.mark.parametrize("width", [NARROWEST, PHONE])
def test_a_table_of_cards_is_a_table_to_a_screen_reader(open_tab: OpenTab, portal: Portal, width: int) -> None:
    tab = open_tab(width=width)
    for path in (ANSWER.path(portal), TABLE):
        tab.open(path)
        tab.page.evaluate("() => document.querySelectorAll('details').forEach(details => details.open = true)")
        row = tab.page.get_by_role("row").nth(3)
        headings = tab.page.get_by_role("columnheader").count()
        assert headings >= 4
        assert row.get_by_role("rowheader").count() + row.get_by_role("cell").count() == headings
        assert tab.overflow() == []


def test_what_colour_alone_told_has_an_edge_in_the_readers_own_colours(open_tab: OpenTab) -> None:
    tab = open_tab(width=DESKTOP, forced_colors="active")
    tab.open("/questions/")
    edges = tab.page.evaluate(
        "() => [...document.querySelectorAll('.masthead nav a')].map(link => getComputedStyle(link).borderBottomColor)"
    )
    current = tab.page.evaluate("() => getComputedStyle(document.querySelector('[aria-current]')).borderBottomColor")
    assert edges.count(current) == 1
    width = "() => getComputedStyle(document.querySelector('.search button')).borderTopWidth"
    assert tab.page.evaluate(width) == "2px"


#: How many lines each phrase of the headline takes.
LINES = """() => [...document.querySelector("h1").childNodes].filter(node => node.data).map(node => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return new Set([...range.getClientRects()].map(box => box.top)).size;
})"""


def test_the_chinese_headline_breaks_between_phrases(open_tab: OpenTab) -> None:
    tab = open_tab()
    tab.open("/zh-hans/")
    for width in (320, 360, PHONE, 412, 430, 768, DESKTOP):
        tab.page.set_viewport_size({"width": width, "height": 800})
        assert tab.page.evaluate(LINES) == [1, 1], width
        assert tab.overflow() == []
