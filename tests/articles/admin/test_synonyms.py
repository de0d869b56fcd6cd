"""Editors own the synonyms of the search; nobody else."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client

from articles.admin.synonyms import SearchSynonymAdmin
from articles.models import Event, SearchSynonym
from articles.search import Asked, search
from doctors.models import Doctor
from tests.articles.admin.forms import change_url
from tests.texts import make_published

pytestmark = pytest.mark.django_db

FIRST = import_module("articles.migrations.0028_first_synonyms")

ADD = "/admin/articles/searchsynonym/add/"


@pytest.fixture(autouse=True)
def _none_yet(db: None) -> None:
    SearchSynonym.objects.all().delete()


def test_an_editor_adds_a_synonym_and_readers_find_by_it(editor: User, dr_lin: Doctor, client: Client) -> None:
    make_published(editor, dr_lin, "leg-cramps")
    client.force_login(editor)
    form = {"words": "charley horse", "meaning": "leg cramp", "language": "en"}
    refused = client.post(ADD, {**form, "meaning": "the of"})
    assert "Nobody searches for these words alone" in refused.content.decode()
    refused = client.post(ADD, {**form, "words": "Leg cramps"})
    assert "for the same words already" in refused.content.decode()
    assert not SearchSynonym.objects.exists()
    assert client.post(ADD, form).status_code == 302
    assert [hit.slug for hit in search(Asked("charley horse", "en")).hits] == ["leg-cramps"]
    assert "already" in client.post(ADD, form).content.decode()
    key = SearchSynonym.objects.get().pk
    assert client.post(f"/admin/articles/searchsynonym/{key}/delete/", {"post": "yes"}).status_code == 302
    assert search(Asked("charley horse", "en")).total == 0


@pytest.mark.parametrize(
    ("words", "meaning", "language", "code"),
    [
        ("w w w w", "cough", "en", "repeated"),
        ("pain", "ache aches", "en", "repeated"),
        ("pain pain", "pain", "en", "repeated"),
        ("leg cramp", "cramps of the leg", "en", "same-words"),
        ("痛痛痛痛", "疼", "zh-hans", "repeated"),
        ("头痛 头痛", "偏头疼", "zh-hans", "repeated"),
        ("妈妈", "母亲", "zh-hans", ""),
        ("两高", "高血压 高血糖", "zh-hans", ""),
        ("pins and needles", "tingling", "en", ""),
    ],
)
def test_words_that_repeat_or_mean_themselves_are_refused(words: str, meaning: str, language: str, code: str) -> None:
    form = SearchSynonymAdmin(SearchSynonym, site).get_form(HttpRequest())(
        {"words": words, "meaning": meaning, "language": language}
    )
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    assert (codes >= {code}) if code else not codes


def test_each_change_is_written_down(editor: User, client: Client) -> None:
    client.force_login(editor)
    form = {"words": "charley horse", "meaning": "leg cramp", "language": "en"}
    client.post(ADD, form)
    first = SearchSynonym.objects.get()
    client.post(change_url(first), form)
    client.post(change_url(first), form | {"meaning": "muscle cramp"})
    client.post(f"/admin/articles/searchsynonym/{first.pk}/delete/", {"post": "yes"})
    second = SearchSynonym.objects.create(words="tummy", meaning="belly")
    chosen = {"action": "delete_selected", "_selected_action": [second.pk], "post": "yes"}
    assert client.post("/admin/articles/searchsynonym/", chosen).status_code == 302
    assert not SearchSynonym.objects.exists()
    events = Event.objects.filter(verb="synonym_changed").order_by("pk")
    assert [(event.detail["synonym"], event.detail["name"], event.detail["fields"]) for event in events] == [
        (first.pk, "charley horse = leg cramp", ["meaning", "words"]),
        (first.pk, "charley horse = muscle cramp", ["meaning"]),
        (first.pk, "charley horse = muscle cramp", ["deleted"]),
        (second.pk, "tummy = belly", ["deleted"]),
    ]
    assert {(event.actor, event.detail["language"]) for event in events} == {(editor, "en")}


def test_who_gives_a_common_word_a_meaning_is_told(editor: User, dr_lin: Doctor, client: Client) -> None:
    for number, part in enumerate(("arm", "back", "calf", "ear", "foot", "hand", "knee", "neck", "shin", "toe")):
        word = "okapi" if number == 0 else "zebra"
        more = "quagga" if number < 2 else ""
        make_published(editor, dr_lin, f"q-{number}", question_text=f"Why does the {part} {word} {more} hurt?")
    client.force_login(editor)

    def told(words: str, **changes: str) -> list[str]:
        form = {"words": words, "meaning": "heartburn", "language": "en"} | changes
        response = client.post(ADD, form, follow=True)
        assert SearchSynonym.objects.filter(words=words).count() == 1
        return [str(message) for message in response.context["messages"] if message.level_tag == "warning"]

    (warning,) = told("Zebras")
    assert warning.startswith("“Zebras” stands in 9 of 10 answers: everybody who searches it will also find “heartburn")
    assert "stands in 2 of 10 answers" in told("quagga")[0]
    assert told("okapi") == [], "a tenth is not common"
    assert told("zebra okapi") == [], "each stands somewhere, but together they stand nowhere"
    assert told("tummy") == []
    assert told("zebra", language="zh-hans") == []


def test_a_doctor_and_a_reader_own_none(dr_lin: Doctor, reader: User, client: Client) -> None:
    for user in (dr_lin.user, reader):
        assert user is not None
        client.force_login(user)
        assert client.post(ADD, {"words": "a b", "meaning": "c", "language": "en"}).status_code in (302, 403)
    assert not SearchSynonym.objects.exists()


def test_the_first_list_is_one_that_editors_could_have_entered(editor: User, dr_lin: Doctor) -> None:
    FIRST.add(apps, None)
    rows = list(SearchSynonym.objects.all())
    FIRST.add(apps, None)
    assert SearchSynonym.objects.count() == len(rows) > 80, "migrating again adds nothing"
    for row in rows:
        form = SearchSynonymAdmin(SearchSynonym, site).get_form(HttpRequest())
        assert form({"words": row.words, "meaning": row.meaning, "language": row.language}, instance=row).is_valid(), (
            row
        )
    make_published(editor, dr_lin, "leg-cramps")
    assert [hit.slug for hit in search(Asked("Charley horses", "en")).hits] == ["leg-cramps"]
