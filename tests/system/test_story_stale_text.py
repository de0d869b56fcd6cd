"""Somebody changes a text while somebody else has it open: they are told, and nothing is signed or overwritten."""

from __future__ import annotations

import re

from tests.system import house
from tests.system.browsing import DESKTOP
from tests.system.conftest import OpenTab
from tests.system.portal import SITE_URL, Portal

SIGNED = "SELECT count(*) FROM articles_signature WHERE article_id = ?"


def send_digests(portal: Portal) -> None:
    """As on the next day, whoever had a digest today already."""
    again = "DigestState.objects.update(mailed_on=None); OutgoingMail.objects.filter(kind='digest').delete()"
    code = f"from articles.models import DigestState, OutgoingMail; {again}"
    portal.manage("shell", "--verbosity", "0", "--command", code)
    portal.manage("send_digests")


def test_doctor_is_told_when_the_text_changed_meanwhile(open_tab: OpenTab, portal: Portal) -> None:
    edition = portal.edition("snoring-in-midlife-women")
    username = portal.signer(edition)
    doctor = open_tab()
    doctor.sign_in(username, portal.passwords[username])
    doctor.open(f"/desk/{edition}/")
    second_page = doctor.page.context.new_page()
    second_page.goto(doctor.page.url)

    editor = open_tab(width=DESKTOP)
    editor.sign_in("editor", portal.passwords["editor"])
    house.open_edition(editor, edition)
    editor.page.fill("[name=lead]", "These words came after the doctor had opened the page.")
    house.save(editor)
    assert "so this edition is a draft again" in editor.words("body")

    house.sign(doctor)
    assert "so nothing was signed" in doctor.words("body")
    assert portal.rows(SIGNED, edition) == [(0,)]
    send_digests(portal)
    told = portal.told(f"{username}@example.org")
    assert "Taken back by an editor" in told
    assert "An editor took this text back while you had it." in told

    house.move(editor, edition, "Ask for a signature")
    doctor.page = second_page
    house.sign(doctor)
    assert "The text changed since you opened it, so nothing was signed" in doctor.words()
    assert "These words came after" in doctor.words(), "the page shows what is new"
    assert doctor.page.locator("#decision [name=attested]:checked").count() == 0
    assert portal.rows(SIGNED, edition) == [(0,)]

    house.sign(doctor)
    assert "You signed this text" in doctor.words()
    assert portal.rows(SIGNED, edition) == [(1,)]


def test_editor_on_an_older_text_sees_both(open_tab: OpenTab, portal: Portal) -> None:
    edition = portal.edition("bad-breath-morning")
    first, second = open_tab(width=DESKTOP), open_tab(width=DESKTOP)
    first.sign_in("editor", portal.passwords["editor"])
    second.sign_in("chief", portal.passwords["chief"])
    for tab in (first, second):
        house.open_edition(tab, edition)
    first.page.fill("[name=closing]", "What the first wrote.")
    house.save(first)
    second.page.fill("[name=closing]", "What the second wrote.")
    house.save(second)
    both = second.words(".conflict")
    assert "What the first wrote." in both
    assert "What the second wrote." in both
    stored = "SELECT closing FROM articles_article WHERE id = ?"
    assert portal.rows(stored, edition) == [("What the first wrote.",)]
    house.save(second)
    assert portal.rows(stored, edition) == [("What the second wrote.",)]


def test_link_in_the_mail_about_a_stopped_review_leads_somewhere(open_tab: OpenTab, portal: Portal) -> None:
    edition = portal.edition("low-mood-after-birth")
    username = portal.signer(edition)
    editor = open_tab(width=DESKTOP)
    editor.sign_in("editor", portal.passwords["editor"])
    house.open_edition(editor, edition)
    editor.page.fill("[name=lead]", "Other words.")
    house.save(editor)
    send_digests(portal)
    told = portal.told(f"{username}@example.org")
    assert "Taken back by an editor" in told
    text = told.partition("Taken back by an editor")[2].partition("Content-Type: text/html")[0]
    links = re.findall(rf"{SITE_URL}(/\S+)", text)
    doctor = open_tab()
    doctor.sign_in(username, portal.passwords[username])
    assert doctor.open(links[-1]) == 200
