"""What the database refuses of delegated signatures, and of the permissions they stand on."""

# ruff: noqa: S608  SQL is made of the names in columns.py and of nothing that anybody types

from __future__ import annotations

from collections.abc import Iterator

from articles.triggers import columns as c
from articles.triggers.phrases import APPEND_ONLY, Rule, changed, over_existing
from articles.triggers.standing import only, stands

#: Held by the account that gave it, and not ended: a row cannot be dated back into the time of one that ended.
GIVER = "p.granted_by_id = d.user_id AND p.revoked_at IS NULL"


def delegation_rules() -> Iterator[Rule]:
    """All rules of both, in the order in which they are asked."""
    yield from _signatures()
    yield from _permissions()


def _signatures() -> Iterator[Rule]:
    def refused(when: str, sentence: str, look: str = "") -> Rule:
        return Rule(c.SIGNATURE, "INSERT", when, sentence, look)

    stands_on = "(NEW.standing_permission_id IS NOT NULL OR NEW.read_signature_id IS NOT NULL)"
    yield refused(
        f"NEW.role <> 'delegated' AND {stands_on}", "healthqa: only a delegated signature stands on another one"
    )
    yield refused(
        "NEW.role = 'delegated' AND NEW.verdict <> 'signed'",
        "healthqa: nothing is decided by delegation but a spelling",
    )
    yield refused(
        "NEW.role = 'delegated'",
        "healthqa: a delegated signature needs a permission that holds and a signature that was read",
        f"NOT {stands('NEW')}",
    )
    # The permission is the doctor's own and the doctor may still sign; somebody else corrected the words.
    doctor = (
        "d.user_id IS NOT NULL AND d.user_id <> NEW.signed_by_id AND d.verified_at IS NOT NULL"
        " AND (d.retired_at IS NULL OR d.retired_at > NEW.created_at)"
        f" AND EXISTS (SELECT 1 FROM {c.PERMISSION} p WHERE {only('p.id = NEW.standing_permission_id', GIVER)})"
    )
    yield refused(
        "NEW.role = 'delegated'",
        "healthqa: a doctor who may not sign delegates nothing, and an editor signs nothing of their own",
        f"NOT {_doctor(doctor)}",
    )
    same = "t.name = NEW.name AND t.title = NEW.title AND t.credentials = NEW.credentials"
    same += " AND t.conflict_statement = NEW.conflict_statement"
    person = f"SELECT 1 FROM {c.SIGNATURE} t WHERE {only('t.id = NEW.read_signature_id', same)}"
    yield refused(
        "NEW.role = 'delegated'",
        "healthqa: a delegated signature keeps the person as they signed",
        f"NOT EXISTS ({person})",
    )


def _doctor(condition: str) -> str:
    return f"EXISTS (SELECT 1 FROM doctors_doctor d WHERE {only('d.id = NEW.doctor_id', condition)})"


def _permissions() -> Iterator[Rule]:
    def refused(event: str, when: str, sentence: str, look: str = "") -> Rule:
        return Rule(c.PERMISSION, event, when, sentence, look)

    own = "d.user_id = NEW.granted_by_id AND d.verified_at IS NOT NULL"
    own += " AND (d.retired_at IS NULL OR d.retired_at > NEW.granted_at)"
    yield refused("INSERT", "NEW.revoked_at IS NOT NULL", "healthqa: a permission begins open")
    yield refused(
        "INSERT",
        "",
        "healthqa: only a verified doctor allows corrections of spelling, with their own account",
        f"NOT {_doctor(own)}",
    )
    yield over_existing(c.PERMISSION, "o.id = NEW.id")
    yield over_existing(c.PERMISSION, "o.doctor_id = NEW.doctor_id AND o.revoked_at IS NULL")
    yield refused(
        "UPDATE",
        f"OLD.revoked_at IS NOT NULL OR {changed(c.IDENTITY[c.PERMISSION])}",
        "healthqa: of a permission only the end is set, once",
    )
    used = only("s.standing_permission_id = OLD.id", "s.created_at >= NEW.revoked_at")
    yield refused(
        "UPDATE",
        "",
        "healthqa: a permission does not end before what was signed under it",
        f"EXISTS (SELECT 1 FROM {c.SIGNATURE} s WHERE {used})",
    )
    yield refused("DELETE", "", APPEND_ONLY)
