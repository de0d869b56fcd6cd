"""The plain text of an answer: the same words, for programs and for paper."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, LivePage
from doctors.models import Doctor
from tests.articles.pages.reading import in_order
from tests.texts import make_published, make_question

ADDRESS = "/questions/leg-cramps.txt"


def text_of(client: Client) -> str:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    return response.content.decode()


def test_it_holds_byline_date_digest_and_causes(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    in_order(
        text_of(client),
        "What causes leg cramps?\nhttps://healthqa.example/questions/leg-cramps/\n",
        "Dr. Lin Yunfei",
        "Signed ",
        "Next review due ",
        live.digest,
        "They are mostly harmless.",
        "!! Urgent advice: See a doctor if:\n- it lasts\n",
        "== Everyday causes (physiological) ==",
        "1. Long walks\n\nTired muscles cramp.\n",
        "== Medical conditions (pathological) ==\nPathological Factors\n",
        "1. Bone spurs",
        "== References ==\n\n1. On cramps. https://example.org/cramps",
        "Disclosure: none",
    )


def test_words_in_another_form_name_the_page_as_the_one_to_find(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, question=make_question("腿抽筋", language="zh-hans"))
    page = client.get("/zh-hans/questions/腿抽筋/").content.decode()
    canonical = re.search(r'<link rel="canonical" href="([^"]+)">', page)
    assert canonical
    for form in ("txt", "json"):
        response = client.get(f"/zh-hans/questions/腿抽筋.{form}")
        assert response.status_code == 200
        assert response.headers["Link"] == f'<{canonical[1]}>; rel="canonical"'
    assert client.get(f"/zh-hans/verify/{live.digest}.json").headers["X-Robots-Tag"] == "noindex"


def test_nothing_in_it_is_escaped_and_empty_lines_are_single(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, lead='Salt & water < enough. "Quoted"', audience_group="men & boys")
    text = text_of(client)
    assert 'Salt & water < enough. "Quoted"' in text
    assert "For men & boys" in text
    assert "\n\n\n" not in text
    assert text.endswith(".\n")


def test_two_queries_less_than_the_page(
    client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    make_published(editor, dr_lin)
    with django_assert_num_queries(1):
        text_of(client)


def test_medicine_sentence_is_there_too(client: Client, editor: User, dr_lin: Doctor) -> None:
    live: Article = make_published(editor, dr_lin)
    page = LivePage.objects.get(article=live)
    page.content["sections"][0]["causes"][0]["names_medicine"] = True
    page.save(update_fields=["content"])
    assert text_of(client).count("Use medicines only if a doctor or pharmacist advises it.") == 1
