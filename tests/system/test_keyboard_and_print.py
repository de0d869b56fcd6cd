"""Without a mouse, without JavaScript, on paper."""

from __future__ import annotations

import re

import pytest

from tests.system.browsing import DESKTOP
from tests.system.conftest import OpenTab
from tests.system.paper import pages_of
from tests.system.portal import Portal

FOCUSED = "() => [document.activeElement.className, document.activeElement.id]"
#: Where the key stops: of several circles of which one is chosen, at one.
TARGETS = """[...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(one => one.checkVisibility() && one.tabIndex >= 0)
    .filter(one => one.type !== "radio" || one === one.form.elements[one.name][0])"""
HERE = """() => {
    const on = document.activeElement, style = getComputedStyle(on);
    return [[...document.querySelectorAll("*")].indexOf(on), style.outlineStyle, on.outerHTML.slice(0, 100)];
}"""
UNSEEN = """() => [...document.querySelectorAll("main p, main li, main h2, main h3, main dd")]
    .filter(element => element.textContent.trim() && !element.checkVisibility({visibilityProperty: true}))
    .filter(element => !element.closest("details.compare:not([open])"))  // says again what stands below
    .filter(element => !element.closest(".on-paper, form.say, [aria-hidden=true]"))  // paper, robots
    .map(element => element.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("path", ["/", "/questions/", "/search/", "/no-such-page/", "/accounts/login/", "/zh-hans/"])
def test_skip_link_is_the_first_stop_of_the_keyboard(open_tab: OpenTab, path: str) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open(path)
    tab.page.keyboard.press("Tab")
    assert tab.page.evaluate(FOCUSED) == ["skip", ""]
    box = tab.page.locator(".skip").bounding_box()
    assert box is not None
    assert box["y"] >= 0, "the focused skip link is not on the screen"
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate(FOCUSED)[1] == "main"


def test_keyboard_reaches_every_link_and_shows_where_it_is(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open(f"/questions/{portal.slug('night-leg-cramps')}/")
    wanted = tab.page.evaluate(f"() => {TARGETS}.length")
    reached = set()
    for _press in range(wanted):
        tab.page.keyboard.press("Tab")
        place, outline, shown = tab.page.evaluate(HERE)
        assert outline != "none", shown
        reached.add(place)
    assert len(reached) == wanted


@pytest.mark.parametrize("stem", ["night-leg-cramps", "iron-rich-foods", "sprained-ankle-care"])
def test_whole_answer_is_read_without_javascript(open_tab: OpenTab, portal: Portal, stem: str) -> None:
    path = f"/questions/{portal.slug(stem)}/"
    plain, scripted = open_tab(scripts=False), open_tab()
    plain.open(path)
    scripted.open(path)
    assert plain.words() == scripted.words()
    assert plain.page.evaluate(UNSEEN) == []
    original = (portal.code / "articles" / "samples" / f"{stem}.txt").read_text(encoding="utf-8")
    headings = re.findall(r"^\d+\. (.+)$", original, re.MULTILINE)
    assert headings
    for heading in headings:
        assert heading in plain.words()


def test_answer_prints_without_what_is_there_to_click(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(width=DESKTOP)
    path = f"/questions/{portal.slug('night-leg-cramps')}/"
    tab.open(path)
    tab.page.evaluate("() => document.querySelectorAll('.tools').forEach(one => one.remove())")
    wanted = [tab.words(part) for part in ("h1", ".byline .name", "#physiological", "#pathological")]
    tab.open(path)
    tab.page.emulate_media(media="print")
    for gone in (".tools", "nav", ".masthead form", ".related", ".skip", ".urgent-line"):
        for part in tab.page.locator(gone).all():
            assert not part.is_visible(), f"{gone} is on paper: {part.inner_text()}"
    for words in wanted:
        assert words in tab.words()
    assert "Next review" in tab.words()
    paper = tab.page.pdf(format="A4")
    assert pages_of(paper) <= 4
