"""Whatever bytes come: an answer, soon, and never an error."""

from __future__ import annotations

from functools import partial

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.search import Asked, nearest_conditions, search, suggest
from articles.search.understanding import LONGEST_TEXT, MOST_THINGS, cleaned, understand
from doctors.models import Doctor
from tests.texts import make_published
from tests.watching import queries_of, within

pytestmark = pytest.mark.django_db

HOSTILE = {
    "3,000 characters": "cramps " * 430,
    "one word of 3,000 letters": "a" * 3000,
    "300 words": " ".join(f"word{number}" for number in range(300)),
    "300 known words": "leg cramps cause tired muscle " * 60,
    "only stop words": "what is the of and to a",
    "quotes": '"""\'\'“”„«»"leg "cramps" "\'',
    "signs of a query": "%_*:^ leg* cramp:* ^leg NEAR(leg cramps, 2) -leg +cramps leg & | ! <-> (cramps",
    "signs of SQL": "'; DROP TABLE articles_article; -- \\'",
    "NUL": "leg\0cramps\0",
    "lone surrogates": "leg \ud800 cramps \udfff",
    "right-to-left marks": "\u202eleg\u200f cramps\u2066",
    "letters of many parts": "ﷺ ⑴ ½ ﬁ ㎏ ǅ ẛ̣ İ ı",
    "marks without a letter": "\u0301\u0302\u0303 e\u0301\u0301\u0301",
    "every script": "ไทย हिन्दी العربية עברית ελληνικά кашель かな 한국어 𠀀𠀁",
    "signs only": "??!!..,,;;",
    "spaces only": " \t\n\u3000\u00a0",
    "three thousand Chinese letters": "抽筋" * 1500,
    "operators": "AND OR NOT leg AND cramps",
    "JSON": '{"q": ["leg", {"$gt": ""}]}',
}


@pytest.fixture
def live(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "leg-cramps")


def test_no_text_breaks_a_search_or_takes_long(live: None) -> None:
    for name, text in HOSTILE.items():
        for language in ("en", "\0"):
            with within(5):
                assert search(Asked(text, language, page=10**18)).hits == (), name
                suggest(text, language)
                nearest_conditions(text, language)


def test_signs_of_the_engines_are_no_signs(live: None) -> None:
    for name in ("NUL", "lone surrogates", "right-to-left marks"):
        assert search(Asked(HOSTILE[name], "en")).total == 1, name
    assert search(Asked("leg* cramp:*", "en")).total == 1
    for text in ("cram* NOT", "articles_article", "_leg", "%"):
        assert search(Asked(text, "en", exactly=True)).total == (text == "_leg"), text


def test_work_is_bounded_whatever_is_typed(live: None) -> None:
    for text in HOSTILE.values():
        assert queries_of(partial(search, Asked(text, "en"))) <= 40, text
        assert queries_of(partial(suggest, text, "en")) <= 25, text
        question = understand(cleaned(text), "en")
        assert len(question.text) <= LONGEST_TEXT
        assert len(question.things) <= MOST_THINGS


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_is_answered(live: None, text: str) -> None:
    search(Asked(text, "en"))
    suggest(text, "zh-hans")
    nearest_conditions(text, "en")
