"""One table across the answers of a department, a topic, a part of the body: live signed words of one language."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import editing, publishing
from articles.models import Article, CareAdvice, Cause, LivePage, Medicine, Tag, TagAlias
from articles.models.vocabulary import BodyArea, CareLevel, ItemKind, Language
from articles.views import cause_tables
from doctors.models import Department, Doctor
from tests.articles.pages.reading import in_order, read
from tests.articles.pages.test_answer_page import MEDICINE
from tests.texts import make_article, make_question, sign_in_full

TABLES = ["/departments/orthopaedics/causes/", "/tags/calcium/causes/", "/body/legs/causes/"]
LISTS = ["/departments/orthopaedics/", "/tags/calcium/", "/questions/?body_area=legs"]
TO_TABLE = re.compile(r'<a href="((?:/zh-hans)?/[a-z]+/[a-z]+/causes/)"')
Publish = Callable[..., Article]


@pytest.fixture
def published(editor: User, dr_lin: Doctor) -> Publish:
    """Publishes an answer that every table of this module holds."""
    department = Department.objects.get(slug="orthopaedics")

    def publish(
        slug: str = "leg-cramps", language: str = Language.ENGLISH, draft: bool = False, advice: str = "", **fields: Any
    ) -> Article:
        question = make_question(
            slug, tags=("calcium",), department=department, body_area=BodyArea.LEGS, language=language
        )
        article = make_article(editor, dr_lin, question=question, **{"question_text": f"What causes {slug}?", **fields})
        Cause.objects.filter(article=article).update(advice=advice)
        article = editing.text_saved(article, editor=editor)
        return article if draft else publishing.publish(sign_in_full(article, editor), editor=editor)

    return publish


def test_causes_stand_by_kind_with_what_a_reader_needs(client: Client, published: Publish) -> None:
    Medicine.objects.create(name="Ibuprofen")
    published(advice="Rest. Ask about ibuprofen.", audience_group="middle-aged women")
    published("sore-heels")
    for address in TABLES:
        in_order(
            read(client, address),
            "Causes in one table",
            "Cause What happens Who it affects What helps See a doctor if Answer and who signed it",
            "Everyday causes (physiological)",
            "Long walks Everyday Tired muscles cramp. Middle-aged women Rest. Ask about ibuprofen.",
            MEDICINE,
            "Urgent signs: see the answer",
            "What causes leg-cramps? https://healthqa.example/questions/leg-cramps/",
            "Dr. Lin Yunfei, attending physician, Orthopaedics Signed",
            "Long walks Everyday Tired muscles cramp. Anyone",
            "What causes sore-heels?",
            "Medical conditions (pathological)",
            "Bone spurs Medical They press on nerves. Middle-aged women",
        )
        html = client.get(address).content.decode()
        scopes = [html.count(f'scope="{scope}"') for scope in ("rowgroup", "row", "col")]
        assert scopes == [2, 4, 6]
        assert 'href="/questions/leg-cramps/#c-bone-spurs"' in html
    assert client.get("/questions/leg-cramps/").content.decode().count('id="c-bone-spurs"') == 1


def test_a_row_tells_a_warning_whole_and_where_the_signs_of_an_emergency_are(
    client: Client, editor: User, published: Publish
) -> None:
    """Beside causes of other answers a first sign alone, or half of an advice, would be taken for all of it."""
    draft = published(draft=True, advice="Take one tablet.\n\nNot if you are pregnant.")
    signs = "- chest pain spreads to your arm\n- you faint\n- you cannot speak"
    Cause.objects.filter(article=draft, heading="Long walks").update(seek_care=signs)
    Cause.objects.filter(article=draft, heading="Bone spurs").update(seek_care="it grows. " * 31)
    CareAdvice.objects.create(article=draft, level=CareLevel.EMERGENCY, heading="Call now if:", bullets="you faint")
    publishing.publish(sign_in_full(editing.text_saved(draft, editor=editor), editor), editor=editor)
    in_order(
        read(client, TABLES[0]),
        "Take one tablet. Not if you are pregnant.",
        "chest pain spreads to your arm you faint you cannot speak Emergency signs: see the answer",
        "See the answer : Bone spurs Emergency signs: see the answer",
    )
    html = client.get(TABLES[0]).content.decode()
    assert html.count('href="/questions/leg-cramps/#care"') == 2
    assert "it grows" not in html
    assert '<section class="care emergency" id="care"' in client.get("/questions/leg-cramps/").content.decode()


def test_lists_lead_to_their_table_where_there_is_one(client: Client, published: Publish) -> None:
    published("steps", item_kind=ItemKind.STEPS)
    assert [TO_TABLE.findall(client.get(address).content.decode()) for address in LISTS] == [[], [], []]
    published()
    assert [TO_TABLE.findall(client.get(address).content.decode()) for address in LISTS] == [[path] for path in TABLES]
    assert [TO_TABLE.findall(client.get(f"/zh-hans{address}").content.decode()) for address in LISTS] == [[], [], []]


def test_a_table_costs_the_same_whatever_its_rows(client: Client, published: Publish) -> None:
    counts = []
    for number in range(3):
        published(f"cramps-{number}")
        for address in TABLES:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            counts.append(len(asked))
            assert "COUNT(" not in str(asked.captured_queries)
    assert counts == [3, 3, 2] * 3


def test_long_tables_have_pages(client: Client, published: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cause_tables, "ANSWERS_A_PAGE", 2)
    for number in range(3):
        published(f"cramps-{number}")
    for address in TABLES:
        first = client.get(address).content.decode()
        assert 'rel="next" href="?page=2"' in first
        assert "cramps-2" not in first
        contents = re.search(r'(?s)<nav class="contents".*?</nav>', first)
        assert contents
        assert re.findall(r'href="([^"]+)"', contents.group()) == ["#physiological", "#pathological", "?page=2"]
        assert all(first.count(f'id="{kind}"') == 1 for kind in ("contents", "physiological", "pathological"))
        last = re.search(r'(?s)<nav class="contents".*?</nav>', client.get(f"{address}?page=2").content.decode())
        assert last
        assert "?page=" not in last.group()
        assert "cramps-2" in read(client, f"{address}?page=2")
        assert client.get(f"{address}?page=3").status_code == 404


def test_a_table_holds_one_language_and_leads_to_the_other_where_there_is_one(
    client: Client, published: Publish
) -> None:
    published()
    for address in TABLES:
        assert client.get(f"/zh-hans{address}").status_code == 404
        page = client.get(address).content.decode()
        assert f'href="/zh-hans{address}"' not in page
        assert 'href="/zh-hans/"' in page
    published("眼皮跳", language=Language.CHINESE, question_text="为什么眼皮会跳？")
    for address in TABLES:
        assert f'href="/zh-hans{address}"' in client.get(address).content.decode()
        assert "为什么" not in read(client, address)
        chinese = read(client, f"/zh-hans{address}")
        assert "为什么眼皮会跳？" in chinese
        assert "leg-cramps" not in chinese


def test_drafts_and_lists_of_other_things_are_in_no_table(client: Client, editor: User, published: Publish) -> None:
    live = published()
    published("planted", draft=True, advice="Planted words.")
    published("foods", item_kind=ItemKind.FOODS)
    fresh = editing.start_edition(live.question, editor=editor)
    Cause.objects.filter(article=fresh).update(heading="Planted words", advice="Planted words.")
    for address in TABLES:
        text = read(client, address)
        assert "lanted" not in text
        assert "foods" not in text


def test_overdue_answers_stay_and_say_so(client: Client, published: Publish) -> None:
    page = LivePage.objects.get(article=published())
    with time_machine.travel(dt.datetime.combine(page.leaves_on, dt.time(12), dt.UTC)):
        for address in TABLES:
            assert "Review overdue since" in read(client, address)


def test_known_through_drafts_only_is_missing(client: Client, published: Publish) -> None:
    published(draft=True)
    for address in TABLES:
        answers = []
        for asked in (address, re.sub(r"/[a-z]+/causes/", "/never-made/causes/", address)):
            with CaptureQueriesContext(connection) as queries:
                response = client.get(asked)
            shown = response.content.replace(asked.split("/")[2].encode(), b"")
            answers.append((response.status_code, len(queries), shown))
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


def test_a_merged_tag_leads_to_the_table_of_the_other(client: Client, published: Publish) -> None:
    published()
    TagAlias.objects.create(tag=Tag.objects.get(slug="calcium"), name="Ca", slug="ca")
    response = client.get("/tags/ca/causes/")
    assert (response.status_code, response.headers["Location"]) == (301, "/tags/calcium/causes/")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="asks PostgreSQL for its plan")
def test_the_database_can_find_the_rows_by_its_indexes(client: Client, published: Publish) -> None:
    published()
    for address in TABLES:
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        [rows] = [query["sql"] for query in asked.captured_queries if '"content"' in query["sql"]]
        with connection.cursor() as cursor:
            # A table of one row is always read through; with that forbidden the plan shows what an index could do.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {rows}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "Seq Scan" not in plan, plan
