"""What only an eye or an ear would notice: edges that jump, names that run together, signs that are read aloud."""

from __future__ import annotations

import re

import pytest

from tests.system.browsing import DESKTOP, NARROWEST, TABLET
from tests.system.conftest import OpenTab
from tests.system.portal import Portal
from tests.system.reader_pages import ANSWER

#: Where the first thing in the masthead, the main part and the footer begins.
EDGES = """() => [".brand", "main > :first-child", ".foot > :first-child"]
    .map(part => Math.round(document.querySelector(part).getBoundingClientRect().left))"""
#: The space between the chips of body areas and the list below, in lines of text.
BELOW = """() => {
    const [areas, list] = [".areas", ".letter"].map(part => document.querySelector(part).getBoundingClientRect());
    return list.top - areas.bottom;
}"""
LINES = """() => [...new Set([...document.querySelectorAll(".masthead nav a")]
    .map(link => Math.round(link.getBoundingClientRect().top)))]"""
BELOW_THE_QUESTION = """() => [...document.querySelectorAll(".entry .signed")]
    .map(line => Math.round(line.getBoundingClientRect().top))"""
PLAIN = "() => [...document.querySelectorAll('.chips bdi')].map(one => getComputedStyle(one).borderTopWidth)"


@pytest.mark.parametrize("width", [TABLET, DESKTOP, 1920])
def test_every_page_begins_at_the_edge_of_masthead_and_footer(open_tab: OpenTab, portal: Portal, width: int) -> None:
    tab = open_tab(width=width)
    found = {}
    for path in ("/", "/questions/", ANSWER.path(portal), "/about/privacy/", "/verify/", "/nothing/"):
        tab.open(path)
        found[path] = tab.page.evaluate(EDGES)
    assert len({edge for edges in found.values() for edge in edges}) == 1, found


def test_names_without_a_page_stand_apart_and_chips_leave_room(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab()
    tab.open(f"/questions/{portal.slug('cold-hands-and-feet')}/")
    borders = tab.page.evaluate(PLAIN)
    assert len(borders) > 1
    assert set(borders) == {"1px"}
    tab.open("/questions/")
    assert tab.page.evaluate(BELOW) > 15


def test_the_ways_into_the_portal_stand_in_one_line_on_the_narrowest_phone(open_tab: OpenTab) -> None:
    tab = open_tab(width=NARROWEST)
    tab.open("/")
    assert len(tab.page.evaluate(LINES)) == 1


def test_the_entries_of_a_row_begin_alike(open_tab: OpenTab) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open("/departments/cardiology/")
    (first, second) = tab.page.evaluate(BELOW_THE_QUESTION)[:2]
    assert first == second


def test_signs_that_only_decorate_are_not_read_aloud(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab()
    tab.open(ANSWER.path(portal))
    session = tab.page.context.new_cdp_session(tab.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    read = [node["name"]["value"] for node in nodes if not node.get("ignored") and "name" in node]
    assert "Less common" in read
    assert [words for words in read if re.search(r"[●○]|^\s*[/+–]\s*$|^[+–] ", words)] == []
