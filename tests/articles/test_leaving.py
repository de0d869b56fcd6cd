"""A doctor retires or loses the licence: what comes down, what stays, and who may say so."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from articles import chain, leaving, publishing, signing
from articles.auditing import problems
from articles.errors import NotAllowed, Refused
from articles.models import Article, Event, Signature
from articles.models.vocabulary import EndCause, Role, Status, Verdict
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_in_review, make_published, make_signed, publish_next


def test_a_lost_licence_takes_down_what_the_doctor_signed_and_nothing_else(
    client: Client, editor: User, chief: User, dr_lin: Doctor
) -> None:
    other = make_doctor("Ana Other")
    first = make_published(editor, dr_lin, "two-editions")
    second = publish_next(first.question, editor)
    live = make_published(editor, dr_lin, "live")
    waiting = make_signed(editor, dr_lin, "signed")
    asked = make_in_review(editor, dr_lin, "asked")
    kept = make_published(editor, other, "kept")
    withdrawn = leaving.lose_licence(dr_lin, by=chief, reason="The register says so.")
    assert {article.pk for article in withdrawn} == {second.pk, live.pk}
    states = {article.pk: article.status for article in Article.objects.all()}
    assert states == {
        first.pk: Status.SUPERSEDED,
        second.pk: Status.WITHDRAWN,
        live.pk: Status.WITHDRAWN,
        waiting.pk: Status.WITHDRAWN,
        asked.pk: Status.IN_REVIEW,
        kept.pk: Status.PUBLISHED,
    }
    assert not Signature.objects.valid().filter(doctor=dr_lin).exists()
    assert Signature.objects.filter(doctor=dr_lin, verdict=Verdict.REVOKED, signed_by=chief).count() == 4
    assert not Doctor.objects.get(pk=dr_lin.pk).is_verified()
    page = client.get(live.question.get_absolute_url())
    assert page.status_code == 410
    assert "The register says so." in page.content.decode()
    assert live.publications.get().end_cause == EndCause.SIGNATURE_REVOKED
    assert Event.objects.get(verb="licence_lost").detail["doctor"] == dr_lin.pk
    assert list(problems()) == []


def test_a_second_reviewers_lost_licence_takes_the_page_down_too(editor: User, chief: User, dr_lin: Doctor) -> None:
    second = make_doctor("Ana Other")
    asked = make_in_review(editor, dr_lin, life_stage="child", second_reviewer=second)
    for doctor in (dr_lin, second):
        signing.sign(asked, doctor=doctor, digest=asked.digest)
    live = publishing.publish(Article.objects.get(pk=asked.pk), editor=editor)
    assert [article.pk for article in leaving.lose_licence(second, by=chief, reason="It is.")] == [live.pk]
    assert Signature.objects.valid().filter(article=live, doctor=dr_lin).exists()


def test_who_verifies_doctors_says_it_and_needs_a_reason(editor: User, chief: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    with pytest.raises(NotAllowed):
        leaving.lose_licence(dr_lin, by=editor, reason="I say so.")
    with pytest.raises(Refused, match="reason"):
        leaving.lose_licence(dr_lin, by=chief, reason="  ")
    with pytest.raises(NotAllowed):
        leaving.retire(dr_lin, by=editor)
    assert Article.objects.get(pk=live.pk).status == Status.PUBLISHED


def test_a_retired_doctor_signs_nothing_more_and_live_answers_stay(editor: User, chief: User, dr_lin: Doctor) -> None:
    live = make_published(editor, dr_lin)
    asked = make_in_review(editor, dr_lin, "asked")
    retired = leaving.retire(dr_lin, by=chief)
    with pytest.raises(NotAllowed, match="retired"):
        signing.sign(asked, doctor=retired, digest=asked.digest)
    with pytest.raises(Refused, match="is retired"):
        leaving.retire(dr_lin, by=chief)
    assert Article.objects.get(pk=live.pk).status == Status.PUBLISHED
    assert list(problems()) == []


def test_nobody_signs_in_another_name_by_way_of_a_revocation(editor: User, chief: User, dr_lin: Doctor) -> None:
    """The guard lets another account revoke, and only that."""
    asked = make_in_review(editor, dr_lin)
    with pytest.raises(Exception, match="a doctor signs with their own account"):
        chain.append(asked, doctor=dr_lin, account=chief, role=Role.BYLINE, verdict=Verdict.SIGNED)


def test_the_pages_ask_twice_and_list_what_comes_down(
    client: Client, editor: User, chief: User, dr_lin: Doctor
) -> None:
    make_published(editor, dr_lin, "sore-knees")
    address = reverse("admin:doctors_doctor_licence_lost", args=[dr_lin.pk])
    client.force_login(editor)
    assert client.get(address).status_code == 403
    client.force_login(chief)
    asked = client.get(address).content.decode()
    assert "What causes sore knees?" in asked
    assert Signature.objects.valid().filter(doctor=dr_lin).exists()
    assert "This field is required" in client.post(address, {"reason": ""}).content.decode()
    done = client.post(address, {"reason": "Struck off."}, follow=True).content.decode()
    assert "1 page came down: What causes sore knees?" in done
    retire = reverse("admin:doctors_doctor_retire", args=[dr_lin.pk])
    assert "signs nothing more" in client.post(retire, follow=True).content.decode()
    assert "is retired" in client.post(retire).content.decode()
