"""Word differences say what happened in runs a person can read, and call out what must not be overlooked."""

from __future__ import annotations

import pytest

from articles.diffing import Alert, Op, Piece, words
from articles.diffing.alerts import Medicines
from articles.diffing.aligning import Budget
from articles.diffing.tokens import sentences_of, tokens_of, word_count
from articles.diffing.wording import pieces_of

_MEDICINES = frozenset({"Aspirin", "Ibuprofen", "Vitamin B12", "co-codamol", "阿司匹林", "布洛芬"})
_NOTHING: frozenset[Alert] = frozenset()


def _pieces(old: str, new: str) -> tuple[Piece, ...]:
    return pieces_of(old, new, Medicines(_MEDICINES), Budget())


def _shown(old: str, new: str) -> str:
    """The pieces as one line: [-removed-] and {+added+}."""
    marks = {Op.SAME: "{}", Op.REMOVED: "[-{}-]", Op.ADDED: "{{+{}+}}"}
    return "".join(marks[piece.op].format(piece.text) for piece in _pieces(old, new))


def _alerts(old: str, new: str) -> frozenset[Alert]:
    return frozenset().union(*(piece.alerts for piece in _pieces(old, new)))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Take 1.5 mg now", ["Take", " ", "1.5 mg", " ", "now"]),
        ("3.9–6.0 mmol/L", ["3.9–6.0 mmol/L"]),
        ("1–2 days, not 1-2 weeks", ["1–2 days", ",", " ", "not", " ", "1-2 weeks"]),
        ("≥5%", ["≥", "5%"]),
        ("1,000 IU", ["1,000 IU"]),
        ("120/80 mmHg", ["120/80 mmHg"]),
        ("10 mg/kg/day", ["10 mg/kg/day"]),
        ("−5 °C", ["−5 °C"]),
        ("at 10:30", ["at", " ", "10:30"]),
        ("2026-05-12", ["2026-05-12"]),
        ("10⁹/L", ["10⁹/L"]),
        ("½ tablet", ["½ tablet"]),
        ("don't, co-codamol", ["don't", ",", " ", "co-codamol"]),
        ("5 mangoes", ["5", " ", "mangoes"]),
        ("B12", ["B12"]),
        ("每天5毫克", ["每", "天", "5毫克"]),
        ("十二片，三个月", ["十二片", "，", "三个月"]),
        ("5～10毫克", ["5～10毫克"]),
    ],
)
def test_words_and_numbers_with_their_units_are_kept_whole(text: str, tokens: list[str]) -> None:
    assert tokens_of(text) == tokens


def test_sentences_end_at_signs_and_lines() -> None:
    assert sentences_of("One. Two 1.5 mg! 三。四？\n- a\n- b") == [
        "One. ",
        "Two 1.5 mg! ",
        "三。",
        "四？\n",
        "- a\n",
        "- b",
    ]


def test_words_are_counted_as_they_are_read() -> None:
    assert word_count("Take 1.5 mg of well-known 药。") == 6


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("It may help.", "It may not help.", "It may {+not +}help."),
        ("Take 5 mg daily.", "Take 50 mg daily.", "Take [-5 mg-]{+50 mg+} daily."),
        ("may cause", "must cause", "[-may-]{+must+} cause"),
        ("Rest, eat, sleep.", "Walk, run, sleep.", "[-Rest, eat-]{+Walk, run+}, sleep."),
        ("One. Two. Three.", "One. Three.", "One. [-Two. -]Three."),
        ("A.\n\nB.", "A.\n\nB.\n\nC.", "A.\n\nB.{+\n\nC.+}"),
        ("- Rest\n- Sleep", "- Drink\n- Sleep well", "- [-Rest-]{+Drink+}\n- Sleep{+ well+}"),
        ("- Salt\n- Tea", "- Fat\n- Milk", "- [-Salt-]{+Fat+}\n- [-Tea-]{+Milk+}"),
        ("必须立即就医", "必须就医", "必须[-立即-]就医"),
        ("猫的窝", "狗的家", "[-猫的窝-]{+狗的家+}"),
        ("每天服用5毫克。", "每天服用50毫克。", "每天服用[-5毫克-]{+50毫克+}。"),
    ],
)
def test_changes_are_shown_as_a_person_would_mark_them(old: str, new: str, shown: str) -> None:
    assert _shown(old, new) == shown


def test_a_rewritten_sentence_is_replaced_whole_not_shredded() -> None:
    old = "Eating too much salt makes the body hold water."
    new = "When people eat a lot of salty food, their ankles swell the next day."
    assert [piece.op for piece in _pieces(old, new)] == [Op.REMOVED, Op.ADDED]


def test_a_single_character_between_two_changes_does_not_stand_alone() -> None:
    assert _shown("必须立即去", "应该立刻走") == "[-必须立即去-]{+应该立刻走+}"


def test_a_sentence_that_stayed_between_two_rewritten_ones_is_the_same() -> None:
    old = "Eating too much salt makes the body hold water. Rest helps. Many people with it feel tired in the morning."
    new = "When ankles swell, a salty diet is often why. Rest helps. Tiredness at the start of a day comes along."
    assert [piece.text for piece in _pieces(old, new) if piece.op is Op.SAME] == []
    old, new = old.replace("Rest helps", "Rest helps the heart"), new.replace("Rest helps", "Rest helps the heart")
    assert "Rest helps the heart. " in [piece.text for piece in _pieces(old, new) if piece.op is Op.SAME]


def test_a_sentence_put_in_between_is_added_whole() -> None:
    old = "Sleep helps the heart to rest at night. Coffee keeps people awake."
    new = "Sleep helps the old heart to rest at night. Water does no harm. Coffee keeps most people awake."
    assert _shown(old, new) == (
        "Sleep helps the {+old +}heart to rest at night. {+Water does no harm. +}Coffee keeps {+most +}people awake."
    )


def test_a_split_sentence_keeps_its_words() -> None:
    old, new = "Rest in bed all day, drink warm water often.", "Rest in bed all day. Drink warm water often."
    assert _shown(old, new) == "Rest in bed all day[-, drink-]{+. Drink+} warm water often."


@pytest.mark.parametrize(
    ("old", "new", "alerts"),
    [
        ("5 mg", "50 mg", {Alert.NUMBER}),
        ("5 mg", "5 µg", {Alert.UNIT}),
        ("5 mg", "5 mcg", {Alert.UNIT}),
        ("5 mg", "5", {Alert.UNIT}),
        ("1 day", "2 days", {Alert.NUMBER}),
        ("2 days", "2 weeks", {Alert.UNIT}),
        ("once daily", "twice weekly", {Alert.NUMBER, Alert.UNIT}),
        ("two cups", "three cups", {Alert.NUMBER}),
        ("half a cup", "a cup", {Alert.NUMBER}),
        ("≥5", "5", {Alert.NUMBER}),
        ("−5 °C", "5 °C", {Alert.NUMBER}),
        ("10⁹/L", "10⁸/L", {Alert.NUMBER}),
        ("10⁹/L", "109/L", {Alert.NUMBER}),
        ("1½ cups", "½ cups", {Alert.NUMBER}),
        ("1½ cups", "11/2 cups", {Alert.NUMBER}),
        ("B6", "B9", {Alert.NUMBER}),
        ("may help", "may not help", {Alert.NEGATION}),
        ("with food", "without food", {Alert.NEGATION}),
        ("smokers", "non-smokers", {Alert.NEGATION}),
        ("a stable pain", "an unstable pain", {Alert.NEGATION}),
        ("a complete cure", "an incomplete cure", {Alert.NEGATION}),
        ("a curable pain", "an incurable pain", {Alert.NEGATION}),
        ("You can drive", "You can't drive", {Alert.NEGATION}),
        ("may", "must", {Alert.MODAL}),
        ("rarely hurts", "always hurts", {Alert.MODAL}),
        ("left arm", "right arm", {Alert.LATERALITY}),
        ("left arm and right leg", "right arm and left leg", {Alert.LATERALITY}),
        ("right-sided", "left-sided", {Alert.LATERALITY}),
        ("Try aspirin", "Try ibuprofen", {Alert.MEDICINE}),
        ("Vitamin B12", "Vitamin B6", {Alert.MEDICINE, Alert.NUMBER}),
        ("co-codamol", "water", {Alert.MEDICINE}),
        ("5毫克", "50毫克", {Alert.NUMBER}),
        ("5毫克", "5微克", {Alert.UNIT}),
        ("三天", "四天", {Alert.NUMBER}),
        ("每天", "每周", {Alert.UNIT}),
        ("半片", "一片", {Alert.NUMBER}),
        ("可以停药", "不可以停药", {Alert.NEGATION}),
        ("有发热", "没有发热", {Alert.NEGATION}),
        ("饮酒", "禁饮酒", {Alert.NEGATION}),
        ("可能", "必须", {Alert.MODAL}),
        ("左手", "右手", {Alert.LATERALITY}),
        ("双侧疼痛", "右侧疼痛", {Alert.LATERALITY}),
        ("服用阿司匹林", "服用布洛芬", {Alert.MEDICINE}),
    ],
)
def test_what_changes_the_advice_is_called_out(old: str, new: str, alerts: set[Alert]) -> None:
    assert _alerts(old, new) == alerts
    assert _alerts(new, old) == alerts


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Take care", "take care"),
        ("MAY", "may"),
        ("don't", "don’t"),
        ("don't", "do not"),
        ("1–2 days", "1-2 days"),
        ("5mg", "5 mg"),
        ("5 µg", "5 μg"),
        ("1,000 mg", "1000 mg"),
        ("two", "2"),
        ("三天", "3天"),
        ("十二片", "12片"),
        ("aspirin", "Aspirin"),
        ("the centre", "the center"),
        ("right away", "quickly"),
        ("12 May", "12 June"),
        ("left untreated", "seen late"),
        ("十分痛", "很痛"),
        ("一些人", "有些人"),
        ("不过", "但"),
        ("不同", "别样"),
        ("药物反应", "药物作用"),
        ("走5天左右", "走约5天"),
        ("有失禁", "有尿床"),
    ],
)
def test_what_only_looks_different_is_not_called_out(old: str, new: str) -> None:
    assert _alerts(old, new) == _NOTHING


def test_an_alert_stands_on_the_piece_that_brings_or_takes_it() -> None:
    pieces = {piece.op: piece.alerts for piece in _pieces("Take 5 mg.", "Take a little.")}
    assert pieces == {Op.SAME: _NOTHING, Op.REMOVED: {Alert.NUMBER, Alert.UNIT}, Op.ADDED: _NOTHING}


def test_the_plural_of_a_medicine_is_the_same_medicine() -> None:
    assert _alerts("an aspirin", "the aspirins") == _NOTHING


@pytest.mark.parametrize("listed", ["NEGATIONS", "UNITS", "NUMBER_WORDS", "MODALS", "LATERALITY"])
def test_listed_words_are_written_as_they_are_compared(listed: str) -> None:
    found = getattr(words, listed)
    assert isinstance(found, frozenset)
    assert all(word == words.normal(word) and word.strip() for word in found)
