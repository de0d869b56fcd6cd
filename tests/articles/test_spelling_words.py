"""The parts of the proof: forms of typography, words that are never touched, the dictionary and how it is made."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from articles.diffing.words import LATERALITY, MODALS, NEGATIONS, NUMBER_WORDS, UNITS
from articles.spelling import danger, dictionary, listing
from articles.spelling.judging import nearby
from articles.spelling.typography import figures, fixed, plain

FOLDER = Path(danger.__file__).parent


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Rest\u00a0now", "Rest now."),
        ("‘Rest’ and “rest” now.", "'Rest' and \"rest\" now."),
        ("Rest - or \u2014 walk.", "Rest – or – walk."),
        ("Epstein‐Barr, Epstein\u2011Barr.", "Epstein-Barr, Epstein-Barr."),
        ("Rest , walk ; sleep : eat .", "Rest, walk; sleep: eat."),
        ("Rest,walk;sleep.", "Rest, walk; sleep."),
        ("Rest,, walk.", "Rest, walk."),
        ("cafe\u0301", "café."),
        ("- rest\n- walk.\n\nSleep", "- rest.\n- walk.\n\nSleep."),
        ("喝水， 休息；睡眠", "喝水,休息;睡眠"),
    ],
)
def test_typographic_forms_are_the_same(text: str, same: str) -> None:
    assert plain(text) == plain(same)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("Rest (now).", "Rest now."),
        ("Rest... now.", "Rest. now."),
        ("Rest…", "Rest."),
        ("Rest; walk.", "Rest, walk."),
        ("Rest—walk.", "Rest-walk."),
        ("well-known", "well known"),
        ("well-known", "well–known"),
        ("5 - 6", "5 – 6"),
        ("rest - 6", "rest – 6"),
        ("-rest", "rest"),
        ("rest, 5", "rest , 5"),
        ("5,6", "5, 6"),
        ("5..", "5."),
        ("H2O,water", "H2O, water"),
        ("N,N-diethyl", "N, N-diethyl"),
        ("rest\nwalk", "rest walk"),
        ("rest\n\nwalk", "rest\nwalk"),
        ("Call if\n- it hurts", "Call if.\n- it hurts"),
        (" - rest", "- rest"),
        ("喝水，休息", "喝水、休息"),
        ("喝水。", "喝水."),
        ("喝水", "喝水。"),
        ("喝 水", "喝水"),
        ("每3，4天", "每3,4天"),
        ("痛，3天", "痛,3天"),
        ("3，痛", "3,痛"),
        ("m²，痛", "m²,痛"),
        ("a，b", "a,b"),
        ("re\u00adst", "rest"),
        ("re\u200bst", "rest"),
        ("5′", "5'"),
    ],
)
def test_other_signs_are_not(text: str, other: str) -> None:
    assert plain(text) != plain(other)


def test_figures_stand_with_all_that_is_written_together_with_them() -> None:
    assert figures("Take (5–6) mg, >3.5% or ½; B12 2.") == ["(5–6)", ">3.5%", "½;", "B12", "2."]
    assert figures("每天3-4次，体温38.5度，一天三次") == ["3-4", "38.5"]
    assert figures("No figure.") == []


def test_addresses_and_short_forms_are_fixed() -> None:
    text = 'See [a](https://e.org "b c") or e.g. www.e.org, x@y, a\\*b, a < b. Rest.'
    assert fixed(text) == [
        *('](https://e.org "b c")', "[a](https://e.org", "e.g.", "www.e.org,"),
        *("x@y,", "a\\*b,", "<"),
    ]
    assert fixed("Rest. Then walk (slowly).") == []


def test_nearby_is_one_letter_or_two_changed_round() -> None:
    assert {"rst", "rets", "resst", "best", "wrest", "rests", "erst"} <= nearby("rest")
    assert not {"rest", "re", "tser", "resttt", "st"} & nearby("rest")
    assert nearby("") == set("abcdefghijklmnopqrstuvwxyz")


def test_every_list_of_dangerous_words_is_kept() -> None:
    assert NEGATIONS | UNITS | NUMBER_WORDS | MODALS | LATERALITY <= danger.LISTED
    assert {"shouldnt", "doesnt", "cant"} <= danger.LISTED
    assert not {"pain", "muscle", "doctor"} & danger.LISTED


@pytest.mark.parametrize("name", ["medicines.txt", "terms.txt"])
def test_lists_are_in_order_and_plain(name: str) -> None:
    words = (FOLDER / name).read_text("ascii").splitlines()
    assert words == sorted(set(words))
    assert all(word.isalpha() and word.islower() for word in words)
    assert len(words) > 700


@pytest.mark.parametrize(
    "word", ["losartan", "infliximab", "clarithromycin", "statins", "penicillin", "alteplase", "omeprazole"]
)
def test_names_of_medicines_are_recognised(word: str) -> None:
    assert danger.is_medicine_like(word) or word in danger.MEDICINES


@pytest.mark.parametrize("word", ["muscle", "separate", "occurred", "hospital", "swelling"])
def test_ordinary_words_are_no_medicines(word: str) -> None:
    assert not danger.is_medicine_like(word)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hyprtension", "hypertension"),
        ("hypertenson", "hypertension"),
        ("intrmuscular", "intramuscular"),
        ("ucommon", "uncommon"),
        ("anaema", "anaemia"),
        ("nephrits", "nephritis"),
        ("keratan", "keratin"),
        ("perscribed", "prescribed"),
        ("weightloss", "weightless"),
        ("epilepticus", "epileptics"),
    ],
)
def test_beginnings_and_endings_carry_meaning(old: str, new: str) -> None:
    assert not danger.same_affixes(old, new)
    assert not danger.same_affixes(new, old)


@pytest.mark.parametrize(
    ("old", "new"), [("seperate", "separate"), ("intestinl", "intestine"), ("unnecesary", "unnecessary")]
)
def test_a_slip_elsewhere_leaves_them(old: str, new: str) -> None:
    assert danger.same_affixes(old, new)


def test_the_dictionary_has_three_tiers() -> None:
    assert dictionary.is_everyday("muscle")
    assert dictionary.is_everyday("diarrhoea")
    assert dictionary.is_everyday("diarrhea")
    assert dictionary.is_known("muscle")
    assert not dictionary.is_everyday("peroneal")
    assert dictionary.is_known("peroneal")
    assert not dictionary.is_known("endovenous")
    assert dictionary.is_real("endovenous")
    assert dictionary.is_real("muscle")


@pytest.mark.parametrize("word", ["", "a", "occured", "seperate", "#", "muscle\n", "Muscle", "zzzzzz", "aaaaaaa", "痛"])
def test_what_is_no_word(word: str) -> None:
    assert not dictionary.is_real(word)


def test_the_search_finds_every_word_and_no_other() -> None:
    for tier, words in dictionary._tiers().items():
        listed = words.decode().splitlines()
        assert listed == sorted(set(listed)), tier
        assert len(listed) > 30_000
        for word in (*listed[:50], *listed[-50:], *listed[::5000]):
            assert dictionary._holds(tier, word)
            assert not dictionary._holds(tier, f"{word}zz")
            assert not dictionary._holds(tier, f"{word[:-1]}'")


def scowl(folder: Path) -> Path:
    lists = {
        "english-words.10": "pain\nPain's\npains\n",
        "british-words.60": "diarrh\u0153a\nna\xefve\nlabour\n".replace("\u0153", "oe"),
        "english-words.70": "obscure\npain\nox\n",
        "variant_1-words.10": "labor\n",
        "english-words.95": "endovenous\nobscure\nzax\n",
        "english-upper.50": "Graves\nAIDS\nPain\n",
        "english-proper-names.95": "Wermer\n",
    }
    for name, words in lists.items():
        (folder / name).write_text(words, "latin-1")
    return folder


def test_the_list_is_made_of_scowl(tmp_path: Path) -> None:
    made = {tier.partition("\n")[0]: tier.split()[1:] for tier in listing.listing(scowl(tmp_path)).split("# ")[1:]}
    assert made == {
        "everyday": ["diarrhoea", "labour", "naive", "pain", "pains"],
        "known": ["aids", "graves", "labor", "obscure", "ox"],
        "rare": ["endovenous", "wermer"],
    }


def test_the_shipped_list_is_what_is_read() -> None:
    text = gzip.decompress(dictionary.LIST.read_bytes()).decode("ascii")
    assert [line for line in text.splitlines() if line.startswith("#")] == [f"# {tier}" for tier in dictionary._tiers()]
    assert "SCOWL" in (FOLDER / "LICENCES.txt").read_text("utf-8")
