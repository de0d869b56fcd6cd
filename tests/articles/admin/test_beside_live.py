"""What stands beside a live answer: every change is in the trail; what is new to readers comes by a chief's hand."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from articles import beside_live, digesting, tagging
from articles.models import Article, Event, LivePage, Question, QuestionTag, Tag
from doctors.models import Department, Doctor
from tests.articles.admin.forms import change_url, opened, save
from tests.texts import make_article, make_published, make_question
from tests.watching import everything, refused

CLAIM = "Vaccines cause cramps"
NEW_TAG = "No live answer carries “Vaccines cause cramps” yet, so only a chief editor puts it beside one."
A_TO_Z = "Only a chief editor changes the A–Z entry of a live answer"


@pytest.fixture
def live(editor: User, dr_lin: Doctor) -> Article:
    make_published(editor, dr_lin, "waking", tags=("sleep",))
    return make_published(editor, dr_lin, tags=("legs",))


def add_tag(client: Client, question: Question, tag: Tag, **changes: Any) -> HttpResponse:
    """Choose the tag in the empty row below those that the question has."""
    row = question.question_tags.count()
    return save(client, question, **{f"question_tags-{row}-tag": tag.pk, f"question_tags-{row}-id": "", **changes})


def told() -> list[tuple[Any, Any]]:
    events = Event.objects.filter(verb="furniture_changed").order_by("pk")
    return [(event.detail["before"], event.detail["after"]) for event in events]


def test_an_editor_puts_no_new_words_beside_a_live_answer(client: Client, editor: User, live: Article) -> None:
    tag = Tag.objects.create(name=CLAIM, slug="claim")
    unknown = Department.objects.create(name="Vaccines harm", slug="harm")
    client.force_login(editor)
    before = everything()
    answers = [
        (add_tag(client, live.question, tag, other_wordings="Kept as typed"), NEW_TAG),
        (save(client, live.question, index_phrase=CLAIM, other_wordings="Kept as typed"), A_TO_Z),
        (save(client, live.question, department=unknown.pk, other_wordings="Kept as typed"), "“Vaccines harm” yet"),
    ]
    assert everything() == before
    for response, sentence in answers:
        page = response.content.decode()
        assert response.status_code == 200
        assert sentence in page
        assert "ask a chief editor" in page
        assert "Kept as typed" in page
    chosen = answers[0][0].context["inline_admin_formsets"][0].formset.forms[1]["tag"].value()
    assert str(chosen) == str(tag.pk)
    assert answers[1][0].context["adminform"].form["index_phrase"].value() == CLAIM


def test_what_a_chief_adds_is_public_at_once_and_in_the_trail(client: Client, chief: User, live: Article) -> None:
    tag = Tag.objects.create(name="calves", slug="calves")
    client.force_login(chief)
    assert add_tag(client, live.question, tag, index_phrase="cramps of the legs").status_code == 302
    page = LivePage.objects.get(article=live)
    assert [one["name"] for one in page.content["question"]["tags"]] == ["calves", "legs"]
    assert page.index_phrase == "cramps of the legs"
    event = Event.objects.get(verb="furniture_changed")
    assert (event.actor, event.question, event.words) == (chief, live.question, "changed what stands beside the answer")
    before, after = (
        {"tags": ["legs"], "index_phrase": ""},
        {"tags": ["calves", "legs"], "index_phrase": page.index_phrase},
    )
    assert told() == [(before, after)]


def test_what_readers_know_already_is_every_editors_to_choose_and_told(
    client: Client, editor: User, dr_lin: Doctor, live: Article
) -> None:
    client.force_login(editor)
    digesting.remember(dr_lin)
    assert add_tag(client, live.question, Tag.objects.get(name="sleep")).status_code == 302
    assert save(client, live.question, department=dr_lin.department_id, body_area="legs").status_code == 302
    assert save(client, live.question, kind="myth").status_code == 302
    sent = opened(client, change_url(live.question)) | {"question_tags-0-DELETE": "on"}
    assert client.post(change_url(live.question), sent).status_code == 302
    assert save(client, live.question, other_wordings="Why cramps?").status_code == 302
    assert told() == [
        ({"tags": ["legs"]}, {"tags": ["legs", "sleep"]}),
        ({"department": "", "body_area": ""}, {"department": "Orthopaedics", "body_area": "legs"}),
        ({"kind": "causes"}, {"kind": "myth"}),
        ({"tags": ["legs", "sleep"]}, {"tags": ["sleep"]}),
    ]
    assert set(Event.objects.filter(verb="furniture_changed").values_list("actor", flat=True)) == {editor.pk}


def test_beside_a_draft_an_editor_chooses_freely(client: Client, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    client.force_login(editor)
    tag = Tag.objects.create(name=CLAIM, slug="claim")
    assert add_tag(client, draft.question, tag, index_phrase="cramps").status_code == 302
    assert QuestionTag.objects.get().tag == tag
    assert told() == []


def test_a_live_tag_is_merged_into_an_unknown_one_by_a_chief_only(editor: User, chief: User, live: Article) -> None:
    legs, claim = Tag.objects.get(name="legs"), Tag.objects.create(name=CLAIM, slug="claim")
    make_question("draft", tags=("drafts",))
    with refused("not-allowed"):
        tagging.merge(legs, into=claim, editor=editor)
    tagging.merge(Tag.objects.get(name="drafts"), into=Tag.objects.create(name="other", slug="other"), editor=editor)
    tagging.merge(legs, into=claim, editor=chief)
    assert [one["name"] for one in LivePage.objects.get(article=live).content["question"]["tags"]] == [CLAIM]


def test_the_gate_holds_whatever_is_saved_inside_it(editor: User, live: Article) -> None:
    before = everything()
    with refused("not-allowed"), beside_live.changing(live.question, editor=editor):
        live.question.tags.add(CLAIM)
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    [
        "x" * 41,
        "Vaccines harm: stop",
        "Stop!",
        "Why?",
        "a; b",
        "End.",
        "停药。",
        "停药！",
        "为何？",
        "注意：药",
        "甲；乙",
    ],
)
def test_a_tag_is_no_sentence(client: Client, chief: User, name: str) -> None:
    client.force_login(chief)
    tag = Tag.objects.create(name="legs", slug="legs")
    response = save(client, tag, name=name)
    assert response.status_code == 200
    assert "A tag names a topic in at most 40 characters" in response.content.decode()
    assert save(client, tag, name="x" * 40).status_code == 302
