"""Each doctor's signatures form one hash chain that covers every fact of a row."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, models, transaction

from articles import canonical, chain, revoking, signing
from articles.models import Article, Signature
from articles.models.vocabulary import Role, Verdict
from doctors.models import Doctor
from tests.people import make_doctor, make_user
from tests.texts import make_article, make_in_review, make_signed
from tests.watching import check_sentence

#: Every fact of a signature and a forged value for it. None: made in the test, it points to another row.
FORGED: dict[str, Any] = {
    "article_id": None,
    "doctor_id": None,
    "signed_by_id": None,
    "role": Role.SECOND_REVIEWER,
    "verdict": Verdict.CHANGES_REQUESTED,
    "digest": "0" * 64,
    "digest_version": 2,
    "block_digests": [["question", "0" * 64]],
    "attested": ["something else"],
    "conflict_statement": "Paid.",
    "name": "Dr. Else",
    "title": "professor",
    "credentials": "PhD",
    "comment": "Never said.",
    "created_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
    "previous_hash": "1" * 64,
}


#: What only a delegated signature has, and only its hash covers, so that all hashes of before stay.
OF_DELEGATED = ("standing_permission_id", "read_signature_id")


def test_every_column_of_a_signature_is_covered_by_its_hash() -> None:
    columns = {field.attname for field in Signature._meta.concrete_fields}
    assert columns == {"id", "own_hash", *FORGED, *OF_DELEGATED}
    facts = chain.facts_of(Signature(created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC)))
    assert len(facts) == len(FORGED)
    delegated = Signature(created_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC), role=Role.DELEGATED)
    assert len(chain.facts_of(delegated)) == len(FORGED) + len(OF_DELEGATED)


@pytest.fixture
def signed(without_triggers: None, editor: User, dr_lin: Doctor) -> Signature:
    """The second of three signatures of Dr. Lin; the database's own guard is gone."""
    for slug in ("a", "b", "c"):
        make_signed(editor, dr_lin, slug)
    assert chain.broken_links(dr_lin) == []
    return Signature.objects.order_by("pk")[1]


@pytest.mark.parametrize("fact", FORGED)
def test_a_forged_fact_is_found_and_named(signed: Signature, editor: User, dr_lin: Doctor, fact: str) -> None:
    values = {
        "article_id": Article.objects.exclude(pk=signed.article_id).values_list("pk", flat=True)[0],
        "doctor_id": make_doctor("Forged Name").pk if fact == "doctor_id" else None,
        "signed_by_id": editor.pk,
    }
    rows = Signature.objects.filter(pk=signed.pk)
    rows.update(**{fact: values.get(fact, FORGED[fact])})
    owner = rows.get().doctor
    problems = chain.broken_links(owner)
    assert any(f"Signature {signed.pk} " in problem and "changed" in problem for problem in problems), problems
    for problem in problems:
        check_sentence(problem)
    if owner != dr_lin:
        assert chain.broken_links(dr_lin), "the gap it leaves is found too"


def test_a_forger_who_computes_the_hash_anew_breaks_the_next_link(signed: Signature, dr_lin: Doctor) -> None:
    signed.comment = "Never said."
    Signature.objects.filter(pk=signed.pk).update(comment=signed.comment, own_hash=chain.hash_of(signed))
    after = Signature.objects.order_by("pk")[2]
    assert [problem for problem in chain.broken_links(dr_lin) if f"Signature {after.pk} " in problem]


@pytest.mark.parametrize("which", [0, 1])
def test_a_signature_taken_out_of_the_chain_leaves_a_gap(signed: Signature, dr_lin: Doctor, which: int) -> None:
    Signature.objects.filter(pk=Signature.objects.order_by("pk")[which].pk).delete()
    assert len(chain.broken_links(dr_lin)) == 1


def test_a_whole_chain_reads_back_from_the_database_with_the_same_hashes(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    signing.sign(
        asked,
        doctor=dr_lin,
        digest=asked.digest,
        attested=["I read every word", "我已阅读"],
        conflict_statement='“none”, \\ and "none" \u2028',
        comment="Ünïcode 😀\r\n\tend",
    )
    revoking.revoke(asked, doctor=dr_lin, reason="Wrong.")
    for signature in Signature.objects.all():
        assert signature.own_hash == chain.hash_of(signature)
    assert chain.broken_links(dr_lin) == []


def test_the_chain_goes_on_over_signatures_wishes_and_revocations(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    signing.request_changes(asked, doctor=dr_lin, digest=asked.digest, comment="Shorter.")
    make_signed(editor, dr_lin, "other")
    revoking.revoke(Article.objects.get(question__slug="other"), doctor=dr_lin, reason="Wrong.")
    rows = list(Signature.objects.in_chain_order())
    assert [row.verdict for row in rows] == ["changes_requested", "signed", "revoked"]
    assert [row.previous_hash for row in rows] == ["", rows[0].own_hash, rows[1].own_hash]
    assert chain.head_of(dr_lin) == rows[2].own_hash
    assert chain.broken_links(dr_lin) == []


def test_two_doctors_chains_are_independent(without_triggers: None, editor: User, dr_lin: Doctor) -> None:
    dr_other = make_doctor("Mara Ellison")
    draft = make_article(editor, dr_lin, life_stage="infant", second_reviewer=dr_other)
    asked = signing.request_signature(draft, editor=editor)
    for doctor in (dr_lin, dr_other):
        signing.sign(asked, doctor=doctor, digest=asked.digest)
    assert set(Signature.objects.values_list("previous_hash", flat=True)) == {""}
    Signature.objects.filter(doctor=dr_other).update(comment="Never said.")
    assert chain.broken_links(dr_lin) == []
    assert len(chain.broken_links(dr_other)) == 1


def test_a_chain_cannot_fork(editor: User, dr_lin: Doctor) -> None:
    make_signed(editor, dr_lin)
    twin = Signature.objects.get()
    asked = make_in_review(editor, dr_lin, "twin")
    twin.pk, twin.article, twin.own_hash = None, asked, "2" * 64
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_the_name_is_the_one_in_the_text_that_was_signed(editor: User, dr_lin: Doctor) -> None:
    asked = make_in_review(editor, dr_lin)
    Doctor.objects.filter(pk=dr_lin.pk).update(name="Lin Yunfei-Ellison")
    stale = dr_lin
    signature = signing.sign(asked, doctor=stale, digest=asked.digest)
    assert signature.name == asked.byline_name == "Dr. Lin Yunfei"
    assert chain.broken_links(dr_lin) == []


def test_the_hash_is_the_documented_one(editor: User, dr_lin: Doctor) -> None:
    import hashlib
    import json

    make_signed(editor, dr_lin)
    row = Signature.objects.get()
    facts = {
        field.name.removesuffix("_id"): getattr(row, field.attname)
        for field in Signature._meta.concrete_fields
        if field.name not in ("id", "own_hash", "previous_hash", "created_at") and field.attname not in OF_DELEGATED
    }
    facts |= {"previous": row.previous_hash, "created_at": row.created_at.isoformat(timespec="microseconds")}
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert row.own_hash == hashlib.sha256(text.encode()).hexdigest()


def test_a_doctor_without_signatures_has_a_whole_chain(dr_lin: Doctor) -> None:
    assert (chain.head_of(dr_lin), chain.broken_links(dr_lin)) == ("", [])


def test_the_title_is_made_of_what_there_is(dr_lin: Doctor) -> None:
    assert chain.title_of(dr_lin, "en") == "attending physician, Orthopaedics"
    assert chain.title_of(dr_lin, "zh-hans") == "attending physician，Orthopaedics"
    assert chain.is_title_of(dr_lin, "attending physician, Orthopaedics")  # as Chinese editions had it once, too
    assert chain.is_title_of(dr_lin, "attending physician，Orthopaedics")
    assert not chain.is_title_of(dr_lin, "attending physician Orthopaedics")
    dr_lin.department = None
    assert chain.title_of(dr_lin, "en") == "attending physician"
    dr_lin.job_title = ""
    assert chain.title_of(dr_lin, "en") == ""


def test_block_digests_give_the_digest_of_the_edition(editor: User, dr_lin: Doctor) -> None:
    signed = make_signed(editor, dr_lin)
    pairs = [tuple(pair) for pair in Signature.objects.get().block_digests]
    assert canonical.sha256(canonical.text_of_digests(pairs)) == signed.digest  # type: ignore[arg-type]


# Which signatures count


@pytest.mark.parametrize(
    ("field", "value"),
    [("digest", "0" * 64), ("digest_version", 2), ("verdict", "changes_requested"), ("role", "second_reviewer")],
)
def test_a_signature_that_does_not_fit_its_edition_is_not_valid(
    without_triggers: None, editor: User, dr_lin: Doctor, field: str, value: object
) -> None:
    make_signed(editor, dr_lin)
    rows: models.QuerySet[Signature] = Signature.objects.all()
    assert rows.valid().exists()  # type: ignore[attr-defined]
    rows.update(**{field: value})
    assert not Signature.objects.valid().exists()


def test_the_signature_of_a_doctor_who_is_not_the_byline_any_more_is_not_valid(
    without_triggers: None, editor: User, dr_lin: Doctor, dr_other: Doctor
) -> None:
    signed = make_signed(editor, dr_lin)
    Article.objects.filter(pk=signed.pk).update(doctor=dr_other)
    assert not Signature.objects.valid().exists()
    assert make_user("unrelated").pk
