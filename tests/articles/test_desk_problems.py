"""What the desk says when nothing was sent: beside the form, where the browser goes, and with every word kept."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import editing, signing
from articles.models import Article, Signature
from articles.models.vocabulary import Attestation, Status
from articles.publishing import LONGEST_REASON
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_in_review, make_signed

LONG = "a" * (LONGEST_REASON + 1)


def page_of(article: Article) -> str:
    return reverse("desk_article", args=[article.pk])


def decision(article: Article, **changes: object) -> dict[str, object]:
    whole = {"digest": article.digest, "decision": "sign", "attested": Attestation.values, "conflict_statement": "none"}
    return {**whole, "comment": "My words.", **changes}


def signed_in(doctor: Doctor) -> Client:
    client = Client()
    assert doctor.user is not None
    client.force_login(doctor.user)
    return client


@pytest.fixture
def lin(dr_lin: Doctor) -> Client:
    return signed_in(dr_lin)


def parts(page: str) -> tuple[str, str]:
    """What stands before the decision, and the decision."""
    before, found, after = page.partition('id="decide"')
    assert found, "no decision on this page"
    return before, after


def test_before_anything_was_sent_there_is_no_problem(lin: Client, editor: User, dr_lin: Doctor) -> None:
    page = lin.get(page_of(make_in_review(editor, dr_lin))).content.decode()
    assert 'id="problem"' not in page
    assert '<form method="post" action="#problem"' in parts(page)[1]


@pytest.mark.parametrize(
    ("missing", "field", "sentence"),
    [
        ({"attested": ["accurate"]}, "id_attested", "Tick all four to sign."),
        ({"conflict_statement": " "}, "id_conflict_statement", "Write your conflicts of interest"),
        ({"comment": "x" * 5001}, "id_comment", "at most 5000 characters"),
    ],
)
def test_what_is_missing_is_said_where_the_browser_goes(
    lin: Client, editor: User, dr_lin: Doctor, missing: dict[str, object], field: str, sentence: str
) -> None:
    article = make_in_review(editor, dr_lin)
    response = lin.post(page_of(article), decision(article, **missing))
    assert response.status_code == 422
    page = response.content.decode()
    before, after = parts(page)
    assert 'id="problem"' not in before
    summary = after[after.index('id="problem"') : after.index("<form")]
    assert 'tabindex="-1"' in summary
    assert re.search(rf'<li><a href="#{field}">[^<]*{sentence}', summary)
    assert page.count(f'id="{field}"') == 1, "the link leads somewhere"
    assert page.count('id="problem"') == 1


def test_a_refusal_of_the_verb_stands_beside_the_decision_too(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    response = lin.post(page_of(article), decision(article, decision="changes", comment=""))
    before, after = parts(response.content.decode())
    assert response.status_code == 422
    assert "Say what should change" in after[after.index('id="problem"') : after.index("<form")]
    assert 'id="problem"' not in before


def test_an_unverified_doctor_reads_it_beside_the_decision(editor: User) -> None:
    doctor = make_doctor("New Doctor", verified=False)
    article = make_in_review(editor, doctor)
    response = signed_in(doctor).post(page_of(article), decision(article))
    assert response.status_code == 403
    assert 'id="problem"' in parts(response.content.decode())[1]


def test_a_text_that_changed_is_read_from_its_beginning(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    old = decision(article)
    Article.objects.filter(pk=article.pk).update(introduction="New words.")
    signing.request_signature(editing.text_saved(article, editor=editor), editor=editor)
    response = lin.post(page_of(article), old)
    before, after = parts(response.content.decode())
    assert response.status_code == 409
    assert before.index('id="problem"') < before.index("New words.")
    assert 'id="problem"' not in after
    assert "My words." in after


def test_what_was_done_leads_to_a_page_without_a_problem(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    page = lin.post(page_of(article), decision(article), follow=True).content.decode()
    assert "You signed this text" in page
    assert 'id="problem"' not in page
    again = lin.post(page_of(article), decision(article))
    assert again.status_code == 409
    assert again.content.decode().count('id="problem"') == 1, "there is no decision any more, so it stands on top"


def test_a_long_reason_is_refused_and_kept(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_signed(editor, dr_lin)
    address = reverse("desk_withdraw_name", args=[article.pk])
    page = lin.get(page_of(article)).content.decode()
    assert f'action="{address}#problem"' in page
    assert "maxlength" not in page[page.index(address) :], "a browser would cut a pasted reason"
    response = lin.post(address, {"reason": LONG})
    page = response.content.decode()
    assert response.status_code == 422
    assert '<details class="decision" open>' in page
    assert page.index("<details") < page.index('id="problem"') < page.index("This reason has 1001 characters")
    assert LONG in page
    assert (Signature.objects.count(), Article.objects.get(pk=article.pk).status) == (1, Status.SIGNED)
    lin.post(address, {"reason": ("line\r\n" * 200)[:1200].strip()})  # a browser sends two characters for a line end
    assert len(Signature.objects.order_by("pk")[1].comment) == 999


def test_the_problem_is_said_in_chinese(lin: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    page = lin.post(f"/zh-hans{page_of(article)}", decision(article, attested=[])).content.decode()
    assert "Nothing was sent" not in page
    assert 'id="problem"' in parts(page)[1]
