"""The letters of the A–Z: those that lead nowhere are no links, and the page costs the same whatever the rows."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import publishing
from articles.generating import add_questions
from articles.models import LivePage
from articles.models.vocabulary import BodyArea, Language, LifeStage
from articles.views import questions
from doctors.models import Department, Doctor
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_article, make_published, make_question, make_withdrawn

LETTERS = questions.LETTERS


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    cache.clear()  # where pages begin in a database that is gone


def letters(client: Client, query: str = "") -> dict[str, str]:
    """Each letter of the bar with the address it leads to, empty where it is no link."""
    page = client.get(f"/questions/{query}").content.decode()
    found = re.search(r'(?s)<ul class="letters".*?</ul>', page)
    assert found is not None
    entries = re.findall(r'(?s)<li>(?:<a href="([^"]*)"|<span)([^>]*)>(.*?)</(?:a|span)></li>', found.group())
    shown = [re.sub(r"(?s)<span.*?(</span>|$)", "", inner).strip() for _link, _rest, inner in entries]
    assert shown == LETTERS
    return {letter: link for letter, (link, _rest, _inner) in zip(LETTERS, entries, strict=True)}


def links(client: Client, query: str = "") -> str:
    return "".join(letter for letter, link in letters(client, query).items() if link)


@stands
def answers() -> None:
    """Live answers under C, L and #; C is in the department and on the topic, L is written for infants."""
    editor, dr_lin = the_editor(), the_doctor()
    orthopaedics = Department.objects.get(slug="orthopaedics")
    make_published(
        editor, dr_lin, question_text="What causes cold hands?",
        question=make_question("cold-hands", tags=("calcium",), department=orthopaedics, body_area=BodyArea.ARMS),
    )  # fmt: skip
    make_published(editor, dr_lin, "leg-cramps")
    make_published(editor, dr_lin, "five-days", question_text="5 days of hiccups?")


@pytest.mark.django_db
def test_an_empty_portal_has_no_letter_to_follow(client: Client) -> None:
    assert links(client) == ""
    assert links(client, "?letter=A&body_area=head") == ""


def test_only_letters_with_live_answers_are_links(client: Client, answers: None, editor: User, dr_lin: Doctor) -> None:
    make_article(editor, dr_lin, "zebra-words")
    make_withdrawn(editor, dr_lin, "yawning")
    make_published(editor, dr_lin, question=make_question("b", language=Language.CHINESE), question_text="Back pain?")
    assert links(client) == "CL#"
    assert letters(client)["L"] == "?letter=L"


def test_a_letter_without_answers_is_read_as_such(client: Client, answers: None) -> None:
    page = client.get("/questions/?letter=Q").content.decode()
    assert '<span aria-current="true">Q<span class="vh"> (no answers)</span></span>' in page
    assert "No published answer fits this choice." in page
    assert links(client, "?letter=Q") == "CL#"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?department=orthopaedics", "C"),
        ("?tag=calcium", "C"),
        ("?body_area=arms&letter=L", "C"),
        ("?department=orthopaedics&tag=calcium&body_area=arms&audience=anyone&letter=C", "C"),
        ("?audience=anyone", "CL#"),
        ("?audience=infant", ""),
        ("?tag=calcium&body_area=legs", ""),
        ("?tag=no-such-topic", "CL#"),
    ],
)
def test_the_letters_are_those_of_the_narrowed_list(client: Client, answers: None, query: str, expected: str) -> None:
    assert links(client, query) == expected


def test_home_leads_to_every_letter_that_has_answers(client: Client, answers: None) -> None:
    page = client.get("/").content.decode()
    found = re.findall(r'<li><a href="(/questions/\?letter=[^"]+)"', page)
    assert found == ["/questions/?letter=C", "/questions/?letter=L", "/questions/?letter=%23"]
    assert "5 days of hiccups?" in client.get(found[-1]).content.decode()
    assert "?letter=" not in client.get("/zh-hans/").content.decode()


def test_a_letter_keeps_the_other_choices(client: Client, answers: None) -> None:
    found = letters(client, "?letter=C&tag=calcium&department=orthopaedics&page=1&utm_source=x&body_area=soul")
    assert found["C"] == "?department=orthopaedics&amp;tag=calcium&amp;letter=C"
    assert "What causes" in client.get("/questions/" + found["C"].replace("&amp;", "&")).content.decode()
    assert letters(client)["#"] == "?letter=%23"


def test_of_a_long_narrowed_list_no_letter_is_ruled_out(
    client: Client, answers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "LOOKED_AT", 3)
    assert links(client, "?audience=anyone") == "CL#"
    monkeypatch.setattr(questions, "LOOKED_AT", 2)
    assert links(client, "?audience=anyone") == "".join(LETTERS)
    assert links(client) == "CL#", "the whole list is known by its index"


#: What is asked of the list, and how the query for its letters ends.
READS = {
    "": "LIMIT 1",
    "?letter=L": "LIMIT 1",
    "?tag=sleep-basics-sample": f"LIMIT {questions.LOOKED_AT + 1}",
    "?audience=adult&body_area=legs": f"LIMIT {questions.LOOKED_AT + 1}",
}


def test_the_letters_cost_one_bounded_query(client: Client, editor: User) -> None:
    costs = []
    for more in (60, 60):
        add_questions(more, editor=editor)
        costs.append({query: asked_for(client, query) for query in READS})
    assert LivePage.objects.count() == 120
    for query, reads in READS.items():
        few, many = (cost[query] for cost in costs)
        assert len(few) == len(many) <= 5, query  # that of a letter where its pages begin, as something was published
        sql = [one for one in many if "letter" in one][-1]
        assert sql.rstrip().endswith(reads), sql
        assert "DISTINCT" not in sql


def asked_for(client: Client, query: str) -> list[str]:
    cache.clear()  # or one list would know from the list before it where pages begin
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/questions/{query}").status_code == 200
    return [one["sql"] for one in asked]


def test_the_letters_probe_the_index_one_by_one(client: Client, editor: User) -> None:
    """The plan, not the time: each letter is looked up in the index of letters, none by reading the table."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL reads a small table whole; of a large one its rows are counted in test_bounded_reads")
    add_questions(20, editor=editor)
    with CaptureQueriesContext(connection) as asked:
        client.get("/questions/")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {asked[-1]['sql']}")
        steps = [row[-1] for row in cursor.fetchall()]
    assert sum("live_page_letter (language=? AND letter=?)" in step for step in steps) == len(LETTERS), steps


def test_the_interface_without_letters_does_not_ask_for_them(client: Client, answers: None) -> None:
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/zh-hans/questions/").content.decode()
    assert len(asked) == 5
    assert "letter_0" not in str(asked.captured_queries)
    assert 'class="letters"' not in page


def test_every_life_stage_and_part_of_the_body_can_be_chosen(client: Client, answers: None) -> None:
    for name, values in (("audience", LifeStage.values), ("body_area", BodyArea.values)):
        for value in values:
            assert "left out" not in client.get(f"/questions/?{name}={value}").content.decode()


@pytest.mark.django_db(transaction=True)
def test_letters_and_parts_of_the_body_are_looked_up_after_a_change_only(
    client: Client, editor: User, dr_lin: Doctor
) -> None:
    def looks() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get("/questions/")
        return sum("letter_0" in one["sql"] or "area_0" in one["sql"] for one in asked)

    article = make_published(editor, dr_lin, "cold-legs", question_text="What causes cold legs?")
    assert links(client) == "C"
    assert looks() == 0
    LivePage.objects.filter(article=article).update(letter="L")
    assert links(client) == "L"
    assert looks() == 0
    publishing.withdraw(article, editor=editor, reason="Wrong.")
    assert links(client) == ""
    make_published(editor, dr_lin, "swollen-legs", question_text="Swollen legs: what causes them?")
    assert (looks(), looks()) == (2, 0)
