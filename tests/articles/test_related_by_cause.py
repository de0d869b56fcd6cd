"""Related by cause: which answers are near, what is said of it, and what is never said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.text import slugify

from articles import (
    change_words,
    editing,
    nearness,
    past_neighbours,
    publishing,
    related,
    related_cards,
    related_counts,
    related_facts,
    related_looks,
    renaming,
)
from articles.models import Article, Cause, Condition, LivePage, Question, RelatedFacts, RelatedLink
from articles.models.vocabulary import ItemKind, LifeStage
from articles.nearness import ALIKE, SHOWN
from doctors.models import Department, Doctor
from tests.articles import labelled
from tests.articles.pages.reading import read
from tests.texts import make_article, make_next, make_question, publish_next, sign_in_full
from tests.watching import queries_of

Publish = Callable[..., LivePage]


def condition(name: str, synonyms: str = "") -> Condition:
    return Condition.objects.get_or_create(name=name, defaults={"slug": slugify(name), "synonyms": synonyms})[0]


def name_causes(draft: Article, names: Iterable[str]) -> None:
    section = draft.sections.all()[1]
    for name in names:
        heading, text = f"Cause {name}"[:200], "It can come from this."
        Cause.objects.create(
            article=draft, section=section, heading=heading, explanation=text, condition=condition(name)
        )


@pytest.fixture
def draft(editor: User, dr_lin: Doctor) -> Callable[..., Article]:
    """draft(slug, *tags, causes=(…), associated=(…)): an edition that names these conditions."""

    def make(
        slug: str,
        *tags: str,
        causes: Iterable[str] = (),
        associated: Iterable[str] = (),
        language: str = "en",
        department: Department | None = None,
        **fields: Any,
    ) -> Article:
        question = make_question(slug, tags=tags, language=language, department=department)
        made = make_article(editor, dr_lin, question=question, question_text=f"What of {slug}?", **fields)
        name_causes(made, causes)
        made.associated_conditions.set(map(condition, associated))
        return editing.text_saved(made, editor=editor)

    return make


@pytest.fixture
def publish(draft: Callable[..., Article], editor: User) -> Publish:
    return lambda *args, **fields: (
        publishing.publish(sign_in_full(draft(*args, **fields), editor), editor=editor).live_page
    )


def cards(slug: str, limit: int = SHOWN) -> list[tuple[str, str, tuple[str, ...]]]:
    found = related.cards_for(LivePage.objects.get(slug=slug), limit)
    answers = related_cards.with_cards(Article.objects.public().for_page(), timezone.localdate())
    in_page = answers.get(live_page__slug=slug)
    assert related_cards.cards_of(in_page) == found[:SHOWN], "the query of the page says the same"
    return [(card.other.slug, *card.reason) for card in found]


def slugs(slug: str) -> list[str]:
    return [card[0] for card in cards(slug)]


def test_a_rare_cause_brings_answers_nearer_than_a_common_one_and_than_tags(publish: Publish) -> None:
    for number in range(5):
        publish(f"common-{number}", causes=["Dehydration"])
    publish("tagged", "legs")
    publish("rare", causes=["Rickets"])
    publish("hub", "legs", causes=["Dehydration", "Rickets"])
    assert slugs("hub")[0] == "rare"
    assert cards("rare") == [("hub", "causes", ("Rickets",))]
    both = publish("both", causes=["Dehydration", "Rickets"])
    assert cards("hub")[0] == ("both", "causes", ("Rickets", "Dehydration"))
    assert RelatedLink.objects.get(page=both, other__slug="hub").shared_tags == []


def test_what_is_associated_here_and_a_cause_there_is_told_from_both_sides(publish: Publish) -> None:
    publish("veins", causes=["Varicose veins"])
    publish("cramps", associated=["Varicose veins"])
    publish("swelling", associated=["Varicose veins"])
    assert sorted(cards("cramps")) == [
        ("swelling", "associated", ("Varicose veins",)),
        ("veins", "there", ("Varicose veins",)),
    ]
    assert {card[1] for card in cards("veins")} == {"here"}
    assert slugs("cramps")[0] == "veins" or slugs("swelling")[0] == "veins"


def test_audience_and_department_move_neighbours_and_make_none(publish: Publish) -> None:
    podiatry = Department.objects.create(name="Podiatry", slug="podiatry")
    publish("plain", "legs")
    publish("same-audience", "legs", life_stage=LifeStage.OLDER_ADULT)
    publish("same-department", "legs", department=podiatry)
    publish("stranger", "skin", department=podiatry, life_stage=LifeStage.OLDER_ADULT)
    publish("hub", "legs", department=podiatry, life_stage=LifeStage.OLDER_ADULT)
    assert slugs("hub") == ["same-department", "same-audience", "plain"]
    assert {card[1:] for card in cards("hub")} == {("tags", ("legs",))}


def test_each_card_says_why_in_the_language_of_its_page(client: Client, publish: Publish) -> None:
    for name, chinese in (("Dehydration", "脱水"), ("Anaemia", "low iron\n贫血"), ("Unnamed", "")):
        condition(name, chinese)
    shared = ["Dehydration", "Anaemia", "Unnamed"]
    publish("hub", "legs", causes=["Dehydration"], associated=["Gout"])
    publish("one", causes=["Dehydration"])
    publish("gout", causes=["Gout"], associated=["Dehydration"])
    publish("tagged", "legs")
    text = read(client, "/questions/hub/")
    assert "What of one? Shares a cause: Dehydration" in text
    assert "What of gout? Also associated here, a cause there: Gout" in text
    assert "What of tagged? Same topic: legs" in text
    assert "Also associated here, a cause there: Gout" in read(client, "/questions/hub/related/")
    for slug in ("zh-1", "zh-2"):
        publish(slug, causes=shared, language="zh-hans")
    ((_slug, kind, names),) = cards("zh-1")
    assert (kind, set(names)) == ("causes", {"脱水", "贫血", "Unnamed"})
    assert "、".join(names) in read(client, "/zh-hans/questions/zh-1/")


def test_of_many_shared_causes_four_are_named_and_all_are_counted(client: Client, publish: Publish) -> None:
    names = [f"State {letter}" for letter in "ABCDEF"]
    publish("hub", causes=names)
    publish("other", causes=names)
    text = read(client, "/questions/hub/")
    assert "Shares 6 causes: State A, State B, State C, State D …" in text


def test_a_name_is_shown_as_it_is_written(client: Client, publish: Publish) -> None:
    hostile = "<script>alert(1)</script> %(names)s {{ x }} & “co”: "
    condition(hostile.strip())
    publish("hub", causes=[hostile.strip()])
    publish("other", causes=[hostile.strip()])
    page = client.get("/questions/hub/").content.decode()
    assert "Shares a cause: &lt;script&gt;alert(1)&lt;/script&gt; %(names)s {{ x }} &amp; “co”:" in page
    assert "<script>alert" not in page
    hub, other = LivePage.objects.get(slug="hub"), LivePage.objects.get(slug="other")
    ((_page, _other, mark),) = past_neighbours.shown_on([hub.pk])[hub.pk]
    said = change_words.said("neighbours", [], [[other.question_id, mark]])
    assert said == f"Related answers: new: What of other? (same causes: {hostile.strip()})"


def test_what_only_unpublished_editions_name_is_never_a_reason_nor_weighs(
    client: Client, publish: Publish, draft: Callable[..., Article], editor: User
) -> None:
    hub = publish("hub", "legs", causes=["Gout", "Dehydration"])
    publish("other", "legs", causes=["Gout"])
    before = related.candidates(hub)
    for number in range(4):
        draft(f"draft-{number}", "legs", causes=["Gout", "Secret"], associated=["Dehydration"])
    opened = make_next(Question.objects.get(slug="other"), editor)
    name_causes(opened, ["Dehydration", "Secret"])
    opened.associated_conditions.set([condition("Dehydration")])
    assert related.candidates(hub) == before
    related.rebuild()
    assert cards("hub") == [("other", "causes", ("Gout",))]
    assert "Secret" not in read(client, "/questions/hub/") + read(client, "/questions/hub/related/")


def test_what_the_edition_before_named_is_forgotten_when_the_next_is_live(publish: Publish, editor: User) -> None:
    publish("hub", causes=["Gout"])
    other = publish("other", causes=["Gout"])
    assert slugs("hub") == ["other"]
    fresh = make_next(other.question, editor)
    fresh.causes.filter(condition__isnull=False).delete()
    publishing.publish(sign_in_full(editing.text_saved(fresh, editor=editor), editor), editor=editor)
    assert slugs("hub") == slugs("other") == []
    publish_next(Question.objects.get(slug="hub"), editor)
    assert slugs("other") == []


def test_steps_and_foods_name_no_causes(publish: Publish) -> None:
    publish("hub", causes=["Gout"])
    publish("steps", causes=["Gout"], item_kind=ItemKind.STEPS)
    assert slugs("hub") == slugs("steps") == []


def test_six_cards_do_not_all_tell_the_same_cause(publish: Publish) -> None:
    for number in range(6):
        publish(f"gout-{number}", "joints", causes=["Gout"])
    for number in range(3):
        publish(f"tagged-{number}", "night")
    publish("hub", "night", "joints", causes=["Gout"])
    told = [names for _slug, _kind, names in cards("hub")]
    assert told.count(("Gout",)) == ALIKE
    assert len(told) == SHOWN
    everything = [slug for slug, *_why in cards("hub", limit=99)]
    assert everything[:SHOWN] == slugs("hub")
    assert len(set(everything)) == 9, "the others stand behind them"
    page = LivePage.objects.get(slug="hub").pk
    seen = {card[1] for card in past_neighbours.shown_on([page])[page]}
    assert seen == set(LivePage.objects.filter(slug__in=slugs("hub")).values_list("pk", flat=True))


def test_a_condition_renamed_is_named_anew_on_cards(publish: Publish, chief: User) -> None:
    for slug in ("a", "b"):
        publish(slug, causes=["Gout"])
    renaming.rename(condition("Gout"), changes={"name": "Gouty arthritis"}, editor=chief)
    assert cards("a") == [("b", "causes", ("Gouty arthritis",))]
    assert cards("b") == [("a", "causes", ("Gouty arthritis",))]


def test_rows_of_the_release_before_say_what_they_know(publish: Publish) -> None:
    publish("a", "legs", causes=["Gout"])
    publish("b", "legs", causes=["Gout"])
    RelatedLink.objects.update(shared_conditions=None, shared_tags=["legs"])
    assert cards("a") == [("b", "tags", ("legs",))]
    related.rebuild()
    assert cards("a") == [("b", "causes", ("Gout",))]


def test_a_withdrawn_answer_is_in_no_list_and_weighs_nothing(publish: Publish, editor: User) -> None:
    hub = publish("hub", causes=["Gout"])
    gone = publish("gone", causes=["Gout"])
    publish("stays", causes=["Gout"])
    publishing.withdraw(gone.article, editor=editor, reason="Wrong.")
    assert slugs("hub") == ["stays"]
    assert kept_of(hub).conditions == {condition("Gout").pk: 2}


def kept_of(page: LivePage) -> related_counts.Counts:
    own = related_facts.own(page)
    return related_counts.counts_of(page.language, own.conditions, own.tags)


def test_what_is_kept_of_conditions_and_tags_is_what_a_count_finds(publish: Publish, editor: User) -> None:
    for number in range(4):
        publish(f"q-{number}", "legs", causes=["Gout"], associated=["Gout", "Dehydration"])
    hub = publish("hub", "legs", "night", causes=["Gout", "Rickets"])
    publish("zh", "legs", causes=["Gout"], language="zh-hans")
    publish_next(Question.objects.get(slug="q-0"), editor)
    publishing.withdraw(LivePage.objects.get(slug="q-1").article, editor=editor, reason="Wrong.")
    hub.question.tags.remove("night")
    related.enter(hub)
    gout, rickets, dehydration = (condition(name).pk for name in ("Gout", "Rickets", "Dehydration"))
    kept = related_counts.all_counts("en")
    assert (kept.total, +Counter(kept.conditions)) == (4, {gout: 4, rickets: 1, dehydration: 3})
    assert +Counter(kept.tags) == {tag.pk: 4 for tag in hub.question.tags.all()}
    kept_features = list(RelatedFacts.objects.order_by("pk").values())
    related_looks.keep_all(related.STORED)
    related_counts.recount()
    assert list(RelatedFacts.objects.order_by("pk").values()) == kept_features
    counted = related_counts.all_counts("en")
    assert counted.total == kept.total
    assert counted.conditions == +Counter(kept.conditions)
    assert counted.tags == +Counter(kept.tags)
    assert related_counts.all_counts("zh-hans").conditions == {gout: 1}


def test_what_is_scored_of_many_is_what_a_comparison_finds() -> None:
    found = labelled.labelled()
    for facts in found.facts.values():
        scores = nearness.scores_for(facts, found.known)
        for other in found.facts.values():
            weighed = [
                *(scores.causes[key] for key in other.causes & scores.causes.keys()),
                *(scores.associated[key] for key in (other.associated - other.causes) & scores.associated.keys()),
                *(scores.tags[key] for key in other.tags & scores.tags.keys()),
            ]
            compared = nearness.compare(facts, other, found.known)
            assert bool(weighed) == (compared is not None)
            assert compared is None or compared.score == scores.of(weighed, other.audience, other.department)


def test_a_full_list_knows_behind_which_score_nobody_enters(publish: Publish, editor: User) -> None:
    for number in range(related.STORED + 1):
        publish(f"q-{number:02}", "legs")
    related.rebuild()
    hub = LivePage.objects.get(slug="q-00")
    last = RelatedLink.objects.filter(page=hub).order_by("-score", "other_id").last()
    assert last is not None
    assert RelatedFacts.objects.get(page=hub).floor == last.score
    publishing.withdraw(last.other.article, editor=editor, reason="Wrong.")
    assert RelatedFacts.objects.get(page=hub).floor is None
    publish("late", "legs")
    assert "late" in RelatedLink.objects.filter(page=hub).values_list("other__slug", flat=True)
    assert RelatedFacts.objects.get(page=hub).floor is not None


def test_a_page_taken_down_by_code_that_knows_no_facts_is_not_related(publish: Publish) -> None:
    hub = publish("hub", causes=["Gout"])
    gone = publish("gone", causes=["Gout"])
    with connection.cursor() as cursor:
        for table, column in (("relatedlink", "other_id"), ("relatedlink", "page_id"), ("searchentry", "page_id")):
            cursor.execute(f"DELETE FROM articles_{table} WHERE {column} = %s", [gone.pk])
        cursor.execute("DELETE FROM articles_livepage WHERE article_id = %s", [gone.pk])
    assert RelatedFacts.objects.filter(page=gone.pk).exists()
    assert related.candidates(hub) == []
    related.rebuild()
    assert not RelatedFacts.objects.filter(page=gone.pk).exists()


def test_many_conditions_cost_a_bounded_number_of_queries(publish: Publish) -> None:
    few = publish("few", "legs", causes=["State 0"], associated=["Gout"])
    many = publish("many", "legs", causes=[f"State {number}" for number in range(40)], associated=["Gout"])
    cost = queries_of(lambda: related.candidates(few))
    assert queries_of(lambda: related.candidates(many)) <= cost + 2
