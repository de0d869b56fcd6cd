"""Related by cause finds what a reader needs next better than shared tags do, on a set that was labelled by hand."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from articles.models.vocabulary import LifeStage, Sex
from articles.nearness import ALIKE, WEIGHTS, compare
from tests.articles import labelled
from tests.articles.labelled import by_causes, by_number_of_tags, by_rare_tags, mean, mean_shown

SET = labelled.labelled()
CHOSEN_ON, KEPT = SET.halves


def test_the_set_is_whole() -> None:
    assert len(SET.grades) >= 40
    assert {line.life_stage for line in SET.lines.values()} <= set(LifeStage.values)
    assert {line.sex for line in SET.lines.values()} <= set(Sex.values)
    for slug, grades in SET.grades.items():
        assert {slug, *grades} <= set(SET.lines)
        assert slug not in grades
        assert set(grades.values()) <= {1, 2, 3}
        assert 3 in grades.values(), f"nothing is a perfect neighbour of {slug}"


def test_a_perfect_order_is_one_and_equals_share_their_places() -> None:
    grades = SET.grades["night-leg-cramps"]
    assert labelled.ndcg("night-leg-cramps", {other: float(grade) for other, grade in grades.items()}) == 1
    alike = labelled.ndcg("night-leg-cramps", dict.fromkeys(SET.lines, 1.0))
    assert 0 < alike < 0.2
    assert labelled.ndcg("night-leg-cramps", {}) == 0


@pytest.mark.parametrize("questions", [CHOSEN_ON, KEPT], ids=["chosen on", "kept for trying"])
def test_what_is_shown_is_a_good_deal_better_than_shared_tags(questions: list[str]) -> None:
    assert mean_shown(questions) >= 1.15 * mean(by_number_of_tags, questions)
    assert mean_shown(questions) >= 1.15 * mean(by_rare_tags, questions)


@pytest.mark.parametrize("term", ["causes", "crossed", "associated", "tags", "department"])
def test_each_term_earns_its_place_on_the_questions_kept_for_trying(term: str) -> None:
    without = replace(WEIGHTS, **{term: 0.0})
    assert mean(by_causes, KEPT) > mean(lambda slug: by_causes(slug, without), KEPT)


def test_the_audience_costs_next_to_nothing_where_it_does_not_help() -> None:
    """Few of the questions are for a group of their own, so that the set says little of this term."""
    without = replace(WEIGHTS, audience=0.0)
    for questions in (CHOSEN_ON, KEPT):
        assert mean(by_causes, questions) >= mean(lambda slug: by_causes(slug, without), questions) - 0.015
    assert {field.name for field in fields(WEIGHTS)} == {
        *("causes", "crossed", "associated", "tags"),
        *("audience", "department"),
    }


def test_no_six_cards_say_the_same() -> None:
    for slug in SET.grades:
        shown = [compare(SET.facts[slug], SET.facts[other], SET.known) for other in labelled.shown(slug)]
        reasons = [what.reason.names for what in shown if what is not None]
        others = len(by_causes(slug)) > len(reasons)
        assert not others or max(map(reasons.count, reasons)) <= ALIKE
