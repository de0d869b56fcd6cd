"""What a follower is told: what is live, once, at most once a day; safety at once; of what went, what its page says."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from articles import (
    answering_readers,
    editing,
    follow_letters,
    follow_news,
    following,
    publishing,
    redacting,
    revoking,
    tagging,
)
from articles.models import (
    Article,
    Condition,
    Follower,
    FollowNews,
    NewsNoted,
    ReaderQuestion,
    Tag,
)
from articles.models.vocabulary import ItemKind
from articles.permissions import CHIEF_EDITORS
from doctors.models import Doctor
from tests.articles.following_steps import WHO, follow, mails, morning
from tests.people import make_user
from tests.texts import make_article, make_published, make_signed, publish_next, sign_in_full
from tests.watching import queries_of

pytestmark = pytest.mark.django_db
REASON = "New findings contradict it."


def test_a_followed_answer_is_told_when_it_changes_or_goes_and_not_before_morning(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    follow(first.question)
    assert mails() == []
    publish_next(first.question, editor, change_note="Says when to see a doctor.")
    assert mails() == []
    with morning():
        (told,) = mails()
        assert mails() == []
    for part in (
        "What causes leg cramps?",
        "Edition 2 is live since",
        "Says when to see a doctor.",
        "Lin Yunfei",
        "https://healthqa.example/questions/leg-cramps/",
    ):
        assert part in told.body
        assert part in told.alternatives[0].content
    assert "better" not in told.body
    with morning():
        publishing.withdraw(Article.objects.public().get(), editor=editor, reason=REASON)
        assert mails() == []
    with morning(2):
        (told,) = mails()
    assert "Edition 2 was withdrawn." in told.body
    assert REASON in told.body
    assert "What causes leg cramps?" in told.body
    assert not FollowNews.objects.exists()


def test_a_new_answer_is_told_under_its_tag_doctor_and_condition_once_and_by_no_other(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    make_published(editor, dr_lin, "old", tags=("cramps",))
    tag, gout = Tag.objects.get(), Condition.objects.create(name="Gout", slug="gout")
    for about in (tag, dr_lin, gout):
        follow(about)
        follow(about, "second@example.org")
    make_signed(editor, dr_lin, "hidden", tags=("cramps",))
    make_published(editor, dr_other, "other", tags=("sleep",))
    article = make_in_review_about(editor, dr_lin, gout)
    publishing.publish(article, editor=editor)
    with morning():
        told = mails()
    assert sorted(mailbox for message in told for mailbox in message.to) == [WHO, "second@example.org"]
    for message in told:
        assert message.body.count("What causes new one?") == 3
        for part in ("Topic: cramps", "Answers signed by Dr. Lin Yunfei", "Gout"):
            assert part in message.body
        for word in ("hidden", "other", "old?"):
            assert word not in message.body
    publish_next(article.question, editor)
    with morning(2):
        assert mails() == []


def make_in_review_about(editor: User, doctor: Doctor, condition: Condition) -> Article:
    draft = make_article(editor, doctor, "new-one", tags=("cramps",), item_kind=ItemKind.CAUSES)
    draft.associated_conditions.add(condition)
    return sign_in_full(draft, editor)


def test_safety_is_told_at_once_without_a_word_of_what_was_withdrawn(editor: User, dr_lin: Doctor) -> None:
    bad, good = make_published(editor, dr_lin, "bad"), make_published(editor, dr_lin, "good")
    follow(bad.question)
    follow(bad.question, "unsure@example.org", sure=False)
    mails()
    publish_next(bad.question, editor)
    live = Article.objects.public().get(question=bad.question)
    publishing.withdraw(live, editor=editor, reason=REASON, safety=True, replacement=good.question)
    (told,) = [message for message in mails() if message.to == [WHO]]
    for part in (REASON, "The reason is safety", "/questions/bad/", "What causes good?"):
        assert part in told.body
    assert "causes bad" not in f"{told.subject}{told.body}{told.alternatives[0].content}"
    with morning():
        assert not [message for message in mails() if message.to == [WHO]]


@pytest.mark.parametrize("how", ["withdrawn", "revoked", "signed again", "taken back in the same transaction"])
def test_what_is_over_by_morning_is_told_as_it_is_then(editor: User, dr_lin: Doctor, how: str) -> None:
    first = make_published(editor, dr_lin, tags=("cramps",))
    follow(first.question)
    follow(Tag.objects.get(), "tag@example.org")
    mails()
    if how == "withdrawn":
        new = make_published(editor, dr_lin, "brief", tags=("cramps",))
        assert mails() == []
        publishing.withdraw(new, editor=editor, reason=REASON)
    elif how == "revoked":
        revoking.revoke(first, doctor=dr_lin, reason="I was wrong.", account=dr_lin.user)
    elif how == "signed again":
        follow_news.watch()
        again = sign_in_full(_same_words(first, editor), editor)
        publishing.publish(again, editor=editor)
    else:
        with transaction.atomic():
            publish_next(first.question, editor)
            transaction.set_rollback(True)
    with morning():
        told = {message.to[0]: message.body for message in mails() if message.to[0] in (WHO, "tag@example.org")}
    assert set(told) == ({WHO} if how == "revoked" else set())
    assert how != "revoked" or "signature under it was revoked" in told[WHO]


def _same_words(article: Article, editor: User) -> Article:
    return editing.text_saved(editing.start_edition(article.question, editor=editor), editor=editor)


def test_words_that_were_erased_are_not_in_a_mail(editor: User, chief: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin)
    follow(article.question)
    publishing.withdraw(article, editor=editor, reason=REASON)
    follow_news.watch()
    redacting.ask_redaction(article, chief=chief, reason="The law asks for it.")
    redacting.redact(article, second=make_user("second", CHIEF_EDITORS, staff=True))
    with morning():
        (told,) = mails()
    assert "cramps?" not in told.body
    assert "erased" not in told.body.split("https://")[0]


def test_a_mail_of_many_answers_counts_the_rest(editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    assert follow_letters.NAMED == 20
    monkeypatch.setattr(follow_letters, "NAMED", 2)
    follow(dr_lin)
    mails()
    for number in range(4):
        make_published(editor, dr_lin, f"q{number}")
    with morning():
        (told,) = mails()
    assert told.subject == "4 news of what you follow"
    assert told.body.count("What causes q") == 2
    assert "And 2 more." in told.body
    assert not FollowNews.objects.exists()


def test_who_followed_later_or_stopped_hears_nothing(editor: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    stopping = follow(first.question, "stopping@example.org")
    mails()
    publish_next(first.question, editor)
    follow_news.watch()
    follow(first.question)
    following.unfollow(following.key_to_stop_all(stopping.follower))
    with morning():
        assert mails() == []


def test_news_wait_while_no_worker_runs_and_through_a_merge_of_tags(editor: User, chief: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "old", tags=("cramps",))
    tag, into = Tag.objects.get(), Tag.objects.create(name="spasms", slug="spasms")
    follow(tag)
    mails()
    make_published(editor, dr_lin, "new", tags=("cramps",))
    tagging.merge(tag, into=into, editor=chief)
    with time_machine.travel(timezone.now() + dt.timedelta(days=10)):
        assert mails() == []
    with morning(11):
        (told,) = mails()
    assert "Topic: spasms" in told.body
    assert "What causes new?" in told.body


def test_an_asker_gets_one_mail_and_is_forgotten(editor: User, dr_lin: Doctor) -> None:
    state = ReaderQuestion.State
    for wanted in (state.MERGED, state.DECLINED):
        asked = ReaderQuestion.objects.create(text="Why do my calves hurt, I am Ann?")
        found = follow(asked, sure=False)
        (yes,) = mails()
        assert "calves" not in yes.body
        following.confirm(following.key_to_confirm(found))
        draft = make_article(editor, dr_lin, f"calves-{wanted}")
        if wanted == state.MERGED:
            asked = answering_readers.merge(asked, into=draft.question, editor=editor)
        else:
            asked = answering_readers.decline(asked, because=ReaderQuestion.Because.UNCLEAR, editor=editor)
        if wanted == state.MERGED:
            assert mails() == []
            publishing.publish(sign_in_full(draft, editor), editor=editor)
        (told,) = mails()
        assert ("What causes calves merged?" in told.body) is (wanted == state.MERGED)
        assert (wanted == state.DECLINED) is bool(asked.reason and asked.reason in told.body)
        assert "I am Ann" not in told.body, "with its blanks: the links are random letters"
        assert not Follower.objects.exists()
        assert mails() == []


def test_a_pass_asks_the_same_few_questions_however_many_follow(editor: User, dr_lin: Doctor) -> None:
    question = make_published(editor, dr_lin).question
    assert queries_of(follow_news.watch) <= 3
    counts = []
    for number in range(2):
        for extra in range(1 + 9 * number):
            follow(question, f"r{number}-{extra}@example.org")
        mails()
        idle = queries_of(follow_news.watch)
        publish_next(question, editor)
        news = queries_of(follow_news.watch)
        live = Article.objects.public().get(question=question)
        publishing.withdraw(live, editor=editor, reason=REASON, safety=True)
        counts.append((idle, news, queries_of(follow_news.watch)))
        question = make_published(editor, dr_lin, f"next-{number}").question
    assert counts[0] == counts[1]
    assert counts[0][0] <= 10


def test_notes_go_when_nothing_looks_back_so_far(editor: User, dr_lin: Doctor) -> None:
    question = make_published(editor, dr_lin).question
    follow(question)
    publish_next(question, editor)
    follow_news.watch()
    assert NewsNoted.objects.count() == 1
    with time_machine.travel(timezone.now() + dt.timedelta(days=22)):
        follow_news.watch()
        assert not NewsNoted.objects.exists()
