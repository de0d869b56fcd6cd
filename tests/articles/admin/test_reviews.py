"""“Reviews due”, handing bylines over, and a leave entered by a chief: what the pages show, do and refuse."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles import deputising, editing
from articles.models import Article, Event
from articles.models.vocabulary import Status
from doctors.models import Doctor
from tests.articles.admin.forms import change_url, save
from tests.articles.test_due import put_due
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_published, make_signed
from tests.watching import everything, queries_of

DUE = reverse("admin:articles_article_reviews_due")
DAY = dt.timedelta(days=1)


@pytest.fixture
def chiefs(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def hand_over_of(doctor: Doctor) -> str:
    return reverse("admin:doctors_doctor_hand_over", args=[doctor.pk])


def test_the_queue_is_the_chiefs(client: Client, editor: User, reader: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    assert client.get(DUE).status_code == 302
    for account in (editor, reader, dr_lin.user):
        assert account is not None
        client.force_login(account)
        for response in (client.get(DUE), client.post(DUE, {"article": live.pk})):
            assert response.status_code in (302, 403)
    assert Article.objects.count() == 1


def test_the_queue_shows_bands_doctors_and_what_hinders(chiefs: Client, editor: User, dr_lin: Doctor) -> None:
    gone = make_doctor("Gone Doctor")
    for slug, doctor, days in (("old", dr_lin, -100), ("late", gone, -5), ("soon", dr_lin, 20), ("far", dr_lin, 300)):
        put_due(make_published(editor, doctor, slug), days)
    Doctor.objects.filter(pk=gone.pk).update(retired_at=timezone.now() - DAY)
    Doctor.objects.filter(pk=dr_lin.pk).update(verified_at=timezone.now() - 350 * DAY)
    page = chiefs.get(DUE).content.decode()
    words = re.findall(r"<b>(What causes \w+\?)</b>", page)
    assert words == [f"What causes {slug}?" for slug in ("old", "late", "soon", "far")]
    assert "Dr. Gone Doctor is retired." in page
    assert "Verification ends within 30 days" in page
    assert "Next 12 months: 4 signatures" in page
    assert re.findall(r"<b>(What causes \w+\?)</b>", chiefs.get(DUE + "?band=overdue").content.decode()) == [words[1]]
    own = chiefs.get(DUE + f"?doctor={gone.pk}").content.decode()
    assert re.findall(r"<b>(What causes \w+\?)</b>", own) == [words[1]]


def test_ticked_answers_go_to_their_doctors_with_the_same_words(chiefs: Client, editor: User, dr_lin: Doctor) -> None:
    due, busy = make_published(editor, dr_lin, "due"), make_published(editor, dr_lin, "busy")
    editing.start_edition(busy.question, editor=editor)
    page = chiefs.post(DUE, {"article": [due.pk, busy.pk, "x", "9" * 40]}, follow=True).content.decode()
    assert "edition 2 has the same words" in page
    assert "is being written" in page
    asked = Article.objects.get(question=due.question, edition=2)
    assert (asked.status, asked.digest) == (Status.IN_REVIEW, due.digest)


def test_the_queue_costs_the_same_with_many_rows(chiefs: Client, editor: User, dr_lin: Doctor) -> None:
    counts = []
    for number in range(3):
        put_due(make_published(editor, dr_lin, f"a-{number}"), number + 1)
        put_due(make_published(editor, make_doctor(f"Doctor {number}"), f"b-{number}"), -number - 1)
        counts.append(queries_of(lambda: chiefs.get(DUE)))
    assert counts[1] == counts[2]
    assert counts[0] <= 24, counts


@pytest.mark.parametrize(
    "query", ["band=x", "after=x", "doctor=x", "doctor=999", "department=-1", "after=2026-01-01_9"]
)
def test_a_wrong_address_shows_the_page(chiefs: Client, editor: User, dr_lin: Doctor, query: str) -> None:
    make_published(editor, dr_lin)
    assert chiefs.get(f"{DUE}?{query}").status_code == 200


def test_bylines_are_handed_over_on_a_page_that_says_what_will_happen(
    client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    live, draft = make_published(editor, dr_lin, "live"), make_article(editor, dr_lin, "draft")
    kept = make_in_review(editor, dr_lin, "kept")
    stuck = make_in_review(editor, dr_lin, "stuck", life_stage="child", second_reviewer=dr_other)
    client.force_login(editor)
    before = everything()
    page = client.get(hand_over_of(dr_lin), {"to": dr_other.pk}).content.decode()
    assert "stays live until Dr. Mara Ellison has signed" in page
    assert "is the second reviewer" in page
    assert page.count('name="question"') == 3
    assert everything() == before
    ticked = [live.question_id, draft.question_id, stuck.question_id]
    done = client.post(hand_over_of(dr_lin), {"to": dr_other.pk, "question": ticked}).content.decode()
    assert "Handed over to" in done
    assert "Not done:" in done
    assert Article.objects.get(pk=draft.pk).doctor == dr_other
    assert Article.objects.get(question=live.question, edition=2).doctor == dr_other
    assert Article.objects.get(pk=kept.pk).doctor == dr_lin, "it was not ticked"
    assert Article.objects.get(pk=stuck.pk).status == Status.IN_REVIEW
    nothing = client.post(hand_over_of(dr_lin), {"to": dr_other.pk}).content.decode()
    assert "Nothing was ticked" in nothing


def test_nobody_else_hands_bylines_over(client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_published(editor, dr_lin)
    before = everything()
    assert dr_lin.user is not None
    client.force_login(dr_lin.user)
    for address in (hand_over_of(dr_lin), reverse("admin:articles_article_hand-over", args=[live.pk])):
        assert client.post(address, {"to": dr_other.pk, "question": live.question_id}).status_code in (302, 403)
    assert everything() == before


def test_a_forged_new_doctor_is_refused(client: Client, editor: User, dr_lin: Doctor) -> None:
    draft = make_article(editor, dr_lin)
    client.force_login(editor)
    unable = make_doctor("Unable", account=False)
    for to in (unable.pk, dr_lin.pk, "x", "999999", ""):
        client.post(hand_over_of(dr_lin), {"to": to, "question": draft.question_id})
        assert client.post(reverse("admin:articles_article_hand-over", args=[draft.pk]), {"to": to}).status_code == 422
    assert Article.objects.get(pk=draft.pk).doctor == dr_lin


def test_one_byline_is_handed_over_from_its_edition(
    client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    signed = make_signed(editor, dr_lin)
    client.force_login(editor)
    address = reverse("admin:articles_article_hand-over", args=[signed.pk])
    assert address in client.get(change_url(signed)).content.decode()
    assert address in client.get(change_url(signed.question)).content.decode()
    page = client.post(address, {"to": dr_other.pk}, follow=True).content.decode()
    assert "This draft has the new byline" in page
    assert Article.objects.get(edition=2).doctor == dr_other


def test_the_action_leads_to_the_page_of_one_doctor(
    client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    client.force_login(editor)
    listed = reverse("admin:doctors_doctor_changelist")
    action = {"action": "hand_over_selected", "_selected_action": [dr_lin.pk]}
    assert client.post(listed, action)["Location"] == hand_over_of(dr_lin)
    both = client.post(listed, {**action, "_selected_action": [dr_lin.pk, dr_other.pk]}, follow=True)
    assert "Choose one doctor" in both.content.decode()


def test_a_chief_enters_a_leave_and_is_told_what_cannot_be(
    client: Client, editor: User, chief: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    client.force_login(chief)
    today = timezone.localdate()
    days = {"leave_from": today.isoformat(), "leave_until": (today + DAY).isoformat()}
    refused = save(client, dr_lin, **days, deputy=make_doctor("Unable", account=False).pk)
    assert "has no account" in refused.content.decode()
    assert Doctor.objects.get(pk=dr_lin.pk).leave_from is None
    save(client, dr_lin, **days, deputy=dr_other.pk)
    assert Doctor.objects.get(pk=dr_lin.pk).is_on_leave()
    assert Event.objects.get(verb="leave_set").actor == chief
    Doctor.objects.filter(pk=dr_lin.pk).update(leave_from=today - 9 * DAY, leave_until=today - DAY)
    save(client, dr_lin, deputy="")
    assert Doctor.objects.get(pk=dr_lin.pk).deputy is None, "a leave that is over stands in nobody's way"


def test_an_editor_enters_no_days_and_names_no_deputy(
    client: Client, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    """With a deputy named long ago, two dates would open what waits to that account."""
    Doctor.objects.filter(pk=dr_lin.pk).update(deputy=dr_other)
    asked = make_in_review(editor, dr_lin)
    client.force_login(editor)
    today = timezone.localdate().isoformat()
    save(client, dr_lin, leave_from=today, leave_until=today, deputy=make_doctor("Third").pk, bio="Walks a lot.")
    fresh = Doctor.objects.get(pk=dr_lin.pk)
    assert (fresh.leave_from, fresh.leave_until, fresh.deputy, fresh.bio) == (None, None, dr_other, "Walks a lot.")
    assert deputising.absent_before(dr_other, asked) is None
    assert not Event.objects.filter(verb="leave_set").exists()
