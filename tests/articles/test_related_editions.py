"""The next edition of an answer in the lists of related answers: it takes the place of the one before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from articles import publishing, related, related_counts, related_looks
from articles.models import Article, BylineJournal, LivePage, RelatedCount, RelatedFacts, RelatedLink
from doctors.models import Doctor
from tests.texts import make_next, make_published, make_question, publish_next, sign_in_full
from tests.watching import queries_of

Publish = Callable[..., Article]


@pytest.fixture
def publish(editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch) -> Publish:
    """publish(slug, *tags): a live answer with these tags. Two neighbours fill a list."""
    monkeypatch.setattr(related, "STORED", 2)

    def make(slug: str, *tags: str) -> Article:
        return make_published(editor, dr_lin, question=make_question(slug, tags=tags), question_text=f"What of {slug}?")

    return make


@pytest.fixture
def hub(publish: Publish) -> Article:
    """An answer with a full list, that stands in those of others."""
    for slug in ("a", "b", "c"):
        publish(slug, "legs")
    found = publish("hub", "legs", "night")
    publish("near", "legs", "night")
    return found


def lists() -> list[tuple[object, ...]]:
    """What is stored of every list, by addresses."""
    fields = ("page__slug", "other__slug", "score", "shared_tags", "shared_conditions", "leaves_on")
    return sorted(RelatedLink.objects.values_list(*fields), key=str)


def kept() -> list[tuple[object, ...]]:
    facts = RelatedFacts.objects.values_list("page__slug", "page__article__edition", "features", "floor")
    return sorted(facts, key=str)


def test_lists_and_counts_stay_and_name_the_next_edition(publish: Publish, hub: Article, editor: User) -> None:
    before, counts = lists(), list(RelatedCount.objects.values_list())
    assert len([row for row in before if row[0] == "hub"]) == related.STORED
    assert [row for row in before if row[1] == "hub"]
    after = publish_next(hub.question, editor)
    assert lists() == before
    assert list(RelatedCount.objects.values_list()) == counts
    assert not RelatedLink.objects.filter(other=hub.pk).exists()
    assert RelatedFacts.objects.filter(page=after.pk).count() == 1
    assert not RelatedFacts.objects.filter(page=hub.pk).exists()


def test_who_stays_is_told_of_no_card_that_went(hub: Article, editor: User) -> None:
    BylineJournal.objects.all().delete()
    publish_next(hub.question, editor)
    assert list(BylineJournal.objects.values_list("what", "question__slug")) == [("page", "hub")]


def test_its_cards_leave_by_the_day_of_the_next_edition(hub: Article, editor: User) -> None:
    first = LivePage.objects.get(slug="hub").leaves_on
    with time_machine.travel(timezone.now() + dt.timedelta(days=30), tick=False):
        publish_next(hub.question, editor)
    assert LivePage.objects.get(slug="hub").leaves_on > first
    days = set(RelatedLink.objects.filter(other__slug="hub").values_list("leaves_on", flat=True))
    assert days == {LivePage.objects.get(slug="hub").leaves_on}


def test_an_edition_for_other_people_is_compared_anew(hub: Article, editor: User, dr_other: Doctor) -> None:
    before = lists()
    publish_next(hub.question, editor, sex="female")
    assert RelatedLink.objects.filter(page__slug="hub").count() == related.STORED
    ours = {row[2] for row in before if row[0] == "hub"}
    publish_next(Article.objects.get(question__slug="near", status="published").question, editor, sex="female")
    now = RelatedLink.objects.get(page__slug="hub", other__slug="near").score
    assert now > max(float(str(score)) for score in ours)


def test_a_list_with_room_looks_for_more(publish: Publish, hub: Article, editor: User) -> None:
    gone = RelatedLink.objects.filter(page__slug="hub").exclude(other__slug="near").get().other.article
    publishing.withdraw(gone, editor=editor, reason="Wrong.")
    assert RelatedLink.objects.filter(page__slug="hub").count() == related.STORED - 1
    publish_next(hub.question, editor)
    assert RelatedLink.objects.filter(page__slug="hub").count() == related.STORED


def test_an_answer_that_had_left_by_its_date_enters_again(hub: Article, editor: User) -> None:
    day, page = timezone.localdate(), LivePage.objects.filter(slug="hub")
    page.update(due_on=day - dt.timedelta(days=90), leaves_on=day)
    RelatedLink.objects.filter(other__slug="hub").update(leaves_on=day)
    related.drop_left()
    assert not RelatedLink.objects.filter(other__slug="hub").exists()
    assert RelatedFacts.objects.get(page__slug="hub").floor is not None
    publish_next(hub.question, editor)
    cards = related.cards_for(LivePage.objects.get(slug="near"))
    assert "hub" in [card.other.slug for card in cards]


def test_what_is_kept_after_many_editions_is_what_is_counted(publish: Publish, hub: Article, editor: User) -> None:
    publish_next(hub.question, editor)
    publish_next(hub.question, editor)
    facts, counts = kept(), sorted(RelatedCount.objects.filter(answers__gt=0).values_list("feature", "answers"))
    related_counts.recount()
    related_looks.keep_all(related.STORED)
    assert kept() == facts
    assert sorted(RelatedCount.objects.values_list("feature", "answers")) == counts


def test_publishing_the_next_edition_takes_forty_queries_at_most(hub: Article, editor: User) -> None:
    fresh = sign_in_full(make_next(hub.question, editor), editor)
    assert queries_of(lambda: publishing.publish(fresh, editor=editor)) <= 40
