"""The A–Z lists a question by what it is about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.az import index_phrase, letter


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("What causes leg cramps in middle-aged women?", "leg cramps in middle-aged women"),
        ("What are the causes of bone spurs?", "bone spurs"),
        ("What are the most common causes of hives?", "hives"),
        ("What are the symptoms of gout?", "symptoms of gout"),
        ("What is a normal blood sugar?", "normal blood sugar"),
        ("Why does my eyelid twitch?", "eyelid twitch"),
        ("Why am I always tired?", "tired"),
        ("Why do I feel dizzy when I stand up?", "dizzy when I stand up"),
        ("Why can’t I sleep?", "sleep"),
        ("How can I stop snoring?", "stop snoring"),
        ("How to treat a cold", "treat a cold"),
        ("Is it normal to wake at night?", "wake at night"),
        ("Is it normal that my baby hiccups?", "baby hiccups"),
        ("Can coffee cause palpitations?", "coffee cause palpitations"),
        ("Can I exercise with a cold?", "exercise with a cold"),
        ("Which foods help with gout?", "foods help with gout"),
        ("Itchy skin", "Itchy skin"),
        ("  What   causes\n hiccups ? ", "hiccups"),
    ],
)
def test_openings_and_articles_are_left_out(question: str, phrase: str) -> None:
    assert index_phrase(question) == phrase


@pytest.mark.parametrize("question", ["为什么会头晕", "膝盖疼怎么办", "Éczéma", "3 days of fever"])
def test_what_has_no_english_opening_stays_as_it_is(question: str) -> None:
    assert index_phrase(question) == question


@pytest.mark.parametrize(
    ("question", "phrase"), [("Why?", "Why"), ("What causes?", "What causes"), ("???", "???"), ("", "")]
)
def test_a_question_made_of_its_opening_keeps_some_words(question: str, phrase: str) -> None:
    assert index_phrase(question) == phrase


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("leg cramps", "L"),
        ("Éczéma", "E"),
        ("“quoted” pain", "Q"),
        ("3 days", "#"),
        ("头晕", "#"),
        ("", "#"),
        ("ßß", "#"),
    ],
)
def test_letter_is_a_capital_or_the_rest(phrase: str, expected: str) -> None:
    assert letter(phrase) == expected


@given(st.text(max_size=300))
def test_any_text_gives_a_phrase_that_fits_and_a_letter(question: str) -> None:
    phrase = index_phrase(question)
    assert len(phrase) <= 300
    assert bool(phrase) == bool(" ".join(question.split()))
    assert letter(phrase) in set("ABCDEFGHIJKLMNOPQRSTUVWXYZ#")


@given(st.text(alphabet="why isthe acan'? \n", max_size=300))
def test_the_same_phrase_comes_back_for_a_phrase_with_another_end(question: str) -> None:
    assert index_phrase(question + "?") == index_phrase(question) or not question.strip(" ?\n")
