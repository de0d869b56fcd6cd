"""Old, withdrawn, foreign and strange addresses of answers."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import publishing
from articles.models import OldSlug
from articles.models.vocabulary import Language
from doctors.models import Doctor
from tests.articles.pages.reading import read
from tests.texts import make_article, make_published, make_question, make_withdrawn

PATHS = ["/", "/related/", ".txt"]


@pytest.mark.parametrize("path", PATHS)
def test_an_old_address_redirects(path: str, client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    OldSlug.objects.create(slug="cramps", question=live.question)
    response = client.get(f"/questions/cramps{path}")
    assert (response.status_code, response.headers["Location"]) == (301, f"/questions/leg-cramps{path}")


def test_an_old_address_of_an_unpublished_question_is_missing(client: Client, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    OldSlug.objects.create(slug="cramps", question=draft.question)
    assert client.get("/questions/cramps/").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_the_other_language_redirects_to_the_canonical_address(
    path: str, client: Client, editor: User, dr_lin: Doctor
) -> None:
    make_published(editor, dr_lin)
    make_published(editor, dr_lin, question=make_question("眼皮跳", language=Language.CHINESE))
    english = client.get(f"/zh-hans/questions/leg-cramps{path}")
    assert (english.status_code, english.headers["Location"]) == (301, f"/questions/leg-cramps{path}")
    chinese = client.get(f"/questions/眼皮跳{path}")
    assert chinese.status_code == 301
    assert chinese.headers["Location"].startswith("/zh-hans/questions/%E7%9C%BC")
    assert client.get(chinese.headers["Location"]).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_withdrawn_is_gone_with_its_reason(path: str, client: Client, editor: User, dr_lin: Doctor) -> None:
    make_withdrawn(editor, dr_lin, introduction="Words nobody should follow.")
    text = read(client, f"/questions/leg-cramps{path}", 410)
    assert "This answer was withdrawn" in text
    assert "New findings contradict it." in text
    assert "Words nobody should follow." not in text


def test_withdrawn_names_what_to_read_instead(client: Client, editor: User, dr_lin: Doctor) -> None:
    better = make_published(editor, dr_lin, slug="better-answer")
    hidden = make_article(editor, dr_lin, slug="secret-answer")
    for slug, replacement in (("first", better.question), ("second", hidden.question)):
        live = make_published(editor, dr_lin, slug=slug)
        publishing.withdraw(live, editor=editor, reason="Unsafe.", safety=True, replacement=replacement)
    first = read(client, "/questions/first/", 410)
    assert "Read this instead What causes better answer?" in first
    assert "The reason is safety" in first
    second = client.get("/questions/second/")
    assert second.status_code == 410
    assert b"secret" not in second.content


def test_republished_after_withdrawal_is_back(client: Client, editor: User, dr_lin: Doctor) -> None:
    from tests.texts import publish_next

    gone = make_withdrawn(editor, dr_lin)
    publish_next(gone.question, editor)
    assert client.get("/questions/leg-cramps/").status_code == 200


STRANGE = ["/questions/" + "x" * 161 + "/", "/questions/a b/", "/questions/%F0%9F%A6%B4/", "/questions/..%2f..%2fetc/",
           "/questions/a.json.txt", "/questions/%ff%fe/", "/zh-hans/questions/x/related/", "/questions//"]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("address", STRANGE)
def test_strange_addresses_are_missing(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404
