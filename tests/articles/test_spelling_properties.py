"""Properties of `spelling_only`: any change of a word that matters, wherever it stands, is more than spelling."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from articles.canonical import Block, prose
from articles.prose import to_html
from articles.spelling import spelling_only
from articles.spelling.danger import LISTED, MEDICINES
from articles.spelling.typography import plain

WORDS = [
    "the",
    "pain",
    "often",
    "comes",
    "back",
    "muscles",
    "are",
    "tired",
    "because",
    "they",
    "rest",
    "and",
    "drink",
    "water",
]
few = settings(max_examples=150, deadline=None)

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12)
values = st.text(max_size=40).map(prose)
fields = st.lists(st.tuples(st.sampled_from(["text", "heading", "kind", "reference"]), values), max_size=3)
blocks = st.lists(
    st.builds(Block, st.sampled_from(["lead", "cause", "care", "references"]), fields.map(tuple), st.none()), max_size=4
)
special = st.sampled_from(sorted(LISTED | MEDICINES))
signs = st.sampled_from(
    ["\u200b", "\u00ad", "\u2060", "\u202e", "\u0301", "\u034f", "\ufe0f", "а", "е", "ο", "ｅ", "ß"]
)


def allowed(old: str, new: str, language: str = "en") -> bool:
    one, other = ([Block("lead", (("text", text),))] for text in (old, new))
    return spelling_only(one, other, protected=["Low iron"], language=language).allowed


def at(data: st.DataObject, items: list[Any]) -> int:
    return data.draw(st.integers(0, len(items) - 1))


@few
@given(blocks)
def test_identical_blocks_need_no_correction(found: list[Block]) -> None:
    proof = spelling_only(found, list(found), protected=["pain"])
    assert proof.allowed
    assert proof.corrections == ()


@few
@given(words, special, special, st.data())
def test_a_word_that_matters_never_becomes_another(text: list[str], one: str, other: str, data: st.DataObject) -> None:
    assume(one.casefold() != other.casefold() and plain(one) != plain(other))
    place = at(data, text)
    text[place] = one
    changed = [*text[:place], other, *text[place + 1 :]]
    assert not allowed(" ".join(text), " ".join(changed))


@few
@given(words, special, st.sampled_from(WORDS), st.data())
def test_a_word_that_matters_neither_comes_nor_goes(text: list[str], one: str, other: str, data: st.DataObject) -> None:
    assume(one.casefold() != other.casefold())
    place = at(data, text)
    with_it, without = ([*text[:place], word, *text[place + 1 :]] for word in (one, other))
    assert not allowed(" ".join(with_it), " ".join(without))
    assert not allowed(" ".join(without), " ".join(with_it))


@few
@given(words, special, st.data())
def test_a_slip_in_a_word_that_matters_is_read_by_the_doctor(text: list[str], word: str, data: st.DataObject) -> None:
    """Whatever letter of it is changed, left out or put in, it does not come back unread."""
    place, letter = at(data, text), data.draw(st.integers(0, len(word) - 1))
    slip = word[:letter] + data.draw(st.sampled_from(["", "x", word[letter] * 2])) + word[letter + 1 :]
    assume(plain(slip) != plain(word) and slip.strip() == slip)
    wrong, right = ([*text[:place], one, *text[place + 1 :]] for one in (slip, word))
    assume(wrong != right)
    assert not allowed(" ".join(wrong), " ".join(right))


@few
@given(words, st.from_regex(r"[<>≤±-]?[0-9]{1,3}(?:[.,–/-][0-9]{1,2})?(?:mg|%)?", fullmatch=True), st.data())
def test_no_figure_changes(text: list[str], figure: str, data: st.DataObject) -> None:
    place, digit = at(data, text), data.draw(st.sampled_from("0123456789٣５½"))
    position = data.draw(st.integers(0, len(figure) - 1))
    for other in (
        figure[:position] + digit + figure[position:],
        figure[:position] + digit + figure[position + 1 :],
        figure[:position] + figure[position + 1 :],
        f"{figure}.5",
        f"{figure},",
    ):
        if other != figure:
            one, two = ([*text[:place], value, *text[place:]] for value in (figure, other))
            assert not allowed(" ".join(one), " ".join(two))


@few
@given(words, st.sampled_from(WORDS), st.data())
def test_no_word_comes_goes_or_moves(text: list[str], word: str, data: st.DataObject) -> None:
    place = at(data, text)
    longer = [*text[:place], word, *text[place:]]
    assert not allowed(" ".join(text), " ".join(longer))
    assert not allowed(" ".join(longer), " ".join(text))
    moved = data.draw(st.permutations(text))
    assert allowed(" ".join(text), " ".join(moved)) == (moved == text)


@few
@given(words, signs, st.data())
def test_no_hidden_or_foreign_sign_comes_or_goes(text: list[str], sign: str, data: st.DataObject) -> None:
    whole = " ".join(text)
    place = data.draw(st.integers(0, len(whole)))
    for changed in (whole[:place] + sign + whole[place:], whole[:place] + sign + whole[place + 1 :]):
        assert not allowed(whole, changed)
        assert not allowed(changed, whole)


@few
@given(words, st.data())
def test_no_capital_hides_a_change(text: list[str], data: st.DataObject) -> None:
    place = at(data, text)
    loud = [*text[:place], text[place].upper(), *text[place + 1 :]]
    assert not allowed(" ".join(text), " ".join(loud))
    assert not allowed(" ".join(loud), " ".join(text))


@few
@given(st.text(st.sampled_from("ab1 .,;:-–—“”\"'’\n()[]*\u00a0，。痛"), max_size=30))
@example('“a" — b')
def test_typography_has_one_form(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@settings(max_examples=400, deadline=None)
@given(
    st.lists(
        st.sampled_from(["ab", "cd", "**", "*", "_", "[", "](", ")", "https://e.org", '"', *" ,.;:-\n\\"]), max_size=14
    ),
    st.data(),
)
@example(["[", "ab", "](", "https://e.org", " ", '"', "cd", '"', ")"], None)
def test_typography_changes_no_layout(parts: list[str], data: st.DataObject | None) -> None:
    """Nothing becomes bold, a link or a list on the reader's page, or ceases to be."""
    signs = {'"': "“", "'": "’", "-": "—", " ": "\u00a0", ",": ",,", ".": "..", ";": " ;"}
    old = prose("".join(parts))
    new = "".join(signs.get(sign, sign) if data is None or data.draw(st.booleans()) else sign for sign in old)
    if allowed(old, new):
        tags = [re.findall("<[^>]*>", to_html(text)) for text in (old, new)]
        assert tags[0] == tags[1]


@few
@given(st.text(max_size=30).map(prose), st.text(max_size=30).map(prose))
def test_two_texts_that_pass_differ_in_nothing_but_signs(old: str, new: str) -> None:
    if allowed(old, new, "zh-hans"):
        assert plain(old) == plain(new)
