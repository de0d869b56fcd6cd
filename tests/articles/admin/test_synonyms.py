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
from articles.models import SearchSynonym
from articles.search import Asked, search
from doctors.models import Doctor
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
