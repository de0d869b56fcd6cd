"""What the people of the house do in the browser, each step as they would do it."""

from __future__ import annotations

import re

from tests.system.browsing import Tab


def open_edition(tab: Tab, edition: int) -> None:
    assert tab.open(f"/admin/articles/article/{edition}/change/") == 200


def save(tab: Tab) -> None:
    """Save the form and stay on it."""
    with tab.page.expect_navigation():
        tab.page.click("input[name=_continue]")


def move(tab: Tab, edition: int, title: str) -> str:
    """One of the buttons above the form, and its page; what the editor reads afterwards."""
    open_edition(tab, edition)
    tab.page.locator(".moves").get_by_role("link", name=title, exact=True).click()
    with tab.page.expect_navigation():
        tab.page.locator("#content-main .submit-row input[type=submit]").click()
    return tab.words("body")


def add_tag(tab: Tab, tag: str) -> None:
    """On the page of the question: look the tag up and choose it with the keyboard."""
    tab.page.locator("#question_tags-group tr.form-row:not(.empty-form) .select2-selection").last.click()
    tab.page.locator(".select2-search__field").last.fill(tag)
    tab.page.locator(".select2-results__option", has_text=re.compile(f"^{re.escape(tag)}$")).click()
    save(tab)


def fill_in_profile(tab: Tab, doctor: str, username: str) -> None:
    """The chief fills in what the import could not know, joins the account, and checks the registration."""
    tab.open("/admin/doctors/doctor/?q=" + doctor.split()[-1])
    tab.page.click("#result_list tbody th a")
    tab.page.fill("[name=credentials]", "MD, FRCP")
    tab.page.fill("[name=job_title]", "attending physician")
    tab.page.select_option("[name=user]", label=username)
    save(tab)
    with tab.page.expect_navigation():
        tab.page.get_by_role("button", name="I checked the registration today").click()


def sign(tab: Tab) -> None:
    """Tick everything, say that there is no conflict, press the button."""
    for box in tab.page.locator("#decision input[type=checkbox]").all():
        box.check()
    press_sign(tab)


def press_sign(tab: Tab) -> None:
    with tab.page.expect_navigation():
        tab.page.get_by_role("button", name="Sign", exact=True).click()
