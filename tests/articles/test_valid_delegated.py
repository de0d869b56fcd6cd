"""Which delegated signatures count is said twice too: the verbs and the database agree on every basis there can be."""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import product

import pytest
from django.utils import timezone

from articles.models import Article, Contribution, Question, Signature, StandingPermission
from articles.models.vocabulary import Role, Status, Verdict
from doctors.models import Doctor
from tests.articles.test_valid_signatures import BYLINE_MISSING, DIGEST, SECOND_MISSING, SIGNED_IN_LIFE, TEXTS, refused
from tests.people import make_doctor

NOW = timezone.now()
HOUR = dt.timedelta(hours=1)
#: When the permission began and ended, seen from the moment of the signature.
PERIODS = {
    "holds": (-HOUR, None),
    "held": (-HOUR, HOUR),
    "begins": (dt.timedelta(), None),
    "ends": (-HOUR, dt.timedelta()),
    "ended": (-2 * HOUR, -HOUR),
    "later": (HOUR, None),
    "none": None,
}


@dataclass(frozen=True)
class Basis:
    """A delegated signature of "byline" on edition 2, and what it stands on."""

    period: str
    allowed_by: str
    read_by: str
    role: Role
    verdict: Verdict
    text: str
    place: str  # "earlier", "later", "elsewhere" or nowhere
    revoked: str  # nobody's, "byline" or "other" takes back what was read
    wrote: bool  # the account that signed what was read wrote in it


def bases(signer: str) -> list[Basis]:
    doctors = ("byline", "other")
    every = list(
        product(
            PERIODS, doctors, doctors, Role, Verdict, TEXTS, ("earlier", "later", "elsewhere", "nowhere"),
            ("nobody", *doctors), (False, True),
        )
    )  # fmt: skip
    role = Role.BYLINE if signer == "byline" else Role.SECOND_REVIEWER
    right = ("holds", signer, signer, role, Verdict.SIGNED, "the text", "earlier", "nobody", False)
    near = [one for one in every if sum(a != b for a, b in zip(one, right, strict=True)) <= 2]
    return [Basis(*values) for values in {*near, *random.Random(20_260_711).sample(every, 100)}]


def written(found: list[Basis], doctors: dict[str, Doctor], signer: str) -> dict[int, Basis]:
    """Edition 2 of a question for each basis, with its delegated signature by `signer`; their ids."""
    edited: dict[int, Basis] = {}
    for number, basis in enumerate(found):
        question, other = Question.objects.bulk_create(
            [Question(slug=f"{signer}-{number}"), Question(slug=f"{signer}-{number}-elsewhere")]
        )
        place = {"later": (question, 3), "elsewhere": (other, 1)}.get(basis.place, (question, 1))
        values = {"doctor": doctors["byline"], "digest": DIGEST, "signatures_required": 2}
        text = Article.objects.create(question=place[0], edition=place[1], status=Status.SUPERSEDED, **values)
        article = Article.objects.create(question=question, edition=2, status=Status.SIGNED, **values)
        read = None if basis.place == "nowhere" else _read(text, basis, doctors, f"{signer}-{number}")
        Signature.objects.create(
            **_row(article, doctors[signer], f"{signer}-{number}-delegated"),
            role=Role.DELEGATED,
            verdict=Verdict.SIGNED,
            read_signature=read,
            standing_permission=_permission(basis, doctors),
        )
        edited[article.pk] = basis
    return edited


def _read(text: Article, basis: Basis, doctors: dict[str, Doctor], key: str) -> Signature:
    doctor = doctors[basis.read_by]
    digest, version = TEXTS[basis.text]
    row = {**_row(text, doctor, key), "digest": digest, "digest_version": version}
    read = Signature.objects.create(**row, role=basis.role, verdict=basis.verdict)
    if basis.revoked in doctors:
        revoked = _row(text, doctors[basis.revoked], f"{key}-revoked")
        Signature.objects.create(**revoked, role=Role.BYLINE, verdict=Verdict.REVOKED)
    if basis.wrote:
        Contribution.objects.create(article=text, user_id=doctor.user_id)
    return read


def _permission(basis: Basis, doctors: dict[str, Doctor]) -> StandingPermission | None:
    period, doctor = PERIODS[basis.period], doctors[basis.allowed_by]
    if period is None:
        return None
    begins, ends = NOW + period[0], None if period[1] is None else NOW + period[1]
    StandingPermission.objects.filter(doctor=doctor, revoked_at=None).update(
        revoked_at=dt.datetime(2199, 1, 1, tzinfo=dt.UTC), revoked_by=doctor.user_id
    )
    return StandingPermission.objects.create(
        doctor=doctor, granted_at=begins, granted_by_id=doctor.user_id, revoked_at=ends,
        revoked_by_id=doctor.user_id if ends else None,
    )  # fmt: skip


def _row(article: Article, doctor: Doctor, key: str) -> dict[str, object]:
    return {
        "article": article,
        "doctor": doctor,
        "signed_by_id": doctor.user_id,
        "digest": DIGEST,
        "name": doctor.name,
        "created_at": NOW,
        "previous_hash": key,
        "own_hash": key,
    }


@pytest.mark.usefixtures("without_triggers")
@pytest.mark.parametrize("signer", ["byline", "other"])
def test_the_verbs_and_the_database_count_the_same_delegated_signatures(signer: str) -> None:
    doctors = {"byline": make_doctor("Lin Yunfei"), "other": make_doctor("Mara Ellison")}
    found = bases(signer)
    editions = written(found, doctors, signer)
    places: dict[int, set[Role]] = defaultdict(set)
    for signature in Signature.objects.valid().filter(article__in=editions).select_related("article"):
        places[signature.article_id].add(signature.stands_as(signature.article))
    own, missing = (Role.BYLINE, BYLINE_MISSING) if signer == "byline" else (Role.SECOND_REVIEWER, SECOND_MISSING)
    for sentence, status in ((SIGNED_IN_LIFE, Status.SIGNED), (missing, Status.PUBLISHED)):
        without = {pk for pk in editions if own not in places[pk]}
        disputed = [editions[pk] for pk in without ^ (refused(sentence, status) & set(editions))]
        assert disputed == [], (sentence, len(disputed), disputed[:3])
        assert 0 < len(without) < len(editions), "bases of both kinds were tried"
    counted = {editions[pk] for pk in editions if places[pk]}
    assert {basis.period for basis in counted} == {"holds", "held", "begins"}
    assert {basis.place for basis in counted} == {"earlier"}
    assert {basis.read_by for basis in counted} == {basis.allowed_by for basis in counted} == {signer}
    assert {basis.verdict for basis in counted} == {Verdict.SIGNED}
    assert not {basis for basis in counted if basis.revoked == signer or basis.wrote or basis.text != "the text"}
