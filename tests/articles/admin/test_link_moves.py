"""“Send a signing link” and “Revoke the signing link” on the page of an edition."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles import signing
from articles.models import Article, SigningLink
from articles.models.vocabulary import LinkEnd
from doctors.models import Doctor
from tests.articles.linking import key_in, send
from tests.people import make_doctor, the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_article, make_in_review, make_signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@stands
def asked() -> Article:
    return make_in_review(the_editor(), the_doctor())


def move(article: Article, name: str) -> str:
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


def change(article: Article) -> str:
    return reverse("admin:articles_article_change", args=[article.pk])


def test_an_editor_sends_one_and_revokes_it(office: Client, asked: Article, dr_lin: Doctor) -> None:
    page = office.get(change(asked)).content.decode()
    assert "Send a signing link" in page
    assert "Revoke the signing link" not in page
    form = office.get(move(asked, "send-link")).content.decode()
    assert "Dr. Lin Yunfei" in form
    assert "checked" in form, "the only doctor is chosen"
    assert not SigningLink.objects.exists(), "looking at the page sends nothing"
    sent = office.post(move(asked, "send-link"), {"doctor": dr_lin.pk}, follow=True)
    assert "The signing link is on its way." in sent.content.decode()
    key = key_in(mail.outbox[-1].body)
    for address in (change(asked), move(asked, "send-link"), move(asked, "revoke-link")):
        assert key not in office.get(address).content.decode()
    assert "last link sent" in office.get(move(asked, "send-link")).content.decode()
    link = SigningLink.objects.get()
    done = office.post(move(asked, "revoke-link"), {"link": link.pk}, follow=True)
    assert "The signing link is revoked." in done.content.decode()
    link.refresh_from_db()
    assert link.ended_why == LinkEnd.REVOKED
    assert "it works no more" in office.get(move(asked, "send-link")).content.decode()


def test_of_two_doctors_one_is_chosen_who_still_has_to_sign(
    office: Client, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    both = make_in_review(editor, dr_lin, "of-two", life_stage="child", second_reviewer=dr_other)
    assert office.post(move(both, "send-link"), {}).status_code == 422
    signing.sign(both, doctor=dr_lin, digest=both.digest)
    page = office.get(move(both, "send-link")).content.decode()
    assert "Mara Ellison" in page
    assert f'value="{dr_lin.pk}"' not in page
    assert office.post(move(both, "send-link"), {"doctor": dr_lin.pk}).status_code == 422
    assert office.post(move(both, "send-link"), {"doctor": dr_other.pk}).status_code == 302
    assert mail.outbox[-1].to == ["mara-ellison@example.org"]


@pytest.mark.parametrize("doctor", ["", "0", "x", "\x00", "9" * 18])
def test_a_doctor_nobody_asked_gets_none(office: Client, asked: Article, doctor: str) -> None:
    stranger = make_doctor("Nobody Asked")
    for chosen in (doctor, str(stranger.pk)):
        assert office.post(move(asked, "send-link"), {"doctor": chosen}).status_code == 422
    assert mail.outbox == []


def test_a_link_of_another_edition_is_not_revoked_here(
    office: Client, editor: User, dr_lin: Doctor, asked: Article
) -> None:
    other, _key = send(make_in_review(editor, dr_lin, "another"), dr_lin, editor)
    send(asked, dr_lin, editor)
    assert office.post(move(asked, "revoke-link"), {"link": other.pk}).status_code == 422
    other.refresh_from_db()
    assert other.ended_at is None


def test_it_is_not_offered_where_nothing_waits(office: Client, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin, "draft")
    assert "Send a signing link" not in office.get(change(draft)).content.decode()
    assert office.get(move(draft, "send-link")).status_code == 302
    done = make_signed(editor, dr_lin, "done")
    assert "None of the doctors" in office.get(move(done, "send-link")).content.decode()


def test_a_refusal_is_shown_on_the_page(office: Client, asked: Article, dr_lin: Doctor) -> None:
    User.objects.filter(doctor=dr_lin).update(email="")
    refused = office.post(move(asked, "send-link"), {"doctor": dr_lin.pk})
    assert refused.status_code == 409
    assert "nobody to send a link to" in refused.content.decode()


@pytest.mark.parametrize("name", ["send-link", "revoke-link"])
def test_doctors_and_strangers_stay_outside(
    asked: Article, dr_lin: Doctor, reader: User, editor: User, name: str
) -> None:
    send(asked, dr_lin, editor)
    for account in (dr_lin.user, reader):
        assert account is not None
        browser = Client()
        browser.force_login(account)
        assert browser.post(move(asked, name), {"doctor": dr_lin.pk, "link": 1}).status_code in (302, 403)
    assert SigningLink.objects.get().ended_at is None
    assert len(mail.outbox) == 1


def test_the_record_is_read_only_and_shows_no_secret(
    office: Client, asked: Article, dr_lin: Doctor, editor: User
) -> None:
    link, key = send(asked, dr_lin, editor)
    listing, one = "/admin/articles/signinglink/", f"/admin/articles/signinglink/{link.pk}/change/"
    for address in (listing, one):
        page = office.get(address)
        assert page.status_code == 200
        assert link.token_hash not in page.content.decode()
        assert key not in page.content.decode()
    assert office.post(one, {"expires_at": "2099-01-01"}).status_code == 403
    assert office.post(f"/admin/articles/signinglink/{link.pk}/delete/", {"post": "yes"}).status_code == 403
    assert office.get("/admin/articles/signinglink/add/").status_code == 403
    actions = {"action": "delete_selected", "_selected_action": [link.pk], "post": "yes"}
    office.post(listing, actions)
    assert SigningLink.objects.count() == 1
