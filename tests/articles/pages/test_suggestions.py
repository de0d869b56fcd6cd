"""What the list under a search field is filled with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoDbBlocker

from articles import permissions, publishing
from articles.models import Article, Cause, Condition
from articles.search.results import Piece, Suggestion, Suggestions
from tests.articles.questions_sent import first_flags
from tests.people import make_doctor, make_user
from tests.standing import standing
from tests.texts import make_article, make_published
from tests.watching import everything, queries_of


def make_answers() -> None:
    editor, doctor = make_user("editor", permissions.EDITORS, staff=True), make_doctor("Crane Yunfei")
    live = make_published(editor, doctor, "leg-cramps")
    cramp = Condition.objects.create(name="Writer's cramp", slug="writers-cramp", synonyms="Mogigraphia\n书写痉挛")
    hidden = Condition.objects.create(name="Crab walk", slug="crab-walk")
    Cause.objects.filter(article=live, heading="Bone spurs").update(condition=cramp)
    draft = make_article(editor, make_doctor("Crabbe Hidden"), slug="crab-cramps")
    Cause.objects.filter(article=draft).update(condition=hidden)


@pytest.fixture(scope="module")
def _answers(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    yield from standing(django_db_blocker, make_answers)


@pytest.fixture
def _live(_answers: None, db: None) -> None:
    caches["lists"].clear()


def suggested(client: Client, text: str, prefix: str = "") -> dict[str, Any]:
    response = client.get(f"{prefix}/search/suggest/", {"q": text})
    assert response.status_code == 200
    found: dict[str, Any] = response.json()
    return found


def lines(found: dict[str, Any]) -> dict[str, list[str]]:
    return {
        group["name"]: ["".join(words for words, _mark in line["text"]) for line in group["lines"]]
        for group in found["groups"]
    }


@pytest.mark.usefixtures("_live")
def test_suggestions_come_in_groups_and_from_live_answers_only(client: Client) -> None:
    found = suggested(client, "Cra")
    assert lines(found) == {
        "Questions": ["What causes leg cramps?"],
        "Conditions": ["Writer's cramp"],
        "Doctors": ["Crane Yunfei"],
    }
    assert found["said"] == "3 suggestions"
    for group in found["groups"]:
        for line in group["lines"]:
            assert "cra" in "".join(words for words, mark in line["text"] if mark).lower(), line
            assert client.get(line["url"]).status_code == 200


@pytest.mark.usefixtures("_live")
def test_a_line_says_by_which_other_words_it_was_found_and_in_their_language(client: Client) -> None:
    for typed, why in (("mogi", {"lang": "en", "text": [["Mogi", 1], ["graphia", 0]]}),
                       ("书写", {"lang": "zh-hans", "text": [["书写", 1], ["痉挛", 0]]})):  # fmt: skip
        [group] = suggested(client, typed)["groups"]
        [line] = group["lines"]
        assert line == {"url": "/conditions/writers-cramp/", "lang": "en", "text": [["Writer's cramp", 0]], "why": why}
    assert not any(line["why"] for group in suggested(client, "cra")["groups"] for line in group["lines"])


@pytest.mark.usefixtures("_live")
@pytest.mark.parametrize("typed", ["I have chest pain cramp", "cramp want to die", "胸痛 cramp"])
@pytest.mark.parametrize(
    ("prefix", "sentence", "way"),
    [
        ("", "What you wrote can be an emergency", "Get help now"),
        ("/zh-hans", "您写的情况可能是急症", "请立即求助"),
    ],
)
def test_words_of_an_emergency_lead_to_the_card_and_to_nothing_else(
    client: Client, typed: str, prefix: str, sentence: str, way: str
) -> None:
    first_flags()
    caches["default"].clear()
    assert "Questions" in lines(suggested(client, "cramp"))
    found = suggested(client, typed, prefix)
    assert (found["said"], lines(found)) == (sentence, {sentence: [way]})
    [line] = found["groups"][0]["lines"]
    assert (line["lang"], line["why"]) == (prefix.strip("/") or "en", None)
    assert 'class="care emergency"' in client.get(line["url"]).content.decode()
    assert "cramp" not in repr(vars(caches["lists"])["_cache"].keys())


@pytest.mark.usefixtures("_live")
def test_what_is_withdrawn_is_suggested_no_more_at_once(client: Client) -> None:
    assert lines(suggested(client, "cramp"))["Questions"] == ["What causes leg cramps?"]
    live = Article.objects.public().get()
    publishing.withdraw(live, editor=make_user("second", permissions.EDITORS, staff=True), reason="It was wrong.")
    assert suggested(client, "cramp") == {"said": "No suggestions", "groups": []}


@pytest.mark.usefixtures("_live")
def test_what_was_asked_before_costs_one_look_at_the_state(client: Client) -> None:
    first = suggested(client, "Cramp")
    assert queries_of(lambda: client.get("/search/suggest/?q=cRAMP++")) == 1
    assert suggested(client, " cramp") == first


@pytest.mark.usefixtures("_live")
def test_nothing_typed_asks_nothing(client: Client) -> None:
    for text in ("", "  ", "\u202e"):
        assert queries_of(lambda text=text: suggested(client, text)) == 0


@pytest.mark.usefixtures("_live")
def test_whatever_is_typed_fills_no_memory_and_is_kept_nowhere(client: Client) -> None:
    caches["default"].clear()
    before = everything()
    for text in ("a private complaint", "private" * 300, "cramp private", "cramp"):
        suggested(client, text)
    kept = vars(caches["lists"])["_cache"]
    assert len(kept) == 1, "only what finds something is kept"
    assert "cramp" not in repr(list(kept)), "and not under its words"
    beside = set(vars(caches["default"])["_cache"])
    assert beside == {":1:red-flags"}, "where the limits on readers' forms are, the list of red flags alone"
    assert everything() == before


@pytest.mark.usefixtures("_live")
def test_a_list_is_kept_by_the_readers_browser_alone_and_not_for_long(client: Client) -> None:
    response = client.get("/search/suggest/?q=cramp")
    assert response.headers["Cache-Control"] == "private, max-age=30"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.headers["Content-Type"] == "application/json"
    assert not response.cookies
    assert "Vary" not in response.headers


def test_each_line_says_its_language_and_each_page_has_its_words(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, str]] = []

    def suggest(text: str, language: str) -> Suggestions:
        asked.append((text, language))
        both = Suggestion((Piece("小腿"),), "/a/"), Suggestion((Piece("leg", is_marked=True),), "/b/")
        return Suggestions(conditions=both)

    monkeypatch.setattr("articles.suggestion_list.suggest", suggest)
    caches["lists"].clear()
    for prefix, language, name in (("", "en", "Conditions"), ("/zh-hans", "zh-hans", "疾病")):
        [group] = suggested(client, "leg", prefix)["groups"]
        assert group["name"] == name
        assert [(line["lang"], line["text"]) for line in group["lines"]] == [
            ("zh-hans", [["小腿", 0]]),
            ("en", [["leg", 1]]),
        ]
        assert asked[-1] == ("leg", language)
