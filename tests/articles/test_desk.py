"""The doctor's desk: the same questions of each page, and what happens to a text that changed meanwhile."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import canonical, editing, signing
from articles.models import Article, Question, Signature
from articles.models.vocabulary import Attestation, Status, Verdict
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_next, make_published, make_signed, publish_next

DESK = reverse("desk")


def page_of(article: Article) -> str:
    return reverse("desk_article", args=[article.pk])


def decision(article: Article, **changes: object) -> dict[str, object]:
    return {
        "digest": article.digest,
        "decision": "sign",
        "attested": Attestation.values,
        "conflict_statement": "none",
        "comment": "",
        **changes,
    }


def signed_in(account: User | None) -> Client:
    client = Client()
    assert account is not None
    client.force_login(account)
    return client


@pytest.fixture
def lin(dr_lin: Doctor) -> Client:
    return signed_in(dr_lin.user)


def test_the_queue_shows_what_waits(lin: Client, editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    make_in_review(editor, dr_lin, "leg-cramps")
    make_article(editor, dr_lin, "draft-words")
    make_in_review(editor, dr_other, "other-words")
    page = lin.get(DESK).content.decode()
    assert "What causes leg cramps?" in page
    assert "waiting since" in page
    assert "draft words" not in page
    assert "other words" not in page


def test_the_queue_costs_the_same_with_many_rows(
    lin: Client, editor: User, dr_lin: Doctor, django_assert_num_queries: object
) -> None:
    counts = []
    for slug in ("one", "two", "three"):
        make_in_review(editor, dr_lin, slug)
        publish_next(make_published(editor, dr_lin, f"{slug}-before").question, editor)
        signing.request_signature(make_next(Question.objects.get(slug=f"{slug}-before"), editor), editor=editor)
        with django_assert_num_queries(30, exact=False) as captured:  # type: ignore[operator]
            lin.get(DESK)
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_the_whole_text_is_shown(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    page = lin.get(page_of(article)).content.decode()
    for words in ("They are mostly harmless.", "Long walks", "They press on nerves.", "it lasts", "On cramps"):
        assert words in page
    assert article.digest in page
    assert "noindex" in page


def test_a_doctor_signs_and_sees_what_was_signed(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    response = lin.post(page_of(article), decision(article, comment="Good."), follow=True)
    page = response.content.decode()
    assert "You signed this text" in page
    assert article.digest[:4] in page
    signature = Signature.objects.get(article=article)
    assert (signature.verdict, signature.digest) == (Verdict.SIGNED, article.digest)
    assert set(signature.attested) == set(Attestation.values)
    assert (signature.conflict_statement, signature.comment) == ("none", "Good.")
    assert Article.objects.get(pk=article.pk).status == Status.SIGNED


@pytest.mark.parametrize(
    "missing", [{"attested": ["accurate"]}, {"attested": []}, {"conflict_statement": " "}, {"decision": "x"}]
)
def test_signing_needs_every_tick_and_a_statement(
    lin: Client, editor: User, dr_lin: Doctor, missing: dict[str, object]
) -> None:
    article = make_in_review(editor, dr_lin)
    response = lin.post(page_of(article), decision(article, comment="My words.", **missing))
    assert response.status_code == 422
    assert "My words." in response.content.decode()
    assert not Signature.objects.exists()


def test_asking_for_changes_needs_a_comment(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    without = lin.post(page_of(article), decision(article, decision="changes", attested=[]))
    assert without.status_code == 422
    assert "Say what should change" in without.content.decode()
    response = lin.post(page_of(article), decision(article, decision="changes", attested=[], comment="Too long."))
    assert response.status_code == 302
    assert Article.objects.get(pk=article.pk).status == Status.DRAFT
    assert "Sent back" in lin.get(DESK).content.decode()


def test_a_text_that_changed_is_shown_again_and_nothing_is_signed(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    old = decision(article, comment="Kept.")
    Article.objects.filter(pk=article.pk).update(introduction="New words.")
    fresh = signing.request_signature(editing.text_saved(article, editor=editor), editor=editor)
    response = lin.post(page_of(article), old)
    page = response.content.decode()
    assert response.status_code == 409
    assert "New words." in page
    assert "Kept." in page
    assert fresh.digest in page
    assert old["digest"] not in re.findall(r'name="digest" value="(\w+)"', page)
    assert not re.search(r'name="attested"[^>]*checked', page), "new words are attested anew"
    assert not Signature.objects.exists()
    assert lin.post(page_of(article), decision(fresh)).status_code == 302


def test_a_form_for_a_text_that_is_a_draft_again_says_so(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    Article.objects.filter(pk=article.pk).update(introduction="New words.")
    editing.text_saved(article, editor=editor)
    response = lin.post(page_of(article), decision(article, comment="My own words."))
    assert response.status_code == 409
    page = response.content.decode()
    assert "so nothing was signed" in page
    assert "My own words." in page, "what was typed is not lost"
    assert "New words." not in page, "no doctor sees the words of a draft"
    assert not Signature.objects.exists()
    assert "An editor is changing this text" in lin.get(page_of(article), follow=True).content.decode()


def test_outsiders_learn_nothing(editor: User, dr_lin: Doctor, dr_other: Doctor, reader: User) -> None:
    article = make_in_review(editor, dr_lin)
    for client, status in ((signed_in(dr_other.user), 404), (signed_in(reader), 403), (signed_in(editor), 403)):
        assert client.get(page_of(article)).status_code == status
        assert client.post(page_of(article), decision(article)).status_code == status
    anonymous = Client().get(page_of(article))
    assert anonymous.status_code == 302
    assert reverse("account_login") in anonymous["Location"]
    assert not Signature.objects.exists()


@pytest.mark.parametrize("address", ["999999", "0", "99999999999999999999"])
def test_a_missing_or_bad_id_is_404(lin: Client, address: str) -> None:
    assert lin.get(f"{DESK}{address}/").status_code == 404
    assert lin.post(f"{DESK}{address}/", {"decision": "sign"}).status_code == 404


def test_a_draft_is_404_for_its_doctor(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_article(editor, dr_lin)
    assert lin.get(page_of(article)).status_code == 404
    assert lin.post(page_of(article), decision(article)).status_code == 404


def test_an_unverified_doctor_reads_and_is_told(editor: User) -> None:
    doctor = make_doctor("New Doctor", verified=False)
    article = make_in_review(editor, doctor)
    client = signed_in(doctor.user)
    assert client.get(page_of(article)).status_code == 200
    response = client.post(page_of(article), decision(article))
    assert response.status_code == 403
    assert "has to be verified" in response.content.decode()


@pytest.mark.parametrize("text", ["a\x00b", "a\u200bb", "x" * 400_000])
def test_hostile_words_are_refused(lin: Client, editor: User, dr_lin: Doctor, text: str) -> None:
    article = make_in_review(editor, dr_lin)
    assert lin.post(page_of(article), decision(article, comment=text)).status_code == 422
    assert not Signature.objects.exists()


def test_a_form_without_its_token_is_refused(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    client = Client(enforce_csrf_checks=True)
    client.force_login(dr_lin.user)  # type: ignore[arg-type]
    assert client.post(page_of(article), decision(article)).status_code == 403


def test_a_doctor_withdraws_the_name_from_a_live_page(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    page = lin.get(page_of(article)).content.decode()
    assert "Withdraw my name" in page
    url = reverse("desk_withdraw_name", args=[article.pk])
    assert lin.post(url, {"reason": ""}).status_code == 422
    response = lin.post(url, {"reason": "Not current any more."}, follow=True)
    assert "You withdrew your name" in response.content.decode()
    assert Article.objects.get(pk=article.pk).status == Status.WITHDRAWN
    assert lin.post(url, {"reason": "Again."}).status_code == 409


def test_a_second_signature_of_the_same_text_is_refused(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_signed(editor, dr_lin)
    response = lin.post(page_of(article), decision(article))
    assert response.status_code == 409
    assert Signature.objects.count() == 1
    assert canonical.digest_of(article) == article.digest


def test_the_desk_in_chinese(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    assert lin.get(f"/zh-hans{DESK}").status_code == 200
    assert lin.get(f"/zh-hans{page_of(article)}").status_code == 200


def test_the_forms_carry_their_token(dr_lin: Doctor, editor: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(dr_lin.user)
    asked = make_in_review(editor, dr_lin)
    url = reverse("desk_article", args=[asked.pk])
    data = {"digest": asked.digest, "decision": "sign", "attested": Attestation.values, "conflict_statement": "none"}
    assert client.post(url, data).status_code == 403
    for address, form in ((url, data), (reverse("desk_withdraw_name", args=[asked.pk]), {"reason": "I was wrong."})):
        page = client.get(url).content.decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token is not None
        assert client.post(address, {**form, "csrfmiddlewaretoken": token.group(1)}).status_code == 302


def test_a_link_to_a_text_that_is_a_draft_again_leads_to_the_desk(dr_lin: Doctor, editor: User) -> None:
    client = Client()
    client.force_login(dr_lin.user)
    asked = make_in_review(editor, dr_lin)
    editing.take_back(asked, editor=editor)
    assert client.get(reverse("desk_article", args=[asked.pk])).headers["Location"] == reverse("desk")
