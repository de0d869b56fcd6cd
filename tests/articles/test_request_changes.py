"""request_changes: a doctor sends a text back."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from articles import publishing, signing
from articles.errors import Refused
from articles.models import Article, Signature
from articles.models.vocabulary import Status, Verdict
from doctors.models import Doctor
from tests.texts import make_article, make_in, make_in_review, make_signed
from tests.watching import breaking, locked_by, refused, status_of, trail


def test_asked_changes_take_the_text_back_to_draft_and_keep_the_reason(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    with trail("changes_requested", "back_to_draft", actor=dr_lin.user) as events:  # type: ignore[arg-type]
        verdict = signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment=" Too long. ")
    assert (verdict.verdict, verdict.comment, verdict.digest) == (Verdict.CHANGES_REQUESTED, "Too long.", asked.digest)
    assert events[1].detail == {"why": "changes_requested"}
    article = Article.objects.get(pk=asked.pk)
    assert (article.status, article.byline_name) == (Status.DRAFT, "")
    assert not article.contributors.filter(pk=dr_lin.user_id).exists()


def test_the_doctor_signs_when_the_changes_are_made(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Shorter, please.")
    again = signing.request_signature(asked, editor=editor)
    signing.sign(again, doctor=dr_lin, digest=again.digest)
    assert publishing.publish(again, editor=editor).status == Status.PUBLISHED


@pytest.mark.parametrize("comment", ["", "  \n "])
def test_changes_without_a_word_about_them_are_refused(editor: User, dr_lin: Doctor, comment: str) -> None:
    asked = make_in_review(editor, dr_lin)
    with refused("comment-missing"):
        signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment=comment)


@pytest.mark.parametrize("state", [Status.DRAFT, Status.PUBLISHED, Status.SUPERSEDED, Status.WITHDRAWN])
def test_changes_are_asked_of_a_text_that_waits(editor: User, dr_lin: Doctor, state: Status) -> None:
    article = make_in(state, editor, dr_lin)
    with refused("not-in-review"):
        signing.request_changes(article, doctor=dr_lin, digest=article.digest, comment="Too late.")


def test_changes_are_asked_of_what_was_shown_and_by_who_was_asked(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    with refused("stale-text"):
        signing.request_changes(asked, doctor=dr_lin, digest="0" * 64, comment="Shorter.")
    with refused("not-allowed"):
        signing.request_changes(asked, doctor=dr_other, digest=asked.digest, comment="Shorter.")
    with refused("not-allowed"):
        signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Shorter.", account=editor)


def test_a_text_that_its_own_signer_wants_changed_does_not_go_live(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    try:
        signing.request_changes(signed, doctor=dr_lin, digest=signed.digest, comment="I overlooked a wrong dose.")
    except Refused:
        return  # as good: the doctor is told to take the name back instead
    with pytest.raises(Refused):
        publishing.publish(signed, editor=editor)


def test_a_second_doctors_wish_does_not_void_the_first_signature_nor_let_it_go_live(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    asked = signing.request_signature(draft, editor=editor)
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    signing.request_changes(asked, doctor=dr_other, digest=asked.digest, comment="A dose is missing.")
    assert status_of(asked) == Status.SIGNED
    assert Signature.objects.valid().get().doctor == dr_lin
    with refused("second-signature-missing"):
        publishing.publish(asked, editor=editor)


def test_a_wish_that_breaks_in_the_middle_leaves_the_text_in_review(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = make_in_review(editor, dr_lin)
    with breaking(monkeypatch, "articles.editing.back_to_draft"):
        signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Shorter.")


def test_asking_for_changes_holds_the_edition_and_then_the_doctor(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    order = locked_by(
        lambda: signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Shorter, please.")
    )
    assert order == ["article", "doctor"]
