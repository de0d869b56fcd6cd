"""The read model: what a page shows is what was signed, and a rebuild gives the same."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import User
from django.forms.models import model_to_dict
from django.utils import timezone

from articles import editing, live_pages, publishing, signing
from articles.models import Article, CareAdvice, Cause, Condition, LivePage, Reference, Section
from articles.models.vocabulary import CareLevel, ItemKind, Kind
from doctors.models import Department, Doctor
from tests.texts import make_article, make_published, make_question, make_signed, publish_next, sign_in_full
from tests.watching import queries_of


def rebuilt(page: LivePage) -> LivePage:
    return live_pages.build(Article.objects.with_text().get(pk=page.article_id))


def assert_fresh() -> None:
    """Every stored page is what a rebuild would write now."""
    for page in LivePage.objects.all():
        again = rebuilt(page)
        assert page.content == json.loads(json.dumps(again.content)), page.slug
        assert model_to_dict(page, exclude=["content"]) == model_to_dict(again, exclude=["content"]), page.slug


def full(editor: User, doctor: Doctor, slug: str = "leg-cramps", **fields: Any) -> Article:
    """A live answer that uses every field."""
    question = make_question(slug, tags=("cramps", "legs"), body_area="legs", other_wordings="Why do legs cramp?")
    question.department, _new = Department.objects.get_or_create(name="Neurology", slug="neurology")
    question.save()
    values: dict[str, Any] = {
        "reader_question": "I am 50.\n\nWhy?",
        "closing": "See you.",
        "associated_names": "Bone spurs\nRickets",
        "questions_to_ask": "Is it safe?\nHow long?",
        "source_name": "Cainiu Health",
        "source_url": "https://example.org/source",
        "source_kind": "syndicated",
        "licence": "CC BY",
        "dated": dt.date(2023, 5, 13),
        "evidence_searched_on": dt.date(2024, 1, 1),
        "source_reviewer": "A reviewer",
        "change_note": "New.",
        "audience_group": "middle-aged women",
        **fields,
    }
    article = make_article(editor, doctor, question=question, **values)
    spurs, _new = Condition.objects.get_or_create(name="Osteophyte", slug="osteophyte", synonyms="Bone spurs")
    article.associated_conditions.add(spurs)
    Cause.objects.filter(article=article, heading="Bone spurs").update(condition=spurs)
    return publishing.publish(sign_in_full(article, editor), editor=editor)


def test_a_page_is_what_a_rebuild_gives(editor: User, dr_lin: Doctor) -> None:
    full(editor, dr_lin)
    make_published(editor, dr_lin, "plain")
    assert_fresh()


def test_a_page_holds_every_word_of_the_edition(editor: User, dr_lin: Doctor) -> None:
    content = full(editor, dr_lin).live_page.content
    shown = json.dumps(content, ensure_ascii=False)
    article = Article.objects.with_text().get()
    for text in ("I am 50.", "Why?", "See you.", "Is it safe?", "Cainiu Health", "CC BY", "2023-05-13", "Rickets"):
        assert text in shown, text
    for section in article.sections.all():
        assert section.label in shown
        assert section.text in shown
        for cause in section.causes.all():
            assert cause.heading in shown
            assert cause.explanation in shown
    assert content["digest"] == article.digest
    assert content["edition"] == 1


def test_names_of_associated_conditions_become_links_as_written(editor: User, dr_lin: Doctor) -> None:
    content = full(editor, dr_lin).live_page.content
    assert content["associated"] == [{"name": "Bone spurs", "slug": "osteophyte"}, {"name": "Rickets", "slug": ""}]


@pytest.mark.parametrize("item_kind", list(ItemKind))
def test_only_causes_link_to_conditions(editor: User, dr_lin: Doctor, item_kind: ItemKind) -> None:
    content = full(editor, dr_lin, item_kind=item_kind).live_page.content
    links = [cause["condition"] for section in content["sections"] for cause in section["causes"]]
    wanted = {"name": "Osteophyte", "slug": "osteophyte"} if item_kind == ItemKind.CAUSES else None
    assert links == [None, wanted]


def test_everyday_causes_come_first_then_medical_ones_then_the_others_each_in_its_own_order(
    editor: User, dr_lin: Doctor
) -> None:
    draft = make_article(editor, dr_lin)
    draft.sections.all().delete()
    kinds = [Kind.OTHER, Kind.PATHOLOGICAL, Kind.UNSPECIFIED, Kind.PHYSIOLOGICAL, Kind.PATHOLOGICAL]
    for position, kind in enumerate(kinds):
        section = Section.objects.create(article=draft, position=position, kind=kind, label=f"L{position}")
        for number in (2, 1):
            Cause.objects.create(article=draft, section=section, heading=f"C{position}{number}", position=number)
    content = live_pages.content_of(Article.objects.with_text().get(pk=draft.pk), signatures=[])
    assert [section["label"] for section in content["sections"]] == ["L3", "L1", "L4", "L2", "L0"]
    assert [cause["heading"] for section in content["sections"] for cause in section["causes"]][:4] == [
        *("C31", "C32"),
        *("C11", "C12"),
    ]


def test_emergency_comes_before_urgent_before_routine(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    for position, level in enumerate((CareLevel.ROUTINE, CareLevel.EMERGENCY, CareLevel.URGENT), start=2):
        CareAdvice.objects.create(article=draft, position=position, level=level, heading=f"{position} if:")
    content = live_pages.content_of(Article.objects.with_text().get(pk=draft.pk), signatures=[])
    assert [card["heading"] for card in content["care"]] == ["3 if:", "See a doctor if:", "4 if:", "2 if:"]


HEADINGS = ["A", "A", "a", "A-2", "A 2", "?", "!", "", "小腿", "小腿", "Ünïcode", "physiological", "main", "a" * 200]


def test_anchors_are_unique_and_can_stand_in_an_address(editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    for kind in (Kind.PATHOLOGICAL, Kind.PATHOLOGICAL, Kind.OTHER):
        section = Section.objects.create(article=draft, kind=kind, position=9)
        for heading in HEADINGS:
            Cause.objects.create(article=draft, section=section, heading=heading)
    content = live_pages.content_of(Article.objects.with_text().get(pk=draft.pk), signatures=[])
    sections = content["sections"]
    anchors = [section["anchor"] for section in sections]
    anchors += [cause["anchor"] for section in sections for cause in section["causes"]]
    assert len(anchors) == len(set(anchors)) == 5 + 2 + 3 * len(HEADINGS)
    assert not any(set(anchor) & set(" \"'<>#?&/") for anchor in anchors)


def test_white_space_and_line_ends_as_typed_do_not_change_the_page(editor: User, dr_lin: Doctor) -> None:
    text = "First paragraph.\n\nSecond paragraph.\n\n- one\n- two"
    unix = make_published(editor, dr_lin, "unix", introduction=text).live_page
    windows = make_published(editor, dr_lin, "windows", introduction=text.replace("\n", "\r\n")).live_page
    assert windows.summary == unix.summary == "First paragraph."
    for name in ("short_answer", "introduction_rest"):
        assert windows.content[name] == unix.content[name]


def test_the_columns_fit_the_content(editor: User, dr_lin: Doctor) -> None:
    page = full(editor, dr_lin, life_stage="adult").live_page
    assert (page.slug, page.language, page.letter) == ("leg-cramps", "en", "L")
    assert (page.question_text, page.index_phrase) == ("What causes leg cramps?", "leg cramps")
    assert page.byline == "Dr. Lin Yunfei, attending physician, Orthopaedics"
    assert (page.doctor, page.body_area, page.life_stage) == (dr_lin, "legs", "adult")
    assert page.department is not None
    assert page.department.slug == "neurology"
    assert page.signed_on == timezone.localdate()
    assert page.content["signed_on"] == page.signed_on.isoformat()
    assert page.content["due_on"] == page.due_on.isoformat()


def test_the_byline_stays_as_signed_when_the_profile_changes(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(name="Lin Y.", job_title="professor", credentials="PhD")
    content = publishing.publish(signed, editor=editor).live_page.content
    assert (content["byline"]["name"], content["byline"]["credentials"]) == ("Dr. Lin Yunfei", "MD")
    assert content["signatures"][0]["name"] == "Dr. Lin Yunfei"


def test_the_older_of_two_signatures_starts_the_clock(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    asked = signing.request_signature(draft, editor=editor)
    first = timezone.now()
    signing.sign(asked, doctor=dr_lin, digest=asked.digest)
    with time_machine.travel(first + dt.timedelta(days=20)):
        signing.sign(asked, doctor=dr_other, digest=asked.digest)
        page = publishing.publish(asked, editor=editor).live_page
    assert page.signed_on == timezone.localdate(first)
    assert [signature["role"] for signature in page.content["signatures"]] == ["byline", "second_reviewer"]


def test_a_preview_of_a_draft_names_no_signature_and_no_day(editor: User, dr_lin: Doctor) -> None:
    draft = Article.objects.with_text().get(pk=make_article(editor, dr_lin).pk)
    content = live_pages.content_of(draft, signatures=[])
    assert (content["signatures"], content["signed_on"], content["due_on"], content["published_at"]) == ([], "", "", "")
    assert content["byline"]["name"] == "Dr. Lin Yunfei"
    without = Article.objects.with_text().get(pk=make_article(editor, None, "nobody").pk)
    assert live_pages.content_of(without, signatures=[])["byline"]["name"] == ""
    assert not LivePage.objects.exists()


def translations(slug: str) -> list[str]:
    page = LivePage.objects.get(slug=slug)
    return [entry["text"] for entry in page.content["question"]["translations"]]


@pytest.fixture
def pair(editor: User, dr_lin: Doctor) -> tuple[Article, Article]:
    """An English and a Chinese answer to one question, published in this order."""
    group = uuid.uuid4()
    english = make_question("cramps-en", translation_group=group)
    chinese = make_question("cramps-zh", language="zh-hans", translation_group=group)
    return (
        make_published(editor, dr_lin, question=english, question_text="Why cramps?"),
        make_published(editor, dr_lin, question=chinese, question_text="为什么抽筋？"),
    )


def test_live_translations_know_each_other(pair: tuple[Article, Article]) -> None:
    assert translations("cramps-zh") == ["Why cramps?"]
    assert translations("cramps-en") == ["为什么抽筋？"]
    assert_fresh()


def test_a_withdrawn_translation_is_on_no_page_any_more(pair: tuple[Article, Article], editor: User) -> None:
    english, _chinese = pair
    publishing.withdraw(english, editor=editor, reason="Wrong.")
    assert translations("cramps-zh") == []
    assert_fresh()


def test_a_new_edition_of_a_translation_shows_its_new_words(pair: tuple[Article, Article], editor: User) -> None:
    publish_next(pair[0].question, editor, question_text="Why do legs cramp?")
    assert translations("cramps-zh") == ["Why do legs cramp?"]
    assert_fresh()


def test_a_draft_translation_is_on_no_page(editor: User, dr_lin: Doctor) -> None:
    group = uuid.uuid4()
    make_signed(editor, dr_lin, question=make_question("hidden", language="zh-hans", translation_group=group))
    make_published(editor, dr_lin, question=make_question("cramps-en", translation_group=group))
    assert translations("cramps-en") == []


def test_building_costs_the_same_for_few_blocks_and_for_many(editor: User, dr_lin: Doctor) -> None:
    counts = []
    for slug, number in (("few", 1), ("many", 20)):
        draft = make_article(editor, dr_lin, slug)
        section = draft.sections.all()[0]
        for index in range(number):
            condition = Condition.objects.create(name=f"{slug} {index}", slug=f"{slug}-{index}")
            Cause.objects.create(article=draft, section=section, heading=f"Cause {index}", condition=condition)
            Reference.objects.create(article=draft, title=f"Book {index}")
        draft = editing.text_saved(draft, editor=editor)
        live = publishing.publish(sign_in_full(draft, editor), editor=editor)
        page = LivePage.objects.get(article=live)
        counts.append(queries_of(lambda p=page: rebuilt(p)))
    assert counts[0] == counts[1]


def test_a_page_is_never_written_for_what_is_not_published(editor: User, dr_lin: Doctor) -> None:
    from django.db import IntegrityError, transaction

    signed = make_signed(editor, dr_lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        live_pages.write(Article.objects.with_text().get(pk=signed.pk))
    assert not Article.objects.public().exists()
