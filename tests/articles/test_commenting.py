"""A doctor comments on quoted words; the editor sees the remark beside the text and marks it as seen to."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import commenting, editing
from articles.errors import NotAllowed, Refused, StaleText
from articles.models import Article, BlockComment, Cause, Event
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_published


def account_of(doctor: Doctor) -> User:
    assert doctor.user is not None
    return doctor.user


def remark(article: Article, doctor: Doctor, quote: str = "press on nerves", text: str = "Which?") -> BlockComment:
    return commenting.comment(article, account=account_of(doctor), digest=article.digest, quote=quote, text=text)


@pytest.mark.parametrize("quote", ["They press on nerves.", "they  PRESS\non nerves", "  Bone spurs "])
def test_a_remark_stays_with_the_block_that_holds_the_words(editor: User, dr_lin: Doctor, quote: str) -> None:
    article = make_in_review(editor, dr_lin)
    made = remark(article, dr_lin, quote, "Which nerves?\n\nSay so.")
    assert (made.block_name, made.text) == ("cause", "Which nerves?\n\nSay so.")
    assert made.block == Cause.objects.get(article=article, heading="Bone spurs").block
    assert Article.objects.get(pk=article.pk).status == Status.IN_REVIEW
    assert Event.objects.get(verb="commented").detail == {"digest": article.digest, "block": "cause"}


@pytest.mark.parametrize(
    ("quote", "text", "code"),
    [
        ("words that are not there", "x", "quote-not-found"),
        ("", "x", "quote-missing"),
        ("press", "   ", "comment-missing"),
        ("press", "x" * 5001, "too-long"),
        ("p" * 501, "x", "too-long"),
    ],
)
def test_what_cannot_be_placed_is_refused_with_a_sentence(
    editor: User, dr_lin: Doctor, quote: str, text: str, code: str
) -> None:
    article = make_in_review(editor, dr_lin)
    with pytest.raises(Refused) as refused:
        remark(article, dr_lin, quote, text)
    assert refused.value.code == code
    assert not BlockComment.objects.exists()


def test_only_the_doctors_it_was_put_before_comment(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    with pytest.raises(NotAllowed):
        remark(article, make_doctor("Ana Other"))
    with pytest.raises(NotAllowed):
        remark(make_article(editor, dr_lin, "a-draft"), dr_lin)
    with pytest.raises(Refused, match="not waiting"):
        remark(make_published(editor, dr_lin, "live"), dr_lin)


def test_a_remark_on_words_that_changed_is_not_kept(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    with pytest.raises(StaleText):
        commenting.comment(article, account=account_of(dr_lin), digest="0" * 64, quote="press", text="x")


def test_the_page_keeps_what_was_typed_and_shows_what_was_sent(client: Client, editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    client.force_login(account_of(dr_lin))
    address = reverse("desk_comment", args=[article.pk])
    form = {"digest": article.digest, "quote": "not there at all", "text": "My long remark"}
    refused = client.post(address, form)
    assert refused.status_code == 422
    assert "These words are not in the text." in refused.content.decode()
    assert "My long remark" in refused.content.decode()
    sent = client.post(address, form | {"quote": "press on nerves"}, follow=True)
    assert "Your comment is with the editors." in sent.content.decode()
    assert "<q>press on nerves</q>" in sent.content.decode()
    assert client.post(address, form | {"quote": "a\0b"}).status_code == 422


def test_an_editor_sees_it_beside_the_text_and_marks_it_as_seen_to(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    article = make_in_review(editor, dr_lin)
    made = remark(article, dr_lin, text="Which <b>nerves</b>?")
    client.force_login(editor)
    form = reverse("admin:articles_article_change", args=[article.pk])
    page = client.get(form).content.decode()
    assert "Which &lt;b&gt;nerves&lt;/b&gt;?" in page
    address = reverse("admin:articles_article_comment_seen", args=[made.pk])
    assert client.get(address).status_code == 405
    assert client.post(address).status_code == 302
    first = BlockComment.objects.get(pk=made.pk).resolved_at
    assert first is not None
    client.post(address)
    assert BlockComment.objects.get(pk=made.pk).resolved_at == first
    assert Event.objects.filter(verb="comment_resolved").count() == 1
    assert "Seen to on" in client.get(form).content.decode()


def test_a_doctor_cannot_mark_it_and_it_outlives_a_change_of_the_text(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    article = make_in_review(editor, dr_lin)
    made = remark(article, dr_lin)
    client.force_login(account_of(dr_lin))
    client.post(reverse("admin:articles_article_comment_seen", args=[made.pk]))
    Article.objects.filter(pk=article.pk).update(lead="Other words.")
    editing.text_saved(Article.objects.get(pk=article.pk), editor=editor)
    kept = BlockComment.objects.get(pk=made.pk)
    assert kept.resolved_at is None
    assert kept.quote == "press on nerves"
