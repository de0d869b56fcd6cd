"""A reader types, and goes to an answer without touching a mouse; and everybody else gets there too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.system.axe import barriers
from tests.system.browsing import DESKTOP, NARROWEST, PHONE, Tab
from tests.system.conftest import OpenTab
from tests.system.nu import check

FIELD, LIST, OPTION = "[role=combobox]:visible", "[role=listbox]", "[role=option]"
ASKED = re.compile(r"/search/suggest/\?q=([^&]*)")
FOUND_BY_OTHER_WORDS = {
    "said": "1 suggestion",
    "groups": [
        {
            "name": "Conditions",
            "lines": [
                {
                    "url": "/conditions/leg-cramps/",
                    "lang": "en",
                    "text": [["Leg cramps", 0]],
                    "why": {"lang": "en", "text": [["Charley", 1], [" horse", 0]]},
                }
            ],
        }
    ],
}
#: What moved on the page since it was drawn, without the reader's doing.
SHIFTS = """() => new Promise(done => {
    const watch = new PerformanceObserver(list => done(list.getEntries().reduce((sum, one) => sum + one.value, 0)));
    watch.observe({type: "layout-shift", buffered: true});
    setTimeout(() => done(0), 300);
})"""


def field(tab: Tab) -> Locator:
    return tab.page.locator(FIELD)


def typed(tab: Tab, text: str) -> Locator:
    """The list after this was typed."""
    field(tab).press_sequentially(text)
    expect(tab.page.locator(LIST)).to_be_visible()
    return tab.page.locator(OPTION)


def chosen(tab: Tab) -> str | None:
    """The words of the option that a screen reader says now; None while the reader is in the field."""
    active = field(tab).get_attribute("aria-activedescendant")
    marked = tab.page.locator(f"{OPTION}[aria-selected=true]")
    if active is None:
        assert marked.count() == 0
        return None
    assert marked.get_attribute("id") == active
    return marked.inner_text()


def asked(tab: Tab) -> list[str]:
    return [found[1] for url in tab.requests if (found := ASKED.search(url))]


@pytest.fixture
def home(open_tab: OpenTab) -> Iterator[Tab]:
    tab = open_tab(width=DESKTOP)
    tab.open("/")
    yield tab
    assert tab.console == []
    assert tab.stored() == {}
    assert tab.elsewhere() == []


def test_a_reader_finds_an_answer_by_keyboard_alone(home: Tab) -> None:
    options = typed(home, "cramp")
    names = options.all_inner_texts()
    assert len(names) >= 2
    press = home.page.keyboard.press
    assert (field(home).get_attribute("aria-expanded"), chosen(home)) == ("true", None)
    press("ArrowDown")
    assert chosen(home) == names[0]
    press("End")
    assert chosen(home) == names[-1]
    press("ArrowDown")
    assert chosen(home) is None, "behind the last comes the field again"
    press("ArrowUp")
    assert chosen(home) == names[-1]
    press("Home")
    assert chosen(home) == names[0]
    press("ArrowUp")
    assert chosen(home) is None
    press("ArrowDown")
    press("ArrowRight")
    assert chosen(home) is None, "moving in the text leaves the list"
    press("ArrowDown")
    address = options.first.get_attribute("href")
    with home.page.expect_navigation():
        press("Enter")
    assert urlsplit(home.page.url).path == address
    assert home.page.locator("h1").inner_text() == names[0]


def test_escape_and_tab_close_the_list_and_enter_searches(home: Tab) -> None:
    typed(home, "cramp")
    home.page.keyboard.press("Escape")
    expect(home.page.locator(LIST)).to_be_hidden()
    assert (field(home).input_value(), field(home).get_attribute("aria-expanded")) == ("cramp", "false")
    home.page.keyboard.press("ArrowDown")
    expect(home.page.locator(LIST)).to_be_visible()
    home.page.keyboard.press("Tab")
    expect(home.page.locator(LIST)).to_be_hidden()
    assert home.page.evaluate("document.activeElement.tagName") == "BUTTON", "Tab goes on to the button"
    home.page.keyboard.press("Shift+Tab")
    with home.page.expect_navigation():
        home.page.keyboard.press("Enter")
    assert parse_qs(urlsplit(home.page.url).query) == {"q": ["cramp"]}
    assert "“cramp”" in home.words()


def test_an_arrow_asks_where_the_field_was_full_from_the_start(open_tab: OpenTab) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open("/search/?q=cramp")
    assert asked(tab) == []
    field(tab).press("ArrowDown")
    expect(tab.page.locator(LIST)).to_be_visible()
    names = tab.page.locator(OPTION).all_inner_texts()
    assert (chosen(tab), asked(tab)) == (names[0], ["cramp"])
    tab.page.keyboard.press("Escape")
    tab.page.keyboard.press("ArrowUp")
    assert (chosen(tab), asked(tab)) == (names[-1], ["cramp"]), "what is there is not asked for again"


def test_an_arrow_does_not_open_the_list_of_an_earlier_text(home: Tab) -> None:
    typed(home, "cramp")
    field(home).press_sequentially("qqqq")
    home.page.keyboard.press("Tab")  # before it was asked for
    home.page.keyboard.press("Shift+Tab")
    home.page.keyboard.press("ArrowDown")
    assert home.page.locator(LIST).is_hidden()
    assert chosen(home) is None


def test_the_other_words_that_a_line_was_found_by_are_read_out_with_it(home: Tab) -> None:
    home.page.route("**/search/suggest/**", lambda route: route.fulfill(json=FOUND_BY_OTHER_WORDS))
    typed(home, "charley")
    home.page.keyboard.press("ArrowDown")
    option = home.page.get_by_role("option", name="Leg cramps Charley horse", exact=True)
    expect(option).to_have_attribute("aria-selected", "true")
    small = option.locator("small")
    assert (small.inner_text(), small.locator("mark").inner_text()) == ("Charley horse", "Charley")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert small.evaluate(size) < option.evaluate(size)
    assert barriers(home.page) == []


#: Of the emergency card.
RED = "rgb(156, 20, 32)"


@pytest.mark.parametrize("page", ["/ask/", "/search/"])
def test_words_of_an_emergency_show_the_way_to_the_card_in_place_of_answers(open_tab: OpenTab, page: str) -> None:
    tab = open_tab(width=PHONE)
    tab.open(page)
    field(tab).fill("I have chest pain")
    way = tab.page.get_by_role("group", name="What you wrote can be an emergency").get_by_role("option")
    expect(way).to_have_text("Get help now")
    expect(tab.page.locator(OPTION)).to_have_count(1)
    expect(tab.page.locator("form [role=status]").last).to_have_text("What you wrote can be an emergency")
    for look in (way.hover, lambda: field(tab).press("ArrowDown")):  # as calm as the others it would be read over
        look()
        expect(way).to_have_css("background-color", RED)
        assert barriers(tab.page) == []
    assert tab.overflow() == []
    with tab.page.expect_navigation():
        way.tap()
    assert tab.page.locator(".care.emergency").is_visible()


def test_numbers_are_told_to_who_does_not_see_the_list(home: Tab) -> None:
    told = home.page.locator("form [role=status]")
    number = typed(home, "cramp").count()
    expect(told).to_have_text(f"{number} suggestions")
    field(home).press_sequentially("qqqqq")
    expect(told).to_have_text("No suggestions")
    expect(home.page.locator(LIST)).to_be_hidden()
    field(home).fill("")
    expect(told).to_have_text("")
    roles = home.page.locator(f"{LIST} [role=group]").evaluate_all(
        "groups => groups.map(group => document.getElementById(group.getAttribute('aria-labelledby')).textContent)"
    )
    assert roles == []
    typed(home, "leg")
    expect(home.page.get_by_role("listbox", name="Suggestions").get_by_role("group", name="Questions")).to_be_visible()


def test_fast_typing_asks_once_and_an_old_answer_never_shows(home: Tab) -> None:
    def late(route: Route) -> None:
        if "q=leg&" in f"{route.request.url}&":
            held.append(route)
        else:
            route.continue_()

    held: list[Route] = []
    home.page.route("**/search/suggest/**", late)
    clock = home.page.clock  # the page's own time stands still, however slowly the machine types
    clock.install()
    clock.pause_at(home.page.evaluate("Date.now()") + 1000)
    for key in "leg":
        field(home).press(key)
        clock.run_for(149)
    assert asked(home) == []
    with home.page.expect_request("**/search/suggest/**"):
        clock.run_for(1)
    assert asked(home) == ["leg"]
    clock.resume()
    assert len(held) == 1
    names = typed(home, " cramps").all_inner_texts()
    assert asked(home) == ["leg", "leg%20cramps"]
    assert "leg cramps" in names[0].lower()
    assert {"leg", "cramps"} <= {mark.lower() for mark in home.page.locator(f"{OPTION} mark").all_inner_texts()}


def test_chinese_is_asked_for_when_it_is_composed_and_not_letter_by_letter(open_tab: OpenTab) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open("/zh-hans/")
    field(tab).focus()
    writing = tab.page.context.new_cdp_session(tab.page)
    for part in ("x", "xi", "xiao"):
        writing.send("Input.imeSetComposition", {"text": part, "selectionStart": len(part), "selectionEnd": len(part)})
    tab.page.keyboard.press("ArrowDown")  # chooses among the characters, not in our list
    tab.page.wait_for_timeout(300)
    assert asked(tab) == []
    writing.send("Input.insertText", {"text": "腿"})
    expect(tab.page.locator(LIST)).to_be_visible()
    assert asked(tab) == ["%E8%85%BF"], "one character of Chinese is a word"
    assert tab.page.locator(f"{OPTION} mark").first.inner_text() == "腿"
    assert tab.page.locator(OPTION).first.get_attribute("lang") == "zh-hans"


def test_a_thumb_chooses_and_a_tap_beside_closes(open_tab: OpenTab) -> None:
    tab = open_tab(width=NARROWEST)
    tab.open("/search/")
    options = typed(tab, "cramp")
    for option in options.all():
        box = option.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROWEST
    assert tab.overflow() == []
    tab.page.touchscreen.tap(5, 5)
    tab.page.locator("h1").tap()
    expect(tab.page.locator(LIST)).to_be_hidden()
    field(tab).tap()
    tab.page.keyboard.press("ArrowDown")
    address = options.first.get_attribute("href")
    with tab.page.expect_navigation():
        options.first.tap()
    assert urlsplit(tab.page.url).path == address
    tab.page.go_back()
    expect(tab.page.locator(LIST)).to_be_hidden()


def test_nothing_moves_when_the_list_opens(home: Tab) -> None:
    below = home.page.locator(".steps").bounding_box()
    typed(home, "cramp")
    assert home.page.locator(".steps").bounding_box() == below
    assert home.page.evaluate(SHIFTS) == 0


def test_the_list_opens_to_the_side_that_is_read_from(open_tab: OpenTab) -> None:
    tab = open_tab(width=PHONE)
    tab.open("/search/")
    tab.page.evaluate("document.documentElement.dir = 'rtl'")
    typed(tab, "cramp")
    around, box = tab.page.locator("form.search").bounding_box(), tab.page.locator(LIST).bounding_box()
    assert around is not None
    assert box is not None
    assert (box["x"], box["width"]) == (around["x"], around["width"])
    assert tab.overflow() == []


@pytest.mark.parametrize("path", ["/", "/search/?q=leg+cramps", "/questions/", "/zh-hans/search/"])
def test_axe_finds_no_barrier_in_an_open_list(open_tab: OpenTab, path: str) -> None:
    tab = open_tab(width=DESKTOP)
    tab.open(path)
    field(tab).fill("")
    typed(tab, "抽筋" if "zh" in path else "cramp")
    tab.page.keyboard.press("ArrowDown")
    # The field of the header is hidden on a phone, so a list of its own cannot stay open there.
    found = barriers(tab.page)
    assert found == []
    if path != "/questions/":
        expect(tab.page.locator(LIST)).to_be_visible()


def test_the_page_is_valid_with_its_list_open(home: Tab, tmp_path: Path) -> None:
    typed(home, "cramp")
    (tmp_path / "open.html").write_text(f"<!doctype html>\n{home.page.locator('html').evaluate('e => e.outerHTML')}")
    found = [str(message) for message in check(tmp_path)]
    assert [one for one in found if "role is unnecessary" not in one] == []


def test_what_is_chosen_is_seen_in_the_readers_own_colours(open_tab: OpenTab) -> None:
    tab = open_tab(width=DESKTOP, forced_colors="active")
    tab.open("/search/")
    typed(tab, "cramp")
    tab.page.keyboard.press("ArrowDown")
    looks = "option => [getComputedStyle(option).outlineStyle, getComputedStyle(option).outlineWidth]"
    one, other = (tab.page.locator(OPTION).nth(index).evaluate(looks) for index in (0, 1))
    assert one[0] == "solid"
    assert one[1] != "0px"
    assert other[0] == "none"


def test_a_field_without_javascript_is_a_form(open_tab: OpenTab) -> None:
    tab = open_tab(scripts=False)
    tab.open("/search/")
    tab.page.fill("#search-q", "leg cramps")
    tab.page.click("main form.search button")
    assert parse_qs(urlsplit(tab.page.url).query) == {"q": ["leg cramps"]}
    tab.page.click("summary")
    tab.page.select_option("#kind", "causes")
    tab.page.click(".filters button")
    assert parse_qs(urlsplit(tab.page.url).query)["kind"] == ["causes"]
    assert "answer" in tab.words("[role=status]")


def test_a_portal_that_does_not_answer_leaves_a_form(home: Tab) -> None:
    home.page.route("**/search/suggest/**", lambda route: route.fulfill(status=503, body="no"))
    field(home).press_sequentially("cramp")
    home.page.wait_for_timeout(400)
    expect(home.page.locator(LIST)).to_be_hidden()
    with home.page.expect_navigation():
        home.page.keyboard.press("Enter")
    assert parse_qs(urlsplit(home.page.url).query) == {"q": ["cramp"]}
    home.console.clear()  # the browser says that it was answered by 503
