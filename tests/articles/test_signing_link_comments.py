"""A remark on quoted words by a signing link: as on the desk, and the link stays as it is."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from articles import editing, signing_links
from articles.models import Article, BlockComment, Event, SigningLink
from doctors.models import Doctor
from tests.articles.linking import decision, send, text_of, unlocked
from tests.texts import make_in_review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_earlier_tries() -> None:
    cache.clear()


@pytest.fixture
def asked(editor: User, dr_lin: Doctor) -> Article:
    return make_in_review(editor, dr_lin)


@pytest.fixture
def sent(asked: Article, dr_lin: Doctor, editor: User) -> tuple[SigningLink, str]:
    return send(asked, dr_lin, editor)


def comment_of(link: SigningLink) -> str:
    return reverse("signing_link_comment", args=[link.pk])


def remark(link: SigningLink, **changes: str) -> dict[str, str]:
    return {"digest": link.digest, "quote": "press on nerves", "text": "Which <b>nerves</b>?", **changes}


def test_the_doctor_comments_and_signs_afterwards(sent: tuple[SigningLink, str], asked: Article) -> None:
    link, _key = sent
    browser = unlocked(*sent)
    page = browser.get(text_of(link)).content.decode()
    assert f'action="{comment_of(link)}#problem"' in page
    assert reverse("desk_comment", args=[asked.pk]) not in page, "which would ask who is signed in"
    response = browser.post(comment_of(link), remark(link), follow=True)
    assert response.redirect_chain == [(f"{text_of(link)}#comments-title", 302)]
    shown = response.content.decode()
    assert 'id="comments-title"' in shown
    assert "<q>press on nerves</q>" in shown
    assert "Which &lt;b&gt;nerves&lt;/b&gt;?" in shown
    made = BlockComment.objects.get()
    assert (made.article, made.author, made.block_name) == (asked, link.account, "cause")
    assert Event.objects.get(verb="commented").actor == link.account
    assert browser.post(text_of(link), decision(link)).status_code == 302


@pytest.mark.parametrize(
    ("changes", "status"),
    [({"quote": "not there"}, 422), ({"text": " "}, 422), ({"quote": ""}, 422), ({"quote": "a\0b"}, 422)],
)
def test_a_remark_that_cannot_be_kept_is_told_and_not_lost(
    sent: tuple[SigningLink, str], changes: dict[str, str], status: int
) -> None:
    link, _key = sent
    response = unlocked(*sent).post(comment_of(link), remark(link, **{"text": "My long remark", **changes}))
    assert response.status_code == status
    assert changes.get("text", "My long remark") in response.content.decode()
    assert not BlockComment.objects.exists()
    assert signing_links.still_open(link.pk) == link


def test_only_the_session_that_opened_it_comments(sent: tuple[SigningLink, str], editor: User, dr_lin: Doctor) -> None:
    link, _key = sent
    other, _other_key = send(make_in_review(editor, dr_lin, "another"), dr_lin, editor)
    browser = unlocked(*sent)
    assert Client().post(comment_of(link), remark(link)).status_code == 404
    assert browser.post(comment_of(other), remark(other)).status_code == 404
    assert browser.get(comment_of(link)).status_code == 405
    signing_links.revoke_link(link, by=editor)
    assert browser.post(comment_of(link), remark(link)).status_code == 409
    assert not BlockComment.objects.exists()


def test_a_remark_on_a_text_that_changed_is_shown_again(
    sent: tuple[SigningLink, str], asked: Article, editor: User
) -> None:
    link, _key = sent
    browser = unlocked(*sent)
    stale = browser.post(comment_of(link), remark(link, digest="0" * 64, text="My long remark"))
    assert stale.status_code == 409
    editing.take_back(asked, editor=editor)
    late = browser.post(comment_of(link), remark(link, text="My long remark"))
    assert late.status_code == 409
    for page in (stale.content.decode(), late.content.decode()):
        assert "My long remark" in page
        assert "press on nerves" in page
    assert not BlockComment.objects.exists()
