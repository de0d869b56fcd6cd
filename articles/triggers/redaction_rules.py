"""What the database refuses of the record of erased words: one person alone, a second decision, a removed row."""

# ruff: noqa: S608  SQL is made of the names in columns.py and of nothing that anybody types

from __future__ import annotations

from collections.abc import Iterator

from articles.models.vocabulary import RedactionState
from articles.triggers import columns as c
from articles.triggers.erasure import NO_LONGER_LIVE
from articles.triggers.phrases import APPEND_ONLY, Rule, changed, over_existing
from articles.triggers.standing import held_up

STILL_NEEDED = "healthqa: only words that are no longer live are erased"
STOOD_ON = "healthqa: a live answer stands on these words by a correction of spelling"
TWO_PERSONS = "healthqa: two persons who may do it erase words, one alone never does"


def redaction_rules() -> Iterator[Rule]:
    """All rules of the table, in the order in which they are asked."""
    asked, confirms = f"NEW.state = '{RedactionState.ASKED}'", f"NEW.state = '{RedactionState.CONFIRMED}'"
    decided = f"({confirms} OR NEW.state = '{RedactionState.REFUSED}')"
    gone = f"EXISTS (SELECT 1 FROM {c.ARTICLE} a WHERE a.id = NEW.article_id AND a.status IN {NO_LONGER_LIVE})"

    yield Rule(c.REDACTION, "INSERT", f"NOT {asked}", "healthqa: an erasure is asked for before it is confirmed")
    yield Rule(c.REDACTION, "INSERT", "", STILL_NEEDED, f"NOT {gone}")
    yield Rule(c.REDACTION, "INSERT", "", TWO_PERSONS, f"NOT {_is_staff('asked_by_id')}")
    yield over_existing(c.REDACTION, "o.id = NEW.id")
    open_one = f"o.article_id = NEW.article_id AND o.state <> '{RedactionState.REFUSED}'"
    yield over_existing(c.REDACTION, open_one)
    yield Rule(
        c.REDACTION,
        "UPDATE",
        f"OLD.state <> '{RedactionState.ASKED}' OR {changed(c.IDENTITY[c.REDACTION])} OR NOT {decided}",
        "healthqa: of an erasure only the decision is set, once",
    )
    second = f"NEW.decided_by_id <> NEW.asked_by_id AND {_is_staff('asked_by_id')} AND {_is_staff('decided_by_id')}"
    yield Rule(c.REDACTION, "UPDATE", confirms, TWO_PERSONS, f"NOT ({second})")
    yield Rule(c.REDACTION, "UPDATE", confirms, STILL_NEEDED, f"NOT {gone}")
    yield Rule(c.REDACTION, "UPDATE", confirms, STOOD_ON, held_up("s.article_id <> t.article_id"))
    yield Rule(c.REDACTION, "DELETE", "", APPEND_ONLY)


def _is_staff(column: str) -> str:
    account = f"SELECT 1 FROM auth_user u WHERE u.id = NEW.{column} AND u.is_staff AND u.is_active"
    return f"EXISTS ({account})"
