"""Pages that list answers: bounded, in at most four queries, live answers only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Cause, Condition, Feedback, Tag, TagAlias
from articles.models.vocabulary import Language
from articles.views import conditions
from doctors.models import Department, Doctor
from healthqa.lib.paging import PAGE_SIZE
from tests.articles.pages.reading import in_order, main_words, read
from tests.people import the_doctor, the_editor
from tests.standing import stands
from tests.texts import make_article, make_published, make_question

LISTS = ["/", "/questions/", "/questions/?letter=L&department=orthopaedics&tag=calcium", "/tags/", "/tags/calcium/",
         "/departments/orthopaedics/", "/conditions/", "/conditions/gout/", "/doctors/", "/doctors/lin-yunfei/",
         "/search/?q=cramps", "/questions/leg-cramps/related/", "/tags/calcium/causes/",
         "/departments/orthopaedics/causes/"]  # fmt: skip

#: One list of each way to divide lists into pages: by its beginnings, of a letter, narrowed, by causes, by numbers.
DIVIDED = {"/questions/", "/questions/?letter=L", "/questions/?tag=calcium", "/conditions/gout/", "/tags/calcium/"}

Publish = Callable[..., Any]


def publishing_by(editor: User, dr_lin: Doctor) -> Publish:
    """Publishes an answer that every list of this module shows."""
    department = Department.objects.get(slug="orthopaedics")
    gout, _made = Condition.objects.get_or_create(name="Gout", slug="gout")

    def publish(slug: str = "leg-cramps", language: str = Language.ENGLISH, draft: bool = False, **fields: Any) -> Any:
        question = make_question(slug, tags=("calcium",), department=department, language=language)
        make = make_article if draft else make_published
        article = make(editor, dr_lin, question=question, **{"question_text": f"What causes {slug}?", **fields})
        if draft:
            article.associated_conditions.add(gout)
        else:  # links are no words: they may be set on a signed text
            Cause.objects.filter(article=article, heading="Bone spurs").update(condition=gout)
        return article

    return publish


@pytest.fixture
def published(editor: User, dr_lin: Doctor) -> Publish:
    return publishing_by(editor, dr_lin)


@stands
def live_and_draft() -> None:
    publish = publishing_by(the_editor(), the_doctor())
    publish()
    publish("planted-words", draft=True, introduction="Planted words.")


#: A search reads the red flags once a minute, understands its words and counts its choices;
#: "view all" asks for shared conditions and for shared tags.
MORE_QUERIES = {"/search/?q=cramps": 9, "/questions/leg-cramps/related/": 6}


@time_machine.travel("2027-03-04", tick=False)
def test_four_queries_at_most_whatever_the_rows(client: Client, published: Publish) -> None:
    """While the clock stands: what is kept for a minute would run out between the addresses of a slow machine."""
    published()
    counts: dict[str, list[int]] = {address: [] for address in LISTS}
    for slug in ("first cramps", "second cramps", "third cramps"):
        published(slug.replace(" ", "-"), question_text=f"What causes {slug}?")
        for address in LISTS:
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200, address
            counts[address].append(len(captured))
            assert "COUNT(" not in str(captured.captured_queries), address
    for address, found in counts.items():
        assert max(found) <= MORE_QUERIES.get(address, 4), (address, found)
        assert found[1] == found[2], (address, found)


@pytest.mark.parametrize("address", LISTS)
def test_a_draft_is_in_no_list(address: str, client: Client, live_and_draft: None) -> None:
    response = client.get(address)
    assert response.status_code == 200
    assert b"lanted" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/questions/", "/tags/", "/conditions/", "/doctors/"])
@pytest.mark.parametrize(("prefix", "sentence"), [("", "Nothing is published here yet."), ("/zh-hans", "")])
def test_an_empty_portal_is_calm(address: str, prefix: str, sentence: str, client: Client) -> None:
    assert sentence in read(client, prefix + address)


@pytest.mark.parametrize(
    "address", ["/tags/calcium/", "/departments/orthopaedics/", "/conditions/gout/", "/doctors/lin-yunfei/"]
)
def test_known_through_drafts_only_is_missing(address: str, client: Client, published: Publish) -> None:
    published(draft=True)
    missing = address.rsplit("/", 2)[0] + "/never-made/"
    counts = []
    for asked in (address, missing):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(asked).status_code == 404
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_home_shows_the_newest_of_its_language(client: Client, published: Publish) -> None:
    published("older-cramps")
    published("newer-cramps")
    published("眼皮跳", language=Language.CHINESE, question_text="为什么眼皮会跳？")
    text = read(client, "/")
    in_order(text, "Departments", "Orthopaedics", "Newest answers", "newer-cramps", "older-cramps")
    assert "为什么" not in text
    chinese = read(client, "/zh-hans/")
    assert "为什么眼皮会跳？" in chinese
    assert "newer-cramps" not in chinese


def test_home_shows_what_readers_found_helpful(client: Client, published: Publish) -> None:
    first, second = published("first"), published("second")
    hidden = published("planted-words", draft=True)
    for article, votes in ((first, 1), (second, 2), (hidden, 3)):
        for _vote in range(votes):
            Feedback.objects.create(article=article, verdict=Feedback.Verdict.HELPFUL)
    text = read(client, "/")
    in_order(text, "Answers readers found helpful", "What causes second?", "What causes first?", "Newest answers")
    assert "lanted" not in text


def test_a_to_z_is_sorted_by_subject(client: Client, published: Publish) -> None:
    published("a", question_text="Why does my skin itch?")
    published("b", question_text="What causes leg cramps?")
    published("c", question_text="Is it normal to be cold?")
    in_order(
        read(client, "/questions/"), "C Is it normal to be cold?", "L What causes leg cramps?", "S Why does my skin"
    )
    assert "skin" not in read(client, "/questions/?letter=l")


@pytest.mark.parametrize(
    "query",
    ["letter=%C3%84", "letter=AB", "department=none", "body_area=soul", "audience=robots", "tag=none",
     "tag=%E2%80%AE", "letter=%00", "department=" + "x" * 3000],
)  # fmt: skip
def test_bad_filters_give_the_page_with_a_sentence(query: str, client: Client, published: Publish) -> None:
    published()
    response = client.get(f"/questions/?{query}")
    if "%00" in query:
        assert response.status_code == 400  # no address here holds a NUL
        return
    assert response.status_code == 200
    assert "so it was left out" in response.content.decode()
    assert "What causes leg-cramps?" in read(client, f"/questions/?{query}")


def test_a_list_of_choices_is_called_by_them_and_only_one_choice_is_to_be_found(
    client: Client, published: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    published()
    published("more-cramps")
    monkeypatch.setattr("healthqa.lib.paging.page_of.__defaults__", (1,))
    titles = {
        "": "Questions A–Z",
        "?page=2": "Questions A–Z, Page 2",
        "?letter=L": "Questions A–Z: L",
        "?department=orthopaedics": "Questions A–Z: Orthopaedics",
        "?department=orthopaedics&page=2": "Questions A–Z: Orthopaedics, Page 2",
        "?audience=anyone&tag=calcium": "Questions A–Z: Anyone, calcium",
        "?letter=Z": "Questions A–Z: Z",
        "?body_area=chest": "Questions A–Z: Chest",
    }
    hidden = {"?audience=anyone&tag=calcium", "?letter=Z", "?body_area=chest"}
    for query, title in titles.items():
        page = client.get(f"/questions/{query}").content.decode()
        assert f"<title>{title} – HealthQA</title>" in page
        assert ('<meta name="robots" content="noindex, follow">' in page) == (query in hidden), query


def test_filters_narrow_the_list(client: Client, published: Publish, editor: User, dr_lin: Doctor) -> None:
    published("inside")
    make_published(editor, dr_lin, slug="outside")
    for query in ("department=orthopaedics", "tag=calcium"):
        text = read(client, f"/questions/?{query}")
        assert "inside" in text
        assert "outside" not in text
    assert "No published answer fits this choice." in read(client, "/questions/?audience=infant")


def test_long_lists_have_pages(client: Client, published: Publish, monkeypatch: pytest.MonkeyPatch) -> None:
    assert PAGE_SIZE == 50
    monkeypatch.setattr("healthqa.lib.paging.page_of.__defaults__", (2,))
    for number in range(5):
        published(f"cramps-{number}")
    first = client.get("/tags/calcium/?q=1").content.decode()
    assert 'rel="next" href="?page=2"' in first, "without what the list does not know"
    assert 'rel="prev"' not in first
    last = client.get("/tags/calcium/?page=3").content.decode()
    assert "cramps-4" in last
    assert 'rel="next"' not in last
    for past in (4, 9, 200):
        assert client.get(f"/tags/calcium/?page={past}").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_what_is_no_page_of_a_list_is_not_found_whatever_the_list(
    prefix: str, client: Client, published: Publish
) -> None:
    """Every number where a list is divided in a way of its own, in English; one number everywhere."""
    published()
    published("眼皮跳", language=Language.CHINESE, question_text="为什么眼皮会跳？")
    lists = ["/questions/", "/questions/?letter=L", "/questions/?tag=calcium", "/tags/", "/tags/calcium/",
             "/departments/orthopaedics/", "/conditions/", "/conditions/gout/", "/doctors/", "/doctors/lin-yunfei/",
             "/tags/calcium/causes/", "/departments/orthopaedics/causes/", "/corrections/"]  # fmt: skip
    for address in lists:
        whole = f"{prefix}{address}{'&' if '?' in address else '?'}page="
        assert client.get(f"{whole}1").status_code == 200, "also of a list that is empty"
        numbers = ("2", "200", "201", "0", "-1", "x", "", "9" * 20, "%D9%A3")
        for number in numbers if address in DIVIDED and not prefix else numbers[:1]:
            response = client.get(f"{whole}{number}")
            assert response.status_code == 404, f"{whole}{number}"
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert 'id="search-q"' in response.content.decode(), "the designed page"


def test_a_merged_tag_redirects(client: Client, published: Publish) -> None:
    published()
    published("planted", draft=True)
    TagAlias.objects.create(tag=Tag.objects.get(slug="calcium"), name="Ca", slug="ca")
    hidden = Tag.objects.create(name="unused", slug="unused")
    TagAlias.objects.create(tag=hidden, name="never", slug="never")
    response = client.get("/tags/ca/")
    assert (response.status_code, response.headers["Location"]) == (301, "/tags/calcium/")
    assert client.get("/tags/never/").status_code == 404


def test_tag_pages_hold_every_language(client: Client, published: Publish) -> None:
    published("眼皮跳", language=Language.CHINESE, question_text="为什么眼皮会跳？")
    text = client.get("/tags/calcium/").content.decode()
    assert 'lang="zh-hans"' in text
    assert 'href="/zh-hans/questions/' in text


def test_related_view_all_has_more_than_the_cards(client: Client, published: Publish) -> None:
    published()
    for number in range(30):
        published(f"other-{number:02}")
    assert read(client, "/questions/leg-cramps/").count("Same topic: calcium") == 6
    with CaptureQueriesContext(connection) as asked:
        text = read(client, "/questions/leg-cramps/related/")
    assert len(asked) <= 6
    reasons = text.count("Same topic: calcium") + text.count("Shares a cause: Gout")  # linked after the cards were kept
    assert reasons == 30
    assert text.count("leg-cramps") == 1  # the way back; an answer is never related to itself


@pytest.mark.parametrize("language", [Language.ENGLISH, Language.CHINESE])
def test_answers_in_the_language_of_the_page_come_first_on_every_page_of_a_list(
    language: str, client: Client, published: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: dict[str, tuple[str, ...]] = {
        Language.ENGLISH: ("ant cramp", "cow cramp", "elk cramp"),
        Language.CHINESE: ("bee 抽筋", "dog 抽筋"),
    }
    for code, own in names.items():
        for name in own:
            published(name.replace(" ", "-"), language=code, question_text=name)
            article = Article.objects.get(question_text=name)
            Article.associated_conditions.through.objects.create(
                article=article, condition=Condition.objects.get(slug="gout")
            )
    other = Language.ENGLISH if language == Language.CHINESE else Language.CHINESE
    expected = [*names[language], *names[other]]
    for size in (2, 3, 5):
        monkeypatch.setattr("healthqa.lib.paging.page_of.__defaults__", (size,))
        monkeypatch.setattr(conditions, "CAUSES_A_PAGE", size)
        for address in ("/tags/calcium/", "/departments/orthopaedics/", "/conditions/gout/"):
            found: list[str] = []
            for number in range(1, -(-5 // size) + 1):
                page = client.get(f"{'/zh-hans' if language == Language.CHINESE else ''}{address}?page={number}")
                text = main_words(page)
                on_page = [name for name in expected if name in text]
                assert on_page == sorted(on_page, key=text.index), (address, size, number)
                found += on_page
                assert ('rel="next"' in page.content.decode()) == (number * size < 5)
            assert found == expected, (address, size)
