"""Two contexts that would look different on a page are never taken for the same."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy, override

from articles.models import Article, LivePage
from articles.models.vocabulary import LifeStage
from doctors.models import Doctor
from healthqa.lib.paging import Page
from healthqa.lib.shown_values import values_of
from tests.texts import make_published
from tests.watching import queries_of


@dataclass(frozen=True)
class Part:
    name: str
    rows: tuple[int, ...]


SAME: list[tuple[Any, Any]] = [
    ({"a": [1, 2]}, {"a": (1, 2)}),
    (Part("x", (1,)), Part("x", (1,))),
    (LifeStage.ADULT, str(LifeStage.ADULT)),
]
DIFFERENT: list[tuple[Any, Any]] = [
    ("1", 1),
    (None, ""),
    (["ab"], ["a", "b"]),
    ({"a": 1}, {"b": 1}),
    ({"a": 1, "b": 2}, {"b": 2, "a": 1}),
    (Part("x", (1,)), Part("x", (2,))),
    (dt.date(2026, 1, 1), dt.date(2026, 1, 2)),
    (Page([], 1, False), Page([], 1, True)),
    (Page([], 1, False), Page([], 2, False)),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_shows_the_same_is_the_same(one: object, other: object) -> None:
    assert repr(values_of(one)) == repr(values_of(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_may_show_something_else_is_another(one: object, other: object) -> None:
    assert repr(values_of(one)) != repr(values_of(other))


def test_a_sentence_is_that_of_the_language() -> None:
    sentence = gettext_lazy("Search")
    with override("zh-hans"):
        chinese = values_of(sentence)
    assert chinese != values_of(sentence) == "Search"


@pytest.mark.parametrize("unknown", [object(), Part, iter([1]), {1, 2}, len, User])
def test_what_is_not_known_is_refused(unknown: object) -> None:
    with pytest.raises(TypeError, match="cannot be told"):
        values_of({"page": [unknown]})


def test_rows_are_told_with_what_was_read_beside_them(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin, "cold-feet")

    def cards() -> str:
        return repr(values_of({"answers": Article.objects.public().for_cards()}))

    def pages() -> str:
        return repr(values_of(list(Article.objects.public().for_page())))

    before = cards(), pages()
    assert (cards(), pages()) == before
    assert queries_of(cards) == 1
    LivePage.objects.update(question_text="Why are feet cold?")
    assert cards() != before[0]
    of_cards = cards()
    Doctor.objects.update(hospital="Another sample hospital")
    assert cards() == of_cards, "a card shows nothing of it"
    assert pages() != before[1]


def test_annotations_and_prefetched_rows_count(editor: User, dr_lin: Doctor) -> None:
    article = make_published(editor, dr_lin, "cold-feet")
    found = Article.objects.prefetch_related("references").get(pk=article.pk)
    before = repr(values_of(found))
    found.rank = 2  # type: ignore[attr-defined]
    assert repr(values_of(found)) != before
    assert "references" in before
