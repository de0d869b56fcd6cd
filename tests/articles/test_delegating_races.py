"""A doctor ends the permission while an editor signs under it, on two connections: the record is right either way."""

from __future__ import annotations

import random
import threading
import time

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles import auditing, delegating, publishing, signing
from articles.models import Article, Signature, StandingPermission
from articles.models.vocabulary import Role, Status
from doctors.models import Doctor
from tests.articles.delegated import allow, make_live, mend
from tests.articles.test_races import on_its_own_connection, pool

pytestmark = pytest.mark.django_db(transaction=True)
assert pool
ROUNDS = 25 if connection.vendor == "postgresql" else 6


def withdraw(live: Article, editor: User) -> None:
    """The same slip in another live answer would be no slip."""
    publishing.withdraw(live, editor=editor, reason="Enough of it.")


def test_a_permission_that_ends_while_somebody_signs(editor: User, dr_lin: Doctor, pool: object) -> None:
    dice = random.Random(11)
    account = dr_lin.user
    assert account is not None
    outcomes = set()
    for number in range(ROUNDS):
        live = make_live(editor, dr_lin, f"question-{number}")
        permission = allow(dr_lin)
        draft = mend(live.question, editor)
        start, pauses = threading.Barrier(2), [dice.random() / 25, dice.random() / 25]

        def end(start: threading.Barrier = start, pause: float = pauses[0]) -> None:
            start.wait()
            time.sleep(pause)
            delegating.revoke_permission(dr_lin, account=account)

        def sign(start: threading.Barrier = start, pause: float = pauses[1], draft: Article = draft) -> None:
            start.wait()
            time.sleep(pause)
            delegating.sign_spelling(draft, editor=editor)

        works = [pool.submit(on_its_own_connection(work)) for work in (end, sign)]  # type: ignore[attr-defined]
        ended, signed = (work.result(60) for work in works)
        assert ended is None, "the doctor's word is always taken"
        outcomes.add(signed is None)
        permission = StandingPermission.objects.get(pk=permission.pk)
        assert permission.revoked_at is not None
        row = Signature.objects.filter(article=draft, role=Role.DELEGATED).first()
        assert (row is not None) == (signed is None)
        if row is None:
            assert Article.objects.get(pk=draft.pk).status == Status.DRAFT
        else:
            assert row.created_at < permission.revoked_at
            assert Signature.objects.valid().filter(pk=row.pk).exists()
        withdraw(live, editor)
    assert list(auditing.problems()) == []
    if connection.vendor == "postgresql":
        assert outcomes == {True, False}, "both won at times"


def test_two_editors_who_sign_at_once(editor: User, chief: User, dr_lin: Doctor, pool: object) -> None:
    live = make_live(editor, dr_lin)
    allow(dr_lin)
    draft = mend(live.question, editor)
    works = [
        pool.submit(on_its_own_connection(lambda by=by: delegating.sign_spelling(draft, editor=by)))  # type: ignore[attr-defined, misc]
        for by in (editor, chief)
    ]
    said = [work.result(60) for work in works]
    assert said.count(None) == 1, said
    assert Signature.objects.filter(article=draft).count() == 1


def test_the_doctor_reads_and_the_editor_signs_for_them_at_once(editor: User, dr_lin: Doctor, pool: object) -> None:
    for number in range(ROUNDS // 3):
        live = make_live(editor, dr_lin, f"question-{number}")
        if not StandingPermission.objects.open().exists():
            allow(dr_lin)
        asked = signing.request_signature(mend(live.question, editor), editor=editor)
        works = [
            pool.submit(on_its_own_connection(work))  # type: ignore[attr-defined]
            for work in (
                lambda asked=asked: signing.sign(asked, doctor=dr_lin, digest=asked.digest),
                lambda asked=asked: delegating.sign_spelling(asked, editor=editor),
            )
        ]
        said = [work.result(60) for work in works]
        assert said.count(None) == 1, said
        assert Signature.objects.valid().filter(article=asked).count() == 1
        withdraw(live, editor)
    assert list(auditing.problems()) == []
