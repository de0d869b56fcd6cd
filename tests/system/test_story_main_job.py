"""The main job: a document goes in, its doctor signs it on the phone, a reader opens the signed page."""

from __future__ import annotations

import json
import os
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system import house
from tests.system.browsing import DESKTOP, Tab
from tests.system.conftest import OpenTab
from tests.system.portal import PROJECT, Portal

PASSWORD = "a-long-word-for-tests-only"
SHARED = os.environ.get("HEALTHQA_SHARED_DATA", "")


@dataclass(frozen=True)
class Document:
    """A document, what of it a reader must find, and what the editor adds."""

    file: Path
    question: str
    doctor: str
    source: str
    everyday: str
    causes: tuple[str, str]
    associated: tuple[str, ...]
    tag: str

    @property
    def username(self) -> str:
        return self.doctor.lower().replace(" ", ".")


HICCUPS = Document(
    PROJECT / "tests/data/articles/a01-roman-seed-exact.txt",
    "What causes hiccups that return after every meal?",
    "Mara Ellison",
    "Source: Harbour Clinic Notes, 5 March 2024",
    "Eating quickly, swallowing air with fizzy drinks",
    ("Acid Reflux", "Gastritis"),
    ("Hiatus hernia", "diaphragm irritation"),
    "stomach",
)
SEED = Document(
    Path(SHARED) / "articles" / "seed.txt",
    "What causes leg cramps in middle-aged women?",
    "Lin Yunfei",
    "Source: Cainiu Health, 13 May 2023",
    "frequent stays in air-conditioned rooms",
    ("Bone Spurs", "Lumbar Disc Herniation"),
    ("osteoarthritis", "lower limb arterial occlusion", "avascular necrosis of the femoral head"),
    "leg cramps",
)


@pytest.mark.parametrize(
    "document",
    [HICCUPS, pytest.param(SEED, marks=pytest.mark.skipif(not SHARED, reason="HEALTHQA_SHARED_DATA is not set"))],
    ids=["a01", "seed"],
)
def test_document_becomes_a_signed_page(open_tab: OpenTab, portal: Portal, tmp_path: Path, document: Document) -> None:
    edition, slug = _imported(portal, tmp_path, document)
    reader = open_tab()
    assert reader.open(f"/questions/{slug}/") == 404

    editor = open_tab(width=DESKTOP)
    editor.sign_in("editor", portal.passwords["editor"])
    _mended(editor, edition, document)
    assert "has no credentials" in house.move(editor, edition, "Ask for a signature")
    editor.open(f"/admin/articles/article/{edition}/change/")
    editor.page.click(".field-question_address a")
    house.add_tag(editor, document.tag)

    portal.add_doctor_account(document.username, PASSWORD)
    chief = open_tab(width=DESKTOP)
    chief.sign_in("chief", portal.passwords["chief"])
    house.fill_in_profile(chief, document.doctor, document.username)
    assert "the registration was checked today" in chief.words("body")

    assert "The doctor was asked to sign" in house.move(editor, edition, "Ask for a signature")
    assert "/desk/" in portal.told(f"{document.username}@example.org")
    assert reader.open(f"/questions/{slug}/") == 404

    doctor = open_tab()
    doctor.sign_in(document.username, PASSWORD)
    assert doctor.page.url.endswith("/desk/")
    _signed(doctor, document)
    assert reader.open(f"/questions/{slug}/") == 404

    assert "readers see this edition now" in house.move(editor, edition, "Publish")
    _read(reader, portal, slug, document)
    complaints = [line for tab in (editor, chief, doctor) for line in tab.console if "422" not in line]
    assert complaints == []
    assert [tab.elsewhere() for tab in (editor, chief, doctor)] == [[], [], []]
    portal.manage("verify")


def _imported(portal: Portal, folder: Path, document: Document) -> tuple[int, str]:
    copy = Path(shutil.copy(document.file, folder))
    report = json.loads(portal.manage("import_articles", str(copy), "--report", "json"))
    assert report["summary"]["created"] == 1
    (file,) = report["files"]
    assert (file["question"], file["errors"]) == (document.question, [])
    return portal.edition(file["key"]), file["slug"]


def _mended(editor: Tab, edition: int, document: Document) -> None:
    """The editor reads what is missing and adds what an editor can."""
    house.open_edition(editor, edition)
    asked = editor.words(".findings")
    for finding in ("is not verified", "has no credentials", "The disclosure is missing"):
        assert finding in asked
    editor.page.fill("[name=disclosure]", "Nobody paid for this text.")
    editor.page.fill("[name=associated_names]", "\n".join(document.associated))
    house.save(editor)
    assert "disclosure" not in editor.words(".findings")


def _signed(doctor: Tab, document: Document) -> None:
    """The doctor finds the text on the desk, reads it and signs it."""
    doctor.page.get_by_role("link", name=document.question).click()
    for words in (document.question, f"Dr. {document.doctor}", document.everyday, *document.causes):
        assert words in doctor.words()
    house.press_sign(doctor)
    assert "Nothing was sent yet" in doctor.words(), "a signature needs its attestations"
    house.sign(doctor)
    assert "You signed this text" in doctor.words()
    assert doctor.overflow() == []


def _read(reader: Tab, portal: Portal, slug: str, document: Document) -> None:
    """The page as the reader of the main job finds it."""
    assert reader.open(f"/questions/{slug}/") == 200
    page = reader.page
    assert page.inner_text("h1") == document.question
    byline = reader.words(".byline")
    assert f"Dr. {document.doctor}, attending physician" in byline
    assert "Signed word for word" in byline
    assert document.source in byline
    assert "Everyday causes (physiological)" in reader.words(".physiological")
    assert document.everyday in reader.words(".physiological")
    assert "Medical conditions (pathological)" in reader.words(".pathological")
    assert [heading.inner_text() for heading in page.locator(".pathological ol > li h3").all()] == [*document.causes]
    numbers = [
        item.evaluate("item => getComputedStyle(item, '::before').content") for item in page.locator("ol h3").all()
    ]
    assert all("counter" in number for number in numbers), "the causes are numbered"
    for name in document.associated:
        assert name in reader.words("section.also")
    assert "Nobody paid for this text." in reader.words(".proof")
    related = page.locator("aside.related li")
    assert related.count() >= 2
    by_cause = r"(Shares|Also associated|A cause here).*"
    for card in related.all():
        why = card.locator(".why").inner_text()
        assert re.fullmatch(rf"{by_cause}|Same topic: .*{document.tag}.*", why), "each card says why it is there"
    assert reader.overflow() == []
    page.get_by_role("link", name="View all").click()
    assert document.tag in reader.words()
    assert page.locator("ul.related li").count() >= related.count()
    assert (reader.console, reader.elsewhere(), reader.stored()) == ([], [], {})
