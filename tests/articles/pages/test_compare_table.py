"""The causes of one answer in a table: signed words only, each with its way to the rest."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Cause, Medicine, Section
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, words
from tests.articles.pages.test_answer_page import ADDRESS, MEDICINE, publish_draft
from tests.texts import make_article

#: A heading for each id that the page itself uses, and headings that are alike, empty to a slug, or hostile.
HEADINGS = ("main", "Short", "Contents", "Also", "Proof", "Related", "physiological", "Physiological-title", "Proof",
            "proof 2", "???", "!!!", '"><script>x</script>', "q")  # fmt: skip


def table(client: Client) -> str:
    page = client.get(ADDRESS).content.decode()
    found = re.search(r'(?s)<details class="compare">.*?</details>', page)
    return found.group() if found else ""


@pytest.fixture
def sections(editor: User, dr_lin: Doctor) -> list[Section]:
    return list(make_article(editor, dr_lin).sections.all())


def test_a_table_says_what_helps_and_when_to_see_a_doctor(
    client: Client, editor: User, sections: list[Section]
) -> None:
    Medicine.objects.create(name="Ibuprofen")
    everyday, medical = sections
    Cause.objects.filter(section=everyday).update(advice="Stretch. " * 61)
    Cause.objects.create(
        article=everyday.article, section=medical, heading="Thin bones", advice="Ask about ibuprofen.\n\nNot for long.",
        seek_care="- now\n- it lasts",
    )  # fmt: skip
    publish_draft(everyday.article, editor)
    html = table(client)
    rows = re.findall(r"(?s)<tr.*?</tr>", html)
    text = [words(type("R", (), {"content": row.encode()})) for row in rows]  # type: ignore[arg-type]
    assert text[0] == "Cause Kind What helps See a doctor if"
    in_order(
        text[1],
        "Long walks",
        "Everyday",
        "See the answer : Long walks : https://healthqa.example/questions/",
        "nothing said",
    )
    assert "Stretch" not in text[1]
    in_order(text[2], "Bone spurs", "Medical", "nothing said", "nothing said")
    in_order(text[3], "Thin bones", "Medical", "Ask about ibuprofen.", "Not for long.", MEDICINE, "now", "it lasts")
    assert html.count(MEDICINE) == 1
    assert "<caption" in html
    assert html.count('scope="col"') == 4
    assert html.count('scope="row"') == 3
    page = client.get(ADDRESS).content.decode()
    for anchor in re.findall(r'href="#([^"]+)"', html):
        assert f'<li class="cause" id="{anchor}"' in page


def test_two_causes_need_no_table(client: Client, editor: User, sections: list[Section]) -> None:
    Cause.objects.filter(article=sections[0].article).update(advice="Rest.")
    publish_draft(sections[0].article, editor)
    assert table(client) == ""


def test_anchors_never_meet_the_ids_of_the_page(client: Client, editor: User, sections: list[Section]) -> None:
    for heading in HEADINGS:
        Cause.objects.create(article=sections[0].article, section=sections[0], heading=heading, advice="Rest.")
    publish_draft(sections[0].article, editor)
    ids = re.findall(r'\sid="([^"]*)"', client.get(ADDRESS).content.decode())
    assert len(ids) > len(HEADINGS)
    assert len(ids) == len(set(ids))
    anchors = re.findall(r'href="#([^"]+)"', client.get(ADDRESS).content.decode())
    assert set(anchors) <= set(ids)


def test_an_anchor_outlives_a_change_elsewhere(client: Client, editor: User, sections: list[Section]) -> None:
    from tests.texts import publish_next

    live = publish_draft(sections[0].article, editor)
    before = re.findall(r'class="cause" id="([^"]+)"', client.get(ADDRESS).content.decode())
    publish_next(live.question, editor, lead="Other words stand before them now.")
    assert re.findall(r'class="cause" id="([^"]+)"', client.get(ADDRESS).content.decode()) == before
