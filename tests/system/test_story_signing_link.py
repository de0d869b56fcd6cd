"""A doctor who never signs in: the mail's link, the code in a second mail, the text on the phone, signed."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urlsplit

from tests.system import house
from tests.system.browsing import DESKTOP, Tab
from tests.system.conftest import OpenTab
from tests.system.contrast import faint_words
from tests.system.portal import Portal

DOCTOR, USERNAME = "Ada Winterbourne", "ada.winterbourne"
QUESTION = "Why do my ears pop in a lift?"
DOCUMENT = f"""{QUESTION}

Mar 05, 2024 Source: Harbour Clinic Notes
Dr. {DOCTOR}
Introduction
Ears that pop in a lift are harmless. A doctor should look at ears that hurt for more than two days.

Ears pop because the air around them changes faster than the air inside. The reasons are set out below:

I. Physiological Factors

A fast lift changes the pressure of the air within seconds. Swallowing or yawning lets the ears follow.

II. Pathological Factors

1. A Cold

A stuffed nose closes the tube between nose and ear, so that the ears follow late and may feel dull.
"""


def test_a_text_is_signed_by_a_link_without_signing_in(open_tab: OpenTab, portal: Portal, tmp_path: Path) -> None:
    edition, editor = _asked(open_tab, portal, tmp_path)
    assert "The signing link is on its way." in house.move(editor, edition, "Send a signing link")
    link = _link(portal)

    _scan(open_tab(scripts=False), link)
    doctor = open_tab(scripts=False)
    loads = _count_loads(doctor)
    assert doctor.open(link) == 200
    assert QUESTION not in doctor.words("body")
    _fine(doctor)
    _press(doctor, "Send me a code")
    assert "A code is on its way" in doctor.words()
    doctor.page.get_by_label("Code").fill("000000")
    _press(doctor, "Open the text")
    assert "That was not right" in doctor.words()
    _fine(doctor)
    doctor.page.get_by_label("Code").fill(_code(portal))
    _press(doctor, "Open the text")
    loads.clear()
    assert "key=" not in doctor.page.url
    assert doctor.page.inner_text("h1") == QUESTION
    for words in (f"Dr. {DOCTOR}", "Swallowing or yawning", "A Cold", "Opened by your signing link"):
        assert words in doctor.words()
    _fine(doctor)
    house.sign(doctor)
    assert "Thank you: it is signed" in doctor.words()
    assert "You signed this text" in doctor.words()
    assert len(loads) <= 2, loads
    _fine(doctor)

    assert doctor.open("/desk/") == 200
    assert "/accounts/login/" in doctor.page.url
    assert doctor.open(link) == 404
    assert "ask the editors for a new link" in doctor.words()
    _fine(doctor)
    assert (editor.elsewhere(), doctor.elsewhere()) == ([], [])
    assert "readers see this edition now" in house.move(editor, edition, "Publish")
    assert urlsplit(link).query not in portal.log()
    portal.manage("verify")


def _scan(scanner: Tab, link: str) -> None:
    """As a mail scanner does: it opens the link, more than once."""
    for _ in range(3):
        assert scanner.open(link) == 200
    assert [cookie["name"] for cookie in scanner.stored()["cookies"]] == ["csrftoken"]


def _asked(open_tab: OpenTab, portal: Portal, folder: Path) -> tuple[int, Tab]:
    """A text in review, whose doctor has an account and never used it."""
    file = folder / "ears-in-a-lift.txt"
    file.write_text(DOCUMENT, encoding="utf-8")
    (found,) = json.loads(portal.manage("import_articles", str(file), "--report", "json"))["files"]
    assert found["errors"] == []
    edition = portal.edition(found["key"])
    portal.add_doctor_account(USERNAME, "never-used-by-anybody")
    chief = open_tab(width=DESKTOP)
    chief.sign_in("chief", portal.passwords["chief"])
    house.fill_in_profile(chief, DOCTOR, USERNAME)
    editor = open_tab(width=DESKTOP)
    editor.sign_in("editor", portal.passwords["editor"])
    house.open_edition(editor, edition)
    editor.page.fill("[name=disclosure]", "none")
    house.save(editor)
    assert "The doctor was asked to sign" in house.move(editor, edition, "Ask for a signature")
    return edition, editor


def _link(portal: Portal) -> str:
    """The address in both forms of the mail, on this machine."""
    (found,) = set(re.findall(r"https://[^\s\"]+/desk/link/\?key=[\w-]+", portal.told(f"{USERNAME}@example.org")))
    parts = urlsplit(found)
    return f"{parts.path}?{parts.query}"


def _code(portal: Portal) -> str:
    return str(re.findall(r"Your code is (\d{6})", portal.told(f"{USERNAME}@example.org"))[-1])


def _press(tab: Tab, name: str) -> None:
    with tab.page.expect_navigation():
        tab.page.get_by_role("button", name=name, exact=True).click()


def _count_loads(tab: Tab) -> list[str]:
    """The pages that are loaded from now on; what only leads to another one is none."""
    loads: list[str] = []
    tab.page.on("load", lambda page: loads.append(page.url))
    return loads


def _fine(tab: Tab) -> None:
    assert tab.overflow() == []
    for scheme in ("light", "dark"):
        tab.page.emulate_media(color_scheme=scheme)
        assert faint_words(tab.page) == []
    tab.page.emulate_media(color_scheme="light")
