"""/verify/: who signed a text, is it current, recomputed on the spot; and nothing of what was never published."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import editing, publishing, revoking, signing
from articles.models import Article
from articles.models.vocabulary import Attestation, Language, Status
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, read
from tests.signed_rows import forge
from tests.texts import (
    make_article,
    make_in,
    make_in_review,
    make_published,
    make_question,
    make_withdrawn,
    publish_next,
    sign_in_full,
)

MATCHES = "The stored words give exactly this fingerprint: it matches."
DIFFERS = "The stored words do NOT give this fingerprint."
UNKNOWN = "No text with this fingerprint was ever published here."


def proof(client: Client, digest: str, status: int = 200) -> str:
    return read(client, f"/verify/{digest}/", status)


def test_everything_that_stands_behind_a_live_text(client: Client, editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=1), tick=False):
        signing.sign(
            asked, doctor=dr_lin, digest=asked.digest, attested=Attestation.values, conflict_statement="Paid by nobody."
        )
    live = publishing.publish(asked, editor=editor)
    Doctor.objects.filter(pk=dr_lin.pk).update(credentials="Professor", job_title="head")
    text = proof(client, live.digest)
    in_order(
        text,
        "Who signed this text",
        " ".join(live.digest[at : at + 4] for at in range(0, 64, 4)),
        "What causes leg cramps? edition 1",
        "Current: this is the live answer.",
        "Live since",
        "Signed by Dr. Lin Yunfei, attending physician, Orthopaedics, MD",
        "Conflicts of interest: Paid by nobody.",
        "What it says is accurate.",
        "I have seen the sources.",
        "Unchanged, and in its place in the doctor’s chain of signatures",
        "Every word of this answer: 11 parts",
        MATCHES,
        "Read the answer",
        "History of this answer",
        "The signed words",
        "Short answer They are mostly harmless. Some need a doctor.",
        "Kind: everyday (physiological)",
        "Long walks",
        "Explanation: Tired muscles cramp.",
        "The text as JSON",
    )
    assert "Professor" not in text


@pytest.mark.parametrize("length", [8, 20, 64])
@pytest.mark.parametrize("change", [str, str.upper])
def test_a_part_of_the_fingerprint_is_enough(
    length: int, change: Any, client: Client, editor: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    response = client.get(f"/verify/{change(live.digest[:length])}/")
    assert response.status_code == 200
    assert f'<link rel="canonical" href="https://healthqa.example/verify/{live.digest}/">' in response.content.decode()
    assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_a_past_edition_says_when_it_was_live_and_why_no_more(
    client: Client, editor: User, chief: User, dr_lin: Doctor
) -> None:
    first = make_published(editor, dr_lin)
    second = publish_next(first.question, editor)
    publishing.roll_back(first.question, editor=chief, reason="A wrong dose.")
    in_order(proof(client, first.digest), "Current", "Live since", "Live ", "The next edition took its place.")
    text = proof(client, second.digest)
    in_order(text, "edition 2", "Not current.", "An earlier edition was brought back. A wrong dose.", MATCHES)
    assert "Read the answer" not in text


def test_editions_with_the_same_words_stand_on_one_page(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    fresh = editing.start_edition(first.question, editor=editor)
    publishing.publish(sign_in_full(fresh, editor), editor=editor)
    in_order(proof(client, first.digest), "edition 2", "Current", "edition 1", "Not current")


def test_a_signature_that_was_taken_back_says_so(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    revoking.revoke(live, doctor=dr_lin, reason="I was wrong.")
    text = proof(client, live.digest)
    in_order(text, "Not current.", "A doctor’s signature under it was revoked. I was wrong.", "Revoked on")


def test_words_that_are_not_the_signed_ones_are_called_out_and_not_shown(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    forge("UPDATE articles_cause SET explanation = 'Take fifty.' WHERE article_id = %s", live.pk)
    text = proof(client, live.digest)
    assert DIFFERS in text
    assert MATCHES not in text
    assert "fifty" not in text
    assert "The signed words" not in text
    assert client.get(f"/verify/{live.digest}.json").status_code == 409
    assert "fifty" not in client.get("/questions/leg-cramps.json").content.decode()


def test_a_broken_chain_is_called_out(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    forge("UPDATE articles_signature SET name = 'Dr. Nobody' WHERE article_id = %s", live.pk)
    assert "This record does NOT fit the doctor’s chain of signatures." in proof(client, live.digest)


def test_withdrawn_for_safety_shows_reason_and_record_only(client: Client, editor: User, dr_lin: Doctor) -> None:
    words = {"question_text": "Planted title?", "introduction": "Planted words.", "change_note": "Planted note."}
    live = make_published(editor, dr_lin, **words)
    publishing.withdraw(live, editor=editor, reason="A wrong dose.", safety=True)
    response = client.get(f"/verify/{live.digest}/")
    text = read(client, f"/verify/{live.digest}/")
    in_order(text, "Edition 1", "withdrawn for safety", "A wrong dose.", "Dr. Lin Yunfei", MATCHES)
    assert "Planted" not in response.content.decode()
    assert f"/verify/{live.digest}.json" not in response.content.decode()


HIDDEN = [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED]


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("rest", ["/", ".json"])
def test_what_was_never_published_looks_like_what_never_was(
    state: Status, rest: str, client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    hidden = make_in(state, editor, dr_lin)
    pages = []
    for digest in (hidden.digest, "0" * 64):
        with django_assert_num_queries(1):
            response = client.get(f"/verify/{digest}{rest}")
        assert response.status_code == 404
        pages.append(response.content.decode().replace(digest, ""))
    assert pages[0] == pages[1]
    if rest == "/":
        assert UNKNOWN in pages[0]


def test_a_hidden_edition_with_the_words_of_a_live_edition_is_not_listed(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    signing.request_signature(editing.start_edition(live.question, editor=editor), editor=editor)
    assert Article.objects.filter(digest=live.digest).count() == 2
    text = proof(client, live.digest)
    assert "edition 1" in text
    assert "edition 2" not in text


STRANGE = ["nothing", "0" * 7, "0" * 65, "0" * 7 + "g", "x" * 64, "%00", "é" * 8, "0123-4567", "12345678.txt", "٣" * 8]


@pytest.mark.django_db
@pytest.mark.parametrize("given", STRANGE)
@pytest.mark.parametrize("rest", ["/", ".json"])
def test_what_is_no_fingerprint_has_no_page(given: str, rest: str, client: Client) -> None:
    response = client.get(f"/verify/{given}{rest}")
    assert response.status_code in (400, 404)
    if response.status_code == 404:
        assert "There is no such page" in response.content.decode()


def test_several_texts_of_one_beginning(without_triggers: None, client: Client, editor: User, dr_lin: Doctor) -> None:
    digests = ["abcdef12" + "0" * 56, "abcdef12" + "f" * 56]
    for slug, digest in zip(("first", "second"), digests, strict=True):
        Article.objects.filter(pk=make_published(editor, dr_lin, slug).pk).update(digest=digest)
    hidden = make_article(editor, dr_lin, "hidden")
    Article.objects.filter(pk=hidden.pk).update(digest="abcdef12" + "5" * 56)
    response = client.get("/verify/ABCDEF12/")
    text = response.content.decode()
    assert response.status_code == 300
    assert "More than one text" in text
    assert [f"/verify/{digest}/" in text for digest in (*digests, "abcdef12" + "5" * 56)] == [True, True, False]
    answer = client.get("/verify/abcdef12.json")
    assert (answer.status_code, list(answer.json())) == (300, ["message"])


def test_at_most_four_queries(
    client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor, django_assert_num_queries: Any
) -> None:
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    live = publishing.publish(sign_in_full(draft, editor), editor=editor)
    for _ in range(3):
        fresh = editing.start_edition(live.question, editor=editor)
        publishing.publish(sign_in_full(fresh, editor), editor=editor)
    for rest in ("/", ".json"):
        with django_assert_num_queries(4):
            assert client.get(f"/verify/{live.digest}{rest}").status_code == 200
    with django_assert_num_queries(4):
        client.get("/questions/leg-cramps.json")


# The form


@pytest.mark.django_db
def test_the_form_is_there_without_a_question_to_the_database(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        response = client.get("/verify/")
    text = response.content.decode()
    assert response.status_code == 200
    assert '<form class="search prove" action="/verify/">' in text
    assert "noindex" not in text
    assert not response.cookies


DIGEST = "0123456789abcdef" * 4
PASTED = [
    DIGEST,
    DIGEST.upper(),
    " ".join(DIGEST[at : at + 4] for at in range(0, 64, 4)),
    f"SHA-256: {DIGEST}",
    f" sha256:{DIGEST}\r\n",
    f"“{DIGEST}”.",
]


@pytest.mark.django_db
@pytest.mark.parametrize("pasted", PASTED)
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_what_is_pasted_leads_to_its_page(pasted: str, prefix: str, client: Client) -> None:
    response = client.get(f"{prefix}/verify/", {"digest": pasted})
    assert (response.status_code, response["Location"]) == (302, f"{prefix}/verify/{DIGEST}/")


@pytest.mark.django_db
@pytest.mark.parametrize("pasted", ["", "0123", "zz" * 32, DIGEST + "0", "<script>", "https://evil.example/", "é" * 64])
def test_what_is_no_fingerprint_is_answered_with_a_sentence(pasted: str, client: Client) -> None:
    response = client.get("/verify/", {"digest": pasted})
    assert response.status_code == 400
    assert "This is not one." in response.content.decode()
    assert "<script>" not in response.content.decode()


def test_in_chinese(client: Client, editor: User, dr_lin: Doctor) -> None:
    question = make_question("眼皮跳", language=Language.CHINESE)
    live = make_published(editor, dr_lin, question=question, question_text="眼皮为什么跳？")
    response = client.get(f"/zh-hans/verify/{live.digest}/")
    text = response.content.decode()
    assert '<html lang="zh-hans">' in text
    assert 'lang="zh-hans">眼皮为什么跳？' in text
    assert f'href="/verify/{live.digest}/"' in text, "the same page in English"


# Where readers find it


def test_the_proof_on_the_answer_page_leads_here(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    text = client.get("/questions/leg-cramps/").content.decode()
    for address in (f"/verify/{live.digest}/", "/questions/leg-cramps/history/", "/questions/leg-cramps.json"):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200


def test_a_withdrawn_page_leads_to_proof_and_history(client: Client, editor: User, dr_lin: Doctor) -> None:
    gone = make_withdrawn(editor, dr_lin)
    text = client.get("/questions/leg-cramps/").content.decode()
    for address in (f"/verify/{gone.digest}/", "/questions/leg-cramps/history/"):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200


def test_a_preview_links_to_no_proof(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    client = Client()
    client.force_login(editor)
    text = client.get(f"/admin/articles/article/{draft.pk}/preview/").content.decode()
    assert "What was signed" in text
    assert "/verify/" not in text
    assert "/history/" not in text
