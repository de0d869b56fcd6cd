"""View all: every answer that shares a topic, up to a number, in six queries, without reading all of a topic."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import publishing, related
from articles.generating import add_questions
from articles.models import Article, LivePage, Question, QuestionTag, Tag
from articles.views.related import all_related
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, read
from tests.texts import make_article, make_published, make_question

Publish = Callable[..., Article]
PATH = "/questions/hub/related/"


@pytest.fixture
def publish(editor: User, dr_lin: Doctor) -> Publish:
    """publish(slug, *tags): a live answer with these tags."""

    def make(slug: str, *tags: str, **fields: Any) -> Article:
        question, text = make_question(slug, tags=tags, **fields), f"What causes {slug.replace('-', ' ')}?"
        return make_published(editor, dr_lin, question=question, question_text=text)

    return make


@pytest.fixture
def few_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """One neighbour is stored, so that the others have to be found."""
    monkeypatch.setattr(related, "STORED", 1)


def shown(slug: str = "hub") -> list[str]:
    return [link.other.slug for link in all_related(LivePage.objects.get(slug=slug))]


def test_the_page_costs_six_queries_with_many_answers_and_with_more(client: Client, editor: User) -> None:
    costs = []
    for more in (150, 350):
        add_questions(more, editor=editor)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the database's own housekeeping does
        popular = Tag.objects.get(slug="sleep-basics-sample")
        page = LivePage.objects.filter(question__question_tags__tag=popular).order_by("pk")[0]
        with CaptureQueriesContext(connection) as asked:
            response = client.get(f"/questions/{page.slug}/related/")
        text = response.content.decode().partition('<ul class="related list"')[2]
        listed = re.findall(r'<li><a href="/questions/([^"/]+)/"', text)
        assert len(listed) == len(set(listed)) > 2 * related.STORED
        assert page.slug not in listed
        assert text.count('class="why"') == len(listed)
        costs.append(len(asked))
    assert costs == [6, 6]
    assert len(listed) == related.VIEW_ALL


def test_of_a_popular_topic_no_more_is_read_than_can_be_shown(
    publish: Publish, few_stored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "VIEW_ALL", 3)
    publish("hub", "legs")
    for number in range(9):
        publish(f"other-{number}", "legs")
    with CaptureQueriesContext(connection) as asked:
        found = shown()
    assert len(found) == 3
    assert found[1:] == ["other-8", "other-7"]
    found_by, features, _cards = (query["sql"] for query in asked.captured_queries[-3:])
    assert "LIMIT 3" in found_by
    for sql in (found_by, features):
        with connection.cursor() as cursor:
            cursor.execute(sql)
            assert len(cursor.fetchall()) <= 3


def test_the_closest_come_first_and_say_every_topic_they_share(
    client: Client, publish: Publish, few_stored: None
) -> None:
    publish("hub", "legs", "night", "salt")
    publish("first", "legs", "night", "salt")
    publish("two-topics", "night", "legs", "water")
    for number in range(3):
        publish(f"one-topic-{number}", "legs")
    publish("none", "water")
    assert shown() == ["first", "two-topics", "one-topic-2", "one-topic-1", "one-topic-0"]
    text = read(client, PATH)
    in_order(text, "two topics? Same topics: legs, night", "one topic 2? Same topic: legs", "one topic 0?")
    assert "water" not in text


def test_what_is_not_live_or_of_another_language_or_long_overdue_is_left_out(
    publish: Publish, few_stored: None, editor: User, dr_lin: Doctor
) -> None:
    publish("hub", "legs")
    publish("stored", "legs")
    publish("shown", "legs")
    gone, overdue = publish("gone", "legs"), publish("overdue", "legs")
    publish("chinese", "legs", language="zh-hans")
    make_article(editor, dr_lin, "draft", tags=("legs",))
    publishing.withdraw(gone, editor=editor, reason="Wrong.")
    LivePage.objects.filter(article=overdue).update(leaves_on="2020-01-01")
    assert shown() == ["stored", "shown"]


def test_drafts_on_a_topic_do_not_push_live_answers_out(
    publish: Publish, few_stored: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "VIEW_ALL", 3)
    for slug in ("hub", "a", "b", "c"):
        publish(slug, "legs")
    drafts = Question.objects.bulk_create(Question(slug=f"draft-{number}") for number in range(20))
    legs = Tag.objects.get(slug="legs")
    QuestionTag.objects.bulk_create(QuestionTag(tag=legs, content_object=question) for question in drafts)
    assert sorted(shown()) == ["a", "b", "c"]


def test_an_answer_without_a_topic_has_no_list(client: Client, publish: Publish) -> None:
    publish("hub")
    publish("other", "legs")
    assert "No other published answer shares a cause or topic" in read(client, PATH)


def test_of_very_many_topics_twenty_are_looked_at(publish: Publish, few_stored: None) -> None:
    publish("hub", *(f"topic-{number:02}" for number in range(30)))
    publish("stored", *(f"topic-{number:02}" for number in range(30)))
    publish("early", "topic-03")
    publish("late", "topic-25")
    assert shown() == ["stored", "early"]
