"""A byline goes to another doctor: what happens in each state, what cannot, and that no signed word changes."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import editing, leaving, publishing, reassigning, revoking, signing
from articles.auditing import problems
from articles.errors import NotAllowed, Refused
from articles.models import Article, Event, Question, Signature
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import (
    make_article,
    make_in_review,
    make_published,
    make_question,
    make_signed,
    make_withdrawn,
    sign_in_full,
)
from tests.watching import everything


def state(article: Article) -> tuple[str, str, int | None]:
    fresh = Article.objects.get(pk=article.pk)
    return fresh.status, fresh.digest, fresh.doctor_id


def newest(question: Question) -> Article:
    return Article.objects.filter(question=question).order_by("-edition")[0]


def test_a_live_answer_stays_as_it_is_until_the_new_doctor_has_signed(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    before = state(live)
    outcome = reassigning.reassign(live.question, to=dr_other, editor=editor)
    assert "stays live until Dr. Mara Ellison has signed" in outcome.sentence
    draft = newest(live.question)
    assert (draft.edition, draft.status, draft.doctor) == (2, Status.DRAFT, dr_other)
    assert state(live) == before
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    assert Article.objects.public().get(question=live.question).byline_name == "Dr. Mara Ellison"
    assert Article.objects.get(pk=live.pk).byline_name == "Dr. Lin Yunfei"
    assert list(problems()) == []


def test_a_draft_changes_its_byline_in_place(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    draft = make_article(editor, dr_lin, byline_confirmed=False)
    outcome = reassigning.reassign(draft.question, to=dr_other, editor=editor)
    assert outcome.article is not None
    assert outcome.article.pk == draft.pk
    assert outcome.article.byline_confirmed, "an editor chose the person"
    event = Event.objects.get(verb="byline_reassigned")
    assert (event.detail["before"], event.detail["after"]) == (dr_lin.pk, dr_other.pk)


def test_a_text_in_review_is_a_draft_again_and_the_old_doctor_signs_no_more(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin)
    reassigning.reassign(asked.question, to=dr_other, editor=editor)
    assert state(asked)[0::2] == (Status.DRAFT, dr_other.pk)
    assert Event.objects.get(verb="back_to_draft").detail["why"] == "taken_back", "which tells the doctor who had it"
    with pytest.raises(Refused):
        signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    again = signing.request_signature(Article.objects.get(pk=asked.pk), editor=editor)
    signing.sign(again, doctor=dr_other, digest=again.digest)
    assert list(problems()) == []


def test_a_signed_text_is_set_aside_and_its_words_stay(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    before = state(signed)
    reassigning.reassign(signed.question, to=dr_other, editor=editor)
    assert state(signed) == (Status.SUPERSEDED, *before[1:])
    assert newest(signed.question).doctor == dr_other
    assert Signature.objects.valid().filter(article=signed, doctor=dr_lin).exists()


def test_a_disclosure_taken_from_the_old_profile_does_not_follow_the_new_name(editor: User, dr_lin: Doctor) -> None:
    Doctor.objects.filter(pk=dr_lin.pk).update(conflicts_of_interest="Paid for talks by Firm A.")
    dr_lin.refresh_from_db()
    other = make_doctor("Mara Ellison")
    live = make_published(editor, dr_lin, disclosure="")
    assert live.disclosure == "Paid for talks by Firm A."
    draft = reassigning.reassign(live.question, to=other, editor=editor).article
    assert draft is not None
    assert draft.disclosure == ""
    assert signing.request_signature(draft, editor=editor).disclosure == "none"


def test_a_disclosure_the_editor_wrote_stays(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    draft = make_article(editor, dr_lin, disclosure="Paid by the hospital.")
    done = reassigning.reassign(draft.question, to=dr_other, editor=editor).article
    assert done is not None
    assert done.disclosure == "Paid by the hospital."
    with pytest.raises(Refused, match=r"while Dr\. Lin Yunfei stood in the byline") as refused:
        signing.request_signature(done, editor=editor)
    assert refused.value.code == "disclosure-of-another"
    Article.objects.filter(pk=done.pk).update(disclosure="Paid by the hospital. Dr. Ellison: none.")
    mended = editing.text_saved(done, editor=editor)
    assert signing.request_signature(mended, editor=editor).status == Status.IN_REVIEW


def test_a_disclosure_that_comes_back_to_its_doctor_is_that_doctors(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    draft = make_article(editor, dr_lin, disclosure="Paid by the hospital.")
    for doctor in (dr_other, dr_lin):
        reassigning.reassign(draft.question, to=doctor, editor=editor)
    assert signing.request_signature(draft, editor=editor).status == Status.IN_REVIEW


def test_none_of_one_doctor_gives_way_to_the_conflicts_of_the_other(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    Doctor.objects.filter(pk=dr_lin.pk).update(conflicts_of_interest="")
    Doctor.objects.filter(pk=dr_other.pk).update(conflicts_of_interest="Paid for talks by Firm A.")
    draft = make_article(editor, Doctor.objects.get(pk=dr_lin.pk), disclosure="None.")
    done = reassigning.reassign(draft.question, to=dr_other, editor=editor).article
    assert done is not None
    assert signing.request_signature(done, editor=editor).disclosure == "Paid for talks by Firm A."


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("retired", "is retired"),
        ("unverified", "not checked within the last year"),
        ("without account", "no account"),
        ("closed account", "no account"),
        ("staff", "edits or publishes"),
        ("away", "is on leave until"),
        ("same", "has this byline already"),
        ("second", "is the second reviewer"),
        ("writer", "changed words"),
    ],
)
def test_who_cannot_take_a_byline_is_told_why_and_nothing_changes(
    editor: User, chief: User, dr_lin: Doctor, kind: str, words: str
) -> None:
    to = make_doctor("New Doctor", verified=kind != "unverified", account=kind != "without account")
    second = to if kind == "second" else make_doctor("Second Doctor")
    live = make_in_review(editor, dr_lin, life_stage="child", second_reviewer=second)
    today = timezone.localdate()
    if kind == "retired":
        to = leaving.retire(to, by=chief)
    elif kind == "closed account":
        User.objects.filter(pk=to.user_id).update(is_active=False)
    elif kind == "staff":
        User.objects.filter(pk=to.user_id).update(is_staff=True)
    elif kind == "away":
        Doctor.objects.filter(pk=to.pk).update(leave_from=today, leave_until=today)
    elif kind == "writer":
        live.contributions.create(user=to.user)
    elif kind == "same":
        to = dr_lin
    before = everything()
    with pytest.raises(Refused, match=words) as refused:
        reassigning.reassign(live.question, to=Doctor.objects.get(pk=to.pk), editor=editor)
    assert refused.value.code == "not-reassigned"
    assert everything() == before


def test_only_editors_reassign(editor: User, reader: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert dr_other.user is not None
    for account in (reader, dr_other.user, dr_lin.user):
        before = everything()
        with pytest.raises(NotAllowed):
            reassigning.reassign(live.question, to=dr_other, editor=account)
        with pytest.raises(NotAllowed):
            reassigning.hand_over([live.question], of=dr_lin, to=dr_other, editor=account)
        assert everything() == before


def test_nothing_live_and_nothing_open_is_said(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    gone = make_withdrawn(editor, dr_lin)
    bare = make_question("bare")
    for question in (gone.question, bare):
        with pytest.raises(Refused, match="Nothing of it is live"):
            reassigning.reassign(question, to=dr_other, editor=editor)


def test_an_edition_withdrawn_after_the_live_one_is_left_to_an_editor(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    live = make_published(editor, dr_lin)
    second = editing.start_edition(live.question, editor=editor)
    Article.objects.filter(pk=second.pk).update(introduction="Wrong words.")
    revoking.revoke(sign_in_full(editing.text_saved(second, editor=editor), editor), doctor=dr_lin, reason="Wrong.")
    with pytest.raises(Refused, match="was withdrawn after the live one"):
        reassigning.reassign(live.question, to=dr_other, editor=editor)


def test_many_answers_go_over_each_whole_or_not_at_all(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_published(editor, dr_lin, "live")
    draft = make_article(editor, dr_lin, "draft")
    asked = make_in_review(editor, dr_lin, "asked")
    blocked = make_in_review(editor, dr_lin, "blocked", life_stage="child", second_reviewer=dr_other)
    kept = make_published(editor, make_doctor("Third Doctor"), "kept")
    questions = reassigning.questions_of(dr_lin)
    assert {question.slug for question in questions} == {"live", "draft", "asked", "blocked"}
    planned = reassigning.plan(questions, of=dr_lin, to=dr_other)
    outcomes = reassigning.hand_over([*questions, kept.question], of=dr_lin, to=dr_other, editor=editor)
    done = {outcome.question.slug: outcome.done for outcome in outcomes}
    assert done == {"live": True, "draft": True, "asked": True, "blocked": False, "kept": False}
    assert [one.sentence for one in planned] == [one.sentence for one in outcomes[:-1]], (
        "what was said is what was done"
    )
    assert "has the byline of Dr. Third Doctor" in outcomes[-1].sentence
    assert state(blocked) == (Status.IN_REVIEW, blocked.digest, dr_lin.pk)
    assert {newest(article.question).doctor for article in (live, draft, asked)} == {dr_other}
    assert list(problems()) == []


def test_the_plan_costs_the_same_for_many(
    editor: User, dr_lin: Doctor, dr_other: Doctor, django_assert_num_queries: object
) -> None:
    counts = []
    for slug in ("one", "two", "three"):
        make_published(editor, dr_lin, slug)
        make_in_review(editor, dr_lin, f"{slug}-asked")
        questions = reassigning.questions_of(dr_lin)
        with django_assert_num_queries(6, exact=False) as captured:  # type: ignore[operator]
            reassigning.plan(questions, of=dr_lin, to=dr_other)
        counts.append(len(captured))
    assert len(set(counts)) == 1


def test_a_signature_that_comes_first_is_not_lost(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    """The doctor signs between the page that asks and the hand-over: the signed words stay, the next edition opens."""
    asked = make_in_review(editor, dr_lin)
    planned = reassigning.plan([asked.question], of=dr_lin, to=dr_other)[0]
    assert planned.step == reassigning.Step.IN_REVIEW
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    outcome = reassigning.reassign(asked.question, of=dr_lin, to=dr_other, editor=editor)
    assert outcome.step == reassigning.Step.SIGNED
    assert state(asked) == (Status.SUPERSEDED, asked.digest, dr_lin.pk)
