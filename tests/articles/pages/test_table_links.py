"""Tables of causes are found: from the questions, by the sitemap, and by their heads in each language they have."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import body_areas
from articles.models import Article, LivePage
from articles.models.vocabulary import BodyArea, ItemKind, Language
from doctors.models import Doctor
from tests.articles.pages.test_cause_pages import TABLES, Publish, published
from tests.articles.pages.test_sitemap import HOST, places_of, versions
from tests.texts import make_published, make_question

__all__ = ["published"]
BODY = re.compile(r'href="(/(?:zh-hans/)?body/[a-z_]+/causes/)"')
HREFLANG = re.compile(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"')


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()


def about(area: str, editor: User, doctor: Doctor, **fields: str) -> Article:
    question = make_question(f"of-{area}", body_area=area)
    return make_published(editor, doctor, question=question, question_text=f"What causes a sore {area}?", **fields)


def test_the_questions_lead_to_the_table_of_each_part_of_the_body(
    client: Client, editor: User, dr_lin: Doctor, published: Publish
) -> None:
    published(draft=True)
    about(BodyArea.MOUTH, editor, dr_lin, item_kind=ItemKind.FOODS)
    assert BODY.findall(client.get("/questions/").content.decode()) == []
    published("sore-heels")
    about(BodyArea.EYES, editor, dr_lin)
    found = BODY.findall(client.get("/questions/").content.decode())
    assert found == ["/body/eyes/causes/", "/body/legs/causes/"]
    assert [client.get(path).status_code for path in found] == [200, 200]
    for address in ("/zh-hans/questions/", "/questions/?letter=W"):
        assert BODY.findall(client.get(address).content.decode()) == []


def test_each_part_of_the_body_with_a_table_is_named_in_one_query(editor: User, dr_lin: Doctor) -> None:
    for area in (BodyArea.EYES, BodyArea.LEGS, BodyArea.CHEST):
        about(area, editor, dr_lin)
    with CaptureQueriesContext(connection) as asked:
        assert body_areas.with_table("en") == (BodyArea.EYES, BodyArea.CHEST, BodyArea.LEGS)
    assert len(asked) == 1


def test_heads_and_sitemap_name_the_languages_that_a_table_has(client: Client, published: Publish) -> None:
    published()
    published("planted", draft=True)
    kinds = ("departmentcauses", "tagcauses", "bodycauses")
    for address, kind in zip(TABLES, kinds, strict=True):
        assert HREFLANG.findall(client.get(address).content.decode()) == []
        assert {path: versions(place) for path, place in places_of(client, kind).items()} == {address: {}}
    published("眼皮跳", language=Language.CHINESE, question_text="为什么眼皮会跳？")
    LivePage.objects.update(leaves_on=timezone.localdate())  # long overdue answers stay in tables
    for address, kind in zip(TABLES, kinds, strict=True):
        both = {"en": address, "zh-hans": f"/zh-hans{address}", "x-default": address}
        places = places_of(client, kind)
        assert list(places) == [address, f"/zh-hans{address}"]
        for path, place in places.items():
            named = dict(HREFLANG.findall(client.get(path).content.decode()))
            assert {language: href.removeprefix(HOST) for language, href in named.items()} == both
            assert versions(place) == both


@pytest.mark.django_db
def test_without_tables_the_sitemap_has_no_file_of_them(client: Client) -> None:
    for kind in ("departmentcauses", "tagcauses", "bodycauses"):
        assert [client.get(f"/sitemaps/{kind}-{number}.xml").status_code for number in (0, 1)] == [404, 404]
    named = dict(HREFLANG.findall(client.get("/zh-hans/corrections/").content.decode()))
    assert named == {
        "en": f"{HOST}/corrections/",
        "zh-hans": f"{HOST}/zh-hans/corrections/",
        "x-default": f"{HOST}/corrections/",
    }


def test_a_file_of_tables_costs_the_same_whatever_it_holds(client: Client, published: Publish) -> None:
    counts = []
    for number in range(2):
        published(f"cramps-{number}")
        for kind in ("departmentcauses", "tagcauses", "bodycauses"):
            with CaptureQueriesContext(connection) as asked:
                assert client.get(f"/sitemaps/{kind}-0.xml").status_code == 200
            counts.append(len(asked))
    assert counts == [1, 1, 2] * 2
