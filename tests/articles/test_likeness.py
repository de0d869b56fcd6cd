"""What says the same is the same, what has a core in common is known by it, and of neither a word is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.likeness import Mark, but_figures, have_a_core, mark_of, said


def marks(first: str, second: str) -> tuple[Mark, Mark]:
    return mark_of(first, "s"), mark_of(second, "s")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Why do my calves cramp at night?", "why do my CALVES cramp at nights!! Thanks"),
        ("晚上小腿抽筋是什么原因？", "请问晚上小腿抽筋是什么原因呢"),
        ("Is it safe?", "is it safe"),
        ("", "?! "),
    ],
)
def test_the_same_words_say_the_same_whatever_their_dress(first: str, second: str) -> None:
    assert said(first) == said(second)
    assert len({mark.whole for mark in marks(first, second)}) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Is a resting pulse of 48 normal?", "Is a resting pulse of 110 normal?"),
        ("Is it normal for a 2 year old to snore?", "Is it normal for a 60 year old to snore?"),
        ("Back pain at night?", "Knee pain at night?"),
        ("May I eat before surgery?", "May I eat after surgery?"),
        ("Can back pain cause a headache?", "Can a headache cause back pain?"),
        ("头痛怎么办", "牙痛怎么办"),
        ("头痛怎么办", "头痛是什么原因"),
        ("38.5度要紧吗", "39.5度要紧吗"),
    ],
)
def test_one_figure_or_word_makes_another_question(first: str, second: str) -> None:
    assert said(first) != said(second)
    assert len({mark.whole for mark in marks(first, second)}) == 2


@pytest.mark.parametrize(
    ("first", "second", "is_alike"),
    [
        ("Buy cheap pills from our store", "Buy cheap pills from our store yak elm ode fig urn owl", True),
        ("oak Buy ivy cheap gnu pills jay from our store rye", "Buy cheap pills hen ash from our store emu cod", True),
        ("低价买药加微信找我苹果", "低价买药加微信找我火车桌子", True),
        ("Is ibuprofen safe in pregnancy?", "Is paracetamol safe in pregnancy?", True),
        ("Buy cheap pills from our store", "Is it normal that my heel hurts with the first steps?", False),
        ("Is it normal that my knee clicks?", "Is it normal that my heel hurts?", False),
        ("头痛怎么办", "牙痛怎么办", False),
        ("Pain at night? Buy cheap pills from our store", "Why do I have knee pain at night?", False),
        ("pain night 1", "pain night 22", True),
        ("pain at night", "Why do I have knee pain at night?", False),
        ("knee pain at night help", "knee pain at night help please doctor", True),
        ("What can I do about it?", "What can I do about it?", True),
        ("Why does it itch?", "heel " + " ".join(f"word{n} itch store" for n in range(300)), False),
    ],
)
def test_a_core_in_common_is_found_whatever_stands_around_it(first: str, second: str, is_alike: bool) -> None:
    assert have_a_core(*marks(first, second)) is is_alike
    assert have_a_core(*reversed(marks(first, second))) is is_alike


def test_words_that_many_answers_have_are_no_core() -> None:
    texts = ("Skin and blood, buy it here", "Can dry skin come from thin blood?")
    assert have_a_core(*(mark_of(text, "s") for text in texts))
    assert not have_a_core(*(mark_of(text, "s", {"skin", "blood"}) for text in texts))


def test_but_for_its_figures_spam_is_the_same() -> None:
    assert but_figures(said("Buy 20 pills now 7!")) == but_figures(said("Buy 31 pills now!"))
    assert but_figures(said("Buy pills")) != but_figures(said("Buy shoes"))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_compare(first: str, second: str) -> None:
    assert have_a_core(*marks(first, second)) == have_a_core(*marks(second, first))
    assert (said(first) == said(second)) == (mark_of(first, "a").whole == mark_of(second, "a").whole)


def test_marks_of_two_senders_say_nothing_of_one_another_and_hold_no_word() -> None:
    text = "Why do my calves cramp at night?"
    one, other = mark_of(text, "one"), mark_of(text, "other")
    assert one.whole != other.whole
    assert not have_a_core(one, other)
    assert "calves" not in repr(one)
    assert all(0 <= end < 4096 for end in one.words)
