"""What counts as the words on a page is what is said, not how a release cuts it: no upgrade alarms a doctor."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import summaries, words_told
from articles.models import Article, BylineJournal, BylineSnapshot, LivePage
from doctors.models import Doctor
from tests.articles.guarding import Scene
from tests.signed_rows import sql

ENGLISH = (
    "They are **mostly** harmless, says [the guide](https://example.org/a), and pass. Some need a doctor; few stay.\n\n"
    "Look out for:\n\n- pain that lasts, or comes back\n- the doctors’ “red flags”, such as fever\n\nNo more counts."
)
CHINESE = (
    "小腿抽筋大多无害。“少数”需要看医生，例如 2 周后仍疼痛；多喝水。\n\n- 疼痛持续\n- 发烧 38 度\n\n其余不必担心。"
)


def page(text: str, *, words: int = 60, card: int = 36, mark: str = ", ") -> LivePage:
    short, rest = summaries.split_short(text, words)
    byline = {"name": "Dr. Lin", "title": "Head, Surgery", "credentials": "MD"}
    content = {"short_answer": short, "introduction_rest": rest, "byline": byline, "sections": [], "digest": "d"}
    summary = summaries.summary(text, card)
    return LivePage(content=content, summary=summary, byline=mark.join(["Dr. Lin", "Head, Surgery"]), digest="d")


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["English", "Chinese"])
def test_the_same_words_cut_and_marked_otherwise_are_the_same(text: str) -> None:
    told = words_told.words_of(page(text))
    short = set()
    for limit in range(1, summaries.word_count(text) + 2):
        other = page(text, words=limit, card=limit, mark="，")
        short.add(other.content["short_answer"])
        assert words_told.words_of(other) == told, other.content
    assert len(short) > 5


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["English", "Chinese"])
def test_any_other_word_is_another(text: str) -> None:
    told = {words_told.words_of(page(text))}
    for place in range(len(text)):
        if not text[place].isspace():
            told.add(words_told.words_of(page(text[:place] + "Ω" + text[place + 1 :])))
    assert len(told) == 1 + sum(not sign.isspace() for sign in text)
    for name, value in (("summary", "Buy this."), ("summary", ""), ("byline", "Dr. Lin"), ("byline", "Dr. Lin，Head")):
        forged = page(text)
        setattr(forged, name, value)
        told.add(words_told.words_of(forged))
    for change in ({"short_answer": ["They"]}, {"introduction_rest": None}):
        forged = page(text)
        forged.content |= change
        told.add(words_told.words_of(forged))
    assert len(told) == 7 + sum(not sign.isspace() for sign in text)


@pytest.fixture
def scene(editor: User, chief: User, dr_lin: Doctor, client: Client) -> Scene:
    return Scene(editor, chief, dr_lin, client)


@pytest.mark.django_db
def test_a_release_that_cuts_elsewhere_and_uses_another_comma_alarms_nobody(scene: Scene) -> None:
    text = scene.page.content["short_answer"]
    assert scene.page.content["introduction_rest"] == ""
    first, _gap, rest = text.partition(" Some")
    scene.on_page(short_answer=first, introduction_rest=f"Some{rest}")
    sql(
        "UPDATE articles_livepage SET summary = %s, byline = %s", "They are …", scene.page.byline.replace(", ", "，", 1)
    )
    assert BylineJournal.objects.exists()
    assert scene.tomorrow() == ""


@pytest.mark.django_db
@pytest.mark.parametrize("is_forged", [False, True])
def test_what_an_earlier_release_kept_of_the_words_alarms_nobody_and_hides_nothing(
    scene: Scene, is_forged: bool
) -> None:
    snapshot = BylineSnapshot.objects.get()
    before = hashlib.sha256(b"as an earlier release read it").hexdigest()
    BylineSnapshot.objects.update(shown=snapshot.shown | {"words": before})
    if is_forged:
        content = json.dumps(scene.page.content).replace("Tired muscles cramp.", "Buy this.")
        sql("UPDATE articles_livepage SET content = %s", content)
    text = scene.tomorrow()
    assert ("The words on the page changed without a new edition." in text) == is_forged
    assert bool(text) == is_forged
    assert words_told.is_comparable(BylineSnapshot.objects.get().shown["words"])
    assert Article.objects.count() == 1
