"""Words as a search compares them. No database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.search.snippets import holding, marked
from articles.search.vocabulary import slips
from articles.search.words import LONGEST_WORD, folded, normal_words, singular, without_targets, words_in


@pytest.mark.parametrize(
    ("one", "other"),
    [
        *(("ache", "aches"), ("headache", "headaches"), ("peach", "peaches"), ("nose", "noses"), ("box", "boxes")),
        *(("artery", "arteries"), ("toe", "toes"), ("tomato", "tomatoes"), ("foot", "feet"), ("woman", "women’s")),
        *(("virus", "viruses"), ("vertebra", "vertebrae"), ("diagnosis", "diagnoses"), ("bruise", "bruises")),
        *(("cookie", "cookies"), ("disease", "diseases"), ("Ménière", "meniere's"), ("naïve", "NAIVE")),
        *(("diarrhoea", "diarrhea"), ("oedema", "edema"), ("anaemia", "anemia"), ("haemorrhage", "hemorrhages")),
        *(("paediatric", "pediatric"), ("oesophagus", "esophagus"), ("tumour", "tumors"), ("foetus", "fetuses")),
        *(
            ("leukaemia", "leukemia"),
            ("coeliac", "celiac"),
            ("disk", "disc"),
            ("disks", "discs"),
            ("e\u0301te\u0301", "été"),
            ("ﬁbre", "fibre"),
        ),
    ],
)
def test_forms_of_one_word_are_compared_as_one(one: str, other: str) -> None:
    assert normal_words(one) == normal_words(other) != []


@pytest.mark.parametrize(
    ("one", "other"),
    [("care", "car"), ("hour", "hor"), ("diabetes", "diabetic"), ("pelvis", "pelvi"), ("bus", "bu"), ("mass", "mas")],
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert normal_words(one) != normal_words(other)


def test_chinese_goes_by_pairs_and_stop_words_part_them() -> None:
    assert normal_words("半夜小腿抽筋") == ["半夜", "夜小", "小腿", "腿抽", "抽筋"]
    assert normal_words("腿的痛") == ["腿", "痛"]
    assert normal_words("为什么X光片？") == ["x", "光片"]


def test_what_stands_in_every_question_says_nothing() -> None:
    assert normal_words("After that I do not want to; no, never again") == []
    assert normal_words("我最近一直很累") == ["累"]


def test_addresses_of_links_are_no_words() -> None:
    text = "See [the leaflet](https://example.org/zebra) or https://example.org/okapi (indeed)."
    assert normal_words(without_targets(text)) == ["see", "leaflet", "indeed"]


def test_every_slip_of_one_letter_is_among_the_slips() -> None:
    assert {"cramp", "crampss", "camps", "cramqs", "crmaps", "rcamps"} <= set(slips("cramps"))
    short = set(slips("pill"))
    assert {"ipll", "plil", "peill", "pilkl"} <= short, "letters that changed places, and one that is missing within"
    assert not short.intersection(["pills", "spill", "pile", "pil", "mill"])
    assert slips("cat") == slips("x" * 30) == slips("2026") == slips("抽筋抽筋") == []


@given(st.text())
def test_words_are_letters_and_figures_where_the_text_has_them(text: str) -> None:
    words = list(words_in(text))
    assert [word.text for word in words] == normal_words(text)
    assert all((word.text.isalnum() or word.is_han) and len(word.text) <= LONGEST_WORD for word in words)
    assert all(0 <= word.start < word.end <= len(text) for word in words)


@given(st.text(), st.lists(st.text(min_size=1, max_size=3), max_size=4))
def test_marking_changes_no_letter(text: str, parts: list[str]) -> None:
    wanted = {word.text for word in words_in(text)} if len(text) % 2 else set(parts)
    for pieces in (marked(text, wanted), holding(text, [folded(part) for part in parts if folded(part)])):
        assert "".join(piece.text for piece in pieces) == text
        assert all(piece.text for piece in pieces)


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True))
def test_the_singular_of_a_singular_is_itself_but_for_what_no_rule_tells(word: str) -> None:
    assert 1 <= len(singular(word)) <= len(word) + 1
