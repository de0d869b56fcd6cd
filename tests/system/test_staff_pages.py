"""The pages of editors and doctors: no complaint of the browser, nothing from elsewhere, words that can be read."""

from __future__ import annotations

import pytest

from tests.system.axe import barriers
from tests.system.browsing import DESKTOP, HEIGHTS, NARROWEST, PHONE, Tab
from tests.system.conftest import OpenTab, StaffTab
from tests.system.contrast import faint_words
from tests.system.portal import Portal
from tests.system.reader_pages import PAGES
from tests.system.staff_pages import staff_pages

#: Fields that something around them cuts off at its edge.
CUT_OFF = """() => [...document.querySelectorAll("input, select, textarea")]
    .filter(field => field.offsetWidth > 1 && field.checkVisibility())
    .filter(field => {
        for (let up = field.parentElement; up; up = up.parentElement)
            if (["hidden", "clip"].includes(getComputedStyle(up).overflowX) &&
                up.getBoundingClientRect().right < field.getBoundingClientRect().right - 1) return true;
        return false;
    })
    .map(field => `${field.name} is cut off`)"""
#: Choices too low for their letters: a line with what hangs below it takes one and a half times the size of its font.
LOW = """() => [...document.querySelectorAll("select:not([multiple], [size])")]
    .filter(field => field.offsetWidth > 1 && field.checkVisibility())
    .filter(field => {
        const style = getComputedStyle(field);
        const inside = field.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
        return inside < 1.5 * parseFloat(style.fontSize);
    })
    .map(field => `${field.name} cuts its letters`)"""


def test_staff_pages_work_and_can_be_read(staff_tab: StaffTab, portal: Portal) -> None:
    wrong = []
    for username, paths in staff_pages(portal).items():
        tab = staff_tab(username, width=DESKTOP)
        for name, path in paths.items():
            found = [f"status {status}"] if (status := tab.open(path)) != 200 else []
            found += [*tab.console, *tab.elsewhere(), *_hard_to_read(tab)]
            wrong += [f"{name}: {sentence}" for sentence in found]
            tab.console.clear()
    assert not wrong, "\n".join(wrong)


ASKED = next(page for page in PAGES if page.name == "ask, private page")
#: A list, the account that opens it, and a verb there that asks first what goes for all the rows that were ticked.
FOR_SEVERAL = (
    ("/admin/articles/article/?status__exact=published", "chief", "withdraw_selected"),
    ("/admin/articles/errorreport/?state=open", "editor", "close_selected"),
    ("/admin/articles/readerquestion/", "editor", "decline_selected"),
)


@pytest.mark.parametrize(("path", "username", "action"), FOR_SEVERAL, ids=lambda given: given.partition("_")[0])
def test_pages_about_several_rows_can_be_read(
    path: str, username: str, action: str, staff_tab: StaffTab, portal: Portal
) -> None:
    ASKED.path(portal)  # so that there is a question to decline
    tab = staff_tab(username, width=DESKTOP)
    ask_about_the_first(tab, path, action)
    assert tab.page.locator("main form button, #content form [type=submit]").last.is_visible()
    assert [*tab.console, *tab.elsewhere(), *_hard_to_read(tab)] == []
    with tab.page.expect_navigation():
        tab.page.locator("#content form [type=submit]").last.click()
    assert tab.page.locator(".errorlist, .errornote").first.is_visible(), "nothing was chosen, so nothing is done"


def ask_about_the_first(tab: Tab, path: str, action: str) -> None:
    """Tick the first row of a list and choose a verb: the page that asks for more is open then."""
    tab.open(path)
    tab.page.locator(".action-select").first.check()
    tab.page.locator("select[name=action]").select_option(action)
    with tab.page.expect_navigation():
        tab.page.locator("#changelist-form button[name=index]").click()


def _hard_to_read(tab: Tab) -> list[str]:
    found = []
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        found += [f"{scheme}: {faint}" for faint in faint_words(tab.page)]
    for width in (NARROWEST, PHONE, DESKTOP):
        tab.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        found += [
            f"{width} px: {element}"
            for element in [*tab.overflow(), *tab.page.evaluate(CUT_OFF), *tab.page.evaluate(LOW)]
        ]
    return found + barriers(tab.page)


def test_second_step_can_be_read(open_tab: OpenTab, portal: Portal, staff_tab: StaffTab) -> None:
    staff_tab("editor")  # who has set it up from then on
    tab = open_tab()
    tab.open("/accounts/login/")
    tab.page.fill("input[name=login]", "editor")
    tab.page.fill("input[name=password]", portal.passwords["editor"])
    with tab.page.expect_navigation():
        tab.page.locator("main form button").first.click()
    assert tab.page.url.endswith("/accounts/2fa/authenticate/")
    assert [*tab.console, *_hard_to_read(tab)] == []


def test_every_link_of_the_desk_answers(staff_tab: StaffTab, portal: Portal) -> None:
    broken = []
    pages = {username: paths for username, paths in staff_pages(portal).items() if "admin" not in "".join(paths)}
    for username, paths in pages.items():
        tab = staff_tab(username)
        for path in paths.values():
            tab.open(path)
            targets = tab.page.evaluate("() => [...document.querySelectorAll('a[href^=\"/\"]')].map(link => link.href)")
            statuses = {target: tab.page.request.get(target).status for target in sorted(set(targets))}
            broken += [(path, target, status) for target, status in statuses.items() if status != 200]
    assert broken == []
