"""What `spelling_only` promises of blocks, fields and places; the words themselves are in test_spelling_pairs."""

from __future__ import annotations

import time
from dataclasses import replace
from uuid import UUID

import pytest
from django.utils import translation

from articles.canonical import Block
from articles.spelling import CAPITALS, REASONS, SPELLING, TYPOGRAPHY, Correction, Place, Proof, spelling_only
from articles.spelling.comparing import MOST, PROSE

ONE, TWO = UUID(int=1), UUID(int=2)
WRONG, RIGHT = "The pain occured at night.", "The pain occurred at night."
FIXED = [
    ("audience", "life_stage"),
    ("audience", "sex"),
    ("audience", "group"),
    ("byline", "name"),
    ("byline", "title"),
    ("byline", "credentials"),
    ("source", "name"),
    ("source", "url"),
    ("source", "kind"),
    ("source", "licence"),
    ("source", "dated"),
    ("section", "kind"),
    ("cause", "likelihood"),
    ("care", "level"),
    ("closing", "associated"),
    ("references", "reference"),
    ("disclosure", "text"),
    ("later", "text"),
]


def lead(text: str) -> list[Block]:
    return [Block("lead", (("text", text),))]


def proof(old: str, new: str, *protected: str, language: str = "en") -> Proof:
    return spelling_only(lead(old), lead(new), protected=protected, language=language)


def cause(key: UUID | None = ONE, **fields: str) -> Block:
    return Block("cause", tuple(fields.items()), key)


def test_the_same_text_has_no_corrections() -> None:
    assert spelling_only(lead(RIGHT), lead(RIGHT), protected=()) == Proof(allowed=True)
    assert spelling_only([], [], protected=()) == Proof(allowed=True)


def test_every_correction_is_listed_with_its_place() -> None:
    old = [*lead(WRONG), cause(heading="sore muscles", explanation="Keep it seperate , please. It is a rash")]
    new = [*lead(RIGHT), cause(heading="Sore muscles", explanation="Keep it separate, please. It is a rash.")]
    found = spelling_only(old, new, protected=["Paracetamol"])
    assert found == Proof(
        allowed=True,
        corrections=(
            Correction(SPELLING, "occured", "occurred", Place(0, "lead", "text")),
            Correction(CAPITALS, "sore", "Sore", Place(1, "cause", "heading")),
            Correction(SPELLING, "seperate", "separate", Place(1, "cause", "explanation")),
            Correction(
                TYPOGRAPHY,
                "seperate , please. It is a rash",
                "separate, please. It is a rash.",
                Place(1, "cause", "explanation"),
            ),
        ),
    )


def test_the_first_thing_that_is_more_is_named() -> None:
    old = [*lead(WRONG), cause(heading="It may help", advice="Take 5 mg."), cause(TWO, heading="Rest")]
    new = [*lead(RIGHT), cause(heading="It must help", advice="Take 50 mg."), cause(TWO, heading="No rest")]
    found = spelling_only(old, new, protected=())
    assert (found.allowed, found.corrections, found.code) == (False, (), "listed")
    assert found.place == Place(1, "cause", "heading")
    assert "“may” → “must”" in found.reason


def test_a_word_that_the_dictionary_refuses_comes_before_a_later_figure() -> None:
    found = proof("Nurses recieve it. Rest.\n\nDrink.", "Nurses receive it. Rest.\n\nDrink.")
    assert found.code == "ambiguous"
    old, new = [*lead("Nurses recieve it."), cause(advice="Take 5 mg.")], [*lead("Nurses receive it.")]
    assert spelling_only(old, [*new, cause(advice="Take 6 mg.")], protected=()).code == "ambiguous"


@pytest.mark.parametrize(
    "new",
    [
        [],
        [cause(heading="Strain")],
        [cause(heading="Strain"), cause(TWO, heading="Cold"), cause(heading="Heat")],
        [cause(TWO, heading="Cold"), cause(heading="Strain")],
        [cause(heading="Strain"), cause(ONE, heading="Cold")],
        [cause(heading="Strain"), cause(None, heading="Cold")],
        [cause(heading="Strain"), Block("care", (("heading", "Cold"),), TWO)],
    ],
)
def test_blocks_stay(new: list[Block]) -> None:
    old = [cause(heading="Strain"), cause(TWO, heading="Cold")]
    assert spelling_only(old, new, protected=()).code == "blocks"
    assert spelling_only(new, old, protected=()).code == "blocks"


@pytest.mark.parametrize("new", [{}, {"heading": "Strain", "advice": "Rest."}, {"advice": "Strain"}])
def test_fields_stay(new: dict[str, str]) -> None:
    assert spelling_only([cause(heading="Strain")], [cause(**new)], protected=()).code == "fields"


def test_fields_keep_their_order() -> None:
    old, new = cause(heading="Strain", advice="Rest"), cause(advice="Rest", heading="Strain")
    assert spelling_only([old], [new], protected=()).code == "fields"


@pytest.mark.parametrize(("name", "field"), sorted(PROSE))
def test_running_text_is_corrected(name: str, field: str) -> None:
    old, new = Block(name, ((field, WRONG),), ONE), Block(name, ((field, RIGHT),), ONE)
    assert spelling_only([old], [new], protected=()).allowed


@pytest.mark.parametrize(("name", "field"), FIXED)
def test_nothing_else_is(name: str, field: str) -> None:
    """Not even a space: who stands behind a text, where it is from and what it refers to is data."""
    block = Block(name, ((field, "the occured  thing"),), ONE)
    for value in ("the occurred  thing", "the occured thing", "the occured  thing."):
        found = spelling_only([block], [replace(block, fields=((field, value),))], protected=())
        assert found.code == "not-prose"
        assert f"“{field}”" in found.reason


def test_every_field_of_the_text_is_either_prose_or_fixed() -> None:
    from tests.articles.test_canonical import GOLDEN

    named = {(block["name"], field) for golden in GOLDEN for block in golden["blocks"] for field, _ in block["fields"]}
    assert named <= PROSE | set(FIXED)
    assert not PROSE & set(FIXED)


@pytest.mark.parametrize("name", ["occurred", "Occured rash", "the OCCURRED", "occurre", "occurreds"])
def test_a_protected_name_and_what_is_one_letter_from_it_stay(name: str) -> None:
    assert proof(WRONG, RIGHT, "Aspirin", name).code == "protected"


def test_a_protected_name_keeps_its_capital() -> None:
    assert proof("rest helps now.", "Rest helps now.").allowed
    assert proof("rest helps now.", "Rest helps now.", "Rest").code == "protected"
    assert proof("aspirin helps now.", "Aspirin helps now.").code == "protected"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("A sore-occured rash.", "A sore-occurred rash.", "compound"),
        ("A rash/occured rash.", "A rash/occurred rash.", "compound"),
        ("It 5 occured again.", "It 5 occurred again.", "beside-figure"),
        ("It occured 5 times.", "It occurred 5 times.", "beside-figure"),
        ("It occured5 again.", "It occurred5 again.", "figures"),
        ("See It now.", "See it now.", "length"),
        ("See Xyrem now.", "See xyrem now.", "unknown-word"),
        ("Dance minutts now.", "Dance minuets now.", "listed"),
        ("Take romosozmab now.", "Take romosozumab now.", "medicine"),
        ("See https://e.org/ab,cd now.", "See https://e.org/ab, cd now.", "fixed"),
        ("Rest now.", "Rest now.)", "punctuation"),
        ("It OCCURED again.", "It OCCURRED again.", "capitals"),
        ("Occured again.", "Occurred again.", "capitals"),
        ("It occured again.", "It Occurred again.", "capitals"),
        ("It occured; occured.", "It occurred; occured.", "repeated"),
        ("It occured; occured.", "It occurred; occurred.", "repeated"),
        ("It occured in May.", "It occurred_in May.", "punctuation"),
        ("The homand is here.", "The homeland is here.", "distance"),
        ("Call themand wait.", "Call the demand wait.", "words"),
        ("The ringwormm is here.", "The ringworms is here.", "ends"),
        ("It is overweigt now.", "It is overweigth now.", "ends"),
        ("The shedhold is here.", "The sheshold is here.", "unknown-word"),
    ],
)
def test_what_a_correction_is_not(old: str, new: str, code: str) -> None:
    assert proof(old, new).code == code


def test_a_word_that_stays_wrong_in_another_block_is_a_word_of_its_own() -> None:
    source = Block("references", (("reference", "title: How pain occured"),))
    assert spelling_only([*lead(WRONG), source], [*lead(RIGHT), source], protected=()).code == "repeated"


def test_words_lose_no_space() -> None:
    assert proof("Advice givenis good.", "Advice givens good.").code == "joined"
    assert proof("Mind the homeand now.", "Mind the homeland now.").code == "joined"


def test_a_word_spelt_alike_in_two_blocks_is_no_slip() -> None:
    """A rare term that no list knows stands in a text about it more than once; a slip of the hand does not."""
    twice = [*lead("It is similiar."), cause(heading="A Similiar rash")]
    once = [*lead("It is similar."), cause(heading="A Similiar rash")]
    assert spelling_only(twice, once, protected=()).code == "repeated", "whatever its capital"
    assert spelling_only(twice[:1], once[:1], protected=()).allowed


@pytest.mark.parametrize(
    "before",
    [
        "",
        "- ",
        "Rest helps.\n\n",
        "Rest helps.\n- ",
        "- Rest\n- ",
        "Rest helps. ",
        "It hurts! ",
        "Does it hurt? ",
        'He said "rest." ',
    ],
)
def test_a_capital_comes_where_a_sentence_a_paragraph_or_an_entry_begins(before: str) -> None:
    assert proof(f"{before}turkey is fine.", f"{before}Turkey is fine.").allowed
    assert proof(f"{before}Turkey is fine.", f"{before}turkey is fine.").code == "capitals", "and never goes"


@pytest.mark.parametrize(
    "before",
    [
        "Take ",
        "Take one: ",
        "Rest; ",
        "Eat (",
        "Teas, e.g. ",
        "Ask Dr. ",
        "Tea vs. ",
        "Teas etc. ",
        "Wait... ",
        "Approx. ",
        "He is 5. ",
    ],
)
def test_anywhere_else_a_capital_neither_comes_nor_goes(before: str) -> None:
    for small, large in (("turkey", "Turkey"), ("calm", "Calm")):
        one, other = (f"{before}{word} is fine." for word in (small, large))
        assert not proof(one, other).allowed
        assert not proof(other, one).allowed


def test_many_corrections_are_a_new_wording() -> None:
    def text(word: str, times: int) -> str:
        return f"It ends. {f'{word} helps. ' * times}It ends."

    assert len(proof(text("rest", MOST), text("Rest", MOST)).corrections) == MOST
    assert proof(text("rest", MOST + 1), text("Rest", MOST + 1)).code == "too-many"


def test_new_quotes_everywhere_are_not_many_corrections() -> None:
    paragraphs = "\n\n".join(["A “dry” cough."] * (MOST * 2))
    assert len(proof(paragraphs.replace("“", '"').replace("”", '"'), paragraphs).corrections) == MOST * 2


def test_every_reason_is_a_sentence_that_can_be_filled_and_translated() -> None:
    for code, sentence in REASONS.items():
        assert str(sentence) % {"old": "a", "new": "b", "field": "c"}, code
    with translation.override("zh-hans"):
        assert proof("It may help.", "It must help.").reason


def test_a_reason_does_not_repeat_a_word_without_end() -> None:
    assert len(proof("a" * 5000, "b" * 5000).reason) < 300


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [
        ("the doctor looks at sore skin, and " * 5_600 + "it occured", None, True),
        ("a" * 200_000, "a" * 199_999 + "b", False),
        ("doctor " * 28_000, "docter " * 28_000, False),
        ("a" + " " * 200_000 + "b", "a b.", True),
        ("word, " * 32_000, "word " * 32_000, False),
        ('"' * 200_000, "“" * 200_000, True),
        ("](" * 80_000, "](" * 80_000 + " a", False),
    ],
    ids=["one slip", "one word", "every word", "spaces", "commas", "quotes", "brackets"],
)
def test_a_very_long_text_takes_seconds(old: str, new: str | None, allowed: bool) -> None:
    start = time.monotonic()
    found = proof(old, old.replace("occured", "occurred") if new is None else new)
    assert found.allowed == allowed
    assert time.monotonic() - start < 4


def test_no_sentence_grows_over_the_end_of_a_paragraph() -> None:
    two, one = "Stop the tablets.\n\nWhen it itches, come.", "Stop the tablets\n\nwhen it itches, come."
    assert not spelling_only(lead(two), lead(one), protected=()).allowed
    assert not spelling_only(lead(one), lead(two), protected=()).allowed
    assert spelling_only(lead(two.replace("tablets.", "tablets")), lead(two), protected=()).allowed
