"""Cutting signed prose for small places never changes a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.summaries import (
    CARD_WORDS,
    DESCRIPTION_CHARACTERS,
    SHORT_ANSWER_WORDS,
    description,
    first_sentence,
    plain,
    split_short,
    summary,
    word_count,
)
from tests.watching import within

SENTENCE = "Most leg cramps at night are harmless and go away by themselves within a few minutes."


def glued(text: str) -> str:
    return "".join(text.split())


def test_a_short_text_stays_whole() -> None:
    assert split_short(SENTENCE) == (SENTENCE, "")
    assert split_short("") == ("", "")


def test_whole_sentences_that_fit_come_first() -> None:
    text = " ".join([SENTENCE] * 6)
    short, rest = split_short(text)
    assert short == " ".join([SENTENCE] * 3)
    assert rest == " ".join([SENTENCE] * 3)


def test_the_first_paragraph_is_the_short_answer_when_it_fits() -> None:
    text = f"{SENTENCE}\n\n" + " ".join([SENTENCE] * 5)
    short, rest = split_short(text)
    assert short == SENTENCE
    assert rest == " ".join([SENTENCE] * 5)


def test_a_first_sentence_that_is_too_long_is_cut_at_a_comma_and_else_at_a_word() -> None:
    with_commas = "word " * 40 + "word, " + "word " * 40
    assert split_short(with_commas.strip())[0] == ("word " * 40 + "word,")
    without = "word " * 100
    assert word_count(split_short(without.strip())[0]) == SHORT_ANSWER_WORDS


def test_chinese_is_cut_at_its_full_stop_and_counts_two_characters_as_a_word() -> None:
    sentence = "夜间小腿抽筋大多没有危险，通常几分钟之内会自行缓解。"
    assert word_count("小腿抽筋") == 2
    assert word_count("小腿抽") == 2
    short, rest = split_short(sentence * 10)
    assert short.endswith("。")
    assert 0 < word_count(short) <= SHORT_ANSWER_WORDS
    assert short + rest == sentence * 10
    endless = "抽" * 500
    short, rest = split_short(endless)
    assert short + rest == endless
    assert word_count(short) <= SHORT_ANSWER_WORDS


def test_a_closing_quotation_mark_stays_with_its_sentence() -> None:
    short, rest = split_short("医生说：“多喝水。”" * 30)
    assert not rest.startswith(("”", "“”"))
    assert short.count("“") == short.count("”")


PIECES = st.sampled_from(
    [
        *("pain", "legs,", "night.", "rest;", "3.5", "Dr.", "x" * 40, "isn’t?", "(mostly)", "“so!”", "cramp:"),
        *("**very** bad", "**two words**", "[a link](https://example.org/a)", "小腿抽筋", "很疼。", "休息，"),
    ]
)
TEXTS = st.lists(st.lists(PIECES, min_size=1, max_size=60).map(" ".join), min_size=1, max_size=4).map("\n\n".join)


@given(TEXTS)
def test_no_word_is_lost_changed_or_cut_in_two(text: str) -> None:
    short, rest = split_short(text)
    assert glued(short + rest) == glued(text)
    if text.isascii():
        assert short.split() + rest.split() == text.split()
    assert short, "something is always shown first"


@given(TEXTS)
def test_the_short_answer_has_sixty_words_at_most(text: str) -> None:
    assert word_count(split_short(text)[0]) <= SHORT_ANSWER_WORDS


@given(TEXTS)
def test_no_mark_is_cut_open(text: str) -> None:
    for part in split_short(text):
        assert part.count("**") % 2 == 0
        assert part.count("[") == part.count("](https://example.org/a)")


def test_a_bracket_that_is_no_link_stops_no_cut() -> None:
    text = "As [1] says, " + "word " * 100
    assert word_count(split_short(text.strip())[0]) <= SHORT_ANSWER_WORDS
    assert word_count(split_short(text.strip())[0]) > 20


def test_a_link_with_a_bracket_in_its_words_is_not_cut_open() -> None:
    text = "word " * 54 + "[the leaflet (in English) of the society](https://example.org/leaflet) " + "word " * 30
    short, rest = split_short(text.strip())
    assert short.count("[") == short.count("](")
    assert rest.count("[") == rest.count("](")


def test_a_list_is_never_cut_into() -> None:
    items = "\n".join(f"- item {number} of the list" for number in range(5))
    short, rest = split_short(f"{SENTENCE}\n\n{items}\n\n" + "word " * 100)
    assert short == SENTENCE
    assert rest.startswith(items)


def test_a_long_paragraph_before_its_list_is_cut_all_the_same() -> None:
    text = " ".join([SENTENCE] * 8) + "\n- one\n- two"
    short, rest = split_short(text)
    assert word_count(short) <= SHORT_ANSWER_WORDS
    assert rest.endswith("\n- one\n- two")


def test_a_title_with_a_full_stop_ends_no_sentence() -> None:
    text = "word " * 50 + "as Dr. Lin says " + "word " * 40
    assert not split_short(text.strip())[0].endswith("Dr.")


@pytest.mark.parametrize(
    "hostile",
    ["a, ", "a. ", "a ", "好", "好。", "[", "[a](", "**", "(", "）”", ". ", "\n", "- a\n", "a\n\n", "[]", "!?", "[a] "],
)
def test_hostile_texts_take_linear_time(hostile: str) -> None:
    text = hostile * (60_000 // len(hostile))
    with within(2):
        split_short(text)
        summary(text)
        first_sentence(text)
        plain(text)


@given(TEXTS)
def test_a_card_shows_words_of_the_text_and_not_many(text: str) -> None:
    shown = summary(text)
    assert word_count(shown.removesuffix(" …")) <= CARD_WORDS
    assert glued(plain(text)).startswith(glued(shown.removesuffix(" …")))
    assert "**" not in shown
    assert "](" not in shown


def test_a_card_of_a_long_list_is_short_too() -> None:
    assert word_count(summary("\n".join(f"- item {number} of a list" for number in range(40)))) <= CARD_WORDS


def test_a_card_that_stops_in_a_sentence_says_so() -> None:
    assert summary("word " * 100).endswith("word …")
    assert summary(f"{SENTENCE} {SENTENCE} {SENTENCE}") == f"{SENTENCE} {SENTENCE}"
    assert summary(SENTENCE) == SENTENCE
    assert summary("") == ""


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("One. Two.", "One."),
        ("**One** [two](https://example.org). Three.", "One two."),
        ("小腿抽筋。休息。", "小腿抽筋。"),
        ("No end", "No end"),
        ("First line.\nSecond.", "First line."),
        ("3.5 mg is enough. More is not.", "3.5 mg is enough."),
        ("", ""),
        ("It is 1.5 mm long. Then more.", "It is 1.5 mm long."),
        ("Dr. Lin says so. Others too.", "Dr. Lin says so."),
        ("Take iron, zinc etc. with food. Not tea.", "Take iron, zinc etc. with food."),
        ("Well… It depends.", "Well…"),
        ("睡眠不足很常见。然后再说。", "睡眠不足很常见。"),
        ("See **this**.\n\nMore", "See this."),
        ("See the\nleaflet first. Then rest.", "See the leaflet first."),
        ("The reasons:\n- tired muscles\n- cold", "The reasons:"),
        ("- Tired muscles\n- cold", "Tired muscles"),
        (r"Rest 3\. Then \*walk\*. More.", "Rest 3."),
        (r"No \*stars\* here", "No *stars* here"),
        (r"\[no link](https://example.org)", "[no link](https://example.org)"),
        ("no end", "no end"),
        ("word " * 100, "word " * 47 + "word…"),
        ("x" * 500, "x" * 240 + "…"),
        (f"{'x' * 239}. Next.", f"{'x' * 239}."),
    ],
)
def test_the_first_sentence(text: str, sentence: str) -> None:
    assert first_sentence(text) == sentence


@given(st.text(max_size=60))
def test_the_first_sentence_of_any_text_is_one_line(text: str) -> None:
    assert "\n" not in first_sentence(text)


def test_a_full_stop_before_a_small_letter_ends_no_sentence() -> None:
    text = "word " * 30 + "salt etc. and " + "word " * 40
    assert not split_short(text.strip())[0].endswith("etc.")


def test_plain_words_have_no_marks() -> None:
    assert plain("- **Bold** and [link](https://example.org)\n- two") == "Bold and link\ntwo"
    assert plain("a [bracket] and (one)") == "a [bracket] and (one)"


WARNING = (
    "Do not take it when you are pregnant, when your kidneys are weak, or when you take a tablet that thins the blood."
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("One. Two is here.\n\nThree.", "One. Two is here. Three."),
        (f"{SENTENCE} {SENTENCE} {WARNING}", f"{SENTENCE} {SENTENCE}"),
        (f"{WARNING} {WARNING}", WARNING),
        (f"{WARNING[:-1]} and {WARNING}", f"{WARNING[:-1]} and {WARNING}"),
        ("Rest.\n\nGo if:\n\n- **chest pain** lasts\n- you faint", "Rest. Go if: chest pain lasts; you faint"),
        (f"Rest.\n\nSee a doctor if:\n- {WARNING}\n- {WARNING}", "Rest."),
        ("Say “no.” Then see [Dr. Lin](https://example.org).\nGo on.", "Say “no.” Then see Dr. Lin. Go on."),
        ("大多没有危险。通常会自行缓解！", "大多没有危险。通常会自行缓解！"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_description_holds_whole_sentences_and_whole_lists(text: str, told: str) -> None:
    assert description(text) == told


@given(st.lists(st.sampled_from([SENTENCE, WARNING, "Rest.", "停药。"]), min_size=1, max_size=8))
def test_a_description_ends_where_a_sentence_does(sentences: list[str]) -> None:
    told = description(" ".join(sentences))
    assert any(told.endswith(sentence) for sentence in sentences)
    assert len(told) <= DESCRIPTION_CHARACTERS + 10
