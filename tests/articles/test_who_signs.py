"""Who signs an edition, and who can sign at all: the same answer at hand and from the database."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import deputising, permissions, signing
from articles.models import Article, LivePage, signers
from articles.permissions import Hindrance
from doctors.models import VERIFICATION_LASTS, Doctor
from tests.articles.test_leave import away
from tests.people import make_doctor
from tests.texts import make_article, make_in_review, make_published


@pytest.fixture
def editions(editor: User, dr_lin: Doctor, dr_other: Doctor) -> list[Article]:
    """Without a doctor; with one; with a second who is only named; with a second who signs; and one that is live."""
    make_article(editor, None, "nobody")
    make_in_review(editor, dr_lin, "alone")
    make_in_review(editor, dr_lin, "named", second_reviewer=dr_other)
    make_in_review(editor, dr_lin, "of-two", life_stage="child", second_reviewer=dr_other)
    make_published(editor, dr_other, "live")
    return list(Article.objects.order_by("pk"))


def test_an_edition_and_the_database_name_the_same_signers(
    editions: list[Article], dr_lin: Doctor, dr_other: Doctor
) -> None:
    assert [edition.signers for edition in editions] == [[], [dr_lin], [dr_lin], [dr_lin, dr_other], [dr_other]]
    for doctor in (dr_lin, dr_other, make_doctor("Somebody Else")):
        found = Article.objects.filter(signers.signs(doctor)).order_by("pk")
        assert list(found) == [edition for edition in editions if doctor in edition.signers]
        second = Article.objects.filter(signers.signs_second(doctor))
        assert list(second) == [edition for edition in editions if edition.needs_two and doctor in edition.signers[1:]]
        named = Article.objects.filter(signers.is_named(doctor)).order_by("pk")
        assert list(named) == [edition for edition in editions if permissions.is_put_before(doctor, edition)]
        waiting = Article.objects.to_be_signed_by(doctor)
        assert list(waiting) == [one for one in editions if doctor in one.signers and one.status == "in_review"]
    column = Article.objects.annotate(who=signers.second_signer()).order_by("pk").values_list("who", flat=True)
    assert list(column) == [None, None, None, dr_other.pk, None]
    assert list(LivePage.objects.filter(signers.signs(dr_other, via="article__"))) == [editions[-1].live_page]


def test_the_keys_of_the_signers_ask_nothing(editions: list[Article]) -> None:
    fresh = list(Article.objects.order_by("pk"))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        keys = [edition.signer_ids for edition in fresh]
    assert not queries.captured_queries
    assert keys == [[doctor.pk for doctor in edition.signers] for edition in editions]


def test_a_second_who_signed_waits_no_more_and_the_first_still_does(
    editions: list[Article], dr_lin: Doctor, dr_other: Doctor
) -> None:
    both = next(edition for edition in editions if edition.needs_two)
    signing.sign(both, doctor=dr_other, digest=both.digest)
    assert not Article.objects.to_be_signed_by(dr_other).exists()
    assert both in Article.objects.to_be_signed_by(dr_lin)


def test_what_was_sent_back_while_another_had_signed_waits_for_the_next_edition(
    editions: list[Article], dr_lin: Doctor, dr_other: Doctor
) -> None:
    """One rule for the doctor's queue, for their deputy and for whoever asks the database."""
    both = next(edition for edition in editions if edition.needs_two)
    signing.sign(both, doctor=dr_lin, digest=both.digest)
    assert both in Article.objects.to_be_signed_by(dr_other)
    signing.request_changes(both, doctor=dr_other, digest=both.digest, comment="Shorter.")
    assert both not in Article.objects.to_be_signed_by(dr_other)
    away(dr_other, dr_lin)
    assert deputising.absent_before(dr_lin, both) is None
    assert both not in signing.queue_for(dr_other)


def test_what_keeps_a_doctor_from_signing_is_the_same_to_the_database(dr_lin: Doctor) -> None:
    now = timezone.now()
    changes: list[tuple[Hindrance | None, dict[str, object], dict[str, object]]] = [
        (None, {}, {}),
        (None, {"retired_at": now + dt.timedelta(days=1)}, {}),
        (None, {"verified_at": now - VERIFICATION_LASTS + dt.timedelta(hours=1)}, {}),
        (Hindrance.UNVERIFIED, {"verified_at": now - VERIFICATION_LASTS}, {}),
        (Hindrance.UNVERIFIED, {"verified_at": now + dt.timedelta(hours=1)}, {}),
        (Hindrance.UNVERIFIED, {"verified_at": None, "verified_by": None}, {}),
        (Hindrance.RETIRED, {"retired_at": now}, {}),
        (Hindrance.NO_ACCOUNT, {}, {"is_active": False}),
        (Hindrance.EDITORIAL, {}, {"is_staff": True}),
        (Hindrance.EDITORIAL, {}, {"is_superuser": True}),
    ]
    fine = {"retired_at": None, "verified_at": dr_lin.verified_at, "verified_by": dr_lin.verified_by}
    for hindrance, of_doctor, of_account in changes:
        Doctor.objects.filter(pk=dr_lin.pk).update(**{**fine, **of_doctor})
        account = {"is_active": True, "is_staff": False, "is_superuser": False, **of_account}
        User.objects.filter(doctor=dr_lin).update(**account)
        fresh = Doctor.objects.select_related("user").get(pk=dr_lin.pk)
        assert permissions.hindrance_of(fresh, fresh.user) is hindrance, (of_doctor, of_account)
        able = Doctor.objects.filter(signers.may_sign(doctor="", account="user__"))
        assert able.exists() == (hindrance is None), (of_doctor, of_account)
    assert permissions.hindrance_of(dr_lin, None) is Hindrance.NO_ACCOUNT
