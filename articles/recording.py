"""A doctor's own record: all they signed, sent back and took back, with what is needed to check its chain. Streamed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse

from articles import canonical, chain
from articles.models import Publication, Signature
from articles.models.vocabulary import TOMBSTONE
from doctors.models import Doctor

FORMAT = "healthqa-record-1"
CHUNK = 500
#: A spreadsheet takes a cell that begins so for a formula; some look behind white space first.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%")
COLUMNS = (
    *("signed_at", "question", "edition", "role", "verdict", "digest", "block_digests", "attested"),
    *("conflict_statement", "name", "title", "credentials", "comment", "previous_hash", "own_hash", "verify"),
)


def signatures_of(doctor: Doctor) -> QuerySet[Signature]:
    """In the order of the chain, each with its edition, what `question_of` needs, and whether it was ever public."""
    public = Publication.objects.filter(article=OuterRef("article"))
    named = {"question_now": F("article__question_text"), "question_slug": F("article__question__slug")}
    given = {"was_public": Exists(public), "edition": F("article__edition"), **named}
    signatures: QuerySet[Signature] = Signature.objects.filter(doctor=doctor).in_chain_order()
    return signatures.annotate(**given)


def question_of(signature: Any) -> str:
    """The question's words that this doctor decided on; its slug where the edition holds others by now.

    What was sent back is a draft again, and the words of a draft are nobody's to see.
    """
    now = canonical.block("question", [("text", canonical.line(signature.question_now))])
    if now is not None and [now.name, now.digest] in signature.block_digests:
        return str(signature.question_now)
    return TOMBSTONE if signature.question_now == TOMBSTONE else str(signature.question_slug)


def as_json(doctor: Doctor) -> Iterator[str]:
    """One JSON document in pieces. `facts` are exactly what `own_hash` covers (articles/chain.py)."""
    head = {"format": FORMAT, "doctor": doctor.pk, "name": doctor.printed_name}
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "signatures": ['
    between = "\n"
    for signature in signatures_of(doctor).iterator(chunk_size=CHUNK):
        yield between + json.dumps(_entry(signature), ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


def as_csv(doctor: Doctor) -> Iterator[str]:
    """For spreadsheets: UTF-8 with its mark, every cell that looks like a formula behind an apostrophe."""
    line = _Line()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    yield "\ufeff" + line.text
    for signature in signatures_of(doctor).iterator(chunk_size=CHUNK):
        writer.writerow([plain_cell(value) for value in _cells(signature)])
        yield line.text


def plain_cell(value: object) -> str:
    """The value as text that no spreadsheet takes for a formula."""
    text = str(value)
    begins = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{text}" if begins else text


class _Line:
    """What `csv.writer` wrote last."""

    text = ""

    def write(self, text: str) -> int:
        self.text = text
        return len(text)


def _entry(signature: Signature) -> dict[str, Any]:
    return {
        "question": question_of(signature),
        "edition": signature.edition,  # type: ignore[attr-defined]
        "facts": chain.facts_of(signature),
        "own_hash": signature.own_hash,
        "verify": _proof(signature),
    }


def _cells(signature: Signature) -> list[object]:
    blocks = " ".join(f"{name}:{digest}" for name, digest in signature.block_digests)
    given: Any = signature
    return [
        *(signature.created_at.isoformat(timespec="microseconds"), question_of(signature)),
        *(given.edition, signature.role, signature.verdict, signature.digest, blocks),
        *(" ".join(signature.attested), signature.conflict_statement, signature.name, signature.title),
        *(signature.credentials, signature.comment, signature.previous_hash, signature.own_hash, _proof(signature)),
    ]


def _proof(signature: Signature) -> str:
    """Where anybody can check these words; empty for words that were never public."""
    if not signature.was_public:  # type: ignore[attr-defined]
        return ""
    return settings.SITE_URL + reverse("proof", args=[signature.digest])
