"""Raw SQL against the states of an edition: which moves exist, and what has to be there before the public sees it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import editing, publishing, signing
from articles.models import Article, Cause, Contribution, LivePage, Publication, Section
from articles.models.vocabulary import TWO_SIGNATURES, EndCause, Role, Status, Verdict
from doctors.models import Doctor
from tests.people import make_doctor
from tests.signed_rows import edition_in, move, refused, signature_row, sql, take_down
from tests.texts import make_article, make_in_review, make_published, make_question, make_signed

MOVES = {
    ("draft", "in_review"),
    ("in_review", "draft"),
    ("in_review", "signed"),
    ("signed", "published"),
    ("signed", "superseded"),
    ("signed", "withdrawn"),
    ("published", "superseded"),
    ("published", "withdrawn"),
    ("superseded", "published"),
}
NO_MOVE = [(old, new) for old in Status.values for new in Status.values if old != new and (old, new) not in MOVES]
NO_SIGNATURE = "a published edition needs a valid signature for exactly its text"


@pytest.mark.parametrize(("old", "new"), NO_MOVE)
def test_an_edition_makes_no_other_move(old: str, new: str, editor: User, dr_lin: Doctor) -> None:
    article = edition_in(old, editor, dr_lin)
    with refused("an edition does not move between these states"):
        move(article, new)


@pytest.mark.parametrize("state", [state for state in Status.values if state != Status.DRAFT])
def test_an_edition_begins_as_a_draft(state: str, editor: User, dr_lin: Doctor) -> None:
    signed = edition_in(Status.WITHDRAWN, editor, dr_lin)
    with refused("an edition begins as a draft"):
        Article.objects.create(
            question=signed.question, edition=2, status=state, doctor=dr_lin, digest=signed.digest, question_text="Why?"
        )


def test_an_edition_nobody_signed_is_not_called_signed(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    with refused("a signed edition needs a valid signature"):
        move(article, Status.SIGNED)
    signature_row(article, dr_lin, verdict=Verdict.CHANGES_REQUESTED)
    with refused("a signed edition needs a valid signature"):
        move(article, Status.SIGNED)


def test_a_signature_of_an_earlier_text_does_not_count(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    signature_row(article, dr_lin)
    sql("UPDATE articles_article SET introduction = 'New', digest = %s WHERE id = %s", "e" * 64, article.pk)
    with refused("a signed edition needs a valid signature"):
        move(article, Status.SIGNED)


def test_a_signature_by_an_account_that_wrote_meanwhile_does_not_count(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    signature_row(article, dr_lin)
    Contribution.objects.create(article=article, user_id=dr_lin.user_id)
    with refused("a signed edition needs a valid signature"):
        move(article, Status.SIGNED)


def test_a_revoked_signature_publishes_nothing(editor: User, dr_lin: Doctor) -> None:
    article = make_signed(editor, dr_lin)
    signature_row(article, dr_lin, verdict=Verdict.REVOKED)
    with refused(NO_SIGNATURE):
        move(article, Status.PUBLISHED)
    signature_row(article, dr_lin)
    move(article, Status.PUBLISHED)  # signed once more


def test_the_second_reviewer_alone_publishes_nothing(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    article = make_in_review(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    signing.sign(article, doctor=dr_other, digest=article.digest)
    with refused(NO_SIGNATURE):
        move(article, Status.PUBLISHED)


def test_the_byline_alone_publishes_nothing_where_two_must_sign(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    article = make_in_review(editor, dr_lin, life_stage="pregnancy", second_reviewer=dr_other)
    signature_row(article, dr_lin)
    move(article, Status.SIGNED)
    with refused("the second signature is missing"):
        move(article, Status.PUBLISHED)
    signature_row(article, dr_other)
    signature_row(article, dr_other, verdict=Verdict.REVOKED)
    with refused("the second signature is missing"):
        move(article, Status.PUBLISHED)
    signature_row(article, dr_other)
    move(article, Status.PUBLISHED)


@pytest.mark.parametrize("life_stage", TWO_SIGNATURES)
def test_one_signature_is_not_enough_for_the_delicate(
    life_stage: str, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    article = make_article(editor, dr_lin, life_stage=life_stage)
    move(article, Status.IN_REVIEW)
    signature_row(article, dr_lin)
    move(article, Status.SIGNED)
    with refused("an answer for these readers needs two signatures"):
        move(article, Status.PUBLISHED)


def test_the_signature_of_the_same_text_in_another_edition_does_not_count(editor: User, dr_lin: Doctor) -> None:
    published = make_published(editor, dr_lin)
    fresh = editing.start_edition(published.question, editor=editor)
    copied = signing.request_signature(fresh, editor=editor)
    assert copied.digest == published.digest
    with refused("a signed edition needs a valid signature"):
        move(copied, Status.SIGNED)


def test_a_question_has_one_published_edition(editor: User, dr_lin: Doctor) -> None:
    published = make_published(editor, dr_lin)
    fresh = signing.request_signature(editing.start_edition(published.question, editor=editor), editor=editor)
    signing.sign(fresh, doctor=dr_lin, digest=fresh.digest)
    with refused("there is a published edition"):
        move(fresh, Status.PUBLISHED)


def test_a_superseded_edition_comes_back_only_while_its_signature_holds(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    take_down(article, Status.SUPERSEDED)
    move(article, Status.PUBLISHED)
    move(article, Status.SUPERSEDED)
    signature_row(article, dr_lin, verdict=Verdict.REVOKED)
    with refused(NO_SIGNATURE):
        move(article, Status.PUBLISHED)


def test_a_delegated_signature_publishes_nothing_while_no_permission_exists(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    with refused("a delegated signature needs a permission"):
        signature_row(article, dr_lin, role=Role.DELEGATED)
    signature_row(article, dr_lin)
    move(article, Status.SIGNED)
    with refused(NO_SIGNATURE):
        signature_row(article, dr_lin, verdict=Verdict.REVOKED)
        move(article, Status.PUBLISHED)


def test_the_page_and_the_period_end_before_the_edition_leaves(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    sentence = "first the page and the period of publication end"
    with refused(sentence):
        move(article, Status.WITHDRAWN)
    LivePage.objects.all().delete()
    with refused(sentence):
        move(article, Status.WITHDRAWN)


@pytest.mark.parametrize("state", [state for state in Status.values if state != Status.DRAFT])
def test_only_a_draft_can_be_deleted(state: str, editor: User, dr_lin: Doctor) -> None:
    article = edition_in(state, editor, dr_lin)
    with refused("only a draft nobody signed can be deleted"):
        sql("DELETE FROM articles_article WHERE id = %s", article.pk)


def test_a_draft_with_a_signature_stays(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    signing.request_changes(article, doctor=dr_lin, comment="Shorter.", digest=article.digest)
    with refused("only a draft nobody signed can be deleted"):
        sql("DELETE FROM articles_article WHERE id = %s", article.pk)


def test_a_draft_without_a_trail_can_be_deleted(db: None) -> None:
    article = Article.objects.create(question=make_question(), edition=1, question_text="Why?")
    section = Section.objects.create(article=article, label="Causes")
    Cause.objects.create(article=article, section=section, heading="Long walks")
    article.delete()
    assert not Article.objects.exists()


def test_a_period_begins_with_a_published_edition(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    live = make_published(editor, dr_lin, "back-pain")
    sentence = "a period of publication begins with a published edition"
    now = timezone.now()
    with refused(sentence):
        Publication.objects.create(article=signed, question=signed.question, live_from=now)
    with refused(sentence):
        Publication.objects.create(article=live, question=signed.question, live_from=now)
    with refused(sentence):
        Publication.objects.create(
            article=live, question=live.question, live_from=now, live_until=now, end_cause=EndCause.SAFETY
        )


def test_the_end_of_a_period_is_set_once(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    sentence = "of a period of publication only the end is set, once"
    for column, value in (("live_from", "2001-01-01 00:00:00+00"), ("article_id", 4711), ("question_id", 4711)):
        with refused(sentence):
            sql(f"UPDATE articles_publication SET {column} = %s", value)
    publishing.withdraw(article, editor=editor, reason="Out of date.")
    for change in ("reason = 'None.'", "live_until = NULL, end_cause = ''", "replacement_id = question_id"):
        with refused(sentence):
            sql(f"UPDATE articles_publication SET {change}")


@pytest.mark.parametrize("state", [state for state in Status.values if state != Status.PUBLISHED])
def test_only_a_published_edition_has_a_page(state: str, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, "back-pain")
    article = edition_in(state, editor, make_doctor("Third Doctor"))
    page = LivePage.objects.get(article=live)
    sentence = "only a published edition has a public page"
    with refused(sentence):
        sql("UPDATE articles_livepage SET article_id = %s, question_id = %s", article.pk, article.question_id)
    with refused(sentence):
        LivePage.objects.filter(pk=page.pk).update(question=article.question)
    page.pk, page.question_id, page.slug = article.pk, article.question_id, "hidden"
    with refused(sentence):
        page.save(force_insert=True)
