"""What an answer explains, read from its question alone: a run of its words without the opening, or nothing."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.subjects import subject_of
from healthqa.environment import BASE_DIR


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
    ("question", "subject"),
    [
        ("Why do my knees crack when I bend them?", "knees crack when I bend them"),
        ("Why does my baby have fewer wet nappies?", "baby have fewer wet nappies"),
        ("Why do men over fifty pass urine at night?", "men over fifty pass urine at night"),
        ("Why do I keep getting mouth ulcers?", "mouth ulcers"),
        ("Why does stress make my chest feel tight?", "stress make my chest feel tight"),
        ("What causes my leg to cramp?", "leg to cramp"),
        ("What causes cramps, and are they dangerous?", "cramps"),
        ("What causes cramps and how long do they last?", "cramps"),
        ("What causes ulcers? And what helps?", "ulcers"),
        ("What causes dizziness when I stand up?", "dizziness when I stand up"),
        ("What makes knees crack?", "knees crack"),
        ("Why can’t I sleep?", "can’t I sleep"),  # never the opposite of what is asked
        ("Why don't my cuts heal?", "don't my cuts heal"),
        ("为什么凌晨容易醒？", "凌晨容易醒"),
        ("为什么伏案工作以后脖子酸痛？", "伏案工作以后脖子酸痛"),
        ("我为什么总是头痛？", "头痛"),
        ("什么原因导致头痛？", "头痛"),
        ("我头晕是什么原因？", "头晕"),
        ("吃药以后，头晕是什么原因？", "吃药以后，头晕"),
        ("头痛的原因有哪些，怎么办？", "头痛"),
    ],
)
def test_of_a_clause_the_opening_and_another_question_are_left_out(question: str, subject: str) -> None:
    assert subject_of(question) == subject


def test_no_sample_explains_a_whole_question() -> None:
    folder = BASE_DIR / "articles" / "samples"
    kinds = json.loads((folder / "samples.json").read_text("utf-8"))["kinds"]
    seen = 0
    for stem in (stem for stem, kind in kinds.items() if kind == "causes"):
        question = (folder / f"{stem}.txt").read_text("utf-8").splitlines()[0]
        subject = subject_of(question)
        assert len(subject) > 3, question
        assert subject in question.rstrip("?？")
        assert not re.match(r"(?i)(why|what|how|do|does|is|are|my|i)\b|.*(为什么|什么|怎么)", subject), subject
        seen += 1
    assert seen > 30


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
    for part in ("What causes a the ", "cause of ", "引起原因是", "的原因", "Why my ", "why, and how ", "为什么总是，"):
        subject_of(part * 3_000)
    assert time.perf_counter() - began < 1
