"""Lists of tags and conditions as rows: they follow what they are derived from, by whatever way that changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, connections, transaction

from articles import auditing, publishing, tagging
from articles.generating import add_questions
from articles.models import (
    Article,
    Cause,
    Condition,
    ConditionListing,
    LivePage,
    Question,
    QuestionTag,
    Tag,
    TagListing,
)
from articles.models.vocabulary import Rank
from articles.triggers import listing_rows
from doctors.models import Doctor
from tests.signed_rows import sql
from tests.texts import make_article, make_published, publish_next, sign_in_full

only_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer")


def in_tags() -> set[tuple[str, str]]:
    return set(TagListing.objects.values_list("tag__slug", "index_phrase"))


def in_conditions() -> set[tuple[str, int, str]]:
    return set(ConditionListing.objects.values_list("condition__slug", "rank", "index_phrase"))


@pytest.fixture
def live(editor: User, dr_lin: Doctor) -> Article:
    """A live answer with two tags, a cause that names a condition and another condition that is associated."""
    draft = make_article(editor, dr_lin, tags=("legs", "salt"))
    gout, spurs = (Condition.objects.create(name=name, slug=name.lower()) for name in ("Gout", "Spurs"))
    Cause.objects.filter(article=draft, heading="Bone spurs").update(condition=spurs)
    draft.associated_conditions.add(gout)
    return publishing.publish(sign_in_full(draft, editor), editor=editor)


def test_an_answer_enters_its_lists_when_it_goes_live_and_leaves_them_when_it_stops(
    editor: User, live: Article
) -> None:
    assert in_tags() == {("legs", "leg cramps"), ("salt", "leg cramps")}
    assert in_conditions() == {("spurs", Rank.MEDICAL, "leg cramps"), ("gout", Rank.ASSOCIATED, "leg cramps")}
    assert listing_rows.differing(connection, 10) == []
    publishing.withdraw(live, editor=editor, reason="Wrong.")
    assert (in_tags(), in_conditions()) == (set(), set())


def test_the_next_edition_takes_the_place_of_the_one_before(editor: User, live: Article) -> None:
    second = publish_next(live.question, editor)
    assert set(TagListing.objects.values_list("article", flat=True)) == {second.pk}
    assert set(ConditionListing.objects.values_list("article", flat=True)) == {second.pk}
    assert listing_rows.differing(connection, 10) == []


def test_what_is_not_live_is_in_no_list(editor: User, dr_lin: Doctor) -> None:
    make_article(editor, dr_lin, tags=("legs",)).associated_conditions.add(Condition.objects.create(name="G", slug="g"))
    assert (TagListing.objects.count(), ConditionListing.objects.count()) == (0, 0)


CHANGES: dict[str, Callable[[Article], Any]] = {
    "tag added": lambda live: live.question.tags.add("night"),
    "tag taken away": lambda live: live.question.tags.remove("salt"),
    "tag moved": lambda live: QuestionTag.objects.filter(tag__slug="salt").update(tag=Tag.objects.create(name="n")),
    "tag deleted": lambda live: Tag.objects.get(slug="salt").delete(),
    "cause named otherwise": lambda live: Cause.objects.filter(article=live, condition__isnull=False).update(
        condition=Condition.objects.get(slug="gout")
    ),
    "another cause named": lambda live: Cause.objects.filter(article=live).update(
        condition=Condition.objects.get(slug="gout")
    ),
    "no cause named": lambda live: Cause.objects.filter(article=live).update(condition=None),
    "condition associated": lambda live: live.associated_conditions.add(Condition.objects.get(slug="spurs")),
    "condition not associated": lambda live: live.associated_conditions.clear(),
    "other association": lambda live: sql(
        "UPDATE articles_article_associated_conditions SET condition_id = %s", Condition.objects.get(slug="spurs").pk
    ),
    "subject": lambda live: LivePage.objects.update(index_phrase="cramps at night", letter="C"),
    "language": lambda live: LivePage.objects.update(language="zh-hans"),
    "published": lambda live: LivePage.objects.update(published_at="2020-01-01T00:00:00Z"),
    "causes": lambda live: LivePage.objects.update(lists_causes=False),
    "page gone": lambda live: LivePage.objects.all().delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_each_change_of_a_live_answer_is_in_the_lists_at_once(change: str, live: Article) -> None:
    rows = [model.objects.values_list() for model in (TagListing, ConditionListing)]
    before = [list(found) for found in rows]
    CHANGES[change](live)
    assert [list(found.all()) for found in rows] != before
    assert listing_rows.differing(connection, 10) == []


def test_a_merged_tag_takes_its_answers_along_however_many_they_are(
    chief: User, live: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.furniture.MOST", 0)
    assert tagging.merge(Tag.objects.get(slug="salt"), into=Tag.objects.get(slug="legs"), editor=chief).left
    assert in_tags() == {("legs", "leg cramps")}


def test_generated_answers_are_listed_as_published_ones_are(editor: User) -> None:
    add_questions(12, editor=editor)
    assert TagListing.objects.count() == QuestionTag.objects.count() > 12
    assert listing_rows.differing(connection, 10) == []


def test_verify_names_an_answer_in_wrong_lists_and_rebuild_pages_puts_it_right(
    without_triggers: None, live: Article
) -> None:
    assert listing_rows.mend(connection) == 4
    TagListing.objects.filter(tag__slug="salt").delete()
    ConditionListing.objects.filter(rank=Rank.ASSOCIATED).update(index_phrase="planted")
    (problem,) = (one for one in auditing.problems() if one.code == "lists-differ")
    assert "Edition 1 of “leg-cramps” is in other lists" in problem.sentence
    TagListing.objects.filter(tag__slug="legs").update(article=live.pk + 1000)
    assert any("An edition that is gone" in one.sentence for one in auditing.problems())
    told = StringIO()
    call_command("rebuild_pages", stdout=told)
    assert "5 rows of lists of tags and conditions were put right" in told.getvalue()
    assert [one for one in auditing.problems() if one.code == "lists-differ"] == []
    assert in_tags() == {("legs", "leg cramps"), ("salt", "leg cramps")}


def test_what_was_published_while_the_triggers_were_away_is_listed_when_they_are_back(
    without_triggers: None, editor: User, dr_lin: Doctor
) -> None:
    from articles import triggers

    make_published(editor, dr_lin, tags=("legs",))
    assert in_tags() == set()
    triggers.install(connection)
    assert in_tags() == {("legs", "leg cramps")}


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads
        threads.submit(connections.close_all)


@only_postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tag_goes", [False, True])
def test_a_tag_that_comes_or_goes_while_its_answer_goes_live_is_not_missed(
    tag_goes: bool, pool: ThreadPoolExecutor, editor: User, dr_lin: Doctor
) -> None:
    signed = sign_in_full(make_article(editor, dr_lin, tags=("legs",)), editor)
    question = Question.objects.get(pk=signed.question_id)

    def change() -> None:
        question.tags.clear() if tag_goes else question.tags.add("night")

    with transaction.atomic():
        publishing.publish(signed, editor=editor)
        changing = pool.submit(change)
        with pytest.raises(TimeoutError):
            changing.result(timeout=0.5)  # it waits for what it cannot see yet
    changing.result(timeout=30)
    assert in_tags() == (set() if tag_goes else {("legs", "leg cramps"), ("night", "leg cramps")})
    assert listing_rows.differing(connection, 10) == []
