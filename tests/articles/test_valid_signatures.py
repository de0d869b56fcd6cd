"""Which signatures count is said twice, to the verbs and to the database's own guard: both say the same of any history.

Every history of one or two rows is tried, and some of three; those of two with one writer each, by chance: what was
written counts against each row alone, and those of one row are tried with every writer. They are written while the
guard is away: most of them the verbs and the triggers would refuse long before.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass
from itertools import product

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Article, Contribution, Question, Signature
from articles.models.vocabulary import Role, Status, Verdict
from articles.triggers import columns
from articles.triggers.rules import all_rules
from doctors.models import Doctor
from tests.people import make_doctor

DIGEST = "d" * 64
TEXTS = {"the text": (DIGEST, 1), "another text": ("e" * 64, 1), "another version": (DIGEST, 2)}
SIGNED_IN_LIFE = "healthqa: a signed edition needs a valid signature for exactly its text"
BYLINE_MISSING = "healthqa: a published edition needs a valid signature for exactly its text"
SECOND_MISSING = "healthqa: the second signature is missing"


@dataclass(frozen=True)
class Row:
    verdict: Verdict
    doctor: str  # "byline" or "other"
    role: Role
    text: str


@dataclass(frozen=True)
class History:
    """Signatures in their order, and whose account changed words of the edition."""

    rows: tuple[Row, ...]
    writer: str  # "byline", "other" or nobody's


def histories() -> list[History]:
    rows = [Row(*values) for values in product(Verdict, ("byline", "other"), Role, TEXTS)]
    some = random.Random(20_240_305)
    three = [(some.choice(rows), some.choice(rows), some.choice(rows)) for _ in range(150)]
    writers = ("nobody", "byline", "other")
    every = [History(found, writer) for found in ((), *product(rows)) for writer in writers]
    return [*every, *(History(found, some.choice(writers)) for found in (*product(rows, rows), *three))]


def written(found: list[History], doctors: dict[str, Doctor]) -> list[int]:
    """An edition for each history, with its rows; their ids in the same order."""
    questions = Question.objects.bulk_create(Question(slug=f"q-{number}") for number in range(len(found)))
    editions = Article.objects.bulk_create(
        Article(
            question=question,
            edition=1,
            status=Status.SIGNED,
            doctor=doctors["byline"],
            digest=DIGEST,
            signatures_required=2,
        )
        for question in questions
    )
    for position in range(3):
        Signature.objects.bulk_create(
            _signature(edition, history.rows[position], doctors, f"{position}-{edition.pk}")
            for edition, history in zip(editions, found, strict=True)
            if position < len(history.rows)
        )
    Contribution.objects.bulk_create(
        Contribution(article=edition, user=doctors[history.writer].user)
        for edition, history in zip(editions, found, strict=True)
        if history.writer in doctors
    )
    return [edition.pk for edition in editions]


def _signature(edition: Article, row: Row, doctors: dict[str, Doctor], key: str) -> Signature:
    digest, version = TEXTS[row.text]
    doctor = doctors[row.doctor]
    return Signature(
        article=edition,
        doctor=doctor,
        signed_by_id=doctor.user_id,
        role=row.role,
        verdict=row.verdict,
        digest=digest,
        digest_version=version,
        name=doctor.name,
        created_at=timezone.now(),
        previous_hash=key,
        own_hash=key,
    )


def refused(sentence: str, status: Status) -> set[int]:
    """The editions that the database's rule of this sentence would not let into this state."""
    (rule,) = [rule for rule in all_rules() if (rule.table, rule.sentence) == (columns.ARTICLE, sentence)]
    names = "id, doctor_id, digest, digest_version, signatures_required, life_stage"
    fresh = f"(SELECT {names}, '{status}' AS status FROM articles_article) AS NEW"
    old = f"(SELECT id, '{Status.IN_REVIEW}' AS status FROM articles_article) AS OLD"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NEW.id FROM {fresh} JOIN {old} ON OLD.id = NEW.id WHERE {rule.whole}")
        return {pk for (pk,) in cursor.fetchall()}


@pytest.mark.usefixtures("without_triggers")
def test_the_verbs_and_the_database_count_the_same_signatures() -> None:
    doctors = {"byline": make_doctor("Lin Yunfei"), "other": make_doctor("Mara Ellison")}
    found = histories()
    editions = dict(zip(written(found, doctors), found, strict=True))
    roles: dict[int, set[str]] = defaultdict(set)
    for article_id, role in Signature.objects.valid().values_list("article_id", "role"):
        roles[article_id].add(role)
    for sentence, status, needed in (
        (SIGNED_IN_LIFE, Status.SIGNED, {Role.BYLINE, Role.SECOND_REVIEWER}),
        (BYLINE_MISSING, Status.PUBLISHED, {Role.BYLINE}),
        (SECOND_MISSING, Status.PUBLISHED, {Role.SECOND_REVIEWER}),
    ):
        without = {pk for pk in editions if not roles[pk] & needed}
        disputed = [editions[pk] for pk in without ^ refused(sentence, status)]
        assert disputed == [], (sentence, len(disputed), disputed[:3])
        assert 0 < len(without) < len(editions), "histories of both kinds were tried"


def test_a_revocation_is_looked_up_by_the_edition(db: None) -> None:
    """Led through a doctor's later signatures, each question would cost as many rows as the doctor has signed."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL plans by what the tables hold: its rows are counted in test_bounded_reads")
    plan = Signature.objects.valid().explain()
    assert "signature_by_article" in plan
    assert "signature_chain_head" not in plan
