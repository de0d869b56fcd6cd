"""The answer page: what it says, in which order, from which queries."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles import editing, publishing
from articles.models import Article, Cause, Condition, LivePage, Medicine, Section
from articles.models.vocabulary import CareLevel, ItemKind, Kind
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, read
from tests.texts import make_article, make_published, sign_in_full

ADDRESS = "/questions/leg-cramps/"
MEDICINE = "Use medicines only if a doctor or pharmacist advises it."


#: What an answer of the tests does not have by itself.
MORE_WORDS = {
    "closing": "Cramps go along with gout.",
    "associated_names": "gout",
    "questions_to_ask": "Could it be my back?",
    "source_name": "Cainiu Health",
    "dated": dt.date(2023, 5, 13),
}


def publish_draft(draft: Article, editor: User) -> Article:
    return publishing.publish(sign_in_full(editing.text_saved(draft, editor=editor), editor), editor=editor)


def shown_with(live: Article, **content: Any) -> LivePage:
    """The page of `live` with other content, as another edition would have written it."""
    page = LivePage.objects.get(article=live)
    page.content |= content
    page.save(update_fields=["content"])
    return page


def test_everything_in_its_order(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, tags=("calcium",), **MORE_WORDS)
    text = read(client, ADDRESS)
    in_order(
        text,
        "Home",
        "What causes leg cramps?",
        "Dr. Lin Yunfei",
        "Signed word for word",
        "Next review due",
        "Source: Cainiu Health",
        "13 May 2023",
        "Short answer They are mostly harmless. Some need a doctor.",
        "Urgent advice: See a doctor if: it lasts",
        "On this page",
        "The reasons are set out below.",
        "Everyday causes (physiological)",
        "Cold legs cramp.",
        "Long walks Tired muscles cramp.",
        "Medical conditions (pathological)",
        "Pathological Factors",
        "Bone spurs They press on nerves.",
        "Also associated with",
        "gout",
        "What to ask your doctor Could it be my back?",
        "References",
        "On cramps",
        "How this page was reviewed",
        "Signed by Dr. Lin Yunfei",
        "Disclosure none",
        "Topics calcium",
    )


def test_related_answers_say_why_and_link_to_all(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, tags=("calcium",))
    make_published(editor, dr_lin, slug="brittle-nails", tags=("calcium",))
    in_order(read(client, ADDRESS), "Related answers", "What causes brittle nails?", "Same topic: calcium", "View all")


@pytest.mark.parametrize("causes", [0, 60])
def test_one_query_whatever_the_number_of_causes(
    causes: int, client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    draft = make_article(editor, dr_lin)
    section = Section.objects.filter(article=draft).first()
    for number in range(causes):
        Cause.objects.create(article=draft, section=section, heading=f"Reason {number}", explanation="Words.")
    publish_draft(draft, editor)
    with django_assert_num_queries(1):
        client.get(ADDRESS)


def test_hidden_and_missing_answers_look_alike(
    client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    make_article(editor, dr_lin, introduction="Planted words.")
    pages = []
    for address in (ADDRESS, "/questions/never-written/"):
        with django_assert_num_queries(2) as captured:
            response = client.get(address)
        assert response.status_code == 404
        pages.append((response.content.replace(b"leg-cramps", b"").replace(b"never-written", b""), len(captured)))
    assert pages[0] == pages[1]
    assert b"Planted" not in pages[0][0]


def test_words_of_the_next_edition_stay_hidden(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    fresh = editing.start_edition(live.question, editor=editor)
    Article.objects.filter(pk=fresh.pk).update(introduction="Planted words.")
    assert "Planted" not in client.get(ADDRESS).content.decode()


def test_overdue_says_so_by_itself(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    page = LivePage.objects.get(article=live)
    with time_machine.travel(dt.datetime.combine(page.due_on - dt.timedelta(days=1), dt.time(12), dt.UTC)):
        assert "Signed word for word" in read(client, ADDRESS)
    with time_machine.travel(dt.datetime.combine(page.due_on, dt.time(12), dt.UTC)):
        text = read(client, ADDRESS)
    assert "Review overdue since" in text
    assert "Signed word for word" not in text


def test_medicine_sentence_stands_once_in_each_cause_that_names_one(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    Medicine.objects.create(name="Ibuprofen")
    draft = make_article(editor, dr_lin)
    cause = Cause.objects.filter(article=draft, heading="Bone spurs")
    cause.update(explanation="Ibuprofen may help.", advice="Take ibuprofen, then rest.")
    publish_draft(draft, editor)
    text = read(client, ADDRESS)
    in_order(text, "Ibuprofen may help.", MEDICINE)
    assert text.count(MEDICINE) == 1


def test_emergency_card_links_to_the_number_only(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    card = {"level": CareLevel.EMERGENCY, "heading": "Call for help if:", "bullets": ["[x](https://x.org)"]}
    shown_with(live, care=[card])
    text = client.get(ADDRESS).content.decode()
    section = text.partition('<section class="care emergency" id="care" aria-labelledby="care-1">')[2].partition(
        "</section>"
    )[0]
    assert section.count("<a ") == 1
    assert '<a href="tel:112">Call 112</a>' in section
    assert '<span class="vh">Emergency: </span>Call for help if:' in section


def test_a_heading_follows_every_care_card(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, lead="The lead.", closing="The end.")
    cards = [{"level": level, "heading": f"{level} if:", "bullets": ["it hurts"]} for level in CareLevel.values]
    cards.sort(key=lambda card: card["level"] == CareLevel.ROUTINE)
    page = LivePage.objects.get(article=live).content
    none: list[Any] = []
    for sections in (page["sections"], none):
        for associated in ([], [{"name": "gout", "slug": ""}]):
            for shown in ({"care": cards}, {"care": cards, "lead": ""}, {"care": cards, "closing": ""}):
                shown_with(live, **page | shown | {"sections": sections, "associated": associated})
                text = client.get(ADDRESS).content.decode()
                parts = text.partition("<main")[2].split('<section class="care ')[1:]
                assert [re.search(r'aria-labelledby="([^"]+)">\s*<h2 id="([^"]+)"', part) is not None for part in parts]
                assert len({part.partition('id="care-')[2][:1] for part in parts}) == len(cards)
                for part in parts:
                    after = part.partition("</section>")[2]
                    assert not re.search(r'class="[^"]*prose|<p class="medicine', after.partition("<h2")[0]), after[
                        :200
                    ]


def test_a_flat_list_has_a_title_and_no_empty_label(client: Client, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin, item_kind=ItemKind.STEPS)
    Section.objects.filter(article=draft, position=2).delete()
    Section.objects.filter(article=draft).update(kind=Kind.OTHER, label="")
    publish_draft(draft, editor)
    text = read(client, ADDRESS)
    in_order(text, "What to do, step by step", "Long walks")
    for absent in ("Everyday causes", "Medical conditions", "Also associated with", "What to ask"):
        assert absent not in text


def test_conditions_are_linked_by_the_words_of_the_edition(client: Client, editor: User, dr_lin: Doctor) -> None:
    condition = Condition.objects.create(name="Osteophyte", slug="osteophyte", plain_name="secret plain name")
    draft = make_article(editor, dr_lin)
    Cause.objects.filter(article=draft, heading="Bone spurs").update(condition=condition)
    publish_draft(draft, editor)
    text = client.get(ADDRESS).content.decode()
    assert '<a href="/conditions/osteophyte/">Bone spurs</a>' in text
    assert "secret plain name" not in text


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 }} [x](javascript:alert(3))'


def test_hostile_words_are_shown_as_text(client: Client, editor: User, dr_lin: Doctor) -> None:
    fields = ("question_text", "introduction", "lead", "closing", "reader_question", "associated_names", "disclosure")
    words = dict.fromkeys((*fields, "questions_to_ask", "source_name", "audience_group"), HOSTILE)
    draft = make_article(editor, dr_lin, **words)
    Cause.objects.filter(article=draft).update(heading=HOSTILE, explanation=HOSTILE, advice=HOSTILE, seek_care=HOSTILE)
    publish_draft(draft, editor)
    text = client.get(ADDRESS).content.decode()
    text = re.sub(r'<script type="application/ld\+json">[^<>]*</script>', "", text)  # data, which holds neither < nor >
    assert "&lt;script&gt;" in text
    assert "<script>" not in text
    assert "<img" not in text
    assert 'href="javascript' not in text


def test_sample_answers_say_so(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert "Sample answer" not in read(client, ADDRESS)
    shown_with(live, is_sample=True)
    in_order(read(client, ADDRESS), "Sample answer", "What causes leg cramps?")


@pytest.mark.parametrize("path", ["", "related/"])
def test_only_reading_is_answered(path: str, client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    assert client.post(ADDRESS + path).status_code == 405
    assert client.head(ADDRESS + path).status_code == 200


def test_the_page_leaves_no_trace(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    response = client.get(ADDRESS)
    assert not response.cookies
    assert "Cookie" not in response.headers.get("Vary", "")
