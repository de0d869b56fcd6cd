"""Of whom and of what readers' words speak, against what a person reads in them."""

from __future__ import annotations

import pytest

from articles.life_stages import life_stage_of
from articles.models.vocabulary import LifeStage
from articles.named_conditions import Named, Names
from tests.articles.labelled_wishes import CONDITIONS, HELD_OUT, KNOWN

NAMES = Names(CONDITIONS)


def read(words: str) -> tuple[str, str]:
    condition = NAMES.named_in(words)
    return life_stage_of(words).value, condition.name if condition else ""


@pytest.mark.parametrize(("words", "stage", "condition"), KNOWN)
def test_what_the_rules_were_made_by_is_read_right(words: str, stage: str, condition: str) -> None:
    assert read(words) == (stage, condition)


def test_nine_of_ten_lines_that_the_rules_never_saw_are_read_right() -> None:
    """42 of 44 when the rules were written."""
    right = [words for words, stage, condition in HELD_OUT if read(words) == (stage, condition)]
    assert len(right) >= 0.9 * len(HELD_OUT)
    assert len(HELD_OUT) >= 40


def test_the_longest_name_counts_and_of_two_conditions_of_one_name_the_first() -> None:
    names = Names([Named(1, "Gout", ("Gout",)), Named(2, "Foot gout", ("foot gout", "gout"))])
    assert [getattr(names.named_in(words), "key", None) for words in ("gout", "gout in the foot", "foot gout")] == [
        1, 1, 2,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "stage"),
    [
        ("my 3 week old baby sneezes", "infant"), ("新生儿打喷嚏", "infant"), ("toddler fever", "child"),
        ("我儿子发烧", "child"), ("Teenager with acne", "adolescent"), ("rash in the second trimester", "pregnancy"),
        ("孕期便秘", "pregnancy"), ("my grandmother is dizzy", "older_adult"), ("老人头晕", "older_adult"),
        ("middle-aged women", "adult"), ("a pregnant teen", "pregnancy"), ("babysitter back pain", "anyone"),
        ("kidney pain", "anyone"), ("", "anyone"),
    ],
)  # fmt: skip
def test_the_words_say_for_whom_it_is(said: str, stage: str) -> None:
    assert life_stage_of(said) == LifeStage(stage)
