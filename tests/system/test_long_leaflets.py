"""Leaflets of answers that are too long for two sheets: what is promised on the screen comes out of the printer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system.browsing import DESKTOP
from tests.system.conftest import OpenTab
from tests.system.paper import pages_of
from tests.system.portal import Portal

LEVELS = {"Emergency": "Call the emergency number now if:", "Urgent": "See a doctor today if:", "Routine": "Book if:"}
PAID = " ".join(f"Dr. Ada Sample was paid for talk number {number} by an invented company." for number in range(60))
FITS, LONGER = "it fits on one or two sheets of A4", "it may take more than two sheets of A4"

EACH = """
from django.contrib.auth.models import User
from articles import publishing, signing
from articles.models import Article
from articles.models.vocabulary import Attestation
editor = User.objects.get(username="editor")
for article in Article.objects.filter(import_key__startswith="long-"):
"""
PUBLISH = f"""{EACH}
    asked = signing.request_signature(article, editor=editor, byline_confirmed=True)
    for doctor in asked.signers:
        words = {{"attested": Attestation.values, "conflict_statement": "Paid for talks, as disclosed."}}
        signing.sign(asked, doctor=doctor, digest=asked.digest, **words)
    publishing.publish(asked, editor=editor)
"""
WITHDRAW = f"{EACH}    publishing.withdraw(article, editor=editor, reason='Made for one test.')"


def listed(heading: str, lines: list[str]) -> str:
    return "\n".join([heading, *(f"- {line}" for line in lines)])


def document(title: str, *, signs: int) -> str:
    """15 foods of 8 lines each, cards of `signs` lines each, 200 names, 30 questions and a long disclosure."""
    own = [f"one handful of it on day {number}, with water and with bread" for number in range(8)]
    foods = [listed(f"{number}. Food number {number}\n\nGood for you:", own) for number in range(1, 16)]
    pains = [f"the pain spreads to your arm or to your back {number} times" for number in range(signs)]
    cards = [listed(f"{level}: {heading}", pains) for level, heading in LEVELS.items()]
    names = "Associated: " + "; ".join(f"syndrome {number}" for number in range(200))
    questions = listed("Ask your doctor", [f"What does test number {number} say of my heart?" for number in range(30)])
    head = f"{title}\n\nJan 22, 2026 Source: HealthQA Samples\nDr. Ada Sample\nItems: foods\nIntroduction\nIn short."
    return "\n\n".join([head, *foods, *cards, names, questions, f"Disclosure: {PAID}\n"])


@pytest.fixture(scope="module")
def long_portal(portal: Portal, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    folder: Path = tmp_path_factory.mktemp("documents")
    for key, signs in (("long-lists", 5), ("long-cards", 60)):
        (folder / f"{key}.txt").write_text(document(f"Which foods are {key}?", signs=signs), encoding="utf-8")
    portal.manage("import_articles", str(folder))
    portal.manage("shell", "--verbosity", "0", "--command", PUBLISH)
    yield portal
    portal.manage("shell", "--verbosity", "0", "--command", WITHDRAW)


def test_what_a_long_leaflet_promises_is_what_is_printed(open_tab: OpenTab, long_portal: Portal) -> None:
    tab = open_tab(width=DESKTOP)
    for key, promise in (("long-lists", FITS), ("long-cards", LONGER)):
        slug = long_portal.slug(key)
        assert tab.open(f"/questions/{slug}/leaflet/") == 200
        words = tab.words()
        assert promise in words
        assert tab.page.locator(".care li").count() == 3 * (5 if key == "long-lists" else 60)
        if key == "long-lists":
            assert words.count(f"The rest is on the page: https://answers.example.org/questions/{slug}/") == 4
        assert (pages_of(tab.page.pdf(format="A4")) <= 2) == (promise == FITS)
