"""Who asked is told once what became of it: the link and the mailbox wait for the answer, for a year at most."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from articles import answering_readers, asking, editing, publishing
from articles.asked_answers import Stage, asked_behind, outcome_of
from articles.models import Follow, Follower, Question, ReaderQuestion
from articles.models.reader_question import hash_of
from doctors.models import Doctor
from tests.articles.following_steps import WHO, follow, mails
from tests.texts import make_article, make_published, make_question, make_withdrawn, publish_next, sign_in_full
from tests.watching import queries_of

pytestmark = pytest.mark.django_db


def make_asked() -> ReaderQuestion:
    asked = ReaderQuestion.objects.create(text="Why do my calves hurt?", link_hash=hash_of("link"))
    follow(asked)
    mails()
    return asked


def in_days(days: int) -> time_machine.travel:
    return time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=True)


def test_an_answer_that_is_live_on_day_91_is_told(editor: User, dr_lin: Doctor) -> None:
    asked, draft = make_asked(), make_article(editor, dr_lin)
    answering_readers.merge(asked, into=draft.question, editor=editor)
    with in_days(91):
        assert mails() == []
        assert outcome_of(asked_behind("link") or asked).stage == Stage.WRITTEN
        publishing.publish(sign_in_full(draft, editor), editor=editor)
        (told,) = mails()
        assert told.to == [WHO]
        assert told.subject == "Your question has an answer"
        found = asked_behind("link")
        assert found is not None
        assert outcome_of(found).stage == Stage.ANSWERED
    assert not Follower.objects.exists()
    with in_days(91 + 89):
        assert asked_behind("link") is not None
    with in_days(91 + 91):
        assert asked_behind("link") is None
        assert asking.forget_old() == 1


def test_a_question_whose_answer_never_comes_is_kept_for_a_year_and_no_longer(editor: User) -> None:
    asked = make_asked()
    answering_readers.merge(asked, into=make_question("never"), editor=editor)
    with in_days(364):
        assert asked_behind("link") is not None
        assert asking.forget_old() == 0
    with in_days(365):
        assert asked_behind("link") is None
        assert mails() == []
        assert not ReaderQuestion.objects.exists()
        assert not Follow.objects.exists()


def test_an_answer_that_was_withdrawn_before_is_waited_for_anew(editor: User, dr_lin: Doctor) -> None:
    asked, old = make_asked(), make_withdrawn(editor, dr_lin)
    with in_days(100):
        answering_readers.merge(asked, into=old.question, editor=editor)
    with in_days(100 + 200):
        assert mails() == []
        assert asked_behind("link") is not None
        draft = editing.start_edition(old.question, editor=editor)
        publishing.publish(sign_in_full(draft, editor), editor=editor)
        (told,) = mails()
        assert told.subject == "Your question has an answer"


def test_a_question_that_is_gone_or_declined_or_was_answered_before_waits_for_nothing(
    editor: User, dr_lin: Doctor
) -> None:
    old = make_published(editor, dr_lin).question
    day = timezone.localdate()
    for name, fields in {
        "gone": {"state": "merged"},
        "declined": {"state": "declined", "declined_because": "unclear"},
        "answered": {"state": "merged", "question": old},
        "of a duplicate": {"state": "merged", "question": make_question("twin", duplicate_of=old)},
    }.items():
        ReaderQuestion.objects.create(text=name, link_hash=hash_of(name), decided_on=day, **fields)
    names = ("gone", "declined", "answered", "of a duplicate")
    with in_days(89):
        publish_next(old, editor)
        assert all(asked_behind(name) for name in names)
        assert asking.forget_old() == 0
    with in_days(91):
        assert not any(asked_behind(name) for name in names)
        assert asking.forget_old() == 4


def test_who_asked_a_duplicate_is_told_of_the_answer_its_page_shows(editor: User, dr_lin: Doctor) -> None:
    asked = make_asked()
    live = make_published(editor, dr_lin)
    twin = make_question("twin")
    answering_readers.merge(asked, into=twin, editor=editor)
    assert mails() == []
    Question.objects.filter(pk=twin.pk).update(duplicate_of=live.question)
    found = asked_behind("link")
    assert found is not None
    assert outcome_of(found).stage == Stage.ANSWERED
    (told,) = mails()
    assert told.to == [WHO]
    assert live.question_text in str(told.body)
    assert mails() == []
    assert not Follower.objects.exists()


def test_a_link_costs_one_query_whatever_it_waits_for(editor: User) -> None:
    asked = make_asked()
    assert queries_of(lambda: asked_behind("link")) == 1
    answering_readers.merge(asked, into=make_question("never"), editor=editor)
    assert queries_of(lambda: asked_behind("link")) == 1
