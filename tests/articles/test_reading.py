"""What a doctor has still to read, and in which order it waits for them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import diffing, editing, part_names, publishing, reading, revoking, signing
from articles.diffing import CODES, Alert, What
from articles.models import Article, Cause, LivePage, Medicine, Section
from articles.models.vocabulary import Kind, MedicineStatus
from articles.reading import Urgency
from articles.templatetags import changes
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_in_review, make_next, make_published, publish_next


def asked_next(live: Article, editor: User, **words: object) -> Article:
    return signing.request_signature(make_next(live.question, editor, **words), editor=editor)


def fresh(article: Article) -> Article:
    return Article.objects.with_text().get(pk=article.pk)


def test_a_first_text_is_new_as_a_whole(editor: User, dr_lin: Doctor) -> None:
    article = make_in_review(editor, dr_lin)
    found = reading.reading_of(fresh(article), dr_lin)
    assert found.since is None
    assert found.comparison.unchanged == 0
    assert all(change.what == {What.ADDED} for change in found.comparison.changes)


def test_of_the_next_edition_only_the_changed_block_is_to_be_read(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    article = asked_next(live, editor, introduction="They are mostly harmless. Some need a doctor soon.")
    found = reading.reading_of(fresh(article), dr_lin)
    assert found.since is not None
    assert found.since.article_id == live.pk
    (changed,) = found.changed
    assert changed.name == "introduction"
    assert changed.what == {What.REWORDED}
    assert found.comparison.unchanged == found.comparison.total - 1
    assert found.words == 9


def test_a_cause_that_changes_its_kind_is_named(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    draft = editing.start_edition(live.question, editor=editor)
    medical = Section.objects.get(article=draft, kind=Kind.PATHOLOGICAL)
    Cause.objects.filter(article=draft, heading="Long walks").update(section=medical, position=2)
    editing.text_saved(draft, editor=editor)
    article = signing.request_signature(draft, editor=editor)
    (changed,) = reading.reading_of(fresh(article), dr_lin).changed
    assert What.RECLASSIFIED in changed.what
    assert changes.block_title(changed) == "Cause: Long walks"
    assert changes.happened(changed)[-1] == (
        "Now under “medical condition (pathological)”, before under “everyday (physiological)”"
    )


def test_each_doctor_reads_from_their_own_last_signature(editor: User, dr_lin: Doctor) -> None:
    """The second edition was signed by another doctor: Dr. Lin compares with the first."""
    first = make_published(editor, dr_lin)
    other = make_doctor("Ana Other")
    second = make_next(first.question, editor, lead="Another opening.")
    Article.objects.filter(pk=second.pk).update(doctor=other)
    asked = signing.request_signature(Article.objects.get(pk=second.pk), editor=editor)
    assert reading.reading_of(fresh(asked), other).since is None
    signing.sign(asked, doctor=other, digest=asked.digest)
    live = publishing.publish(Article.objects.get(pk=asked.pk), editor=editor)
    third = make_next(live.question, editor, introduction="A third way to say it.")
    Article.objects.filter(pk=third.pk).update(doctor=dr_lin)
    asked = signing.request_signature(Article.objects.get(pk=third.pk), editor=editor)
    found = reading.reading_of(fresh(asked), dr_lin)
    assert found.since is not None
    assert found.since.article_id == first.pk
    assert {change.name for change in found.changed} == {"introduction", "lead"}


def test_a_signature_taken_back_is_nothing_to_build_on(editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    revoking.revoke(live, doctor=dr_lin, reason="I misread it.")
    article = asked_next(live, editor)
    assert reading.reading_of(fresh(article), dr_lin).since is None


def test_what_must_not_be_overlooked_is_called_out(editor: User, dr_lin: Doctor) -> None:
    Medicine.objects.create(name="Samplol")
    live = make_published(editor, dr_lin, lead="Take 5 mg of rest after a walk.")
    article = asked_next(live, editor, introduction=live.introduction, lead="Take 50 mg of Samplol after a walk.")
    (changed,) = reading.reading_of(fresh(article), dr_lin).changed
    assert {Alert.NUMBER, Alert.MEDICINE} <= changed.alerts
    assert changes.called_out(changed)[0] == "a number"


def test_every_code_has_labels() -> None:
    assert set(part_names.CHOICES) == CODES
    assert set(changes.ALERTS) == set(Alert)
    assert {*changes.HAPPENED, What.RECLASSIFIED} == set(What)


@pytest.mark.parametrize("medicine", ["named", "not named"])
def test_safety_comes_first_then_what_is_due_then_what_waits_longest(
    editor: User, dr_lin: Doctor, medicine: str
) -> None:
    start = timezone.now()
    live = make_published(editor, dr_lin, "names-a-medicine", lead="Some take Samplol.")
    early = make_published(editor, dr_lin, "due-first")
    with time_machine.travel(start + dt.timedelta(days=5), tick=False):
        late = make_published(editor, dr_lin, "due-later")
    with time_machine.travel(start + dt.timedelta(days=200), tick=False):
        Doctor.objects.update(verified_at=timezone.now())
        waits_long = make_in_review(editor, dr_lin, "waits-long")
    with time_machine.travel(start + dt.timedelta(days=201), tick=False):
        waits = make_in_review(editor, dr_lin, "waits-less")
    with time_machine.travel(start + dt.timedelta(days=3 * 365), tick=False):
        due_later, due_first, unsafe = (asked_next(text, editor) for text in (late, early, live))
        name = "Samplol" if medicine == "named" else "Other"
        Medicine.objects.create(
            name=name, status=MedicineStatus.WITHDRAWN, reason="Taken off the market.", checked_on=timezone.localdate()
        )
        queue = reading.queue_of(dr_lin)
    rest = [due_first, due_later, waits_long, waits]
    if medicine == "named":
        assert [one.article for one in queue] == [unsafe, *rest]
        assert queue[0].urgency == Urgency.SAFETY
    else:
        assert queue[0].urgency == Urgency.DUE
        assert [one.article for one in queue if one.article != unsafe] == rest


def test_the_replacement_of_a_text_taken_down_for_safety_comes_first(editor: User, dr_lin: Doctor) -> None:
    make_in_review(editor, dr_lin, "waits-longer")
    live = make_published(editor, dr_lin)
    publishing.withdraw(live, editor=editor, reason="It may harm.", safety=True)
    article = asked_next(live, editor)
    queue = reading.queue_of(dr_lin)
    assert queue[0].article == article
    assert queue[0].urgency == Urgency.SAFETY


def test_the_page_shows_what_changed_and_folds_the_rest(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    publish_next(live.question, editor, introduction="It is said better.")
    article = asked_next(Article.objects.get(pk=live.pk), editor, introduction="It is not said better.")
    assert dr_lin.user is not None
    client.force_login(dr_lin.user)
    page = client.get(reverse("desk_article", args=[article.pk])).content.decode()
    before, folded = page.split('<details class="whole">')
    assert "blocks unchanged since you signed on" in before
    assert "<ins" in before
    assert "Look twice: a “not” or “no” changed here." in before
    assert "Long walks" not in before
    assert "Long walks" in folded
    assert diffing.Op.SAME not in before.split("<ol class=")[1]


def test_a_due_review_is_read_whole_with_what_changed_above(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    page = LivePage.objects.get(article=live)
    noon = dt.datetime.combine(page.due_on, dt.time(12), timezone.get_default_timezone())
    assert dr_lin.user is not None
    for days, is_due in ((61, False), (60, True), (31, True), (30, True), (-3, True)):
        with time_machine.travel(noon - dt.timedelta(days=days)):
            Doctor.objects.update(verified_at=timezone.now())
            draft = Article.objects.filter(question=live.question, edition=2).first()
            article = draft or asked_next(live, editor, introduction="It is not said better.")
            found = reading.reading_of(fresh(article), dr_lin)
            assert (found.is_due, found.is_whole, len(found.changed)) == (is_due, is_due, 1)
            assert found.words == (found.whole_words if is_due else found.comparison.words_to_read)
            (waiting,) = reading.queue_of(dr_lin)
            assert waiting.urgency == (Urgency.DUE if days <= 30 else Urgency.WAITING)
            assert found.comparison.words_to_read < found.whole_words
            client.force_login(dr_lin.user)
            text = client.get(reverse("desk_article", args=[article.pk])).content.decode()
        above = text.split("Long walks")[0]
        assert "<ins" in above
        assert ('<details class="whole">' in above) is not is_due
        assert ("the whole text is to be read, below what changed" in above) is is_due


def test_the_page_names_the_question_once_and_its_audience(client: Client, editor: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin, life_stage="older_adult")
    article = asked_next(live, editor, introduction="It is said better.")
    assert dr_lin.user is not None
    client.force_login(dr_lin.user)
    text = client.get(reverse("desk_article", args=[article.pk])).content.decode()
    assert re.findall(r"<h1[^>]*>(.*?)</h1>", text) == [live.question_text]
    before, _folded = text.split('<details class="whole">')
    assert f"<h1>{live.question_text}</h1>" in before
    assert re.search(r'class="audience">[^<]*\w', before), "for whom the question is"
    assert ">What changed since you signed</h2>" in before
