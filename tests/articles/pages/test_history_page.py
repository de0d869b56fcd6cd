"""/questions/<slug>/history/: every edition that was public, who signed it, what ended it, what it changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import editing, histories, proving, publishing, revoking, signing
from articles.models import Article, Cause, OldSlug, Question, Section
from articles.models.vocabulary import Kind, Language, Status
from articles.views import history
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, read, words
from tests.signed_rows import forge
from tests.texts import (
    make_article,
    make_in,
    make_next,
    make_published,
    make_question,
    make_withdrawn,
    publish_next,
    sign_in_full,
)

ADDRESS = "/questions/leg-cramps/history/"


def test_editions_stand_there_with_what_became_of_them(
    client: Client, editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    first = make_published(editor, dr_lin, change_note="The first words.")
    draft = make_next(first.question, editor, change_note="Gout is named.", closing="Gout cramps too.")
    Article.objects.filter(pk=draft.pk).update(doctor=dr_other)
    second = publishing.publish(sign_in_full(draft, editor), editor=editor)
    publishing.roll_back(second.question, editor=chief, reason="Gout does not cramp.")
    in_order(
        read(client, ADDRESS),
        "History of this answer What causes leg cramps?",
        "Edition 2 not current",
        "Gout is named.",
        "Live ",
        "An earlier edition was brought back. Gout does not cramp.",
        "Signed by Dr. Mara Ellison, attending physician, Orthopaedics, MD",
        second.digest[:16],
        "What changed since edition 1",
        "Closing words",
        "New",
        "Gout cramps too.",
        "Edition 1 current",
        "The first words.",
        "Live since",
        "Live ",
        "The next edition took its place.",
        "Signed by Dr. Lin Yunfei",
        "The first edition.",
        "Read the answer",
    )


def test_changed_words_are_marked_and_said(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    draft = make_next(first.question, editor, introduction="They are mostly harmless. Few need a doctor.")
    Section.objects.filter(article=draft, kind=Kind.PATHOLOGICAL).update(kind=Kind.PHYSIOLOGICAL)
    Cause.objects.filter(article=draft, heading="Long walks").update(explanation="Tired muscles often cramp.")
    publishing.publish(sign_in_full(editing.text_saved(draft, editor=editor), editor), editor=editor)
    response = client.get(ADDRESS)
    text = response.content.decode()
    assert re.search(r"<del>\s*<span class=\"vh\">\[removed: </span>Some", text)
    assert re.search(r"<ins>\s*<span class=\"vh\">\[added: </span>Few", text)
    in_order(
        words(response),
        "What changed since edition 1",
        "Reworded",
        "[removed: Some",
        "[added: Few",
        "need a doctor.",
        "Cause: Long walks Reworded",
        "[added: often",
        "Now under “everyday (physiological)”, before under “medical condition (pathological)”",
    )
    assert "They press on nerves." not in text.partition("Now under")[0], "what did not change is not repeated"
    assert "Look twice" not in text, "that is for who signs"


def test_the_same_words_signed_again(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    fresh = editing.start_edition(first.question, editor=editor)
    publishing.publish(sign_in_full(fresh, editor), editor=editor)
    assert "Not a word differs from edition 1" in read(client, ADDRESS)


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED])
def test_what_was_never_public_has_no_history(
    state: Status, client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    make_in(state, editor, dr_lin, "zq-hidden", introduction="Planted.")
    OldSlug.objects.create(slug="zq-old", question=Question.objects.get())
    pages = set()
    for slug in ("zq-hidden", "zq-old", "zq-none"):
        with django_assert_num_queries(2):
            response = client.get(f"/questions/{slug}/history/")
        assert response.status_code == 404
        pages.add(response.content.decode().replace(slug, ""))
    assert len(pages) == 1


@pytest.mark.parametrize("state", [Status.DRAFT, Status.IN_REVIEW, Status.SIGNED])
def test_the_next_edition_is_not_in_it(state: Status, client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    before = read(client, ADDRESS)
    draft = make_next(live.question, editor, introduction="Planted.", change_note="Planted.")
    if state != Status.DRAFT:
        asked = signing.request_signature(draft, editor=editor)
        if state == Status.SIGNED:
            signing.sign(asked, doctor=dr_lin, digest=asked.digest, comment="Planted.", conflict_statement="Planted.")
    assert Article.objects.get(edition=2).status == state
    assert read(client, ADDRESS) == before


def test_withdrawn_answers_keep_their_history(client: Client, editor: User, dr_lin: Doctor) -> None:
    gone = make_withdrawn(editor, dr_lin, change_note="The first words.")
    text = read(client, ADDRESS)
    in_order(text, "What causes leg cramps?", "Edition 1", "The first words.", "It was withdrawn. New findings")
    revoked = make_published(editor, dr_lin, "other")
    revoking.revoke(revoked, doctor=dr_lin, reason="I was wrong.")
    text = read(client, "/questions/other/history/")
    in_order(text, "A doctor’s signature under it was revoked. I was wrong.", "Revoked on")
    assert client.get(f"/verify/{gone.digest}/").status_code == 200


PLANTED = {"question_text": "Planted title?", "introduction": "Planted words.", "change_note": "Planted note."}


def test_withdrawn_for_safety_leaves_reason_and_record(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, **PLANTED)
    publishing.withdraw(live, editor=editor, reason="A wrong dose.", safety=True)
    response = client.get(ADDRESS)
    assert "Planted" not in response.content.decode()
    in_order(
        read(client, ADDRESS),
        "Edition 1 withdrawn for safety",
        "It was withdrawn for safety. A wrong dose.",
        "Signed by Dr. Lin Yunfei",
        live.digest[:16],
        "Its words were withdrawn for safety and are not shown.",
    )


def test_no_difference_with_an_unsafe_text_is_shown(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    second = publish_next(first.question, editor, closing="Planted words.", change_note="Planted note.")
    assert "Planted words." in read(client, ADDRESS)
    publishing.withdraw(second, editor=editor, reason="A wrong dose.", safety=True)
    publish_next(first.question, editor, closing="Safe words.", change_note="Mended.")
    response = client.get(ADDRESS)
    assert "Planted" not in response.content.decode()
    in_order(
        read(client, ADDRESS),
        "Edition 3 current",
        "Mended.",
        "Edition 2 was withdrawn for safety, so what changed since is not shown.",
        "Edition 2 withdrawn for safety",
        "Its words were withdrawn for safety",
        "Edition 1",
    )
    assert "<del>" not in response.content.decode()


def test_words_that_are_not_the_signed_ones_are_not_compared(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publish_next(first.question, editor)
    forge("UPDATE articles_cause SET explanation = 'Take fifty.' WHERE article_id = %s", first.pk)
    text = read(client, ADDRESS)
    assert "fifty" not in text
    in_order(text, "Edition 2", "What changed cannot be shown.", "Edition 1", "do NOT give this fingerprint")


def make_editions(editor: User, doctor: Doctor, number: int) -> Question:
    live = make_published(editor, doctor)
    for edition in range(2, number + 1):
        publish_next(live.question, editor, introduction=f"Words of edition {edition}.")
    return live.question


def test_at_most_four_queries_however_many_editions(
    client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any
) -> None:
    make_editions(editor, dr_lin, 6)
    with django_assert_num_queries(4):
        assert client.get(ADDRESS).status_code == 200


def test_pages_of_a_long_history(
    client: Client, editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(history, "MOST", 2)
    make_editions(editor, dr_lin, 5)
    text = read(client, ADDRESS)
    in_order(text, "Edition 5", "since edition 4", "Edition 4", "since edition 3", "Next page")
    assert "Edition 3" not in text
    with django_assert_num_queries(4):
        text = read(client, f"{ADDRESS}?page=2")
    in_order(text, "Edition 3", "since edition 2", "Edition 2", "since edition 1", "Next page")
    in_order(read(client, f"{ADDRESS}?page=3"), "Edition 1", "The first edition.", "Previous page")
    assert client.get(f"{ADDRESS}?page=4").status_code == 404
    for strange in ("0", "-1", "x", "999999", ""):
        assert client.get(f"{ADDRESS}?page={strange}").status_code == 404


def test_one_edition_alone(client: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: Any) -> None:
    question = make_editions(editor, dr_lin, 3)
    make_next(question, editor)
    with django_assert_num_queries(4):
        text = read(client, f"{ADDRESS}?edition=2")
    in_order(text, "Edition 2", "What changed since edition 1", "All editions")
    assert "Edition 3" not in text
    assert "Edition 1" not in text
    for absent in (0, 4, 99):
        assert client.get(f"{ADDRESS}?edition={absent}").status_code == 404
    for strange in ("x", "-1", "²", "", "9" * 30):
        assert "Edition 3" in read(client, f"{ADDRESS}?edition={strange}")


def test_long_texts_are_compared_on_a_page_of_their_own(
    client: Client, editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_editions(editor, dr_lin, 4)
    one = sum(len(block.text) for block in proving.prove(proving.editions().order_by("-pk")[:1])[0].words)
    monkeypatch.setattr(histories, "MOST_COMPARED", 5 * one)
    text = client.get(ADDRESS).content.decode()
    assert text.count("<del>") == 2, "as much as the page may compare, the newest first"
    assert '<a href="?edition=2" rel="nofollow">What changed since edition 1</a>' in text
    assert "<del>" in client.get(f"{ADDRESS}?edition=2").content.decode()
    monkeypatch.setattr(histories, "MOST_ALONE", one)
    assert "These texts are too long to be compared here." in read(client, f"{ADDRESS}?edition=2")


def test_long_unchanged_words_are_left_out(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin, closing=f"{MANY} Rest for two days. {MANY} Then walk. {MANY}")
    publish_next(first.question, editor, introduction=first.introduction,
                 closing=f"{MANY} Rest for three days. {MANY} Then swim. {MANY}")  # fmt: skip
    text = read(client, ADDRESS)
    in_order(text, "… ", "zebra. Rest for", "[removed: two ]", "[added: three ]", "days.", " … ", "Then", " …")
    assert text.count("zebra") < 120, "of more than 300"


MANY = "Quiet " + "zebra " * 100 + "zebra."


def test_old_and_foreign_addresses_redirect(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    OldSlug.objects.create(slug="cramps", question=live.question)
    chinese = make_question("眼皮跳", language=Language.CHINESE)
    make_published(editor, dr_lin, question=chinese, question_text="眼皮为什么跳？")
    for address in ("/questions/cramps/history/", "/zh-hans/questions/leg-cramps/history/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, ADDRESS)
    response = client.get("/questions/眼皮跳/history/")
    assert response.status_code == 301
    there = client.get(response["Location"])
    assert there.status_code == 200
    assert "眼皮为什么跳？" in words(there)


def test_a_withdrawn_question_that_moved_keeps_its_old_address(client: Client, editor: User, dr_lin: Doctor) -> None:
    gone = make_withdrawn(editor, dr_lin)
    OldSlug.objects.create(slug="cramps", question=gone.question)
    assert client.get("/questions/cramps/history/")["Location"] == ADDRESS


def test_search_engines_and_caches_are_told(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    response = client.get(ADDRESS)
    assert '<meta name="robots" content="noindex, follow">' in response.content.decode()
    assert response.headers["Cache-Control"] == "no-cache"
    assert client.get(ADDRESS, headers={"if-none-match": response.headers["ETag"]}).status_code == 304
    assert not response.cookies


HOSTILE = '<script>alert(1)</script><img src=x onerror="alert(2)">{{ 7 }} [x](javascript:alert(3))'


def test_hostile_words_are_shown_as_text(client: Client, editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin, change_note=HOSTILE, introduction=HOSTILE, disclosure=HOSTILE)
    publish_next(first.question, editor, closing=HOSTILE, change_note=HOSTILE)
    publishing.withdraw(Article.objects.get(edition=2), editor=editor, reason=HOSTILE)
    for address in (ADDRESS, f"/verify/{first.digest}/", "/questions/leg-cramps/?on=2001-01-01"):
        text = client.get(address).content.decode()
        assert "<script>" not in text
        assert "<img" not in text
        assert 'href="javascript' not in text
    assert "&lt;script&gt;" in client.get(ADDRESS).content.decode()


def test_samples_say_so(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    assert "Sample answer" not in read(client, ADDRESS)
    Question.objects.update(is_sample=True)
    in_order(read(client, ADDRESS), "Sample answer", "Edition 1")


def test_a_question_with_a_draft_beside_a_history_of_another(client: Client, editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    make_article(editor, dr_lin, "hidden", introduction="Planted.")
    assert "Planted" not in read(client, ADDRESS)
    assert client.get("/questions/hidden/history/").status_code == 404
