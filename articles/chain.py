"""Each doctor's signatures form one hash chain: every row holds the hash of the row before it and its own.

`own_hash` is the SHA-256 of the row's facts as JSON with sorted keys, no spaces, UTF-8, non-ASCII kept.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from articles import canonical
from articles.locking import lock_doctor
from articles.models import Article, Signature, StandingPermission
from articles.models.vocabulary import Language, Role, Verdict
from doctors.models import Doctor
from healthqa.lib.punctuation import comma_in


def facts_of(signature: Signature) -> dict[str, Any]:
    """Everything of a signature that its hash covers, as JSON values; of a delegated one also what it stands on."""
    on = {"read_signature": signature.read_signature_id, "standing_permission": signature.standing_permission_id}
    return {
        "article": signature.article_id,
        "attested": signature.attested,
        "block_digests": signature.block_digests,
        "comment": signature.comment,
        "conflict_statement": signature.conflict_statement,
        "created_at": signature.created_at.isoformat(timespec="microseconds"),
        "credentials": signature.credentials,
        "digest": signature.digest,
        "digest_version": signature.digest_version,
        "doctor": signature.doctor_id,
        "name": signature.name,
        "previous": signature.previous_hash,
        "role": signature.role,
        "signed_by": signature.signed_by_id,
        "title": signature.title,
        "verdict": signature.verdict,
        **(on if signature.is_delegated else {}),
    }


def hash_of(signature: Signature) -> str:
    """The hash that `own_hash` must hold, recomputed from the row."""
    facts = json.dumps(facts_of(signature), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return canonical.sha256(facts)


def append(
    article: Article,
    *,
    doctor: Doctor,
    account: User,
    role: Role,
    verdict: Verdict,
    attested: Sequence[str] = (),
    conflict_statement: str = "",
    comment: str = "",
    standing_permission: StandingPermission | None = None,
    read_signature: Signature | None = None,
) -> Signature:
    """Add a row at the end of the doctor's chain, for the text of `article` as it stands (locked by the caller).

    A delegated one names the permission and the signature it stands on, and keeps the person as that one froze it.
    """
    doctor = lock_doctor(doctor)
    blocks = canonical.blocks_of(article)
    signature = Signature(
        article=article,
        doctor=doctor,
        signed_by=account,
        role=role,
        verdict=verdict,
        digest=canonical.digest_of_blocks(blocks),
        digest_version=canonical.VERSION,
        block_digests=[[block.name, block.digest] for block in blocks],
        attested=list(attested),
        conflict_statement=conflict_statement,
        **(_as_read(read_signature) if read_signature else _person(article, doctor, role)),
        comment=comment,
        standing_permission=standing_permission,
        read_signature=read_signature,
        created_at=timezone.now(),
        previous_hash=head_of(doctor),
    )
    signature.own_hash = hash_of(signature)
    signature.save(force_insert=True)
    return signature


def _person(article: Article, doctor: Doctor, role: Role) -> dict[str, str]:
    """Name, title and credentials under a signature: those in the byline of the very text, which the doctor has read.

    The second reviewer is in no byline; their profile cannot change without ending its verification.
    """
    if role == Role.BYLINE and article.byline_name:
        title, credentials = article.byline_title, article.byline_credentials
        return {"name": article.byline_name, "title": title, "credentials": credentials}
    return {
        "name": doctor.printed_name,
        "title": title_of(doctor, article.question.language),
        "credentials": doctor.credentials,
    }


def _as_read(signature: Signature) -> dict[str, str]:
    return {"name": signature.name, "title": signature.title, "credentials": signature.credentials}


def head_of(doctor: Doctor) -> str:
    """The hash at the end of the doctor's chain, "" for an empty one. Exact only while the doctor is locked."""
    return doctor.signatures.order_by("-pk").values_list("own_hash", flat=True).first() or ""


def title_of(doctor: Doctor, language: str) -> str:
    """What stands after the name in the byline of an edition in `language`: job title and department."""
    parts = (doctor.job_title, doctor.department.name if doctor.department else "")
    return comma_in(language).join(part for part in parts if part)


def is_title_of(doctor: Doctor, title: str) -> bool:
    """Whether the profile gives `title`, with the comma of any language: Chinese editions once had an English one."""
    return title in {title_of(doctor, language) for language in Language}


def broken_links(doctor: Doctor) -> list[str]:
    """Sentences that say what is wrong with a doctor's chain; empty when it is whole."""
    problems, previous = [], ""
    for signature in Signature.objects.filter(doctor=doctor).in_chain_order().iterator(chunk_size=1000):
        if signature.own_hash != hash_of(signature):
            problems.append(f"Signature {signature.pk} of {doctor} was changed: its hash does not fit its facts.")
        if signature.previous_hash != previous:
            problems.append(f"Signature {signature.pk} of {doctor} does not follow the one before it.")
        previous = signature.own_hash
    return problems
