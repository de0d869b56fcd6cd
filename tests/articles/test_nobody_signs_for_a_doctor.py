"""The ways in which somebody else could stand behind a text in a doctor's name, or words beside it nobody signed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from articles import auditing, chain, delegating, editing, publishing, signing, triggers, verifying
from articles.models import Article, Event, Signature
from articles.models.vocabulary import Role, Status, Verdict
from doctors.models import Doctor
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_published, make_signed
from tests.watching import refused


def codes() -> set[str]:
    return {problem.code for problem in auditing.problems()}


def test_an_account_that_edits_signs_nothing(editor: User, chief: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(user=chief)
    doctor = Doctor.objects.get(pk=dr_lin.pk)
    with refused("not-allowed"):
        signing.sign(asked, doctor=doctor, digest=asked.digest)


def test_who_gives_a_doctor_another_account_cannot_verify_the_doctor(chief: User, reader: User) -> None:
    doctor = make_doctor("New Doctor")
    client = Client()
    client.force_login(chief)
    page = client.get(reverse("admin:doctors_doctor_change", args=[doctor.pk]))
    form = page.context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}
    client.post(reverse("admin:doctors_doctor_change", args=[doctor.pk]), {**data, "user": reader.pk, "photo": ""})
    changed = Doctor.objects.get(pk=doctor.pk)
    assert changed.user == reader
    assert not changed.is_verified()
    assert Event.objects.get(verb="doctor_account_changed").actor == chief
    with refused("not-allowed"):
        verifying.verify(changed, by=chief)


def test_no_delegated_signature_is_written_where_nothing_was_delegated(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    assert dr_lin.user is not None
    for account in (editor, dr_lin.user):
        with pytest.raises(IntegrityError), transaction.atomic():
            chain.append(asked, doctor=dr_lin, account=account, role=Role.DELEGATED, verdict=Verdict.SIGNED)
    permission = delegating.allow_spelling(dr_lin, account=dr_lin.user)
    with pytest.raises(IntegrityError), transaction.atomic():  # nothing was ever read
        chain.append(
            asked, doctor=dr_lin, account=editor, role=Role.DELEGATED, verdict=Verdict.SIGNED,
            standing_permission=permission,
        )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=asked.pk).update(status=Status.PUBLISHED)
    assert not Signature.objects.valid().exists()


def test_the_signature_says_what_the_byline_said_when_the_doctor_read_it(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(job_title="Paid by somebody", honorific="Prof. Sir")
    signature = signing.sign(asked, doctor=Doctor.objects.get(pk=dr_lin.pk), digest=asked.digest)
    assert (signature.name, signature.title) == (asked.byline_name, asked.byline_title)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("change_note", "Take three."),
        ("source_reviewer", "Dr. Nobody"),
        ("item_kind", "steps"),
        ("evidence_searched_on", "2026-01-01"),
    ],
)
@pytest.mark.parametrize("state", [Status.IN_REVIEW, Status.SIGNED, Status.PUBLISHED])
def test_what_is_shown_beside_the_words_stays_as_the_doctor_saw_it(
    editor: User, dr_lin: Doctor, state: Status, field: str, value: str
) -> None:
    make = {Status.IN_REVIEW: make_in_review, Status.SIGNED: make_signed, Status.PUBLISHED: make_published}[state]
    article = make(editor, dr_lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=article.pk).update(**{field: value})
    draft = make_article(editor, dr_lin, "draft")
    assert Article.objects.filter(pk=draft.pk).update(**{field: value}) == 1


def test_the_admin_leaves_what_is_shown_beside_the_words_alone_in_review(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    client = Client()
    client.force_login(editor)
    form = client.get(reverse("admin:articles_article_change", args=[asked.pk])).context["adminform"].form
    assert not {"item_kind", "source_reviewer", "change_note", "evidence_searched_on"} & set(form.fields)
    page = client.get(reverse("admin:articles_article_take-back", args=[asked.pk]))
    assert page.status_code == 200
    client.post(reverse("admin:articles_article_take-back", args=[asked.pk]))
    assert Article.objects.get(pk=asked.pk).status == Status.DRAFT


def test_a_second_doctor_who_signed_first_does_not_keep_a_text_in_the_queue_that_was_sent_back(
    editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    asked = make_in_review(editor, dr_lin, life_stage="child", second_reviewer=dr_other)
    signing.sign(asked, doctor=dr_other, digest=asked.digest)
    signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Too long.")
    assert list(signing.queue_for(dr_lin)) == []
    again = editing.start_edition(asked.question, editor=editor)
    asked = signing.request_signature(again, editor=editor)
    assert list(signing.queue_for(dr_lin)) == [asked]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("name = 'Dr. Wrong Name'", "signer-differs"),
        ("title = 'Head of everything'", "signer-differs"),
        ("created_at = '2099-01-01 00:00:00+00'", "signed-in-future"),
        ("created_at = '2001-01-01 00:00:00+00'", "signed-too-early"),
    ],
)
def test_verify_sees_what_a_forged_signature_says_of_itself(
    editor: User, dr_lin: Doctor, change: str, code: str
) -> None:
    make_published(editor, dr_lin)
    assert codes() == set()
    triggers.remove(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE articles_signature SET {change}")
        assert code in codes()
    finally:
        triggers.install(connection)


def test_verify_sees_a_signature_that_nobody_was_seen_to_give(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    triggers.remove(connection)
    try:
        Event.objects.filter(verb="signed").delete()
        assert "signing-not-in-trail" in codes()
    finally:
        triggers.install(connection)


def test_withdrawing_and_publishing_leave_verify_content(editor: User, chief: User, dr_lin: Doctor) -> None:
    first = make_published(editor, dr_lin)
    publishing.withdraw(first, editor=editor, reason="Old.")
    assert codes() == set()
