"""A condition: which questions it may explain, in the signed words."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import editing, publishing
from articles.models import Article, Cause, Condition, LivePage, Medicine
from articles.models.vocabulary import ItemKind
from doctors.models import Doctor
from tests.articles.pages.reading import in_order, read
from tests.texts import make_article, make_question, sign_in_full


@pytest.fixture
def gout(db: None) -> Condition:
    return Condition.objects.create(
        name="Gout",
        slug="gout",
        plain_name="crystals in joints",
        synonyms="Podagra\nUric arthritis",
        summary="It hurts.",
    )


def publish_naming(
    condition: Condition, heading: str, editor: User, doctor: Doctor, slug: str, **fields: Any
) -> Article:
    draft = make_article(editor, doctor, slug=slug, **fields)
    Cause.objects.filter(article=draft, heading=heading).update(condition=condition)
    return publishing.publish(sign_in_full(editing.text_saved(draft, editor=editor), editor), editor=editor)


def test_groups_by_kind_with_heading_and_first_sentence(
    client: Client, editor: User, dr_lin: Doctor, gout: Condition
) -> None:
    publish_naming(gout, "Bone spurs", editor, dr_lin, "stiff-knees")
    publish_naming(gout, "Long walks", editor, dr_lin, "sore-feet")
    text = read(client, "/conditions/gout/")
    in_order(
        text,
        "Gout Crystals in joints It hurts.",
        "Also called: Podagra, Uric arthritis",
        "Written by the editors, not signed by a doctor.",
        "As an everyday cause (physiological)",
        "What causes sore feet? Long walks : Tired muscles cramp.",
        "As a medical cause (pathological)",
        "What causes stiff knees? Bone spurs : They press on nerves.",
    )
    assert "Also associated with" not in text


def test_each_question_says_what_else_may_explain_it_and_who_signed(
    client: Client, editor: User, dr_lin: Doctor, gout: Condition, django_assert_num_queries: Any
) -> None:
    Medicine.objects.create(name="Colchicine")
    first = publish_naming(gout, "Bone spurs", editor, dr_lin, "stiff-knees")
    with django_assert_num_queries(4):
        client.get("/conditions/gout/")
    draft = make_article(editor, dr_lin, slug="sore-feet")
    Cause.objects.filter(article=draft, heading="Long walks").update(condition=gout, advice="Ask about colchicine.")
    publishing.publish(sign_in_full(editing.text_saved(draft, editor=editor), editor), editor=editor)
    with django_assert_num_queries(4):
        text = read(client, "/conditions/gout/")
    in_order(
        text,
        "What causes sore feet? Long walks : Tired muscles cramp.",
        "Use medicines only if a doctor or pharmacist advises it.",
        "Dr. Lin Yunfei, attending physician, Orthopaedics Signed",
        "What else could explain it Bone spurs Medical",
        "What causes stiff knees? Bone spurs : They press on nerves.",
        "What else could explain it Long walks Everyday",
    )
    html = client.get("/conditions/gout/").content.decode()
    assert f'href="/questions/{first.question.slug}/#c-long-walks"' in html


def test_words_of_editors_are_marked_where_there_are_any(
    client: Client, editor: User, dr_lin: Doctor, gout: Condition
) -> None:
    publish_naming(gout, "Bone spurs", editor, dr_lin, "stiff-knees")
    words = {"plain_name": gout.plain_name, "synonyms": gout.synonyms, "summary": gout.summary}
    nothing = dict.fromkeys(words, "")
    for shown in ({}, *({name: text} for name, text in words.items())):
        Condition.objects.update(**nothing | shown)
        assert ("Written by the editors" in read(client, "/conditions/gout/")) == bool(shown), shown


def test_what_cannot_wait_is_said_beside_each_answer(
    client: Client, editor: User, dr_lin: Doctor, gout: Condition
) -> None:
    live = publish_naming(gout, "Bone spurs", editor, dr_lin, "stiff-knees")
    page = LivePage.objects.get(article=live)
    said = {"emergency": "Emergency signs: see the answer", "urgent": "Urgent signs: see the answer", "routine": ""}
    for level, sentence in said.items():
        page.content["care"] = [{"level": level, "heading": "Go now if:", "bullets": []}]
        page.save(update_fields=["content"])
        text = client.get("/conditions/gout/").content.decode()
        assert ("signs: see the answer" in text) == bool(sentence)
        if sentence:
            assert f'<p class="pressing"><a href="/questions/stiff-knees/#care">{sentence}</a></p>' in text


def test_a_chinese_answer_keeps_its_colon_whatever_the_page_speaks(
    client: Client, editor: User, dr_lin: Doctor, gout: Condition
) -> None:
    question = make_question("tong-feng", language="zh-hans")
    publish_naming(gout, "Bone spurs", editor, dr_lin, "tong-feng", question=question)
    publish_naming(gout, "Bone spurs", editor, dr_lin, "stiff-knees")
    for address in ("/conditions/gout/", "/zh-hans/conditions/gout/"):
        text = client.get(address).content.decode()
        assert "<b>Bone spurs</b></a>：They press" in text
        assert "<b>Bone spurs</b></a>: They press" in text


def test_associated_answers_stand_last(client: Client, editor: User, dr_lin: Doctor, gout: Condition) -> None:
    draft = make_article(editor, dr_lin, associated_names="gout")
    draft.associated_conditions.add(gout)
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    in_order(read(client, "/conditions/gout/"), "Also associated with", "What causes leg cramps?")


def test_steps_and_foods_feed_no_condition(client: Client, editor: User, dr_lin: Doctor, gout: Condition) -> None:
    publish_naming(gout, "Bone spurs", editor, dr_lin, "steps", item_kind=ItemKind.STEPS)
    assert client.get("/conditions/gout/").status_code == 404


def test_words_of_the_next_edition_stay_hidden(client: Client, editor: User, dr_lin: Doctor, gout: Condition) -> None:
    live = publish_naming(gout, "Bone spurs", editor, dr_lin, "leg-cramps")
    fresh = editing.start_edition(live.question, editor=editor)
    Cause.objects.filter(article=fresh).update(heading="Planted words", explanation="Planted words.")
    text = read(client, "/conditions/gout/")
    assert text.count("What causes leg cramps?") == 1
    assert "Planted" not in text


def test_a_condition_is_public_through_live_answers_only(
    client: Client, editor: User, dr_lin: Doctor, gout: Condition
) -> None:
    hidden = [Condition.objects.create(name=f"Hidden {number}", slug=f"hidden-{number}") for number in range(5)]
    live = publish_naming(gout, "Bone spurs", editor, dr_lin, "leg-cramps")
    fresh = editing.start_edition(live.question, editor=editor)
    for condition in hidden:
        section = Cause.objects.filter(article=fresh).earliest("pk").section
        Cause.objects.create(article=fresh, section=section, heading="Draft", condition=condition)
    assert [shown.name for shown in Condition.objects.public()] == ["Gout"]
    assert "Hidden" not in read(client, "/conditions/")
    assert client.get("/conditions/hidden-0/").status_code == 404
