"""How an engine looks, and that it finds the same however it does."""

from __future__ import annotations

from itertools import product

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import permissions, publishing
from articles.models import Article, SearchEntry
from articles.search import engine
from articles.search.asked_words import Counted, Span, Thing, any_of, at_most
from articles.search.entries import place_of
from tests.articles.search.world import publish
from tests.people import make_doctor, make_user

pytestmark = pytest.mark.django_db

#: Only every third question is about cramps.
PLACES = (
    "beds",
    "cars",
    "forests in autumn",
    "gardens",
    "kitchens",
    "meadows in late spring",
    "pools",
    "tents",
    "trains",
)
QUESTIONS = [f"Why do {'yawns' if number % 3 else 'cramps'} come in {place}?" for number, place in enumerate(PLACES)]


def thing(*ways: str, answers: int = 1) -> Thing:
    return Thing(tuple((way,) for way in ways), Span(0, 0), answers)


@pytest.fixture
def _answers(db: None) -> None:
    editor, doctor = make_user("editor", permissions.EDITORS, staff=True), make_doctor("Lin Yunfei")
    for number, text in enumerate(QUESTIONS):
        publish(editor, doctor, f"answer-{number}", text)


def look(at_most: int, **more: bool) -> engine.Look:
    query = any_of([[thing("cramp")]], in_head=True)
    return engine.Look(query, "en", at_most=at_most, total=len(QUESTIONS), **more)


@pytest.mark.usefixtures("_answers")
def test_entries_looked_at_in_parts_give_what_all_at_once_give(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = engine.matches(look(0), most=100)
    assert [match.place for match in whole] == sorted(match.place for match in whole)
    assert len(whole) == 3
    monkeypatch.setattr(engine, "_FEW", 0)
    monkeypatch.setattr(engine, "_LEAST", 1)
    monkeypatch.setattr(engine, "_MAYBE_ALL", 1)
    ways: tuple[dict[str, bool], ...] = ({}, {"has_figures": True}, {"has_figures": True, "is_counted": True})
    for spare, peek, more in product((0.0, 0.3, 1.25, 5.0), (1, 2, 3, 9), ways):
        monkeypatch.setattr(engine, "_SPARE", spare)
        monkeypatch.setattr(engine, "_PEEK", peek)
        for most, number in product((1, 2, 3, 4), (1, 3, 9)):
            found = engine.matches(look(number, **more), most=most)
            assert found == whole[:most], (spare, peek, more, most, number)


@pytest.mark.usefixtures("_answers")
def test_where_many_may_fit_postgresql_is_not_asked_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_FEW", 1)
    monkeypatch.setattr(engine, "_LEAST", 1)
    monkeypatch.setattr(engine, "_SPARE", 1)
    last = SearchEntry.objects.order_by("place").values_list("place", flat=True)[2]
    with CaptureQueriesContext(connection) as queries:
        found = engine.matches(look(9), most=3)
    asked = [query["sql"] for query in queries if "vector" in query["sql"]]
    if connection.vendor == "postgresql":
        assert f"e.place <= {last}" in asked[0], "as many entries as hold three where all fit"
    assert len(found) == 3


def test_where_matches_lie_is_told_by_some_of_them() -> None:
    def match(words: int, edition: int) -> engine.Match:
        return engine.Match(place_of(edition, words), edition, None, "adult", "causes", 1, True)

    # Of the 100 oldest editions every tenth fits: half of them with five words in the question, half with seven.
    some = sorted(match(5 if edition % 20 else 7, edition) for edition in range(10, 101, 10))
    assert engine._end_of(25, some, newest=1_000) == place_of(500, 5)
    assert engine._end_of(60, some, newest=1_000) == place_of(200, 7)
    assert engine._end_of(90, some, newest=1_000) is None, "that is most of what fits"


@pytest.mark.usefixtures("_answers")
def test_a_head_is_read_while_its_answer_is_live() -> None:
    entry = SearchEntry.objects.order_by("place").first()
    assert entry is not None
    assert engine.heads_of([entry.place]) == {entry.place: entry.head}
    assert engine.heads_of([]) == {}
    editor, edition = User.objects.get(username="editor"), Article.objects.get(pk=entry.page_id)
    publishing.withdraw(edition, editor=editor, reason="Wrong.")
    SearchEntry.objects.bulk_create([entry])  # left behind, as no verb would
    assert engine.heads_of([entry.place]) == {}
    entry.delete()  # or the database would find out at the end


def test_figures_may_be_in_every_answer() -> None:
    rare, common, figure = thing("zebra", answers=2), thing("pain", answers=80), thing("7")
    assert at_most([[rare, common]], 100) == 2
    assert at_most([[rare, common], [common]], 100) == 82
    assert at_most([[common], [common]], 100) == 100
    assert at_most([[figure]], 100) == 100
    assert at_most([[figure, rare]], 100) == 2


def test_in_heads_at_most_so_many_have_it() -> None:
    counts = {"zebra": Counted(2, 9), "pain": Counted(40, 70), "ache": Counted(0, 5)}
    rare, either = thing("zebra", answers=11), thing("pain", "ache", answers=80)
    assert at_most([[rare, either]], 100, heads_by=counts) == 2
    assert at_most([[either]], 100, heads_by=counts) == 40
    assert at_most([[thing("7")]], 100, heads_by=counts) == 100
    assert at_most([[thing("unknown", answers=6)]], 100, heads_by=counts) == 6


def test_a_word_is_not_looked_for_where_no_answer_has_it() -> None:
    counts = {"head": Counted(1, 0), "text": Counted(0, 1), "both": Counted(1, 1), "gone": Counted()}

    def anywhere(*ways: str) -> str:
        return any_of([[thing(*ways)]], in_head=False, counts=counts)

    assert anywhere("head") == "((('_head')))"
    assert anywhere("text") == "((('text')))"
    assert anywhere("both", "gone") == "(((('both' | '_both'))))"
    assert anywhere("unknown") == "(((('unknown' | '_unknown'))))"
    assert any_of([[thing("text", "both")]], in_head=True, counts=counts) == "((('_both')))"
    assert any_of([[thing("text")]], in_head=True, counts=counts) == "((('_text')))", "a query is never empty"


def test_what_combinations_begin_with_is_said_once() -> None:
    one, other, third = thing("a"), thing("b"), thing("c", "d")
    assert any_of([[one, other], [one, third], [other, third]], in_head=True) == (
        "(((('_a')) & ((('_b')) | (('_c') | ('_d')))) | ((('_b')) & ((('_c') | ('_d')))))"
    )
