"""Which signatures count and what stands on them, said to the database: `SignatureQuerySet.valid` once more.

Conditions for `rules.py` and `delegation_rules.py`, in their SQL.
"""

# ruff: noqa: S608  SQL is made of the names in columns.py and of nothing that anybody types

from __future__ import annotations

from collections.abc import Callable

from articles.triggers import columns as c

BYLINE = "s.role IN ('byline', 'delegated') AND s.doctor_id = NEW.doctor_id"
SECOND = "s.role IN ('second_reviewer', 'delegated') AND s.doctor_id <> NEW.doctor_id"


def only(key: str, rest: str) -> str:
    """Rows of this key of which `rest` is true, looked up by the key and never by an index that `rest` offers.

    Both databases may plan for a small table and then keep reading all signatures of a doctor, or all live editions.
    """
    return f"{key} AND CASE WHEN {rest} THEN 1 ELSE 0 END = 1"


def valid_signature(by: str) -> str:
    """A row `s` by the doctor meant, for the very text of NEW, not taken back; read, not by an account that wrote in
    it, or delegated with what that stands on."""
    text = "s.verdict = 'signed' AND s.digest = NEW.digest AND s.digest_version = NEW.digest_version"
    given = f"CASE WHEN s.role = 'delegated' THEN {stands('s')} ELSE NOT ({wrote('NEW.id', 's.signed_by_id')}) END"
    valid = f"{text} AND {by} AND NOT {_taken_back('s', 'NEW.id')} AND {given}"
    return f"EXISTS (SELECT 1 FROM {c.SIGNATURE} s WHERE {only('s.article_id = NEW.id', valid)})"


def stands(row: str) -> str:
    """The delegated signature has a permission that held then, and stands on one that was read and still stands."""
    held = (
        f"p.doctor_id = {row}.doctor_id AND p.granted_at <= {row}.created_at"
        f" AND (p.revoked_at IS NULL OR p.revoked_at > {row}.created_at)"
    )
    permission = f"SELECT 1 FROM {c.PERMISSION} p WHERE {only(f'p.id = {row}.standing_permission_id', held)}"
    place = "CASE t.role WHEN 'byline' THEN t.doctor_id = b.doctor_id"
    place += " WHEN 'second_reviewer' THEN t.doctor_id <> b.doctor_id END"
    read = (
        f"t.doctor_id = {row}.doctor_id AND t.verdict = 'signed' AND {place}"
        " AND t.digest = b.digest AND t.digest_version = b.digest_version"
        " AND b.question_id = e.question_id AND b.edition < e.edition"
        f" AND NOT {_taken_back('t', 't.article_id')} AND NOT ({wrote('t.article_id', 't.signed_by_id')})"
    )
    rows = f"{c.SIGNATURE} t JOIN {c.ARTICLE} b ON b.id = t.article_id JOIN {c.ARTICLE} e ON e.id = {row}.article_id"
    signature = f"SELECT 1 FROM {rows} WHERE {only(f't.id = {row}.read_signature_id', read)}"
    return f"(EXISTS ({permission}) AND EXISTS ({signature}))"


def held_up(rest: str = "t.doctor_id = NEW.doctor_id") -> str:
    """A live page has a delegated signature that stands on a signature `t` of the edition NEW speaks about.

    By default on that of the doctor who takes it back.
    """
    live = f"EXISTS (SELECT 1 FROM {c.ARTICLE} a WHERE {only('a.id = s.article_id', _IS_LIVE)})"
    rows = f"{c.SIGNATURE} t JOIN {c.SIGNATURE} s ON s.read_signature_id = t.id"
    return f"EXISTS (SELECT 1 FROM {rows} WHERE {only('t.article_id = NEW.article_id', f'{rest} AND {live}')})"


def unprovable(gone: Callable[[str], str]) -> str:
    """NEW has a delegated signature that stands on an edition whose words are gone."""
    rows = f"{c.SIGNATURE} s JOIN {c.SIGNATURE} t ON t.id = s.read_signature_id"
    return f"EXISTS (SELECT 1 FROM {rows} WHERE {only('s.article_id = NEW.id', gone('t.article_id'))})"


def wrote(article: str, account: str) -> str:
    """The account changed a word of the edition."""
    written = only(f"w.article_id = {article}", f"w.user_id = {account}")
    return f"EXISTS (SELECT 1 FROM {c.CONTRIBUTION} w WHERE {written})"


_IS_LIVE = "a.status = 'published'"


def _taken_back(row: str, article: str) -> str:
    later = f"r.doctor_id = {row}.doctor_id AND r.verdict = 'revoked' AND r.id > {row}.id"
    return f"EXISTS (SELECT 1 FROM {c.SIGNATURE} r WHERE {only(f'r.article_id = {article}', later)})"
