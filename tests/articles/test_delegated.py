"""What a delegated signature holds up and stands on; the review clock and the next reading."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import User
from django.utils import timezone

from articles import auditing, chain, delegating, leaving, publishing, reading, revoking, signing
from articles.models import Article, LivePage, Signature
from articles.models.vocabulary import Role, Status, Verdict
from doctors.models import Doctor
from tests.articles.delegated import (
    allow,
    make_live,
    mend,
    mended_live,
    publish_mended,
)
from tests.signed_rows import forge
from tests.texts import make_published, publish_next
from tests.watching import breaking, locked_by, status_of


def account_of(doctor: Doctor) -> User:
    assert doctor.user is not None
    return doctor.user


# What it holds up, and what holds it up


def test_taking_back_the_signature_that_was_read_takes_the_corrected_page_down(editor: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    first = Article.objects.get(question=corrected.question, edition=1)
    revoking.revoke(first, doctor=dr_lin, reason="I was wrong.")
    assert status_of(corrected) == Status.WITHDRAWN
    assert not LivePage.objects.exists()
    assert not Signature.objects.valid().exists()
    revoked = Signature.objects.filter(verdict=Verdict.REVOKED).values_list("article__edition", "role")
    assert sorted(revoked) == [(1, Role.BYLINE), (2, Role.BYLINE)]
    assert list(auditing.problems()) == []
    assert chain.broken_links(dr_lin) == []


def test_the_name_is_taken_off_a_corrected_text_too(editor: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    revoking.revoke(corrected, doctor=dr_lin, reason="Not with my name.")
    assert status_of(corrected) == Status.WITHDRAWN
    assert Signature.objects.valid().get().article.edition == 1
    assert list(auditing.problems()) == []


def test_a_lost_licence_takes_corrected_texts_down(editor: User, chief: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    withdrawn = leaving.lose_licence(dr_lin, by=chief, reason="The licence was lost.")
    assert [article.pk for article in withdrawn] == [corrected.pk]
    assert not Signature.objects.valid().exists()
    assert list(auditing.problems()) == []


def test_what_was_signed_stays_signed_when_the_permission_ends(editor: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    delegating.revoke_permission(dr_lin, account=account_of(dr_lin))
    assert status_of(corrected) == Status.PUBLISHED
    assert Signature.objects.valid().filter(article=corrected).exists()
    assert list(auditing.problems()) == []


def test_an_earlier_corrected_edition_comes_back(editor: User, chief: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    publish_next(corrected.question, editor, introduction="Another text. It says more.")
    back = publishing.roll_back(corrected.question, editor=chief, reason="The new one was wrong.")
    assert back.pk == corrected.pk
    assert list(auditing.problems()) == []


# The review clock, and the next reading


def test_the_review_is_due_when_it_was(editor: User, dr_lin: Doctor) -> None:
    with time_machine.travel("2024-02-29 12:00+00:00", tick=True):
        Doctor.objects.filter(pk=dr_lin.pk).update(verified_at=timezone.now())
        dr_lin.refresh_from_db()
        live = make_live(editor, dr_lin)
        before = LivePage.objects.get(article=live)
        allow(dr_lin)
    with time_machine.travel("2025-01-10 12:00+00:00", tick=True):
        corrected = publish_mended(live, editor)
        page = LivePage.objects.get(article=corrected)
        assert (
            (page.signed_on, page.due_on)
            == (before.signed_on, before.due_on)
            == (dt.date(2024, 2, 29), dt.date(2027, 2, 28))
        )
        assert page.changes_on == before.changes_on
        (shown,) = page.content["signatures"]
        assert (shown["role"], shown["signed_on"], shown["read_on"]) == ("delegated", "2025-01-10", "2024-02-29")
        assert list(auditing.problems()) == []


def test_the_next_reading_shows_what_was_corrected(editor: User, dr_lin: Doctor) -> None:
    corrected = mended_live(editor, dr_lin)
    asked = signing.request_signature(mend(corrected.question, editor, lead="Rest helps."), editor=editor)
    found = reading.reading_of(Article.objects.with_text().get(pk=asked.pk), dr_lin)
    assert found.since is not None
    assert found.since.article.edition == 1
    assert [change.name for change in found.changed] == ["introduction", "lead"]
    pieces = [piece.text for field in found.changed[0].fields for piece in field.pieces if piece.op != "same"]
    assert any("occurred" in piece for piece in pieces)


def test_old_hashes_stay_as_they_were(editor: User, dr_lin: Doctor) -> None:
    make_published(editor, dr_lin)
    facts = chain.facts_of(Signature.objects.get())
    assert not {"read_signature", "standing_permission"} & set(facts)
    delegated = Signature(role=Role.DELEGATED, created_at=timezone.now(), read_signature_id=1, standing_permission_id=2)
    assert {"read_signature", "standing_permission"} <= set(chain.facts_of(delegated))


@pytest.mark.parametrize("fact", ["read_signature_id", "standing_permission_id"])
def test_what_it_stands_on_is_part_of_its_hash(editor: User, dr_lin: Doctor, fact: str) -> None:
    mended_live(editor, dr_lin)
    signature = Signature.objects.get(role=Role.DELEGATED)
    assert chain.broken_links(dr_lin) == []
    forge(f"UPDATE articles_signature SET {fact} = NULL WHERE id = %s", signature.pk)
    (problem,) = chain.broken_links(dr_lin)
    assert str(signature.pk) in problem


def test_a_verb_that_breaks_in_the_middle_leaves_nothing(
    editor: User, dr_lin: Doctor, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    with breaking(monkeypatch):
        delegating.sign_spelling(draft, editor=editor)


def test_locks_are_taken_in_the_order_of_the_house(editor: User, dr_lin: Doctor, dr_other: Doctor) -> None:
    live = make_live(editor, dr_lin, life_stage="child", second_reviewer=dr_other)
    allow(dr_lin, dr_other)
    draft = mend(live.question, editor)
    locked = locked_by(lambda: delegating.sign_spelling(draft, editor=editor))
    assert locked[0] == "article"
    assert set(locked[1:]) == {"doctor"}


def test_a_leave_stops_no_correction_since_nobody_is_asked(editor: User, dr_lin: Doctor) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    today = timezone.localdate()
    Doctor.objects.filter(pk=dr_lin.pk).update(leave_from=today, leave_until=today)
    assert delegating.why_not(Article.objects.with_text().get(pk=draft.pk)) == []
    assert delegating.sign_spelling(draft, editor=editor).status == Status.SIGNED
