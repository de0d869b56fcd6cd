"""What must never pass as a correction of spelling, and what a person mends."""

from __future__ import annotations

import re

import pytest

from articles.canonical import Block
from articles.spelling import SPELLING, Proof, spelling_only
from tests.articles.spelling_pairs import (
    CHINESE,
    CHINESE_HONEST,
    ENGLISH,
    HONEST,
    HONEST_REFUSED,
    PROTECTED,
    pairs,
)

NEVER = [("en", pair) for pair in pairs(ENGLISH)] + [("zh-hans", pair) for pair in pairs(CHINESE)]


def proof(old: str, new: str, language: str = "en") -> Proof:
    """The proof for a text between two that stay as they are."""

    def blocks(text: str) -> list[Block]:
        return [
            Block("question", (("text", "Why do my legs hurt?"),)),
            Block("lead", (("text", text),)),
            Block("disclosure", (("text", "none"),)),
        ]

    return spelling_only(blocks(old), blocks(new), protected=PROTECTED, language=language)


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


def test_the_lists_are_long_enough() -> None:
    assert len(pairs(ENGLISH)) >= 150
    assert len(pairs(CHINESE)) >= 25
    assert len(NEVER) == len(set(NEVER))
    assert len(pairs(HONEST)) >= 40


@pytest.mark.parametrize(("language", "pair"), NEVER, ids=[f"{old} | {new}" for _, (old, new) in NEVER])
def test_never_let_through(language: str, pair: tuple[str, str]) -> None:
    """In both directions: what may not be written in may not be taken out."""
    for old, new in (pair, pair[::-1]):
        found = proof(old, new, language)
        assert (found.allowed, found.corrections) == (False, ())
        assert found.code
        assert found.reason
        assert found.place is not None
        assert (found.place.block, found.place.name, found.place.field) == (1, "lead", "text")


@pytest.mark.parametrize("pair", pairs(CHINESE), ids=[old for old, _ in pairs(CHINESE)])
def test_chinese_is_refused_under_any_language(pair: tuple[str, str]) -> None:
    for language in ("en", "zh-hans", "fr", ""):
        assert not proof(*pair, language).allowed


@pytest.mark.parametrize("pair", pairs(HONEST), ids=[old for old, _ in pairs(HONEST)])
def test_honest_corrections_pass_but_for_those_that_cannot_be_proved(pair: tuple[str, str]) -> None:
    found = proof(*pair)
    wrong = next((word for word in HONEST_REFUSED if word in words(pair[0])), None)
    assert found.code == (HONEST_REFUSED[wrong] if wrong else "")
    assert found.allowed == (wrong is None)
    assert bool(found.corrections) == found.allowed


def test_three_of_four_honest_corrections_pass() -> None:
    passed = [pair for pair in pairs(HONEST) if proof(*pair).allowed]
    assert len(passed) >= 0.75 * len(pairs(HONEST))


@pytest.mark.parametrize("pair", pairs(HONEST), ids=[old for old, _ in pairs(HONEST)])
def test_a_corrected_word_is_listed_as_it_stands(pair: tuple[str, str]) -> None:
    found = proof(*pair)
    before, after = (words(text) for text in pair)
    for correction in found.corrections:
        if correction.kind == SPELLING:
            assert ({correction.old}, {correction.new}) == (before - after, after - before)


@pytest.mark.parametrize("pair", pairs(CHINESE_HONEST), ids=[old for old, _ in pairs(CHINESE_HONEST)])
def test_the_width_of_a_chinese_mark_may_change(pair: tuple[str, str]) -> None:
    for old, new in (pair, pair[::-1]):
        assert proof(old, new, "zh-hans").allowed


@pytest.mark.parametrize("pair", pairs(HONEST)[:5], ids=[old for old, _ in pairs(HONEST)[:5]])
@pytest.mark.parametrize("language", ["fr", "zh-hans", "de-at", ""])
def test_no_word_is_corrected_without_a_list_of_words(pair: tuple[str, str], language: str) -> None:
    assert proof(*pair, language).code in {"no-list", "listed"}


def test_typography_is_corrected_in_any_language() -> None:
    assert proof(
        "Repos  et marche , puis “eau”, puis air - merci", 'Repos et marche, puis "eau", puis air – merci.', "fr"
    ).allowed
