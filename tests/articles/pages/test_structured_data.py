"""JSON-LD of public pages: in the words of schema.org, in the words of the page, and no more than the page claims."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re
from html import unescape
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client

from articles import publishing
from articles.models import Article, Cause, Condition, LivePage, Reference
from doctors.models import Doctor
from tests.articles.pages.reading import main_words
from tests.articles.vocabulary import problems
from tests.texts import make_article, make_question, publish_next, sign_in_full

ADDRESS = "/questions/leg-cramps/"
SCRIPT = re.compile(r'(?s)<script type="application/ld\+json">(.*?)</script>')


def graph_of(client: Client, address: str) -> dict[str, Any]:
    text = client.get(address).content.decode()
    found = SCRIPT.findall(text)
    assert len(found) == 1, (address, len(found))
    graph: dict[str, Any] = json.loads(found[0])
    assert problems(graph) == []
    return graph


def node(graph: dict[str, Any], kind: str) -> dict[str, Any]:
    (only,) = nodes(graph, kind)
    return only


def nodes(graph: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [one for one in graph["@graph"] if one["@type"] == kind]


def full(editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    """A live answer with everything that a graph may speak of."""
    question = make_question(slug)
    question.department = doctor.department
    question.save()
    draft = make_article(
        editor,
        doctor,
        slug,
        question=question,
        **{
            "source_name": "Cainiu Health",
            "source_url": "https://example.org/s",
            "dated": dt.date(2023, 5, 13),
            **fields,
        },
    )
    Reference.objects.create(
        article=draft,
        position=2,
        kind="book",
        title="Cramps",
        organisation="A. Author",
        year=2019,
        isbn="9780000000002",
    )
    Reference.objects.create(article=draft, position=3, kind="study", title="Trial", doi="10.1000/1", year=2020)
    spurs, _new = Condition.objects.get_or_create(name="Osteophyte", slug="osteophyte")
    Cause.objects.filter(article=draft, heading="Bone spurs").update(condition=spurs)
    return publishing.publish(sign_in_full(draft, editor), editor=editor)


def printed(person: dict[str, Any]) -> str:
    parts = (person.get("honorificPrefix"), person["name"], person.get("honorificSuffix"))
    return " ".join(part for part in parts if part)


def test_an_answer_says_in_its_graph_what_it_says_in_words(client: Client, editor: User, dr_lin: Doctor) -> None:
    Doctor.objects.filter(pk=dr_lin.pk).update(hospital="Harbour Hospital")
    live = full(editor, dr_lin)
    response = client.get(ADDRESS)
    shown, html = main_words(response), " ".join(unescape(response.content.decode()).split())
    graph = graph_of(client, ADDRESS)
    page, article, person = node(graph, "MedicalWebPage"), node(graph, "Article"), node(graph, "Person")
    assert page["url"] == "https://healthqa.example/questions/leg-cramps/"
    assert page["aspect"] == "causes"
    assert page["mainEntity"] == {"@id": article["@id"]}
    assert article["headline"] == page["name"] == live.question_text
    for visible in (
        article["headline"],
        printed(person),
        f"{printed(person)}, {person['jobTitle']}",
        page["specialty"]["name"],
        article["isBasedOn"]["name"],
        node(graph, "MedicalSymptom")["name"],
        *(work["name"] for work in article["citation"]),
        *(cause["name"] for cause in nodes(graph, "MedicalCause")),
    ):
        assert visible in shown, visible
    published = (article["datePublished"], article["dateModified"])
    for day in (page["lastReviewed"], *published, article["isBasedOn"]["datePublished"]):
        assert f'<time datetime="{day}">' in html, day
    headings = re.findall(r'(?s)<li class="cause" id="([^"]+)">\s*<h3>(.*?)</h3>', html)
    causes = [(one["@id"].partition("#")[2], one["name"]) for one in nodes(graph, "MedicalCause")]
    assert causes == [(anchor, re.sub("<[^>]+>", "", heading)) for anchor, heading in headings]
    assert {one["causeOf"]["@id"] for one in nodes(graph, "MedicalCause")} == {node(graph, "MedicalSymptom")["@id"]}
    assert [one.get("url", "")[-23:] for one in nodes(graph, "MedicalCause")] == ["", "/conditions/osteophyte/"]
    assert person["honorificPrefix"] == "Dr."
    assert "affiliation" not in person  # no answer shows it
    profile = node(graph_of(client, "/doctors/lin-yunfei/"), "Person")
    assert profile["affiliation"]["name"] == "Harbour Hospital"
    assert "Harbour Hospital" not in shown
    assert person["url"].endswith("/doctors/lin-yunfei/")
    assert article["identifier"]["value"] == live.digest
    assert [work["@type"] for work in article["citation"]] == ["CreativeWork", "Book", "ScholarlyArticle"]
    assert "Physician" not in json.dumps(graph)
    assert "FAQPage" not in json.dumps(graph)


def test_the_way_to_a_page_is_the_one_that_readers_see(client: Client, editor: User, dr_lin: Doctor) -> None:
    full(editor, dr_lin)
    for address in (ADDRESS, "/conditions/osteophyte/", "/doctors/lin-yunfei/"):
        items = node(graph_of(client, address), "BreadcrumbList")["itemListElement"]
        found = re.search(r'(?s)<nav class="crumbs".*?</nav>', client.get(address).content.decode())
        assert found is not None
        shown = re.findall(r'<a href="([^"]+)"[^>]*>(.*?)</a>', found.group())
        assert [(item["item"]["@id"], item["name"]) for item in items] == [
            (f"https://healthqa.example{path}", name) for path, name in shown
        ]
        assert [item["position"] for item in items] == [1, 2]


def test_a_review_is_claimed_until_the_day_before_it_is_due(client: Client, editor: User, dr_lin: Doctor) -> None:
    page = LivePage.objects.get(article=full(editor, dr_lin))
    claims = {}
    for day in (page.due_on - dt.timedelta(days=1), page.due_on, page.leaves_on - dt.timedelta(days=1), page.leaves_on):
        with time_machine.travel(dt.datetime.combine(day, dt.time(12), dt.UTC)):
            claims[day] = node(graph_of(client, ADDRESS), "MedicalWebPage")
    claimed = {day: {"lastReviewed", "reviewedBy"} & set(claim) for day, claim in claims.items()}
    both = {"lastReviewed", "reviewedBy"}
    assert list(claimed.values()) == [both, set(), set(), set()]
    assert claims[page.due_on - dt.timedelta(days=1)]["lastReviewed"] == page.signed_on.isoformat()


def test_the_second_who_signed_reviews_too(client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    full(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    graph = graph_of(client, ADDRESS)
    reviewers = [one["@id"] for one in node(graph, "MedicalWebPage")["reviewedBy"]]
    people = {one["@id"]: printed(one) for one in nodes(graph, "Person")}
    assert [people[one] for one in reviewers] == ["Dr. Lin Yunfei", "Dr. Mara Ellison"]
    assert [one["@id"] for one in [node(graph, "Article")["author"]]] == reviewers[:1]
    assert "Sample" not in json.dumps(graph)


def test_the_first_day_stays_when_the_next_edition_comes(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = full(editor, dr_lin)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=40)):
        publish_next(live.question, editor)
        article = node(graph_of(client, ADDRESS), "Article")
        html = client.get(ADDRESS).content.decode()
        today = dt.datetime.now(dt.UTC).date()
    days = (article["datePublished"], article["dateModified"])
    assert [dt.date.fromisoformat(days[1]) - dt.date.fromisoformat(days[0])] == [dt.timedelta(days=40)]
    assert abs(dt.date.fromisoformat(days[1]) - today) <= dt.timedelta(days=1)  # the portal's day is not UTC's
    assert all(f'<time datetime="{day}">' in html for day in days)


def test_a_list_of_foods_has_no_symptom_and_no_cause(client: Client, editor: User, dr_lin: Doctor) -> None:
    full(editor, dr_lin, item_kind="foods")
    graph = graph_of(client, ADDRESS)
    assert nodes(graph, "MedicalSymptom") == nodes(graph, "MedicalCause") == []
    assert "aspect" not in node(graph, "MedicalWebPage")


def test_samples_say_that_they_are(client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    Doctor.objects.update(is_sample=True)
    question = make_question(is_sample=True)
    draft = make_article(editor, dr_lin, question=question, life_stage="infant", second_reviewer=dr_other)
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    graph = graph_of(client, ADDRESS)
    assert node(graph, "Article")["creativeWorkStatus"] == "Sample"
    assert [one["disambiguatingDescription"] for one in nodes(graph, "Person")] == ["Sample", "Sample"]
    assert node(graph_of(client, "/doctors/lin-yunfei/"), "Person")["disambiguatingDescription"] == "Sample"


def test_a_chinese_answer_speaks_chinese(client: Client, editor: User, dr_lin: Doctor) -> None:
    Doctor.objects.filter(pk=dr_lin.pk).update(name="林云飞", honorific="医生")
    question = make_question("cramps", language="zh-hans")
    doctor = Doctor.objects.get(pk=dr_lin.pk)
    draft = make_article(editor, doctor, question=question, question_text="小腿抽筋是怎么回事？")
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    graph = graph_of(client, "/zh-hans/questions/cramps/")
    page, person = node(graph, "MedicalWebPage"), node(graph, "Person")
    assert page["inLanguage"] == "zh-Hans"
    assert (person["name"], person["honorificSuffix"]) == ("林云飞", "医生")
    assert page["url"].endswith("/zh-hans/questions/cramps/")


HOSTILE = "</script><script>alert(1)</script><!-- <![CDATA[ \u2028 & \" ' \\ ]]> -->"


def test_no_text_breaks_out_of_the_graph(client: Client, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin, question_text=HOSTILE, source_name=HOSTILE, audience_group=HOSTILE)
    Cause.objects.filter(article=draft).update(heading=HOSTILE)
    Reference.objects.filter(article=draft).update(title=HOSTILE, organisation=HOSTILE)
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    text = client.get(ADDRESS).content.decode()
    script = SCRIPT.findall(text)
    assert len(script) == 1
    assert text.count("<script") == text.count("</script") == 2, "the graph, and the file of the search field"
    assert not set("<>&\u2028\u2029") & set(script[0])
    wanted = " ".join(HOSTILE.split())
    assert " ".join(node(graph_of(client, ADDRESS), "Article")["headline"].split()) == wanted


def test_every_other_page_speaks_the_vocabulary(client: Client, editor: User, dr_lin: Doctor) -> None:
    full(editor, dr_lin)
    live = full(editor, dr_lin, "night-cramps")
    live.question.tags.add("calcium")
    Condition.objects.update(icd10="M25.7", mesh="D054850", synonyms="bone spur\nspur", summary="A bump of bone.")
    entity = node(graph_of(client, "/conditions/osteophyte/"), "MedicalCondition")
    codes = [(code["codingSystem"], code["codeValue"]) for code in entity["code"]]
    assert codes == [("ICD-10", "M25.7"), ("MeSH", "D054850")]
    person = node(graph_of(client, "/doctors/lin-yunfei/"), "Person")
    assert (printed(person), person["hasCredential"]["name"]) == ("Dr. Lin Yunfei", "MD")
    home = graph_of(client, "/")
    assert node(home, "WebSite")["publisher"] == {"@id": node(home, "Organization")["@id"]}
    listed = node(graph_of(client, "/questions/"), "CollectionPage")["mainEntity"]["itemListElement"]
    assert [item["name"] for item in listed] == ["What causes leg cramps?", "What causes night cramps?"]
    for address in ("/tags/calcium/", "/departments/orthopaedics/", "/doctors/", "/zh-hans/"):
        graph_of(client, address)


def test_the_past_a_preview_and_a_withdrawn_answer_claim_nothing(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = full(editor, dr_lin)
    today = LivePage.objects.get(article=live).signed_on.isoformat()
    client.force_login(editor)
    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(days=2)):
        past = client.get(f"{ADDRESS}?on={today}")
    pages = [past, client.get(f"/admin/articles/article/{live.pk}/preview/")]
    publishing.withdraw(live, editor=editor, reason="Wrong.")
    pages.append(client.get(ADDRESS))
    assert [page.status_code for page in pages] == [200, 200, 410]
    for page in pages:
        assert b"ld+json" not in page.content
        assert b"og:" not in page.content


@pytest.mark.parametrize(
    "change",
    [
        lambda page: page.update({"@type": "Physician"}),
        lambda page: page.update(causeOf={"@id": page["@id"]}),
        lambda page: page.update(lastReviewed="yesterday"),
        lambda page: page.update(reviewedBy={"@type": "MedicalSymptom", "name": "x"}),
        lambda page: page.update(mainEntity={"@id": "nowhere"}),
    ],
)
def test_the_vocabulary_finds_what_is_wrong(change: Any, client: Client, editor: User, dr_lin: Doctor) -> None:
    full(editor, dr_lin)
    wrong = copy.deepcopy(graph_of(client, ADDRESS))
    change(node(wrong, "MedicalWebPage"))
    assert len(problems(wrong)) >= 1
