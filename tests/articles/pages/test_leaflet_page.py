"""An answer to print: who signed, when, what to do, and a code that leads to the proof."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles import editing
from articles.models import Article, Cause, LivePage, Medicine, OldSlug
from articles.models.vocabulary import Language
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, main_words, read
from tests.articles.pages.test_answer_page import MEDICINE, publish_draft
from tests.qr_reader import read as read_code
from tests.texts import make_article, make_published, make_question, make_withdrawn

ADDRESS = "/questions/leg-cramps/leaflet/"


def code_of(html: str) -> str:
    found = re.search(r'(?s)<svg class="qr" viewBox="0 0 (\d+) \1".*?class="modules" d="([^"]+)"', html)
    assert found is not None
    return read_code(found[2], int(found[1]))


def test_everything_in_its_order(client: Client, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(
        editor, dr_lin, questions_to_ask="Could it be my back?", associated_names="gout\nrickets", disclosure="none"
    )
    Cause.objects.filter(article=draft, heading="Bone spurs").update(
        advice="Keep warm.", seek_care="it lasts. Or grows."
    )
    live = publish_draft(draft, editor)
    response = client.get(ADDRESS)
    in_order(
        main_words(response),
        "What causes leg cramps?",
        "Dr. Lin Yunfei , attending physician, Orthopaedics, MD",
        "Signed",
        "Next review due",
        "Short answer They are mostly harmless.",
        "Urgent advice: See a doctor if: it lasts",
        "Everyday causes (physiological)",
        "Long walks Tired muscles cramp.",
        "Medical conditions (pathological)",
        "Bone spurs They press on nerves.",
        "What helps Keep warm.",
        "See a doctor if it lasts. Or grows.",
        "Also associated with gout, rickets",
        "What to ask your doctor Could it be my back?",
        "Is this leaflet still current?",
        f"https://healthqa.example/verify/{live.digest}/",
        "Signed by: Dr. Lin Yunfei",
        "Disclosure none",
        "This leaflet shortens the answer.",
        "https://healthqa.example/questions/leg-cramps/",
    )
    html = response.content.decode()
    assert '<meta name="robots" content="noindex">' in html
    assert "canonical" not in html, "an index is told one thing: not this page"
    assert 'href="/questions/leg-cramps/leaflet/"' in client.get("/questions/leg-cramps/").content.decode()


@pytest.mark.parametrize(("language", "prefix"), [(Language.ENGLISH, ""), (Language.CHINESE, "/zh-hans")])
def test_the_code_leads_to_the_proof(client: Client, editor: User, dr_lin: Doctor, language: str, prefix: str) -> None:
    live = make_published(editor, dr_lin, question=make_question(language=language))
    address = code_of(client.get(prefix + ADDRESS).content.decode())
    assert address == f"https://healthqa.example{prefix}/verify/{live.digest}/"
    assert live.question_text in read(client, address.removeprefix("https://healthqa.example"))


def test_a_medicine_is_never_named_without_its_sentence(client: Client, editor: User, dr_lin: Doctor) -> None:
    Medicine.objects.create(name="Ibuprofen")
    draft = make_article(editor, dr_lin, introduction="Ibuprofen may help.")
    Cause.objects.filter(article=draft, heading="Bone spurs").update(advice="Ask about ibuprofen.")
    publish_draft(draft, editor)
    in_order(read(client, ADDRESS), "Ibuprofen may help.", MEDICINE, "Ask about ibuprofen.", MEDICINE)
    assert read(client, ADDRESS).count(MEDICINE) == 2


def test_an_overdue_leaflet_says_so(client: Client, editor: User, dr_lin: Doctor) -> None:
    page = LivePage.objects.get(article=make_published(editor, dr_lin))
    with time_machine.travel(dt.datetime.combine(page.due_on, dt.time(12), dt.UTC)):
        assert "Review overdue since" in read(client, ADDRESS)


def test_a_sample_is_marked(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, question=make_question(is_sample=True))
    assert "Sample answer, signed by an invented doctor." in read(client, ADDRESS)


def test_it_goes_where_its_answer_goes(
    client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    make_article(editor, dr_lin, introduction="Planted words.")
    counted = []
    for slug in ("leg-cramps", "never-written"):
        with django_assert_num_queries(2):
            response = client.get(f"/questions/{slug}/leaflet/")
        counted.append((response.status_code, response.content.replace(slug.encode(), b"")))
    assert counted[0] == counted[1]
    assert counted[0][0] == 404
    make_withdrawn(editor, dr_lin, slug="gone")
    assert "This answer was withdrawn" in read(client, "/questions/gone/leaflet/", 410)
    live = make_published(editor, dr_lin, slug="here")
    OldSlug.objects.create(slug="there", question=live.question)
    assert client.get("/questions/there/leaflet/").headers["Location"] == "/questions/here/leaflet/"
    assert client.get("/zh-hans/questions/here/leaflet/").headers["Location"] == "/questions/here/leaflet/"
    with django_assert_num_queries(1):
        client.get("/questions/here/leaflet/")


def test_words_of_the_next_edition_stay_hidden(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    fresh = editing.start_edition(live.question, editor=editor)
    Article.objects.filter(pk=fresh.pk).update(introduction="Planted words.")
    assert "Planted" not in client.get(ADDRESS).content.decode()
