"""A signature, a hand-over and a take-over at the same moment: the signed words stay, and nothing is half done."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection

from articles import reassigning, signing
from articles.auditing import problems
from articles.models import Article, Signature
from articles.models.vocabulary import OPEN, Status
from doctors.models import Doctor
from tests.articles.test_leave import away
from tests.articles.test_races import on_its_own_connection
from tests.people import make_doctor
from tests.texts import make_in_review

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 30 if connection.vendor == "postgresql" else 6


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(3) as executor:
        yield executor


def test_signing_handing_over_and_taking_over_at_once(
    pool: ThreadPoolExecutor, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    third, dice = make_doctor("Third Doctor"), random.Random(3)
    away(dr_lin, dr_other)
    assert dr_other.user is not None
    for number in range(ROUNDS):
        Doctor.objects.filter(pk=dr_lin.pk).update(leave_from=None, leave_until=None)
        asked = make_in_review(editor, Doctor.objects.get(pk=dr_lin.pk), f"round-{number}")
        Doctor.objects.filter(pk=dr_lin.pk).update(leave_from="2000-01-01", leave_until="2999-01-01")

        def later(work: Callable[[], object]) -> Callable[[], object]:
            pause = dice.random() / 50

            def run() -> object:
                time.sleep(pause)
                return work()

            return run

        works: list[Callable[[], object]] = [
            lambda asked=asked: signing.sign(asked, doctor=dr_lin, digest=asked.digest),
            lambda asked=asked: reassigning.reassign(asked.question, of=dr_lin, to=third, editor=editor),
            lambda asked=asked: reassigning.take_over(asked, deputy=dr_other, account=dr_other.user),
        ]
        told = [future.result(60) for future in [pool.submit(on_its_own_connection(later(work))) for work in works]]
        assert None in told, "one of them goes through"
        open_ones = list(Article.objects.filter(question=asked.question, status__in=OPEN))
        assert len(open_ones) == 1
        signed = Signature.objects.filter(article=asked).first()
        if signed is not None:
            assert (signed.doctor, signed.digest) == (dr_lin, Article.objects.get(pk=asked.pk).digest)
            assert Article.objects.get(pk=asked.pk).status in (Status.SIGNED, Status.SUPERSEDED)
        else:
            assert open_ones[0].doctor in (third, dr_other)
    assert list(problems()) == []
