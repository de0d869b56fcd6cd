"""What a reader gets who sees system colours only, wants no motion, listens, or has neither style sheet nor mouse."""

from __future__ import annotations

import re

from tests.system.browsing import DESKTOP, Tab
from tests.system.conftest import OpenTab, StaffTab
from tests.system.portal import Portal
from tests.system.staff_pages import staff_pages

#: What is to be pressed or filled in and has no edge of its own, where the system's colours take every background.
EDGELESS = """() => [...document.querySelectorAll(
    "button, .button, input:not([type=hidden], [type=checkbox], [type=radio]), select, textarea")]
    .filter(element => element.checkVisibility({visibilityProperty: true}) && element.offsetWidth > 1)
    .filter(element => !element.closest("[aria-hidden=true], .select2-selection"))
    .filter(element => {
        const style = getComputedStyle(element);
        const edge = parseFloat(style.borderTopWidth) > 0 && style.borderTopStyle !== "none";
        return !edge && style.textDecorationLine === "none" && !element.querySelector("svg");
    })
    .map(element => element.outerHTML.slice(0, 100))"""
MOVING = """() => [...document.querySelectorAll("*")]
    .flatMap(element => [null, "::before", "::after"].map(part => [element, getComputedStyle(element, part)]))
    .filter(([, style]) => /[1-9]/.test(style.transitionDuration + style.animationDuration)
        || style.scrollBehavior === "smooth")
    .map(([element]) => element.outerHTML.slice(0, 100))"""
#: Stops of the keyboard that are seen: what can be reached, and what is the stop now with all that shows it.
STOPS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter(one => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({visibilityProperty: true}))
    .filter(one => one.type !== "radio").length"""
HERE = """() => {
    const on = document.activeElement, style = getComputedStyle(on);
    return [[...document.querySelectorAll("*")].indexOf(on), style.outlineStyle, parseFloat(style.outlineWidth),
            on.outerHTML.slice(0, 120)];
}"""


def _pages(portal: Portal, staff_tab: StaffTab) -> list[tuple[Tab, str]]:
    """A page of each kind that has something to press: reader's, desk, editors' list and form."""
    paths = staff_pages(portal)
    doctor = next(name for name, found in paths.items() if "desk-signing" in found)
    return (
        [
            (staff_tab("editor", width=DESKTOP, forced_colors="active"), path)
            for path in ("/", f"/questions/{portal.slug('chest-tightness-stress')}/", "/accounts/2fa/")
        ]
        + [
            (staff_tab("editor", width=DESKTOP, forced_colors="active"), paths["editor"][name])
            for name in ("admin-home", "admin-list", "admin-form")
        ]
        + [(staff_tab(doctor, width=DESKTOP, forced_colors="active"), paths[doctor]["desk-signing"])]
    )


def test_in_system_colours_whatever_is_pressed_has_an_edge_and_nothing_moves(
    portal: Portal, staff_tab: StaffTab
) -> None:
    wrong = []
    for tab, path in _pages(portal, staff_tab):
        tab.open(path)
        wrong += [f"{path}: no edge: {found}" for found in tab.page.evaluate(EDGELESS)]
        wrong += [f"{path}: moves: {found}" for found in tab.page.evaluate(MOVING)]
    assert not wrong, "\n".join(wrong)


def test_keyboard_is_seen_at_every_stop_of_the_desk_and_the_editors_form(portal: Portal, staff_tab: StaffTab) -> None:
    paths = staff_pages(portal)
    doctor = next(name for name, found in paths.items() if "desk-signing" in found)
    for tab, path in (
        (staff_tab(doctor), paths[doctor]["desk-signing"]),
        (staff_tab("editor", width=DESKTOP), paths["editor"]["admin-question"]),
    ):
        tab.open(path)
        tab.page.evaluate(
            "() => { document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus(); }"
        )
        wanted, reached = tab.page.evaluate(STOPS), set()
        for _press in range(wanted):
            tab.page.keyboard.press("Tab")
            place, outline, width, shown = tab.page.evaluate(HERE)
            assert outline != "none", shown
            assert width >= 2, shown
            reached.add(place)
        assert len(reached) == wanted, path


def test_urgency_and_differences_are_heard(open_tab: OpenTab, portal: Portal, staff_tab: StaffTab) -> None:
    tab = open_tab()
    tab.open(f"/questions/{portal.slug('chest-tightness-stress')}/")
    for words in ("Emergency:", "Not urgent:"):
        assert tab.page.get_by_role("heading", name=re.compile(f"^{words} .+ if:$")).count() == 1, words
    edition = portal.edition("heel-pain-first-steps")
    doctor = staff_tab(portal.signer(edition))
    doctor.open(f"/desk/{edition}/")
    heard = doctor.page.locator(".changes").aria_snapshot()
    assert re.search(r"insertion: .*\[added: .+ \]", heard)
    assert re.search(r"deletion: .*\[removed: .+ \]", heard)


def test_lookups_of_the_editors_form_are_named(portal: Portal, staff_tab: StaffTab) -> None:
    tab = staff_tab("editor", width=DESKTOP)
    tab.open(staff_pages(portal)["editor"]["admin-form"])
    tab.page.get_by_role("combobox", name="Byline", exact=True).click()
    assert tab.page.get_by_role("searchbox", name="Byline", exact=True).is_visible()
    tab.page.keyboard.press("Escape")
    tab.open(staff_pages(portal)["editor"]["admin-question"])
    before = tab.page.get_by_role("combobox", name="Tag", exact=True).count()
    tab.page.get_by_role("button", name="Add another Tag").click()
    assert tab.page.get_by_role("combobox", name="Tag", exact=True).count() == before + 1
    assert tab.page.get_by_role("checkbox", name=re.compile("^Delete .+")).count() > 0


def test_without_style_sheets_the_answer_is_whole_and_in_order(open_tab: OpenTab, portal: Portal) -> None:
    tab = open_tab(scripts=False)
    tab.page.route("**/*.css", lambda route: route.abort())
    tab.open(f"/questions/{portal.slug('night-leg-cramps')}/")
    read, place = tab.words("article"), 0
    blocks = "SELECT question_text, introduction, closing FROM articles_article WHERE import_key = ? AND status = ?"
    causes = (
        "SELECT heading, explanation, advice, seek_care FROM articles_cause AS c JOIN articles_article AS a ON "
        "a.id = c.article_id JOIN articles_section AS s ON s.id = c.section_id WHERE import_key = ? AND status = ? "
        "ORDER BY s.position, c.position"
    )
    ((question, introduction, closing),) = portal.rows(blocks, "night-leg-cramps", "published")
    rows = portal.rows(causes, "night-leg-cramps", "published")
    assert rows
    for text in (question, introduction, *(text for row in rows for text in row), closing):
        for paragraph in filter(None, map(str.strip, text.split("\n"))):
            words = " ".join(paragraph.removeprefix("- ").split())
            assert words in read[place:], f"missing, or not in its place: {words}"
            place = read.index(words, place) + len(words)
