"""What an answer explains, read from its question alone: a plain phrase of it, the whole question, or nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.subjects import subject_of


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("What causes leg cramps?", "leg cramps"),
        ("What causes leg cramps in pregnancy?", "leg cramps in pregnancy"),
        ("what  commonly causes a racing heart at rest ?", "racing heart at rest"),
        ("What are the most common causes of ear pressure when flying?", "ear pressure when flying"),
        ("What are the reasons for lower back pain in middle-aged women?", "lower back pain in middle-aged women"),
        ("Causes of night sweats", "night sweats"),
        ("夜里小腿抽筋是什么原因？", "夜里小腿抽筋"),
        ("老年人便秘有哪些原因？", "老年人便秘"),
        ("引起嘴唇干裂的原因有哪些？", "嘴唇干裂"),
        ("手脚冰凉的常见原因是什么", "手脚冰凉"),
        ("眼皮跳是怎么回事？", "眼皮跳"),
    ],
)
def test_a_plain_phrase_after_the_opening_is_the_subject(question: str, subject: str) -> None:
    assert subject_of(question) == subject


@pytest.mark.parametrize(
    "question",
    [
        "Why does my baby have fewer wet nappies?",
        "Why do men over fifty pass urine at night?",
        "Why do I see floaters and flashes of light?",
        "Why does stress make my chest feel tight?",
        "What causes my leg to cramp?",
        "What causes cramps, and are they dangerous?",
        "What causes cramps and how long do they last?",
        "What causes dizziness when I stand up?",
        "What makes knees crack?",
        "为什么凌晨容易醒？",
        "我头晕是什么原因？",
        "吃药以后，头晕是什么原因？",
    ],
)
def test_where_the_rest_is_a_clause_the_question_itself_is_said(question: str) -> None:
    assert subject_of(question) == question


@pytest.mark.parametrize(
    "question",
    [
        "Does toothpaste heal spots on the skin?",
        "Do leg cramps always mean low calcium?",
        "Is it normal for a newborn to sneeze a lot?",
        "How to care for a sprained ankle at home?",
        "Which foods are rich in calcium?",
        "Leg cramps",
        "What causes?",
        "孕妇吃什么补钙？",
        "发烧怎么办？",
        "",
        "???",
    ],
)
def test_what_asks_for_no_causes_has_no_subject(question: str) -> None:
    assert subject_of(question) == ""


@given(st.text(max_size=300))
def test_a_subject_is_always_a_part_of_the_question(question: str) -> None:
    assert subject_of(question) in question


def test_a_long_question_takes_no_time() -> None:
    began = time.perf_counter()
    for part in ("What causes a the ", "cause of ", "引起原因是", "的原因"):
        subject_of(part * 3_000)
    assert time.perf_counter() - began < 1
