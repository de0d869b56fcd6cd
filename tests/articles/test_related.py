"""Related answers: who stands in whose list, and until when. By tags here; by cause: `test_related_by_cause.py`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import delivering, publishing, related, related_counts, related_facts, related_looks
from articles.models import Article, LivePage, RelatedLink
from doctors.models import Doctor
from healthqa.lib import prepared
from healthqa.lib.prepared import Given, Raw, fetch
from tests.texts import make_article, make_published, make_question, make_signed, publish_next
from tests.watching import queries_of

Publish = Callable[..., LivePage]


@pytest.fixture
def publish(editor: User, dr_lin: Doctor) -> Publish:
    """publish(slug, *tags): a live answer with these tags."""

    def make(slug: str, *tags: str, language: str = "en") -> LivePage:
        question = make_question(slug, tags=tags, language=language)
        return make_published(editor, dr_lin, question=question, question_text=f"What of {slug}?").live_page

    return make


def shown(slug: str, limit: int = 99) -> list[str]:
    page = LivePage.objects.get(slug=slug)
    return [link.other.slug for link in related.cards_for(page, limit)]


def stored() -> list[tuple[object, ...]]:
    fields = ("page__slug", "other__slug", "score", "shared_tags", "leaves_on")
    return sorted(RelatedLink.objects.values_list(*fields), key=str)


def test_answers_that_share_a_tag_are_related_both_ways_and_never_to_themselves(publish: Publish) -> None:
    publish("a", "legs")
    publish("b", "legs", "night")
    publish("c", "skin")
    publish("d")
    assert (shown("a"), shown("b"), shown("c"), shown("d")) == (["b"], ["a"], [], [])


def test_a_rare_tag_weighs_more_than_a_popular_one(publish: Publish) -> None:
    for number in range(5):
        publish(f"popular-{number}", "legs")
    publish("rare", "rickets")
    page = publish("page", "legs", "rickets")
    assert shown("page")[0] == "rare"
    related.enter(page)
    link = RelatedLink.objects.get(page=page, other__slug="rare")
    assert link.shared_tags == ["rickets"]
    both = publish("both", "legs", "rickets")
    assert shown("page")[0] == "both"
    assert RelatedLink.objects.get(page=both, other=page).shared_tags == ["rickets", "legs"]


def test_equal_answers_stand_in_a_stable_order(publish: Publish) -> None:
    for number in range(6):
        publish(f"q-{number}", "legs")
    related.rebuild()
    orders = {tuple(shown("q-0")) for _ in range(3)}
    assert orders == {("q-1", "q-2", "q-3", "q-4", "q-5")}


def test_answers_in_another_language_are_not_related(publish: Publish) -> None:
    publish("a", "legs")
    publish("zh", "legs", language="zh-hans")
    publish("zh-2", "legs", language="zh-hans")
    assert shown("a") == []
    assert shown("zh") == ["zh-2"]


def test_what_is_not_live_is_never_related(publish: Publish, editor: User, dr_lin: Doctor) -> None:
    page = publish("a", "legs")
    make_article(editor, dr_lin, "draft", tags=("legs",))
    make_signed(editor, dr_lin, "signed", tags=("legs",))
    related.rebuild()
    assert shown("a") == []
    assert related.candidates(page) == []


def test_drafts_do_not_change_the_weight_of_a_tag(publish: Publish, editor: User, dr_lin: Doctor) -> None:
    page = publish("a", "legs", "rickets")
    publish("b", "legs")
    before = related.candidates(page)
    for number in range(5):
        make_article(editor, dr_lin, f"draft-{number}", tags=("legs",))
    assert related.candidates(page) == before


def test_a_withdrawn_answer_leaves_every_list_at_once(publish: Publish, editor: User) -> None:
    publish("a", "legs")
    gone = publish("b", "legs")
    publishing.withdraw(gone.article, editor=editor, reason="Wrong.")
    assert shown("a") == []
    assert not RelatedLink.objects.exists()


def test_the_next_edition_keeps_its_place_in_its_neighbours_lists(publish: Publish, editor: User) -> None:
    publish("a", "legs")
    page = publish("b", "legs")
    publish_next(page.question, editor)
    assert (shown("a"), shown("b")) == (["b"], ["a"])
    assert RelatedLink.objects.get(page__slug="a").other.article.edition == 2


def test_an_overdue_answer_leaves_on_its_day_without_any_job(publish: Publish) -> None:
    publish("a", "legs")
    other = publish("b", "legs")
    for days, wanted in ((-1, ["b"]), (0, []), (400, [])):
        moment = dt.datetime.combine(other.leaves_on + dt.timedelta(days=days), dt.time(12), tzinfo=dt.UTC)
        with time_machine.travel(moment, tick=False):
            assert shown("a") == wanted, days
            page = LivePage.objects.get(slug="a")
            assert [found.page_id for found in related.candidates(page)] == ([other.pk] if wanted else [])


def test_a_list_full_of_answers_that_left_by_their_date_has_room_again(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(related, "STORED", 3)
    publish("a", "legs", "rickets")
    for number in range(3):
        publish(f"old-{number}", "legs", "rickets")
    day = timezone.localdate()
    left = LivePage.objects.filter(slug__startswith="old")
    left.update(due_on=day - dt.timedelta(days=90), leaves_on=day)
    RelatedLink.objects.filter(other__in=left).update(leaves_on=day)
    publish("b", "legs")
    assert shown("a") == [], "its list is full of what is shown no more"
    delivering.deliver()
    assert related.drop_left() == 0
    publish("c", "legs")
    assert shown("a") == ["c"]


def test_entering_again_changes_nothing(publish: Publish) -> None:
    pages = [publish(f"q-{number}", "legs", f"t-{number % 3}") for number in range(8)]
    related.rebuild()
    before = stored()
    for page in pages:
        related.enter(page)
        related.enter(page)
    assert stored() == before


def test_a_list_keeps_the_nearest_24(publish: Publish) -> None:
    for number in range(related.STORED + 3):
        publish(f"far-{number:02}", "legs")
    for number in range(2):
        publish(f"near-{number}", "legs", "rickets")
    publish("hub", "legs", "rickets")
    lists: dict[str, list[str]] = {}
    for page, other in RelatedLink.objects.values_list("page__slug", "other__slug"):
        lists.setdefault(page, []).append(other)
    assert max(len(entries) for entries in lists.values()) == related.STORED
    assert shown("hub")[:2] == ["near-0", "near-1"]
    assert "hub" in lists["near-0"], "a nearer answer takes the place of the farthest"
    assert len(shown("hub", related.SHOWN)) == related.SHOWN


def test_a_tag_taken_away_ends_the_relation_when_the_page_is_written_again(publish: Publish) -> None:
    publish("a", "legs")
    page = publish("b", "legs")
    page.question.tags.remove("legs")
    related.enter(page)
    assert (shown("a"), shown("b")) == ([], [])


def bulk_pages(template: LivePage, slugs: Iterable[str], tag: str) -> None:
    """Many live answers as copies of one, past the verbs: only their number matters here."""
    from articles.models import Question, QuestionTag, Tag
    from articles.models.vocabulary import Status

    base, (tag_row, _new) = template.article, Tag.objects.get_or_create(name=tag, slug=tag)
    questions = Question.objects.bulk_create(Question(slug=slug) for slug in slugs)
    copies = Article.objects.bulk_create(
        Article(
            question=question, edition=1, status=Status.PUBLISHED, doctor=base.doctor, question_text=question.slug,
            digest=base.digest,
        )
        for question in questions
    )  # fmt: skip
    QuestionTag.objects.bulk_create(QuestionTag(tag=tag_row, content_object=question) for question in questions)
    values = {
        field.attname: getattr(template, field.attname)
        for field in LivePage._meta.concrete_fields
        if field.name not in ("article", "question", "slug")
    }
    LivePage.objects.bulk_create(
        LivePage(article=article, question=article.question, slug=article.question.slug, **values) for article in copies
    )
    related_looks.keep_all(related.STORED)
    related_counts.recount()


def test_two_hundred_answers_are_examined_at_most_those_with_the_rarest_tag_first(
    without_triggers: None, publish: Publish
) -> None:
    hub = publish("hub", "legs", "rickets")
    bulk_pages(hub, (f"popular-{number}" for number in range(related_facts.EXAMINED + 40)), "legs")
    bulk_pages(hub, (f"rare-{number}" for number in range(30)), "rickets")
    found = related.candidates(hub, limit=2000)
    assert len(found) == related_facts.EXAMINED
    rare = set(LivePage.objects.filter(slug__startswith="rare-").values_list("pk", flat=True))
    assert {candidate.page_id for candidate in found[:30]} == rare


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite plans in no time")
def test_postgresql_is_asked_the_same_however_much_there_is_to_look_for(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def listen(alias: str, sql: str, params: Sequence[Any]) -> list[Raw]:
        asked.append((sql, tuple(param for param in params if not isinstance(param, Given))))
        return fetch(alias, sql, params)

    monkeypatch.setattr(prepared, "fetch", listen)
    publish("other", "legs")
    for tags in (["legs"], ["legs", "night", "rickets"]):
        related.candidates(publish(f"of-{len(tags)}", *tags))
    assert len(asked) > 4
    assert len(set(asked)) == 3, "what names its features, the looks, and what they found: each is planned once"


def test_entering_costs_a_bounded_number_of_queries(without_triggers: None, publish: Publish) -> None:
    hub = publish("hub", "legs", "rickets")
    few = queries_of(lambda: related.enter(hub))
    bulk_pages(hub, (f"popular-{number}" for number in range(300)), "legs")
    many = queries_of(lambda: related.enter(hub))
    assert few <= 20
    assert many <= few + 4, "rows are written in batches, never one by one"
    assert queries_of(lambda: list(related.cards_for(hub))) == 1


def test_cards_never_read_the_text_of_an_answer(publish: Publish) -> None:
    publish("a", "legs")
    other = publish("b", "legs")
    with CaptureQueriesContext(connection) as asked:
        (card,) = related.cards_for(LivePage(pk=LivePage.objects.get(slug="a").pk))
    assert card.other.question_text == "What of b?"
    assert [query for query in asked if "content" in query["sql"].split("FROM")[-1]] == []
    assert RelatedLink.objects.get(other=other).leaves_on == other.leaves_on > timezone.localdate()
