"""Whatever changes around a doctor's name reaches the doctor in the next digest, by whatever way it was changed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from articles import digesting, furniture, live_pages, publishing, renaming, tagging
from articles.models import Article, BylineSnapshot, Cause, Condition, Medicine, OutgoingMail, Question, Tag
from doctors.models import Doctor
from tests.articles.admin.forms import change_url, opened, save
from tests.articles.guarding import Scene
from tests.people import the_chief, the_doctor, the_editor
from tests.signed_rows import forge, forge_pages_away, sql
from tests.standing import stands
from tests.texts import make_article, make_published, publish_next, sign_in_full

pytestmark = pytest.mark.django_db
Change = Callable[[Scene], object]


@stands
def scene() -> Scene:
    return Scene(the_editor(), the_chief(), the_doctor(), Client())


def tag_in_the_admin(scene: Scene) -> None:
    scene.client.force_login(scene.chief)
    knees = Tag.objects.create(name="knees", slug="knees")
    row = scene.question.question_tags.get(tag__name="sleep")
    sent = opened(scene.client, change_url(scene.question))
    number = next(name.split("-")[1] for name, value in sent.items() if name.endswith("-id") and value == row.pk)
    answer = save(scene.client, scene.question, **{f"question_tags-{number}-tag": knees.pk})
    assert answer.status_code == 302


def list_edit(scene: Scene) -> None:
    """As a list edit or an admin action saves: a queryset, no form of the record and no refreshing."""
    Question.objects.filter(pk__in=[scene.question.pk]).update(kind="myth")


def move_to_surgery_in_bulk(scene: Scene) -> None:
    Question.objects.filter(pk=scene.question.pk).update(department=scene.department)
    furniture.refresh(furniture.of_questions([scene.question]))


def add_neighbour(scene: Scene) -> None:
    make_published(scene.editor, Doctor.objects.get(name="Mara Ellison"), "cold-legs", tags=("legs",))


def link_a_condition(scene: Scene) -> None:
    spurs = Condition.objects.create(name="Osteophyte", slug="osteophyte")
    Cause.objects.filter(article=scene.article, heading="Bone spurs").update(condition=spurs)
    live_pages.write(Article.objects.with_text().get(pk=scene.article.pk))


def name_a_medicine(scene: Scene) -> None:
    Medicine.objects.create(name="spurs")
    live_pages.write(Article.objects.with_text().get(pk=scene.article.pk))


def translate(scene: Scene) -> None:
    group = "6a1d2b1e-0000-4000-8000-000000000000"
    Question.objects.filter(pk=scene.question.pk).update(translation_group=group)
    other = Question.objects.create(slug="chou-jin", language="zh-hans", translation_group=group)
    article = make_article(scene.editor, Doctor.objects.get(name="Mara Ellison"), question=other)
    publishing.publish(sign_in_full(article, scene.editor), editor=scene.editor)


PATHS: dict[str, tuple[Change, str]] = {
    "the admin's form": (tag_in_the_admin, "Topics: new: knees; gone: sleep"),
    "a verb": (
        lambda scene: tagging.merge(
            Tag.objects.get(name="sleep"), into=Tag.objects.get(name="legs"), editor=scene.chief
        ),
        "Topics: gone: sleep",
    ),
    "a renaming": (
        lambda scene: renaming.rename(Tag.objects.get(name="sleep"), changes={"name": "nights"}, editor=scene.chief),
        "Topics: new: nights; gone: sleep",
    ),
    "a list edit": (list_edit, "Kind of question: causes → myth"),
    "a bulk action": (move_to_surgery_in_bulk, "Department: nothing → Surgery"),
    "a shell": (lambda scene: scene.question.tags.clear(), "Topics: gone: legs, sleep"),
    "SQL on a tag": (lambda scene: sql("DELETE FROM articles_questiontag"), "Topics: gone: legs, sleep"),
    "SQL on the question": (
        lambda scene: sql("UPDATE articles_question SET body_area = 'legs' WHERE id = %s", scene.question.pk),
        "Body area: nothing → legs and feet",
    ),
    "SQL on the address": (
        lambda scene: sql("UPDATE articles_question SET slug = 'other' WHERE id = %s", scene.question.pk),
        "Address of the page: leg-cramps → other",
    ),
    "SQL on the page's tags": (
        lambda scene: scene.on_page(question__tags=[{"name": "buy now", "slug": "x"}]),
        "Topics: new: buy now; gone: legs, sleep",
    ),
    "SQL on the page's words": (
        lambda scene: scene.on_page(sections__0__causes__0__explanation="Buy this."),
        "The words on the page changed without a new edition.",
    ),
    "SQL on the page's byline": (lambda scene: scene.on_page(byline__credentials="Professor"), "The words on the page"),
    "SQL on the card": (
        lambda scene: forge("UPDATE articles_livepage SET summary = 'Buy this.'"),
        "The words on the page changed",
    ),
    "SQL on the dates": (
        lambda scene: forge("UPDATE articles_livepage SET due_on = '2050-01-01'"),
        "1 January 2050",
    ),
    "SQL that takes the page away": (
        lambda scene: forge_pages_away(),
        "It is not live any more.",
    ),
    "another doctor's publication": (add_neighbour, "Related answers: new: What causes cold legs? (legs)"),
    "a link to a condition": (link_a_condition, "Links to conditions: new: Osteophyte"),
    "a notice on medicines": (name_a_medicine, "Notice on medicines: new: Bone spurs"),
    "a translation": (translate, "Linked translations: new: 简体中文: chou-jin"),
    "a next edition": (lambda scene: publish_next(scene.question, scene.editor), "A new edition is live."),
    "a withdrawal": (
        lambda scene: publishing.withdraw(scene.article, editor=scene.editor, reason="Out of date."),
        "It is not live any more. withdrawn: Out of date.",
    ),
    "credentials in the shell": (
        lambda scene: Doctor.objects.filter(pk=scene.doctor.pk).update(credentials="MD, PhD"),
        "Credentials: MD → MD, PhD",
    ),
    "SQL on the profile": (
        lambda scene: sql("UPDATE doctors_doctor SET bio = 'Sells creams.'"),
        "Biography: nothing → Sells creams.",
    ),
    "the department's name": (
        lambda scene: sql("UPDATE doctors_department SET name = 'Cosmetics' WHERE slug = 'orthopaedics'"),
        "Department: Orthopaedics → Cosmetics",
    ),
    "the photo": (
        lambda scene: Doctor.objects.get(pk=scene.doctor.pk).photo.save("lin.png", ContentFile(b"png"), save=True),
        "Your photo changed.",
    ),
}


@pytest.mark.parametrize("path", PATHS)
def test_every_way_of_changing_what_stands_around_the_name_is_told(scene: Scene, dr_other: Doctor, path: str) -> None:
    change, sentence = PATHS[path]
    change(scene)
    text = scene.tomorrow()
    assert sentence in text
    on_the_desk = f"https://healthqa.example/desk/{scene.article.pk}/"
    is_profile = sentence.startswith(("Credentials", "Biography", "Department: Ortho", "Your photo", "A new edition"))
    assert on_the_desk in text or is_profile, "the page where the name can be withdrawn"
    mail.outbox.clear()
    with time_machine.travel(timezone.now() + dt.timedelta(days=2), tick=True):
        assert scene.tomorrow() == "", "told once"


def test_a_photo_that_changes_under_its_name_is_told(scene: Scene) -> None:
    doctor = Doctor.objects.get(pk=scene.doctor.pk)
    doctor.photo.save("lin.png", ContentFile(b"one"), save=True)
    assert "Your photo changed." in scene.tomorrow()
    mail.outbox.clear()
    with doctor.photo.storage.open(doctor.photo.name, "wb") as file:
        file.write(b"two")
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=True):
        assert "Your photo changed." in scene.tomorrow()


def test_nothing_is_told_where_nothing_changed(scene: Scene) -> None:
    live_pages.write(Article.objects.with_text().get(pk=scene.article.pk))
    Doctor.objects.get(pk=scene.doctor.pk).save()
    scene.question.save()
    assert scene.tomorrow() == ""


def test_the_second_reviewer_is_told_too_and_others_are_not(
    editor: User, dr_lin: Doctor, dr_other: Doctor, scene: Scene
) -> None:
    draft = make_article(editor, dr_other, "colic", life_stage="infant", second_reviewer=dr_lin)
    publishing.publish(sign_in_full(draft, editor), editor=editor)
    assert "It is live now, with your name." in scene.tomorrow()
    mail.outbox.clear()
    Question.objects.filter(slug="colic").update(body_area="abdomen")
    Question.objects.filter(slug="leg-cramps").update(body_area="legs")
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=True):
        text = scene.tomorrow()
    assert "Body area: nothing → abdomen" in text
    theirs = next(message.body for message in mail.outbox if message.to == ["mara-ellison@example.org"])
    assert "abdomen" in theirs
    assert "legs and feet" not in theirs


def test_one_change_on_many_answers_is_one_sentence(scene: Scene) -> None:
    for number in range(4):
        make_published(scene.editor, scene.doctor, f"answer-{number}")
    scene.tomorrow()
    mail.outbox.clear()
    Question.objects.update(body_area="legs")
    with time_machine.travel(timezone.now() + dt.timedelta(days=3), tick=True):
        digesting.send_all()
        row = OutgoingMail.objects.waiting().get()
    assert [(group["what"], group["n"]) for group in row.facts["byline"]] == [("body_area", 5)]


def test_a_neighbour_withdrawn_for_safety_is_not_worded_again(scene: Scene, dr_other: Doctor) -> None:
    beside = make_published(scene.editor, dr_other, "cold-legs", tags=("legs",))
    assert "What causes cold legs?" in scene.tomorrow()
    mail.outbox.clear()
    publishing.withdraw(beside, editor=scene.chief, reason="Wrong dose.", safety=True)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=True):
        text = scene.tomorrow()
    assert "Related answers: gone: an answer withdrawn for safety (legs)" in text
    assert "cold legs" not in text


def test_a_snapshot_holds_no_word_of_the_text_and_goes_with_the_page(scene: Scene) -> None:
    (snapshot,) = BylineSnapshot.objects.all()
    kept = json.dumps(snapshot.shown)
    for words in ("leg cramps?", "Tired muscles", "mostly harmless", "Bone spurs"):
        assert words not in kept
    publishing.withdraw(scene.article, editor=scene.editor, reason="Out of date.")
    scene.tomorrow()
    assert not BylineSnapshot.objects.exists()
