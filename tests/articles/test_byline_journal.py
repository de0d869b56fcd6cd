"""What came and went around a doctor's name between two digests is told too: once, in few words, whoever did it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import delivering, digesting, furniture, live_pages, publishing, redacting, tagging
from articles.models import Article, BylineJournal, Cause, LivePage, OutgoingMail, Question, Tag
from articles.triggers.journal import MOST
from doctors.models import Doctor
from tests.articles.guarding import Scene
from tests.people import make_doctor, the_chief, the_doctor, the_editor
from tests.signed_rows import sql
from tests.standing import stands
from tests.texts import make_article, make_published, publish_next, sign_in_full

pytestmark = pytest.mark.django_db
Step = Callable[[Scene], object]


@stands
def scene() -> Scene:
    the_doctor("Mara Ellison")
    return Scene(the_editor(), the_chief(), the_doctor(), Client())


def other(scene: Scene) -> Doctor:
    return Doctor.objects.get(name="Mara Ellison")


def refresh(scene: Scene) -> None:
    furniture.refresh(furniture.of_questions([scene.question]))


def tag(scene: Scene, name: str) -> None:
    scene.question.tags.add(name)
    refresh(scene)


def untag(scene: Scene, name: str) -> None:
    scene.question.tags.remove(name)
    refresh(scene)


def tag_by_sql(scene: Scene) -> None:
    Tag.objects.get_or_create(name="ointments", slug="ointments")
    sql(
        "INSERT INTO articles_questiontag (content_object_id, tag_id)"
        " SELECT %s, id FROM articles_tag WHERE name = 'ointments'",
        scene.question.pk,
    )


def untag_by_sql(scene: Scene) -> None:
    sql("DELETE FROM articles_questiontag WHERE tag_id = (SELECT id FROM articles_tag WHERE name = 'ointments')")


def write_words(scene: Scene, words: str) -> None:
    scene.on_page(sections__0__causes__0__explanation=words)


def on_question(column: str, value: object) -> Step:
    return lambda scene: sql(f"UPDATE articles_question SET {column} = %s WHERE id = %s", value, scene.question.pk)


def on_profile(column: str, value: object) -> Step:
    return lambda scene: sql(f"UPDATE doctors_doctor SET {column} = %s WHERE id = %s", value, scene.doctor.pk)


def on_departments(name: str) -> Step:
    return lambda scene: sql("UPDATE doctors_department SET name = %s WHERE slug = 'orthopaedics'", name)


#: What is done at ten, what puts it back at eleven, and what the doctor reads the next morning.
ON_THE_PAGE: list[tuple[Step, Step, str]] = [
    (lambda s: tag(s, "knees"), lambda s: untag(s, "knees"), "Topics: for a time, and gone again: knees"),
    (lambda s: untag(s, "sleep"), lambda s: tag(s, "sleep"), "gone for a time, and back: sleep"),
    (on_question("body_area", "legs"), on_question("body_area", ""), "Body area: for a time, and gone again: legs and"),
    (
        on_question("slug", "buy"),
        on_question("slug", "leg-cramps"),
        "Address of the page: for a time, and gone again: buy",
    ),
    (
        lambda s: s.on_page(byline__initials="XX"),
        lambda s: s.on_page(byline__initials="LY"),
        "Initials: for a time, and gone again: XX",
    ),
    (
        lambda s: sql("UPDATE articles_livepage SET card = 'cards/x.png'"),
        lambda s: sql("UPDATE articles_livepage SET card = NULL"),
        "than the one drawn from the text: for a time, and gone again: cards/x.png",
    ),
    (
        lambda s: sql("UPDATE articles_livepage SET due_on = '2050-01-01'"),
        lambda s: live_pages.write(Article.objects.with_text().get(pk=s.article.pk)),
        "1 January 2050",
    ),
]
ON_THE_PROFILE: list[tuple[Step, Step, str]] = [
    (on_profile("credentials", "Professor"), on_profile("credentials", "MD"), "for a time, and gone again: Professor"),
    (on_profile("bio", "Sells creams."), on_profile("bio", ""), "Biography: for a time, and gone again: Sells creams."),
    (on_profile("photo", "x.png"), on_profile("photo", ""), "For a time another photo stood on your profile."),
    (on_departments("Cosmetics"), on_departments("Orthopaedics"), "Department: for a time, and gone again: Cosmetics"),
]


@pytest.mark.parametrize("steps", [ON_THE_PAGE, ON_THE_PROFILE], ids=["page", "profile"])
def test_what_is_put_back_before_the_digest_is_told_once(scene: Scene, steps: list[tuple[Step, Step, str]]) -> None:
    for there, back, _sentence in steps:
        there(scene)
        back(scene)
    text = scene.tomorrow()
    for _there, _back, sentence in steps:
        assert text.count(sentence) == 1, sentence
    assert "→" not in text, "all of it is as it was"
    assert not BylineJournal.objects.exists()
    assert scene.tomorrow(2) == ""


def test_a_tag_that_only_lists_read_is_told_though_no_page_showed_it(scene: Scene) -> None:
    tag_by_sql(scene)
    untag_by_sql(scene)
    assert "Topics: for a time, and gone again: ointments" in scene.tomorrow()


def test_a_tag_that_sql_took_away_and_put_back_is_told(scene: Scene) -> None:
    row = scene.question.question_tags.get(tag__name="sleep")
    for _often in range(2):
        sql("DELETE FROM articles_questiontag WHERE id = %s", row.pk)
        row.save(force_insert=True)
    text = scene.tomorrow()
    assert text.count("Topics: gone for a time, and back: sleep") == 1
    assert "legs" not in text.partition("Topics:")[2].partition("\n")[0]
    assert scene.tomorrow(2) == ""


@pytest.mark.parametrize("how", ["words", "no page at all", "a card"])
def test_words_that_were_others_for_an_hour_are_told_before_all_else(scene: Scene, how: str) -> None:
    page = scene.page
    if how == "words":
        write_words(scene, "Buy this.")
        write_words(scene, "Tired muscles cramp.")
    elif how == "a card":
        sql("UPDATE articles_livepage SET summary = 'Buy this.'")
        sql("UPDATE articles_livepage SET summary = %s", page.summary)
    else:
        sql("UPDATE articles_livepage SET content = '[]'")
        sql("UPDATE articles_livepage SET content = %s", json.dumps(page.content))
    assert "For a time the page showed other words, without a new edition." in scene.tomorrow()


def test_a_neighbour_that_stood_there_for_some_hours_is_told(scene: Scene) -> None:
    stays = make_published(scene.editor, other(scene), "sore-legs", tags=("legs",))
    assert "Related answers: new: What causes sore legs? (legs)" in scene.tomorrow()
    beside = make_published(scene.editor, other(scene), "cold-legs", tags=("legs",))
    publishing.withdraw(beside, editor=scene.chief, reason="Out of date.")
    stays.question.tags.add("sleep")
    furniture.refresh(furniture.of_questions([stays.question]))
    stays.question.tags.remove("sleep")
    furniture.refresh(furniture.of_questions([stays.question]))
    text = scene.tomorrow(2)
    past = "What causes cold legs? (legs), What causes sore legs? (legs, sleep)"
    assert f"Related answers: for a time, and gone again: {past}" in text
    assert scene.tomorrow(3) == ""


def test_a_neighbour_whose_next_edition_is_live_never_went(scene: Scene) -> None:
    beside = make_published(scene.editor, other(scene), "cold-legs", tags=("legs",))
    publish_next(beside.question, scene.editor)
    text = scene.tomorrow()
    assert "Related answers: new: What causes cold legs? (legs)" in text
    assert "for a time" not in text


def test_a_translation_whose_next_edition_is_live_never_went(scene: Scene) -> None:
    group = "6a1d2b1e-0000-4000-8000-000000000000"
    Question.objects.filter(pk=scene.question.pk).update(translation_group=group)
    question = Question.objects.create(slug="chou-jin", language="zh-hans", translation_group=group)
    article = make_article(scene.editor, other(scene), question=question)
    publishing.publish(sign_in_full(article, scene.editor), editor=scene.editor)
    assert "Linked translations: new:" in scene.tomorrow()
    publish_next(question, scene.editor)
    assert "Linked translations" not in scene.tomorrow(2)
    publishing.withdraw(question.articles.get(status="published"), editor=scene.editor, reason="Out of date.")
    assert "Linked translations: gone:" in scene.tomorrow(3)


# Between publication and the first digest


def test_what_changes_between_publication_and_the_first_digest_is_told(scene: Scene) -> None:
    live = make_published(scene.editor, scene.doctor, "cold-hands", tags=("hands",))
    live.question.tags.add("creams")
    furniture.refresh(furniture.of_questions([live.question]))
    sql("UPDATE articles_question SET kind = 'myth' WHERE id = %s", live.question_id)
    text = scene.tomorrow()
    assert "It is live now, with your name." in text
    assert "Topics: new: creams" in text
    assert "Kind of question: causes → myth" in text
    assert "for a time" not in text
    assert scene.tomorrow(2) == ""


def test_what_was_live_for_some_hours_only_is_told(scene: Scene) -> None:
    live = make_published(scene.editor, scene.doctor, "cold-hands")
    publishing.withdraw(live, editor=scene.editor, reason="Out of date.")
    text = scene.tomorrow()
    assert "It was live with your name for a time, and is not any more. withdrawn: Out of date." in text
    assert scene.tomorrow(2) == ""


def test_an_edition_that_was_rolled_back_is_told(scene: Scene) -> None:
    publish_next(scene.question, scene.editor)
    publishing.roll_back(scene.question, editor=scene.chief, reason="Wrong dose.")
    text = scene.tomorrow()
    assert "Another edition was live for a time." in text
    assert "A new edition is live." not in text
    assert "other words" not in text


def test_what_stood_on_an_answer_before_it_came_down_is_told(scene: Scene) -> None:
    tag(scene, "creams")
    publishing.withdraw(Article.objects.get(pk=scene.article.pk), editor=scene.editor, reason="Out of date.")
    text = scene.tomorrow()
    assert "Topics: new: creams" in text
    assert "It is not live any more." in text


# Who is told


def test_both_doctors_of_an_answer_are_told_each_once(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    draft = make_article(editor, dr_other, "colic", life_stage="infant", second_reviewer=dr_lin)
    live = publishing.publish(sign_in_full(draft, editor), editor=editor)
    make_published(editor, make_doctor("Third"), "other")
    digesting.send_all()
    for name in ("knees", "hips"):
        live.question.tags.add(name)
        furniture.refresh(furniture.of_questions([live.question]))
        live.question.tags.remove(name)
        furniture.refresh(furniture.of_questions([live.question]))
    for days, expected in ((1, 1), (2, 0)):
        mail.outbox.clear()
        with time_machine.travel(timezone.now() + dt.timedelta(days=days), tick=True):
            digesting.send_all()
            delivering.deliver()
        told = [message.to[0] for message in mail.outbox if "gone again: knees, hips" in message.body]
        assert sorted(told) == ["lin-yunfei@example.org", "mara-ellison@example.org"] * expected


def test_for_who_has_no_account_and_never_had_a_digest_nothing_is_kept(scene: Scene) -> None:
    sample = make_doctor("Sample")
    nobody = make_published(scene.editor, sample, "cold-legs", tags=("legs",))
    Doctor.objects.filter(pk=sample.pk).update(user=None)
    Question.objects.filter(pk=nobody.question_id).update(kind="myth")
    beside = make_published(scene.editor, other(scene), "sore-legs", tags=("legs",))
    publishing.withdraw(beside, editor=scene.editor, reason="Out of date.")
    kept = BylineJournal.objects.filter(doctor=sample)
    assert not kept.filter(question__isnull=False).exists()
    kept.create(doctor=sample, what="tag", was={})
    digesting.send_all()
    assert not kept.exists()


@pytest.mark.parametrize(
    ("table", "taken"), [("doctors_doctor", "user_id = NULL"), ("auth_user", "email = ''")], ids=["account", "address"]
)
def test_who_takes_the_account_away_meanwhile_hides_nothing(scene: Scene, table: str, taken: str) -> None:
    doctor, account = scene.doctor.pk, scene.doctor.user_id
    sql(f"UPDATE {table} SET {taken} WHERE id = %s", doctor if table == "doctors_doctor" else account)
    sql("UPDATE doctors_doctor SET bio = 'Sells creams.' WHERE id = %s", scene.doctor.pk)
    write_words(scene, "Buy this.")
    tag(scene, "creams")
    beside = make_published(scene.editor, other(scene), "cold-legs", tags=("legs",))
    publishing.withdraw(beside, editor=scene.editor, reason="Out of date.")
    digesting.send_all()
    sql("UPDATE doctors_doctor SET bio = '' WHERE id = %s", scene.doctor.pk)
    write_words(scene, "Tired muscles cramp.")
    untag(scene, "creams")
    digesting.send_all()
    sql("UPDATE doctors_doctor SET user_id = %s WHERE id = %s", account, doctor)
    sql("UPDATE auth_user SET email = 'lin-yunfei@example.org' WHERE id = %s", account)
    text = scene.tomorrow()
    for sentence in (
        "Biography: for a time, and gone again: Sells creams.",
        "For a time the page showed other words",
        "Topics: for a time, and gone again: creams",
        "Related answers: for a time, and gone again: What causes cold legs? (legs)",
    ):
        assert sentence in text, sentence


def test_what_a_mail_that_was_given_up_did_not_tell_comes_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_given: object, **_named: object) -> int:
        raise OSError("down")

    for there, back, _sentence in (ON_THE_PAGE[0], ON_THE_PROFILE[0]):
        there(scene)
        back(scene)
    with monkeypatch.context() as patch:
        patch.setattr(delivering, "WAITS", ())
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", down)
        assert scene.tomorrow() == ""
    assert OutgoingMail.objects.given_up().filter(kind="digest").exists()
    text = scene.tomorrow(2)
    assert ON_THE_PAGE[0][2] in text
    assert ON_THE_PROFILE[0][2] in text
    assert scene.tomorrow(3) == ""


# What it costs


def test_a_page_written_over_and_over_makes_few_rows_and_few_words(scene: Scene) -> None:
    for number in range(MOST + 30):
        sql("UPDATE articles_question SET slug = %s WHERE id = %s", f"buy-{number}", scene.question.pk)
        sql("UPDATE doctors_doctor SET bio = %s", f"Buy {number}.")
    sql("UPDATE articles_question SET slug = 'leg-cramps' WHERE id = %s", scene.question.pk)
    assert BylineJournal.objects.filter(doctor=scene.doctor).count() == 2 * MOST
    text = scene.tomorrow()
    assert text.count("It changed so often since the last mail that not every step was kept.") == 2
    assert len(text) < 2_000
    assert not BylineJournal.objects.filter(doctor=scene.doctor).exists()
    assert scene.tomorrow(2) == ""


def test_writing_pages_and_lists_anew_writes_nothing_down(scene: Scene) -> None:
    for number in range(4):
        make_published(scene.editor, other(scene), f"answer-{number}", tags=("legs",))
    BylineJournal.objects.all().delete()
    call_command("rebuild_pages", verbosity=0)
    call_command("rebuild_related", verbosity=0)
    Doctor.objects.get(pk=scene.doctor.pk).save()
    scene.question.save()
    assert not BylineJournal.objects.exists()
    with CaptureQueriesContext(connection) as queries:
        make_published(scene.editor, other(scene), "the-next", tags=("legs",))
    assert not BylineJournal.objects.exists()
    assert not [query for query in queries if "INSERT INTO" in query["sql"] and "bylinejournal" in query["sql"]]


def test_a_merged_tag_is_told_as_before(scene: Scene) -> None:
    tagging.merge(Tag.objects.get(name="sleep"), into=Tag.objects.get(name="legs"), editor=scene.chief)
    text = scene.tomorrow()
    assert "Topics: gone: sleep" in text
    assert "for a time" not in text


def test_erased_words_are_not_kept_in_the_journal(scene: Scene) -> None:
    write_words(scene, "Buy this.")
    gone = publishing.withdraw(Article.objects.get(pk=scene.article.pk), editor=scene.editor, reason="Out of date.")
    assert any("Buy this." in json.dumps(row.was) for row in BylineJournal.objects.all())
    redacting.ask_redaction(gone, chief=scene.chief, reason="A court.")
    second = User.objects.create_user("second", "second@example.org", is_staff=True)
    second.groups.set(scene.chief.groups.all())
    redacting.redact(gone, second=second)
    assert not BylineJournal.objects.filter(article=gone).exists()
    assert "It is not live any more." in scene.tomorrow()
    assert not LivePage.objects.exists()
    assert not Cause.objects.exists()
