"""What comes out of a printer: leaflets of two sheets at most, and tables without the page around them."""

from __future__ import annotations

import re
from urllib.parse import quote

from playwright.sync_api import Page

from tests.qr_reader import read
from tests.system.browsing import DESKTOP
from tests.system.conftest import OpenTab
from tests.system.paper import pages_of
from tests.system.portal import SITE_URL, Portal
from tests.system.reader_pages import ANSWER

LIVE = "SELECT slug, language, digest FROM articles_livepage ORDER BY slug"
CODE = """() => [document.querySelector(".qr").viewBox.baseVal.width,
               document.querySelector(".qr .modules").getAttribute("d")]"""
#: How large a module of the code is on paper, in millimetres at 96 dots an inch: scanners want a third at least.
MODULE = "() => document.querySelector('.qr').getBoundingClientRect().width / 96 * 25.4"


def leaflets(portal: Portal) -> list[tuple[str, str]]:
    """The address of every live answer's leaflet, and the address its code must lead to."""
    found = []
    for slug, language, digest in portal.rows(LIVE):
        prefix = "" if language == "en" else f"/{language}"
        found.append((f"{prefix}/questions/{quote(slug)}/leaflet/", f"{SITE_URL}{prefix}/verify/{digest}/"))
    return found


def test_every_leaflet_fits_on_two_sheets_and_its_code_leads_to_the_proof(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(width=DESKTOP)
    long, wrong = {}, {}
    asked = leaflets(portal)
    assert len(asked) > 35
    for path, proof in asked:
        assert tab.open(path) == 200
        if (sides := pages_of(tab.page.pdf(format="A4"))) > 2:
            long[path] = sides
        side, drawn = tab.page.evaluate(CODE)
        if read(drawn, int(side)) != proof or proof not in tab.words():
            wrong[path] = proof
    assert long == {}
    assert wrong == {}


def test_a_leaflet_on_paper_is_the_sheet_alone(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open(f"{ANSWER.path(portal)}leaflet/")
    tab.page.emulate_media(media="print")
    assert shown(tab.page, "header.masthead, .masthead, .crumbs, .paper, .foot, .urgent-line") == []
    assert shown(tab.page, ".sheet h1, .sheet .care, .qr, .typed") != []
    side, _drawn = tab.page.evaluate(CODE)
    assert tab.page.evaluate(MODULE) / side > 0.5


def test_the_table_of_an_answer_is_printed_when_it_was_opened(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open(ANSWER.path(portal))
    tab.page.emulate_media(media="print")
    assert shown(tab.page, ".compare") == []
    tab.page.emulate_media(media="screen")
    tab.page.locator(".compare summary").click()
    tab.page.emulate_media(media="print")
    assert shown(tab.page, ".compare summary") == []
    assert len(shown(tab.page, ".compare tbody tr")) > 2


def test_a_table_across_answers_is_printed_on_wide_paper_alone(open_tab: OpenTab) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open("/departments/orthopaedics/causes/")
    sizes = re.findall(rb"/MediaBox\s*\[([^\]]+)\]", tab.page.pdf(prefer_css_page_size=True))
    assert sizes
    for size in sizes:
        _left, _bottom, wide, high = map(float, size.split())
        assert wide > high


def test_addresses_on_paper_are_whole_and_short(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open(ANSWER.path(portal))
    assert shown(tab.page, ".on-paper") == []
    tab.page.emulate_media(media="print")
    proof, answer = shown(tab.page, ".proof .typed")
    assert answer == f"{SITE_URL}{ANSWER.path(portal)}"
    assert tab.open(proof.removeprefix(SITE_URL)) == 200
    assert tab.page.locator("h1").count() == 1
    tab.page.set_viewport_size({"width": 1043, "height": 720})  # A4, lying
    tab.open("/tags/circulation/causes/")
    lines = tab.page.evaluate(
        "() => [...document.querySelectorAll('td .typed')].map(one => one.getClientRects().length)"
    )
    assert lines
    assert max(lines) <= 2


def shown(page: Page, selector: str) -> list[str]:
    return [part.text_content() or "" for part in page.locator(selector).all() if part.is_visible()]
