"""A proof as plain data for programs: the canonical text block by block, so that anyone can recompute its digest.

`docs/digest.md` holds the recipe that reads it. Codes are values of `articles.models.vocabulary`; moments are ISO 8601
in UTC. No id, account, comment of a doctor or word of an unpublished edition is part of it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from articles import canonical
from articles.addresses import address
from articles.models import Publication, Signature
from articles.proving import Proof, SignatureProof


def proof_as_json(proof: Proof) -> dict[str, Any]:
    """An edition whose words may be shown (`Proof.shows_words`)."""
    article = proof.article
    return {
        **_edition(proof),
        "blocks": [_block(block) for block in proof.words],
        "question": {
            "text": proof.wording,
            "slug": article.question.slug,
            "language": article.question.language,
            "url": _absolute(address("answer", article.question.slug, article.question.language)),
            "history": _absolute(address("history", article.question.slug, article.question.language)),
        },
        "change_note": article.change_note,
        "notices": [
            _("Use medicines only if a doctor or pharmacist advises it."),
            _("These answers inform. They do not replace the advice of a doctor who sees you."),
        ],
    }


def record_as_json(proof: Proof, message: str) -> dict[str, Any]:
    """An edition whose words are not shown: the sentence why, and the record of its signatures."""
    return {"message": message, **_edition(proof)}


def _edition(proof: Proof) -> dict[str, Any]:
    article, question = proof.article, proof.article.question
    return {
        "format": canonical.HEADER,
        "digest": article.digest,
        "digest_version": article.digest_version,
        "edition": article.edition,
        "is_current": proof.is_current,
        "is_sample": question.is_sample,
        "proof": _absolute(address("proof", article.digest, question.language)),
        "periods": [_period(period) for period in proof.periods],
        "signatures": [_signature(signature) for signature in proof.signatures],
        **_redacted(proof),
    }


def _redacted(proof: Proof) -> dict[str, Any]:
    """When the words were erased and why; of nobody who asked. No key where there are words."""
    if proof.redaction is None:
        return {}
    return {"redacted": {"at": _moment(proof.redaction.decided_at), "reason": proof.redaction.reason}}


def _block(block: canonical.Block) -> dict[str, Any]:
    fields = [[name, value] for name, value in block.fields]
    return {"name": block.name, "digest": block.digest, "fields": fields}


def _period(period: Publication) -> dict[str, Any]:
    return {
        "from": _moment(period.live_from),
        "until": _moment(period.live_until),
        "ended_by": period.end_cause,
        "reason": period.reason,
    }


def _signature(signature: SignatureProof) -> dict[str, Any]:
    row = signature.row
    return {
        "role": row.role,
        "name": row.name,
        "title": row.title,
        "credentials": row.credentials,
        "signed_at": _moment(row.created_at),
        "attested": row.attested,
        "conflict_statement": row.conflict_statement,
        "digest": row.digest,
        "is_valid": signature.counts,
        "revoked_at": _moment(signature.revoked_at),
        "record": row.own_hash,
        "in_chain": signature.in_chain,
        **(_stands_on(row) if row.is_delegated else {}),
    }


def _stands_on(row: Signature) -> dict[str, Any]:
    """What a delegated signature names: the permission, and the signature that its doctor gave by reading."""
    permission, read = row.standing_permission, row.read_signature
    return {
        "standing_permission": permission
        and {"from": _moment(permission.granted_at), "until": _moment(permission.revoked_at)},
        "read": read
        and {
            "edition": read.article.edition,
            "digest": read.digest,
            "signed_at": _moment(read.created_at),
            "attested": read.attested,
            "record": read.own_hash,
        },
    }


def _moment(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds") if moment else None


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
